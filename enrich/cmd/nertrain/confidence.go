package main

import (
	"fmt"
	"io"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/crf"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// outcomes trains one model for each fold, on all documents but those of the
// fold, and returns which of the mentions that it finds in these are right.
func (o *options) outcomes(docs []corpus.Document, measured []int, l *crf.Lexicon) ([]crf.Outcome, error) {
	var outcomes []crf.Outcome
	for fold := range o.folds {
		var train []corpus.Document
		left := map[int]*corpus.Document{}
		for i, d := range docs {
			if n := measured[i]; n >= 0 && n%o.folds == fold {
				left[n] = &docs[i]
			} else {
				train = append(train, d)
			}
		}
		if len(left) == 0 {
			return nil, fmt.Errorf("calibrating on %q: it is not among what -train names, or has fewer texts than folds", o.calibrate)
		}
		m, _, err := crf.Train(train, l, o.training)
		if err != nil {
			return nil, fmt.Errorf("calibrating: %w", err)
		}
		tagger := crf.NewTagger(m, crf.Options{})
		for n := range len(docs) {
			if d := left[n]; d != nil {
				outcomes = appendOutcomes(outcomes, d, tagger.Tag([]*text.Document{text.Parse(d.Text)}))
			}
		}
	}
	return outcomes, nil
}

// appendOutcomes appends which mentions of a document are right.
func appendOutcomes(out []crf.Outcome, d *corpus.Document, found []crf.Mention) []crf.Outcome {
	marked := map[text.Range]news.EntityType{}
	for _, n := range d.Names {
		marked[n.Range] = n.Type
	}
	for _, m := range found {
		out = append(out, crf.Outcome{Confidence: m.Confidence, Right: marked[m.Range] == m.Type})
	}
	return out
}

// printReliability writes how often mentions are right by tenths of
// confidence, and the mean distance of the two (expected calibration error).
func printReliability(out io.Writer, name string, outcomes []crf.Outcome) error {
	var n, right [10]int
	var sum [10]float64
	for _, o := range outcomes {
		b := min(int(o.Confidence*10), 9)
		n[b]++
		sum[b] += o.Confidence
		if o.Right {
			right[b]++
		}
	}
	fmt.Fprintf(out, "%s: confidence, mentions, mean confidence, share right\n", name)
	distance := 0.0
	for b := range n {
		if n[b] == 0 {
			continue
		}
		fmt.Fprintf(out, "  %.1f-%.1f  %5d  %.3f  %.3f\n", float64(b)/10, float64(b+1)/10, n[b], sum[b]/float64(n[b]), float64(right[b])/float64(n[b]))
		d := sum[b] - float64(right[b])
		distance += max(d, -d)
	}
	_, err := fmt.Fprintf(out, "  expected calibration error %.3f\n", distance/float64(max(len(outcomes), 1)))
	return err
}
