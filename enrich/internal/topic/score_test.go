package topic_test

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/topic"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// TestScore keeps how many topics are right, wrong and missed on our own
// headlines, by language, from the title's words alone. A change is to be seen
// and judged, see TOPICS.md for what the figures are worth.
func TestScore(t *testing.T) {
	c := classifier(t)
	parents := c.Keys()
	files, err := filepath.Glob("testdata/headlines.*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no headlines: %v", err)
	}
	var got bytes.Buffer
	for _, file := range files {
		language := strings.Split(filepath.Base(file), ".")[1]
		top, finer := scoreFile(t, c, parents, language, file)
		fmt.Fprintf(&got, "%s top: %s; finer: %s\n", language, top, finer)
	}
	const golden = "testdata/headlines.golden"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("other scores (-want +got), -update accepts them:\n%s", diff)
	}
}

type counts struct{ right, wrong, missed int }

func (c counts) String() string {
	return fmt.Sprintf("%d right, %d wrong, %d missed", c.right, c.wrong, c.missed)
}

func scoreFile(t *testing.T, c *topic.Classifier, parents map[string]string, language, file string) (top, finer counts) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // only read
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		title, labels, ok := strings.Cut(lines.Text(), "\t")
		if !ok || strings.HasPrefix(title, "#") {
			continue
		}
		right, open := map[string]bool{}, map[string]bool{}
		for key := range strings.SplitSeq(labels, ",") {
			into := right
			if strings.HasSuffix(key, "?") {
				into = open
			}
			for key = strings.TrimSuffix(key, "?"); key != ""; key = parents[key] {
				if _, known := parents[key]; !known {
					t.Fatalf("%s: unknown concept %q", file, key)
				}
				into[key] = true
			}
		}
		for _, e := range c.Evidence(language, fields(title, ""), nil) {
			n := &finer
			if len(e.Parents) == 0 {
				n = &top
			}
			switch {
			case e.Given && right[e.Key]:
				n.right++
				delete(right, e.Key)
			case e.Given && !open[e.Key]:
				n.wrong++
			}
		}
		for key := range right {
			if parents[key] == "" {
				top.missed++
			} else {
				finer.missed++
			}
		}
	}
	return top, finer
}
