package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/enrich/internal/kb"
)

// write writes a file into dir and returns its path.
func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTrainAndScore(t *testing.T) {
	dir := t.TempDir()
	names, err := kb.Compile(strings.NewReader("# names\nQ1\tplace\tcountry\tNorway\tNorge@no|~Nor\tiso-NO\t50\thand\t2026\n"))
	if err != nil {
		t.Fatal(err)
	}
	sentence := "Ana\tB-PER\nSilva\tI-PER\nleft\tO\nOslo\tB-LOC\n.\tO\n\n"
	train := write(t, dir, "train.tsv", strings.Repeat("-DOCSTART-\tO\n\n"+sentence+"The\tO\nboard\tO\nmet\tO\n.\tO\n\n", 30))
	annotated := filepath.Join(dir, "annotated")
	if err := os.Mkdir(annotated, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, annotated, "1.tsv", "Ana Silva\tperson\tAna Silva\n")
	write(t, annotated, "1.txt", "Ana Silva left.")
	args := []string{
		"-train", train + "," + annotated + "*2", "-test", train + "," + annotated + ":3", "-epochs", "4",
		"-clus", write(t, dir, "clusters.tsv", "01\tleft\t3\n"),
		"-gaz", write(t, dir, "names.tsv", "6\tAna\n4\tOslo\n") + ":6",
		"-kb", write(t, dir, "kb.bin", names),
	}
	var models [2][]byte
	for i := range models {
		path := filepath.Join(dir, "model.bin")
		var out bytes.Buffer
		if err := run(append(args, "-o", path), &out); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"epoch 4: ", "32 documents", "train.tsv: P 100.0 R 100.0 F1 100.0", "annotated: P 100.0"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("output has no %q:\n%s", want, out.String())
			}
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		models[i] = b
	}
	if !bytes.Equal(models[0], models[1]) {
		t.Error("two runs gave different models")
	}
	var out bytes.Buffer
	if err := run([]string{"-model", filepath.Join(dir, "model.bin"), "-test", train}, &out); err != nil || !strings.HasPrefix(out.String(), "train.tsv: P 100.0") {
		t.Errorf("scoring a model gave %q, %v", out.String(), err)
	}
}

func TestWrongArguments(t *testing.T) {
	dir := t.TempDir()
	none := filepath.Join(dir, "none")
	for _, args := range [][]string{
		{},
		{"-train", none},
		{"-model", none},
		{"-model", write(t, dir, "model", "no model")},
		{"-train", write(t, dir, "t.tsv", "A\tO\n"), "-gaz", write(t, dir, "gaz", "99\tName\n")},
		{"-train", none, "-gaz", "file:99"},
		{"-train", write(t, dir, "e.tsv", "")},
	} {
		if err := run(args, &bytes.Buffer{}); err == nil {
			t.Errorf("run(%q) gave no error", args)
		}
	}
}
