// Command linkeval scores the linker on annotated articles: whether links are
// right, whether names of one thing come together, and whether confidence says
// how often that is so.
//
//	linkeval -texts DIR -from 391
//	linkeval -texts DIR -from 391 -given
//	linkeval -texts DIR -from 391 -fit
//
// The articles are those of enrich/annotations, whose README says how the texts
// are made. A name has a canonical name there and no id: a link is right if its
// entry has the type of the name and the knowledge base knows it by the
// canonical name. Of entries that share a name each counts, unless the table
// given with -key says which is meant. Names are those that the whole pipeline
// finds, with -given those that are marked.
//
// With -fit it prints what internal/link/confidence.go is made from. The
// embedded recogniser was trained on articles 1 to 390: on those its confidence
// looks better than it is, and so does every score without -given. Another that
// nertrain has made, such as one trained on fewer of them, takes its place with
//
//	go run -overlay overlay.json ./enrich/cmd/linkeval -texts DIR -from 261 -to 390 -fit
//
// where overlay.json is {"Replace": {"enrich/internal/crf/model.bin": "other.bin"}}.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/enrich/internal/kb"
)

func main() {
	var o options
	flag.StringVar(&o.names, "names", "enrich/annotations/names.tsv", "names.tsv of the annotations; articles.tsv lies beside it")
	flag.StringVar(&o.texts, "texts", "", "directory of the texts, NNN.txt")
	flag.StringVar(&o.key, "key", "enrich/cmd/linkeval/key.tsv", "table of judged ids; empty for none")
	flag.IntVar(&o.from, "from", 1, "first article")
	flag.IntVar(&o.to, "to", 430, "last article")
	flag.BoolVar(&o.given, "given", false, "link the marked names instead of finding names")
	flag.BoolVar(&o.fit, "fit", false, "print fitted curves instead of scores")
	flag.BoolVar(&o.verbose, "v", false, "print each wrong and each missed link")
	flag.Parse()
	if err := run(o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "linkeval:", err)
		os.Exit(1)
	}
}

type options struct {
	names, texts, key   string
	from, to            int
	given, fit, verbose bool
}

func run(o options, w io.Writer) error {
	if o.given && o.fit {
		return fmt.Errorf("-fit needs the confidence of names that were found: leave out -given")
	}
	articles, err := readArticles(o)
	if err != nil {
		return err
	}
	k, err := kb.Load()
	if err != nil {
		return err
	}
	g := gold{kb: k}
	if g.ids, err = readKey(o.key, k); err != nil {
		return err
	}
	a, err := enrich.NewAnnotator(enrich.Config{})
	if err != nil {
		return err
	}
	if o.fit {
		var f fit
		for i := range articles {
			f.add(&g, &articles[i], a.Explain(articles[i].news))
		}
		f.print(w)
		return nil
	}
	s := newScores(&g)
	if o.verbose {
		s.errors = w
	}
	for i := range articles {
		d := &articles[i]
		if o.given {
			s.add(&d.Document, mentions(linkMarked(k, d), 0))
		} else {
			s.add(&d.Document, mentions(a.Annotate(d.news).Entities, d.offset))
		}
	}
	s.print(w)
	return nil
}
