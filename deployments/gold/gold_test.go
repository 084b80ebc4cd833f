package gold

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/enrich/gold"
)

var update = flag.Bool("update", false, "rewrite testdata/scores.txt")

const (
	sheets = "../../enrich/testdata/gold"
	texts  = "../standalone/sample/stories"
	short  = "../../enrich/testdata/short"
	scores = "testdata/scores.txt"
)

const head = `The scores of the annotator on the gold annotations, in per cent, as "enrichd eval" prints them. Made by: go test ./deployments/gold -update
`

// TestStories puts every annotation in its place: each surface, quotation,
// count, heading, credit, notice and dateline must occur in its story, and
// each story must be annotated.
func TestStories(t *testing.T) {
	paths, err := filepath.Glob(texts + "/*/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, path := range paths {
		language, name := filepath.Base(filepath.Dir(path)), strings.TrimSuffix(filepath.Base(path), ".txt")
		t.Run(language+"/"+name, func(t *testing.T) {
			s, err := load(filepath.Join(sheets, language, name+".tsv"), path)
			if err != nil {
				t.Fatal(err)
			}
			if s.Language() != language || s.Mentions() == 0 {
				t.Errorf("language %q and %d names, want language %q and names", s.Language(), s.Mentions(), language)
			}
		})
	}
	annotated, err := filepath.Glob(sheets + "/*/*.tsv")
	if err != nil || len(annotated) != len(paths) {
		t.Errorf("%d annotated stories of %d: %v", len(annotated), len(paths), err)
	}
}

func load(sheetPath, textPath string) (*gold.Story, error) {
	f, err := os.Open(sheetPath)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sheet, err := gold.ReadSheet(f)
	if err != nil {
		return nil, err
	}
	body, err := os.ReadFile(textPath)
	if err != nil {
		return nil, err
	}
	a, err := gold.ParseArticle(string(body))
	if err != nil {
		return nil, err
	}
	return gold.NewStory(filepath.Base(textPath), a, sheet)
}

// TestScores compares the scores with the last ones kept.
func TestScores(t *testing.T) {
	newsroom, err := gold.Load(sheets, texts, "")
	if err != nil {
		t.Fatal(err)
	}
	english, err := gold.Load(sheets, texts, "en")
	if err != nil {
		t.Fatal(err)
	}
	further, err := gold.Load(short, short, "")
	if err != nil {
		t.Fatal(err)
	}
	annotator, err := enrich.NewAnnotator(enrich.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	got.WriteString(head)
	for _, set := range []struct {
		name    string
		stories []*gold.Story
	}{
		{"the stories of the sample newsroom", newsroom},
		{"its English stories in capitals", gold.Recase(english, gold.Capitals)},
		{"its English stories as titles", gold.Recase(english, gold.Titles)},
		{"short stories in further languages", further},
	} {
		got.WriteString("\n" + set.name + "\n\n")
		if err := gold.Report(&got, set.stories, annotator.Annotate); err != nil {
			t.Fatal(err)
		}
	}
	if *update {
		if err := os.WriteFile(scores, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(scores)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("scores changed (-kept +now); if that is meant, run with -update:\n%s", diff)
	}
}
