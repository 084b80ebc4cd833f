package main

import (
	"bufio"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/dateline-news/dateline/enrich/internal/crf"
)

const clustersUsage = `usage: nertrain clusters [-classes N] [-least N] -o FILE PATH…

Clusters puts the words of plain texts into classes by their neighbours and
writes a line a word: path, word, count. PATHs are files, or directories that
are read whole, in the order of names: .txt; .md without its links; .tsv, one
token and tag a line, whose tags are not used; .csv and .xml as nertrain texts
reads them; .json, of which every value of more than forty characters is taken;
each perhaps with .gz after it.
`

// clustering says how words are put into classes.
type clustering struct {
	// classes is the number of classes; passes how often every word may move.
	classes, passes int
	// least is how often a word must occur to be in a class; one that occurs
	// at least known times is listed with its count alone.
	least, known int
}

// runClusters makes word clusters.
func runClusters(args []string, out io.Writer) error {
	f := flag.NewFlagSet("nertrain clusters", flag.ContinueOnError)
	f.Usage = func() {
		fmt.Fprint(f.Output(), clustersUsage)
		f.PrintDefaults()
	}
	var c clustering
	f.IntVar(&c.classes, "classes", 320, "number of classes")
	f.IntVar(&c.passes, "passes", 12, "how often every word may move to another class")
	f.IntVar(&c.least, "least", 5, "occurrences that a word needs")
	f.IntVar(&c.known, "known", 3, "occurrences that a word needs to be listed without a class")
	to := f.String("o", "", "where to write the clusters")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *to == "" || f.NArg() == 0 || c.classes < 2 || c.least < 1 {
		return errors.New("give -o, texts and at least two classes; see nertrain clusters -h")
	}
	v := newVocabulary()
	for _, path := range f.Args() {
		before := v.tokens
		if err := readTexts(path, v.add); err != nil {
			return fmt.Errorf("reading %q: %w", path, err)
		}
		fmt.Fprintf(out, "%s: %d tokens\n", path, v.tokens-before)
	}
	b, words := v.bigrams(c.least)
	if words == 0 {
		return fmt.Errorf("no word occurs %d times", c.least)
	}
	c.classes = min(c.classes, words)
	e := newExchange(b, c.classes)
	for pass := range c.passes {
		moved := e.pass()
		fmt.Fprintf(out, "pass %d: %d words moved, information %.4f\n", pass+1, moved, e.information())
		if moved == 0 {
			break
		}
	}
	return v.write(*to, e, c)
}

// vocabulary counts words; text is their numbers in order, with boundary at
// the ends of sentences.
type vocabulary struct {
	number map[string]int32
	words  []string
	counts []int32
	text   []int32
	tokens int
	order  []int32 // the words by falling count, those in classes first
}

// boundary stands between sentences.
const boundary = -1

func newVocabulary() *vocabulary { return &vocabulary{number: map[string]int32{}} }

// add counts the words of a text.
func (v *vocabulary) add(body string) {
	v.text = append(v.text, boundary)
	for sentence := range crf.Sentences(body) {
		for _, w := range sentence {
			n, ok := v.number[w]
			if !ok {
				n = int32(len(v.words))
				v.number[w] = n
				v.words = append(v.words, w)
				v.counts = append(v.counts, 0)
			}
			v.counts[n]++
			v.tokens++
			v.text = append(v.text, n)
		}
		v.text = append(v.text, boundary)
	}
}

// bigrams numbers the words that occur at least least times by falling count
// and counts pairs of them; all others are one word, the boundary another,
// which stay in classes of their own.
func (v *vocabulary) bigrams(least int) (b *bigrams, words int) {
	v.order = make([]int32, len(v.words))
	for i := range v.order {
		v.order[i] = int32(i)
	}
	slices.SortFunc(v.order, func(x, y int32) int {
		return cmp.Or(cmp.Compare(v.counts[y], v.counts[x]), cmp.Compare(v.words[x], v.words[y]))
	})
	rank := make([]int32, len(v.words))
	for i, w := range v.order {
		if int(v.counts[w]) >= least {
			words++
		}
		rank[w] = int32(i)
	}
	other, edge := int32(words), int32(words+1)
	of := func(n int32) int32 {
		switch {
		case n == boundary:
			return edge
		case rank[n] >= other:
			return other
		}
		return rank[n]
	}
	pairs := map[[2]int32]int32{}
	for i := 1; i < len(v.text); i++ {
		pairs[[2]int32{of(v.text[i-1]), of(v.text[i])}]++
	}
	return newBigrams(pairs, words), words
}

// write writes the words with their classes, by path and falling count, then
// those that are only counted.
func (v *vocabulary) write(path string, e *exchange, c clustering) error {
	paths := newTree(e).paths()
	words := len(e.class) - fixed
	known := v.order[words:]
	for i, w := range known {
		if int(v.counts[w]) < c.known {
			known = known[:i]
			break
		}
	}
	inClasses := make([]int, words)
	for i := range inClasses {
		inClasses[i] = i
	}
	slices.SortStableFunc(inClasses, func(x, y int) int { return cmp.Compare(paths[e.class[x]], paths[e.class[y]]) })
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("creating the file of clusters: %w", err)
	}
	w := bufio.NewWriter(f)
	for _, i := range inClasses {
		n := v.order[i]
		fmt.Fprintf(w, "%s\t%s\t%d\n", paths[e.class[i]], v.words[n], v.counts[n])
	}
	for _, n := range known {
		fmt.Fprintf(w, "\t%s\t%d\n", v.words[n], v.counts[n])
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		return fmt.Errorf("writing clusters: %w", err)
	}
	return nil
}
