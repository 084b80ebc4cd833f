package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/enrich/gold"
)

// The corpora that the embedded model was trained on are not in this
// repository. What is, the English stories of the sample newsroom, is enough
// to train a small model with every step, twice, and to compare. Such a model
// is never embedded: the stories are there to measure on.
const (
	stories      = "../../../deployments/standalone/sample/stories/en"
	marks        = "../../testdata/gold/en"
	storiesTaken = 10
)

// writeStories writes stories and their names as stand-off annotations.
func writeStories(t *testing.T, dir string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(marks, "*.tsv"))
	if err != nil || len(paths) < storiesTaken {
		t.Fatalf("%d annotated stories, %v", len(paths), err)
	}
	for _, path := range paths[:storiesTaken] {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		sheet, err := gold.ReadSheet(f)
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".tsv")
		b, err := os.ReadFile(filepath.Join(stories, name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		a, err := gold.ParseArticle(string(b))
		if err != nil {
			t.Fatal(err)
		}
		var list strings.Builder
		for _, n := range sheet.Names {
			fmt.Fprintf(&list, "%s\t%s\t%s", n.Surface, n.Type, n.Canonical)
			if n.Only != nil {
				fmt.Fprintf(&list, "\t@%s", strings.Trim(strings.ReplaceAll(fmt.Sprint(n.Only), " ", ","), "[]"))
			}
			list.WriteByte('\n')
		}
		write(t, dir, name+".tsv", list.String())
		write(t, dir, name+".txt", a.Title+"\n\n"+a.Text)
	}
}

// TestTrainingOnBundledStories makes word clusters and a model of the bundled
// stories alone, twice, and wants the same bytes.
func TestTrainingOnBundledStories(t *testing.T) {
	dir, texts := t.TempDir(), t.TempDir()
	writeStories(t, dir)
	bodies, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range bodies {
		if err := os.Rename(path, filepath.Join(texts, filepath.Base(path))); err != nil {
			t.Fatal(err)
		}
	}
	var files [2][2][]byte
	for i := range files {
		clusters, model := filepath.Join(t.TempDir(), "clusters.tsv"), filepath.Join(t.TempDir(), "model.bin")
		var out bytes.Buffer
		if err := run([]string{"clusters", "-classes", "16", "-passes", "2", "-least", "4", "-o", clusters, texts}, &out); err != nil {
			t.Fatal(err)
		}
		if err := run([]string{"-train", dir, "-texts", texts, "-clus", clusters, "-epochs", "2", "-recase", "0.1", "-o", model, "-test", dir}, &out); err != nil {
			t.Fatal(err)
		}
		var precision float64
		if _, score, ok := strings.Cut(out.String(), filepath.Base(dir)+": P "); ok {
			_, _ = fmt.Sscan(score, &precision)
		}
		if precision < 50 {
			t.Errorf("precision on the stories themselves = %v, want 50 or more:\n%s", precision, out.String())
		}
		for j, path := range []string{clusters, model} {
			if files[i][j], err = os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !bytes.Equal(files[0][0], files[1][0]) {
		t.Error("two runs gave different clusters")
	}
	if !bytes.Equal(files[0][1], files[1][1]) {
		t.Error("two runs gave different models")
	}
}
