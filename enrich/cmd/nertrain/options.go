package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/crf"
)

// options is what the command line says.
type options struct {
	train, texts string
	clusters, kb string
	gaz          []list
	load, save   string
	tests        []test
	training     crf.Training
}

func parse(args []string) (options, error) {
	o := options{training: crf.DefaultTraining}
	f := newFlags()
	f.StringVar(&o.train, "train", "", "annotated files and directories to train on, parted by commas; PATH*N counts one N times")
	f.StringVar(&o.texts, "texts", "", "directory of the texts of stand-off annotations, if not their own")
	f.StringVar(&o.clusters, "clus", "", "word clusters: path, word, count")
	f.StringVar(&o.kb, "kb", "", "knowledge base (kb.bin) to take names from")
	gaz := f.String("gaz", "", "lists of names: class number, name; FILE or FILE:CLASS,CLASS; parted by semicolons")
	f.StringVar(&o.load, "model", "", "model to score instead of training one")
	f.StringVar(&o.save, "o", "", "where to write the model")
	tests := f.String("test", "", "annotated files and directories to score on, parted by commas")
	f.Uint64Var(&o.training.Seed, "seed", o.training.Seed, "order of sentences")
	f.IntVar(&o.training.Epochs, "epochs", o.training.Epochs, "passes over the texts")
	f.Float64Var(&o.training.Rate, "rate", o.training.Rate, "step of the first pass")
	f.IntVar(&o.training.MinCount, "min-count", o.training.MinCount, "occurrences that a feature needs")
	f.Float64Var(&o.training.Prune, "prune", o.training.Prune, "drop features without a weight of this size")
	f.Float64Var(&o.training.Recase, "recase", o.training.Recase, "share of sentences seen again as headlines")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if (o.train == "") == (o.load == "") {
		return o, fmt.Errorf("give either -train or -model")
	}
	for s := range strings.SplitSeq(*tests, ",") {
		if s != "" {
			o.tests = append(o.tests, parseTest(s))
		}
	}
	for s := range strings.SplitSeq(*gaz, ";") {
		if s == "" {
			continue
		}
		l, err := parseList(s)
		if err != nil {
			return o, err
		}
		o.gaz = append(o.gaz, l)
	}
	return o, nil
}

// model reads the model or trains and writes it.
func (o *options) model(out io.Writer) (*crf.Model, error) {
	if o.load != "" {
		f, err := os.Open(o.load)
		if err != nil {
			return nil, fmt.Errorf("opening the model: %w", err)
		}
		defer f.Close()
		return crf.Read(f)
	}
	var docs []corpus.Document
	for p := range strings.SplitSeq(o.train, ",") {
		path, times := repeated(p)
		d, err := corpus.Load(path, o.texts)
		if err != nil {
			return nil, err
		}
		for range times {
			docs = append(docs, d...)
		}
	}
	lexicon, err := o.lexicon()
	if err != nil {
		return nil, err
	}
	start := time.Now()
	o.training.Progress = func(epoch int, likelihood float64) {
		fmt.Fprintf(out, "epoch %d: log-likelihood %.4f a sentence, %.0f s\n", epoch, likelihood, time.Since(start).Seconds())
	}
	m, s, err := crf.Train(docs, lexicon, o.training)
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	fmt.Fprintf(out, "%d documents, %d sentences, %d pieces, %d names (%d lost), %d features, %d kept\n",
		s.Documents, s.Sentences, s.Pieces, s.Names, s.Lost, s.Features, s.Rows)
	if o.save == "" {
		return m, nil
	}
	f, err := os.Create(o.save)
	if err != nil {
		return nil, fmt.Errorf("creating the model file: %w", err)
	}
	if err := m.Write(f); err != nil {
		_ = f.Close() // the first error tells more
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("writing the model file: %w", err)
	}
	return m, nil
}

// repeated parts "path*3" into its path and number.
func repeated(p string) (path string, times int) {
	path, n, ok := strings.Cut(p, "*")
	if !ok {
		return path, 1
	}
	if _, err := fmt.Sscanf(n, "%d", &times); err != nil || times < 1 {
		times = 1
	}
	return path, times
}
