package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	// agree is the Groningen Meaning Bank, reader the model that reads it.
	agree, reader string
	calibrate     string
	folds         int
	tests         []test
	training      crf.Training
}

func parse(args []string) (options, error) {
	o := options{training: crf.DefaultTraining}
	f := newFlags()
	f.StringVar(&o.train, "train", "", "annotated files and directories to train on, parted by commas; PATH*N counts one N times")
	f.StringVar(&o.texts, "texts", "", "directory of the texts of stand-off annotations, if not their own")
	f.StringVar(&o.clusters, "clus", "", "word clusters: path, word, count")
	f.StringVar(&o.kb, "kb", "", "knowledge base (kb.tsv.gz) to take names from")
	gaz := f.String("gaz", "", "lists of names: class number, name; FILE or FILE:CLASS,CLASS; parted by semicolons")
	f.StringVar(&o.load, "model", "", "model to score instead of training one")
	f.StringVar(&o.save, "o", "", "where to write the model")
	f.StringVar(&o.agree, "agree", "", "ner_dataset.csv of the Groningen Meaning Bank, to train on where its labels are what -reader finds")
	f.StringVar(&o.reader, "reader", "", "model that reads -agree")
	f.StringVar(&o.calibrate, "calibrate", "", "that of -train on which to calibrate confidences, by models that did not see it")
	f.IntVar(&o.folds, "folds", 3, "parts of -calibrate, each left out of one model")
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
	if (o.agree == "") != (o.reader == "") {
		return o, fmt.Errorf("give -agree and -reader together")
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
		return readModel(o.load)
	}
	peoples, err := o.peoples()
	if err != nil {
		return nil, err
	}
	docs, measured, err := o.documents(peoples)
	if err != nil {
		return nil, err
	}
	alike, err := o.agreed(out)
	if err != nil {
		return nil, err
	}
	for range alike {
		measured = append(measured, -1)
	}
	docs = append(docs, alike...)
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
	if err := o.write(m); err != nil {
		return nil, err
	}
	if o.calibrate == "" {
		return m, nil
	}
	outcomes, err := o.outcomes(docs, measured, lexicon)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "calibrated on %d mentions\n", len(outcomes))
	m.SetCalibration(crf.Calibrate(outcomes))
	return m, o.write(m)
}

func readModel(path string) (*crf.Model, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the model: %w", err)
	}
	defer f.Close()
	return crf.Read(f)
}

// write writes the model where -o says.
func (o *options) write(m *crf.Model) error {
	if o.save == "" {
		return nil
	}
	f, err := os.Create(o.save)
	if err != nil {
		return fmt.Errorf("creating the model file: %w", err)
	}
	if err := m.Write(f); err != nil {
		_ = f.Close() // the first error tells more
		return err
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("writing the model file: %w", err)
	}
	return nil
}

// documents reads what to train on, and tells which of it to calibrate on: the
// number of each document there, -1 for the others.
func (o *options) documents(peoples map[string]bool) (docs []corpus.Document, measured []int, err error) {
	for p := range strings.SplitSeq(o.train, ",") {
		path, times := repeated(p)
		d, err := o.loadAnnotated(path, peoples)
		if err != nil {
			return nil, nil, err
		}
		for range times {
			docs = append(docs, d...)
			for i := range d {
				if path != o.calibrate {
					i = -1
				}
				measured = append(measured, i)
			}
		}
	}
	return docs, measured, nil
}

// loadAnnotated reads annotated texts: of DocRED (.json), of GUM (.conllu, or
// a directory of such), or what corpus.Load reads.
func (o *options) loadAnnotated(path string, peoples map[string]bool) ([]corpus.Document, error) {
	switch filepath.Ext(path) {
	case ".json":
		return loadDocRED(path, peoples)
	case ".conllu":
		return loadGUM(path, peoples)
	}
	paths, err := filepath.Glob(filepath.Join(path, "*.conllu"))
	if err != nil || len(paths) == 0 {
		return corpus.Load(path, o.texts)
	}
	var docs []corpus.Document
	for _, p := range paths {
		d, err := loadGUM(p, peoples)
		if err != nil {
			return nil, err
		}
		docs = append(docs, d...)
	}
	return docs, nil
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
