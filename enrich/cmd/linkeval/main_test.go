package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/kb"
)

// annotated writes two annotated articles and a key, by which the Paris of the
// second is not the one that is known, and returns the options to read them.
func annotated(t *testing.T) options {
	t.Helper()
	dir := t.TempDir()
	write := func(name, data string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var articles strings.Builder
	articles.WriteString("article\tcorpus\turl\tsha256\ttitle\n")
	for id, body := range map[string]string{
		"001": "Merkel visits France\n\nFriday, March 6, 2020\n\nAngela Merkel arrived in Paris on Friday. Merkel met Orla Quillfeather, a baker from Germany.\n",
		"002": "Storm over Paris\n\nA storm hit Paris, where the United Nations keep a store of grain, officials said.\n",
	} {
		sum := sha256.Sum256([]byte(body))
		articles.WriteString(id + "\tnews.csv\thttps://news.example/" + id + "\t" + hex.EncodeToString(sum[:]) + "\t" + id + "\n")
		write(id+".txt", body)
	}
	write("articles.tsv", articles.String())
	names := write("names.tsv", `article	surface	type	name	occurrences
001	Merkel	person	Angela Merkel	
001	Angela Merkel	person	Angela Merkel	
001	France	place	France	
001	Paris	place	Paris	
001	Orla Quillfeather	person	Orla Quillfeather	
001	Germany	place	Germany	
002	Paris	place	Paris	
002	United Nations	organisation	United Nations	
`)
	key := write("key.tsv", "# article, canonical name, id\n001\tParis\tQ90\n002\tParis\t-\n")
	return options{names: names, texts: dir, key: key, from: 1, to: 2}
}

func output(t *testing.T, o options) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(o, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestRun(t *testing.T) {
	o := annotated(t)
	tests := []struct {
		name   string
		change func(*options)
		want   []string
	}{
		{"marked names", func(o *options) { o.given = true }, []string{
			"links right   100.0 % of 7 linkable names\n", "links wrong   22.2 % of 9 links (no name 0.0, other type 0.0)\n",
			"  person       0.0 % of 3\n", "  place        40.0 % of 5\n", "F1 100.0 of 10 names\n", "ECE ",
		}},
		{"the first", func(o *options) { o.given, o.to = true, 1 }, []string{"links wrong   0.0 % of 6 links", "of 7 names\n"}},
		{"no key", func(o *options) { o.given, o.key = true, "" }, []string{"links right   100.0 % of 9 linkable names\n", "links wrong   0.0 % of 9 links"}},
		{"errors", func(o *options) { o.given, o.verbose = true, true }, []string{"wrong\t002\tParis\tgot Q90 Paris (place, 0."}},
		{"the whole pipeline", func(*options) {}, []string{"linkable names\n", "confidence    0.9 to 1.0: mean 0.9"}},
		{"curves", func(o *options) { o.fit = true }, []string{"  supported, ", "linked: ", "1.000 of 2, surname of a person named in full\n"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := o
			tt.change(&o)
			got := output(t, o)
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("there is no %q in\n%s", want, got)
				}
			}
		})
	}
}

func TestRunErrors(t *testing.T) {
	o := annotated(t)
	write := func(data string) string {
		path := filepath.Join(t.TempDir(), "key.tsv")
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := []struct {
		name   string
		change func(*options)
		want   string
	}{
		{"no such articles", func(o *options) { o.from = 3 }, "no articles from 3 to 2"},
		{"no texts", func(o *options) { o.texts = t.TempDir() }, "nertrain texts"},
		{"another table", func(o *options) { o.names = o.key }, "give the names.tsv"},
		{"no confidence", func(o *options) { o.given, o.fit = true, true }, "leave out -given"},
		{"no key", func(o *options) { o.key += "x" }, "judged ids"},
		{"columns", func(o *options) { o.key = write("# head\n*\tParis\n") }, "line 2 has 2 columns"},
		{"an id that is gone", func(o *options) { o.key = write("*\tParis\tQ0\n") }, `no entry "Q0"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := o
			tt.change(&o)
			if err := run(o, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("run = %v, want %q", err, tt.want)
			}
		})
	}
}

// TestKey: the knowledge base still has what the key names.
func TestKey(t *testing.T) {
	k, err := kb.Load()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readKey("key.tsv", k); err != nil {
		t.Error(err)
	}
}

func TestClusters(t *testing.T) {
	var b bcubed
	// Three names of one thing, of which one was taken for the other's.
	b.add(map[pair]int{{"a", "x"}: 2, {"a", "y"}: 1, {"b", "y"}: 1})
	p, r, f1 := b.scores()
	want := [3]float64{3.0 / 4, 2.0 / 3, 12.0 / 17}
	for i, got := range [3]float64{p, r, f1} {
		if math.Abs(got-want[i]) > 1e-9 {
			t.Errorf("P, R, F1 are %.3f %.3f %.3f, want %.3f", p, r, f1, want)
			break
		}
	}
}

func TestMonotone(t *testing.T) {
	samples := []sample{{0.9, true}, {0.1, false}, {0.5, true}, {0.3, true}, {0.3, false}, {0.4, false}, {0.8, true}}
	type point struct{ Part, All int }
	for least, want := range map[int][]point{
		1: {{0, 1}, {1, 3}, {3, 3}},
		3: {{1, 3}, {3, 4}},
		9: {{4, 7}},
	} {
		var got []point
		for _, s := range monotone(samples, least) {
			got = append(got, point{s.part, s.all})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("steps of %d or more (-want +got):\n%s", least, diff)
		}
	}
}
