package main

import (
	"bytes"
	"compress/gzip"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pairsOf makes up sentences of four kinds of words.
func pairsOf(n int) map[[2]int32]int32 {
	random := rand.New(rand.NewPCG(1, 2))
	pairs := map[[2]int32]int32{}
	before := int32(21) // the boundary behind twenty words and the rare one
	for i := range n {
		w := int32(random.IntN(5)*4 + i%4)
		if i%40 == 39 {
			w = 20 + int32(i/40%2)
		}
		pairs[[2]int32{before, w}]++
		before = w
	}
	return pairs
}

func TestExchangeFindsKinds(t *testing.T) {
	e := newExchange(newBigrams(pairsOf(4000), 20), 4)
	// From the worst start, words move to those of their kind.
	for w := range 20 {
		to := int32(w / 4 % 4)
		e.gather(w)
		e.shift(w, e.class[w], -1)
		e.shift(w, to, 1)
		e.class[w] = to
	}
	before := e.information()
	for e.pass() > 0 {
		if now := e.information(); now < before {
			t.Fatalf("information fell from %f to %f", before, now)
		} else {
			before = now
		}
	}
	for w := range 20 {
		if e.class[w] != e.class[w%4] {
			t.Errorf("words %d and %d of one kind are in classes %d and %d", w, w%4, e.class[w], e.class[w%4])
		}
	}
	fresh := newExchange(e.bigrams, 4)
	for w := range 20 {
		fresh.gather(w)
		fresh.shift(w, fresh.class[w], -1)
		fresh.shift(w, e.class[w], 1)
		fresh.class[w] = e.class[w]
	}
	if diff := cmp.Diff(fresh.pairs, e.pairs); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

// TestGain checks the gain of a move against the information after it.
func TestGain(t *testing.T) {
	e := newExchange(newBigrams(pairsOf(1000), 20), 3)
	total := 0.0
	for _, n := range e.left {
		total += float64(n)
	}
	for w := range 20 {
		e.gather(w)
		from := e.class[w]
		e.shift(w, from, -1)
		e.best(w)
		gain := append([]float64(nil), e.gain...)
		var after []float64
		for a := range gain {
			e.shift(w, int32(a), 1)
			after = append(after, e.information()*total)
			e.shift(w, int32(a), -1)
		}
		e.shift(w, from, 1)
		for a := range gain {
			if got, want := gain[a]-gain[0], after[a]-after[0]; got < want-1e-6 || got > want+1e-6 {
				t.Errorf("word %d to class %d: gain %f over class 0, want %f", w, a, got, want)
			}
		}
	}
}

// TestTreeLosses checks the losses that are kept against fresh ones.
func TestTreeLosses(t *testing.T) {
	e := newExchange(newBigrams(pairsOf(1000), 20), 8)
	tr := newTree(e)
	for tr.joins > 2 {
		tr.join(tr.nearest())
		for i := range tr.joins {
			for j := range i {
				a, b := tr.live[j], tr.live[i]
				if got, want := tr.loss[a][b], tr.lossOf(a, b); got < want-1e-6 || got > want+1e-6 {
					t.Fatalf("loss of joining %d and %d of %v = %f, want %f", a, b, tr.live, got, want)
				}
			}
		}
	}
	seen := map[string]bool{}
	for _, p := range tr.paths() {
		for q := range seen {
			if strings.HasPrefix(p, q) || strings.HasPrefix(q, p) {
				t.Errorf("path %q is a part of %q", p, q)
			}
		}
		seen[p] = true
	}
}

func TestClusters(t *testing.T) {
	dir := t.TempDir()
	var zipped bytes.Buffer
	zw := gzip.NewWriter(&zipped)
	_, _ = zw.Write([]byte("Bo\tB-PER\nruns\tO\n.\tO\n\n"))
	_ = zw.Close()
	texts := filepath.Join(dir, "texts")
	if err := os.Mkdir(texts, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, texts, "1.txt", strings.Repeat("Ann runs. Bo sleeps. Ann sleeps. ", 5))
	write(t, texts, "2.md", "---\ntitle: Head\n---\n* [Bo](https://en.example/Bo_(x) \"Bo (x)\") *runs*.\n")
	write(t, texts, "3.tsv.gz", zipped.String())
	write(t, texts, "4.json", `{"b": "short", "a": ["<p>Ann runs and runs, and Bo sleeps in 1968.</p>"]}`)
	write(t, texts, "5.csv", "url,title,text\nu,Ann,Bo runs.\n")
	write(t, texts, "6.csv", "Sentence #,Word,POS,Tag\nSentence: 1,Bo,NNP,B-per\n")
	write(t, texts, "7.json", `[{"sents": [["Ann", "runs"]], "vertexSet": []}]`)
	write(t, texts, "8.conllu", "1\tBo\tBo\tPROPN\tNNP\t_\t0\troot\t_\t_\n")
	write(t, texts, "9.txt", "Ann\tB-person\nsleeps\tO\n")
	write(t, texts, ".hidden", "Ann")
	var files [2]string
	for i := range files {
		path := filepath.Join(dir, "clusters.tsv")
		var out bytes.Buffer
		if err := run([]string{"clusters", "-classes", "3", "-least", "4", "-known", "1", "-o", path, texts}, &out); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = string(b)
	}
	if files[0] != files[1] {
		t.Error("two runs gave different clusters")
	}
	path := map[string]string{}
	count := map[string]string{}
	for line := range strings.Lines(files[0]) {
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		path[c[1]], count[c[1]] = c[0], c[2]
	}
	if path["Ann"] == "" || path["Ann"] != path["Bo"] || path["runs"] != path["sleeps"] || path["Ann"] == path["runs"] {
		t.Errorf("paths = %v", path)
	}
	if path["0008"] != "" && path["0000"] != "" {
		t.Errorf("a rare number is in a class: %v", path)
	}
	for word, want := range map[string]string{"Ann": "14", "Bo": "11", "0000": "1", "head": ""} {
		if count[word] != want {
			t.Errorf("count of %q = %q, want %q", word, count[word], want)
		}
	}
	for _, args := range [][]string{
		{"clusters"}, {"clusters", "-o", filepath.Join(dir, "c"), filepath.Join(dir, "none")},
		{"clusters", "-o", filepath.Join(dir, "c"), write(t, dir, "a.pdf", "")},
		{"clusters", "-o", filepath.Join(dir, "c"), write(t, dir, "a.json", "{")},
		{"clusters", "-o", filepath.Join(dir, "c"), write(t, dir, "a.txt", "word")},
	} {
		if err := run(args, &bytes.Buffer{}); err == nil {
			t.Errorf("run(%q) gave no error", args)
		}
	}
}
