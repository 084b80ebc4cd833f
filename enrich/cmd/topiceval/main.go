// Command topiceval scores the topic classifier against labels, by concept, and
// fits its curves.
//
//	topiceval -labels enrich/internal/topic/testdata/wikinews.test.tsv -texts DIR
//	topiceval -labels enrich/internal/topic/testdata/headlines.de.tsv -language de
//	topiceval -labels enrich/internal/topic/testdata/wikinews.dev.tsv -texts DIR -fit
//
// With -texts, the labels name articles by number, whose texts are in files of
// DIR (see enrich/annotations/README.md for how they are made); without, the
// first column is the text. The entities are those of the whole pipeline.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/topic"
)

func main() {
	var o options
	flag.StringVar(&o.labels, "labels", "", "file of labels")
	flag.StringVar(&o.texts, "texts", "", "directory of NNN.txt; empty: the labels hold the texts")
	flag.StringVar(&o.language, "language", "en", "ISO 639-1 code of the texts")
	flag.BoolVar(&o.fit, "fit", false, "print fitted curves instead of scores")
	flag.BoolVar(&o.errors, "errors", false, "print each wrong and each missing topic")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "topiceval:", err)
		os.Exit(1)
	}
}

type options struct {
	labels, texts, language string
	fit, errors             bool
}

func run(o options) error {
	k, err := kb.Load()
	if err != nil {
		return err
	}
	c, err := topic.New(k)
	if err != nil {
		return err
	}
	a, err := enrich.NewAnnotator(enrich.Config{})
	if err != nil {
		return err
	}
	cases, err := readCases(o, c.Keys())
	if err != nil {
		return err
	}
	for i := range cases {
		cases[i].evidence = evidenceOf(a, c, o.language, &cases[i])
	}
	if o.fit {
		fit(os.Stdout, cases)
		return nil
	}
	score(os.Stdout, cases, o.errors)
	return nil
}
