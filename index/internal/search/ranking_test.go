package search_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

var (
	update        = flag.Bool("update", false, "write the golden figures of the ranking anew")
	updateStories = flag.Bool("update-stories", false, "annotate the stories of the ranking anew, with enrichd of this tree")
	showRanking   = flag.Bool("show-ranking", false, "print the answer to each query that is not ranked perfectly")
)

// judgement is a query with the stories that answer it: 3 for a story about
// what is asked, 2 for one that says much of it, 1 for one that names it. All
// grades were given by reading the stories, before any ranking was seen. A
// query of plain words is judged over the languages that have these words.
type judgement struct {
	Query string `json:"query"`
	Kind  string `json:"kind"`
	// HeldOut queries were not looked at while weights were chosen.
	HeldOut bool           `json:"held_out"`
	Grades  map[string]int `json:"grades"`
}

// quality is the mean over some queries.
type quality struct {
	Queries  int     `json:"queries"`
	RecallAt float64 `json:"recall_at_10"`
	MRR      float64 `json:"mrr"`
	NDCG     float64 `json:"ndcg_at_10"`
}

const (
	rankingDir = "../../testdata/ranking"
	// relevant is the least grade that counts for recall and reciprocal rank.
	relevant = 2
	// tolerance is how much a figure may fall without a word: none but what
	// the order of additions makes.
	tolerance = 1e-6
)

// TestRanking measures the order of answers on judged queries. A figure that
// falls is an error; one that rises is written down with -update.
func TestRanking(t *testing.T) {
	if *updateStories {
		annotateStories(t)
	}
	engine, names := openStories(t)
	var judged []judgement
	readJSON(t, filepath.Join(rankingDir, "judgements.json"), &judged)
	got := map[string]*quality{"chosen_on": {}, "held_out": {}}
	for _, j := range judged {
		q, err := query.Parse(j.Query, query.DefaultLimits())
		if err != nil {
			t.Fatalf("%s: %v", j.Query, err)
		}
		r, err := engine.Search(t.Context(), q, search.Page{Size: 10, Sort: query.SortRelevance})
		if err != nil {
			t.Fatalf("%s: %v", j.Query, err)
		}
		var ranked []string
		for _, h := range r.Hits {
			ranked = append(ranked, names[h.ID])
		}
		recall, reciprocal, ndcg := measure(ranked, j.Grades)
		part := got["chosen_on"]
		if j.HeldOut {
			part = got["held_out"]
		}
		part.Queries++
		part.RecallAt += recall
		part.MRR += reciprocal
		part.NDCG += ndcg
		if *showRanking && !j.HeldOut && ndcg < 1 {
			t.Logf("%s: recall %.2f, reciprocal rank %.2f, nDCG %.2f\n%s", j.Query, recall, reciprocal, ndcg, graded(ranked, j.Grades))
		}
	}
	for _, q := range got {
		n := float64(q.Queries)
		q.RecallAt, q.MRR, q.NDCG = round(q.RecallAt/n), round(q.MRR/n), round(q.NDCG/n)
	}
	t.Logf("chosen on %+v", *got["chosen_on"])
	t.Logf("held out %+v", *got["held_out"])
	golden := filepath.Join(rankingDir, "quality.golden.json")
	if *update {
		data, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := make(map[string]quality)
	readJSON(t, golden, &want)
	for part, q := range got {
		w := want[part]
		if q.Queries != w.Queries || q.RecallAt < w.RecallAt-tolerance || q.MRR < w.MRR-tolerance || q.NDCG < w.NDCG-tolerance {
			t.Errorf("%s: %+v, was %+v", part, *q, w)
		}
	}
}

func round(f float64) float64 { return math.Round(f*1e4) / 1e4 }

func graded(ranked []string, grades map[string]int) string {
	var b strings.Builder
	for i, name := range ranked {
		fmt.Fprintf(&b, "%3d %d %s\n", i+1, grades[name], name)
	}
	for name, g := range grades {
		if g >= relevant && !slices.Contains(ranked, name) {
			fmt.Fprintf(&b, "  - %d %s\n", g, name)
		}
	}
	return b.String()
}

// measure returns recall and nDCG at 10 and the reciprocal rank.
func measure(ranked []string, grades map[string]int) (recall, reciprocal, ndcg float64) {
	var gains []int
	wanted := 0
	for _, g := range grades {
		gains = append(gains, g)
		if g >= relevant {
			wanted++
		}
	}
	slices.SortFunc(gains, func(a, b int) int { return b - a })
	ideal, dcg := 0.0, 0.0
	for i, g := range gains[:min(10, len(gains))] {
		ideal += gain(g, i)
	}
	found := 0
	for i, name := range ranked {
		g := grades[name]
		dcg += gain(g, i)
		if g >= relevant {
			found++
			if reciprocal == 0 {
				reciprocal = 1 / float64(i+1)
			}
		}
	}
	return float64(found) / float64(max(1, min(10, wanted))), reciprocal, dcg / ideal
}

func gain(grade, at int) float64 {
	return (math.Exp2(float64(grade)) - 1) / math.Log2(float64(at)+2)
}

// openStories indexes the stories and returns their names by id.
func openStories(tb testing.TB) (*search.Engine, map[string]string) {
	tb.Helper()
	all, err := chains()
	if err != nil {
		tb.Fatal(err)
	}
	s, err := store.Open(store.Options{Dir: tb.TempDir(), Languages: all})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	names := make(map[string]string)
	var records []store.Record
	for _, a := range readStories(tb) {
		names[a.ID] = strings.TrimPrefix(a.URL, storyAddress)
		message, err := news.Encode(a)
		if err != nil {
			tb.Fatal(err)
		}
		records = append(records, store.Record{Article: a, Message: message, Seq: uint64(len(records) + 1)})
	}
	if err := s.Apply(tb.Context(), records); err != nil {
		tb.Fatal(err)
	}
	// Age does not count: the stories are of sixty years.
	return search.New(search.Options{Store: s, Languages: all, Now: func() time.Time { return caseNow }}), names
}

const storyAddress = "https://sample.example/"

// readStories returns the annotated stories.
func readStories(tb testing.TB) []*news.Article {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(rankingDir, "stories.ndjson.gz"))
	if err != nil {
		tb.Fatal(err)
	}
	zipped, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	lines := bufio.NewScanner(zipped)
	lines.Buffer(nil, news.MaxMessageBytes)
	var out []*news.Article
	for lines.Scan() {
		a, err := news.Decode(lines.Bytes())
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, a)
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
	return out
}

// annotateStories makes the stories of the ranking from those of the sample
// newsroom. All are put into one month, so that dates do not matter.
func annotateStories(t *testing.T) {
	paths, err := filepath.Glob("../../../deployments/standalone/sample/stories/*/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	var articles []*news.Article
	var in bytes.Buffer
	for _, path := range paths {
		a := readStory(t, path)
		articles = append(articles, a)
		line, err := json.Marshal(map[string]any{"id": a.ID, "title": a.Title, "summary": a.Summary, "text": a.Text, "language": a.Source.Language, "published": a.Published})
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", "github.com/dateline-news/dateline/enrich/cmd/enrichd", "annotate")
	cmd.Dir = "../../.."
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	made, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(made), []byte("\n"))
	if len(lines) != len(articles) {
		t.Fatalf("%d annotated of %d", len(lines), len(articles))
	}
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range articles {
		a.Annotations = &news.Annotations{}
		if err := json.Unmarshal(lines[i], a.Annotations); err != nil {
			t.Fatal(err)
		}
		message, err := news.Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := zip.Write(append(message, '\n')); err != nil {
			t.Fatal(err)
		}
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(rankingDir, "stories.ndjson.gz"), out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// readStory reads a story as the sample newsroom keeps it: header lines, a
// blank line, paragraphs.
func readStory(t *testing.T, path string) *news.Article {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, text, _ := strings.Cut(string(data), "\n\n")
	values := make(map[string]string)
	for line := range strings.Lines(head) {
		name, value, _ := strings.Cut(line, ":")
		values[name] = strings.TrimSpace(value)
	}
	link := storyAddress + filepath.Base(filepath.Dir(path)) + "/" + strings.TrimSuffix(filepath.Base(path), ".txt")
	id, err := news.IDFromURL(link)
	if err != nil {
		t.Fatal(err)
	}
	seen := time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC)
	published, err := time.Parse(time.RFC3339, values["Published"])
	if err != nil {
		t.Fatal(err)
	}
	if published.After(seen) {
		published = seen
	}
	a := &news.Article{
		Schema: news.SchemaVersion, ID: id, Revision: 1, URL: link, Title: values["Title"], Summary: values["Summary"], Text: strings.TrimSpace(text),
		TextFrom: news.TextFromContent, Source: news.Source{ID: "sample", Domain: "sample.example", Language: values["Language"]},
		Published: published, FirstSeen: seen, Fetched: seen,
	}
	a.ContentHash = news.ContentHash(a.Title, a.Text)
	return a
}
