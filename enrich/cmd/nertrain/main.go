// Command nertrain trains the recogniser of names and scores it.
//
// It reads annotated texts as their authors publish them, word clusters and
// lists of names, trains a model from a seed, writes it, and prints how well
// it does on other texts. With -model it scores a model that is there and
// trains nothing. "nertrain texts" extracts the texts of our own annotations
// from public files, "nertrain clusters" makes word clusters of plain texts.
// The same inputs and options give the same bytes on machines of one
// architecture. It fetches nothing; internal/crf/MODEL.md says where all that
// the embedded model was trained on is found.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "nertrain: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "texts":
			return runTexts(args[1:], out)
		case "clusters":
			return runClusters(args[1:], out)
		}
	}
	o, err := parse(args)
	if err != nil {
		return err
	}
	m, err := o.model(out)
	if err != nil {
		return err
	}
	for _, t := range o.tests {
		if err := t.print(out, m, o.texts); err != nil {
			return err
		}
	}
	return nil
}

// usage is printed before the flags.
const usage = `usage: nertrain -train PATH,… [-clus FILE] [-gaz FILE:CLASS,…;…] [-kb FILE] [-agree FILE -reader MODEL] -o FILE [-test PATH[:HOW],…]
       nertrain -model FILE -test PATH[:HOW],…
       nertrain texts -annotations DIR -o DIR FILE…
       nertrain clusters [-classes N] [-least N] -o FILE PATH…

PATH is a file with a token and a tag a line, of DocRED (.json) or GUM (.conllu,
or a directory of them), a directory of stand-off annotations, or one of the
tables articles.tsv and names.tsv, of which DIR@1-390 takes the first 390
articles. HOW is 3 to leave out miscellaneous names, capitals or titles to score
on the texts as headlines, confidence to compare confidences with how often they
are right.
`

func newFlags() *flag.FlagSet {
	f := flag.NewFlagSet("nertrain", flag.ContinueOnError)
	f.Usage = func() {
		fmt.Fprint(f.Output(), usage)
		f.PrintDefaults()
	}
	return f
}
