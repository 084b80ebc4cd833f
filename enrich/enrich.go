// Package enrich annotates articles: the library behind enrichd.
//
// [Annotator] is the pure pipeline over one article: language, dateline,
// headings, credits and notices, the entities named in it, its quotations,
// what it counts, and its topics. [Service] takes articles from the stream and publishes them with
// their annotations. Any number of services share the work through one durable
// consumer.
//
// An article may be annotated and published more than once; subscribers
// compare id, revision and enricher. Pointers on the mentions stream are best
// effort. Nothing here fetches pages or changes a text.
package enrich

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/language"
	"github.com/dateline-news/dateline/enrich/internal/link"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/quantity"
	"github.com/dateline-news/dateline/enrich/internal/quote"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/enrich/internal/topic"
	"github.com/dateline-news/dateline/shared/news"
)

// Annotator is the pure pipeline over one article. It keeps no state between
// articles and may be used concurrently.
type Annotator struct {
	kb       *kb.KB
	enricher news.Enricher
	stages   []stage
}

// stage adds one kind of annotation. Later stages see what earlier ones left
// in the working article.
type stage struct {
	name string
	run  func(*working)
}

// working is an article on its way through the stages.
type working struct {
	article  *news.Article
	notes    *news.Annotations
	fields   []ner.Field
	mentions []ner.Mention
	// trace, where asked for, is filled with how the mentions were linked.
	trace *link.Trace
}

// NewAnnotator returns the pipeline. It reads the user's own names, if the
// configuration names a file of them; a broken line there is an error. Workers
// is not looked at.
func NewAnnotator(cfg Config) (*Annotator, error) {
	version, err := latestVersion()
	if err != nil {
		return nil, fmt.Errorf("making the annotator: %w", err)
	}
	k, own, err := loadKB(cfg.KB.Extra)
	if err != nil {
		return nil, fmt.Errorf("making the annotator: %w", err)
	}
	recognizer, err := newRecognizer(k)
	if err != nil {
		return nil, fmt.Errorf("making the annotator: %w", err)
	}
	topics, err := topic.New(k)
	if err != nil {
		return nil, fmt.Errorf("making the annotator: %w", err)
	}
	linker, quotes := link.New(k, link.Options{MinConfidence: cfg.MinConfidence}), quote.New()
	a := &Annotator{kb: k, enricher: news.Enricher{Name: EnricherName, Version: version + own}}
	a.stages = []stage{
		{"language", identify},
		{"structure", a.structure},
		{"mentions", func(w *working) { w.mentions = recognizer.Recognize(w.notes.Language.Code, w.fields) }},
		{"entities", func(w *working) {
			c := link.Context{Language: w.notes.Language.Code, Country: w.article.Source.Country, Published: w.article.Published, Trace: w.trace}
			w.notes.Entities = linker.Link(c, w.fields, w.mentions)
		}},
		{"quotations", func(w *working) {
			w.notes.Quotations = quotes.Find(w.notes.Language.Code, w.fields, w.notes.Entities)
		}},
		{"quantities", quantities},
		{"dateline", a.datelinePlace},
		{"topics", func(w *working) {
			w.notes.Topics = topics.Classify(w.notes.Language.Code, w.fields, w.notes.Entities)
		}},
	}
	return a, nil
}

// loadKB returns the knowledge base with the names of a file, and what its
// version adds to that of the enricher: the time when the file was changed
// last, in seconds, so that of two results the one with the newer names counts.
func loadKB(extra string) (k *kb.KB, version string, err error) {
	if extra == "" {
		k, err = kb.Load()
		return k, "", err
	}
	f, err := os.Open(extra)
	if err != nil {
		return nil, "", fmt.Errorf("opening %s_KB_EXTRA: %w", Prefix, err)
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return nil, "", fmt.Errorf("opening %s_KB_EXTRA: %w", Prefix, err)
	}
	if k, err = kb.LoadWith(f, extra); err != nil {
		return nil, "", fmt.Errorf("reading %s_KB_EXTRA: %w", Prefix, err)
	}
	return k, fmt.Sprintf("-%010d", info.ModTime().Unix()), nil
}

// Enricher is what stamps the annotations.
func (a *Annotator) Enricher() news.Enricher { return a.enricher }

// Annotate returns the annotations of an article, which is not changed. The
// same article gives the same annotations. It panics on nothing that a text
// may hold; a panic is a defect, and the service treats it as one of the
// article.
func (a *Annotator) Annotate(article *news.Article) *news.Annotations {
	w := &working{article: article, notes: &news.Annotations{Enricher: a.enricher}}
	a.run(w)
	return w.notes
}

func (a *Annotator) run(w *working) {
	for _, s := range a.stages {
		s.run(w)
	}
}

// identify tells the language from title and text, with the outlet's language
// as what is expected.
func identify(w *working) {
	body := w.article.Text
	if body == "" {
		body = w.article.Summary
	}
	r := language.Identify(w.article.Title+"\n"+body, w.article.Source.Language)
	w.notes.Language = news.Language{Code: r.Code, Confidence: r.Confidence}
}

// structure parses the fields and marks what is not prose.
func (a *Annotator) structure(w *working) {
	for _, f := range []struct {
		name news.Field
		text string
	}{
		{news.FieldTitle, w.article.Title}, {news.FieldSummary, w.article.Summary}, {news.FieldText, w.article.Text},
	} {
		field := ner.Field{Name: f.name, Doc: text.Parse(f.text), Headline: f.name == news.FieldTitle}
		field.Doc.Language = w.notes.Language.Code
		if f.name != news.FieldTitle {
			field.Structure = text.Analyse(field.Doc, a.isPlace)
		}
		w.fields = append(w.fields, field)
		w.notes.Headings = append(w.notes.Headings, spans(f.name, field.Structure.Headings)...)
		w.notes.Credits = append(w.notes.Credits, spans(f.name, field.Structure.Credits)...)
		w.notes.Boilerplate = append(w.notes.Boilerplate, spans(f.name, field.Structure.Notices)...)
	}
	last := &w.fields[len(w.fields)-1]
	if d := last.Structure.Dateline; d != nil {
		part := func(r text.Range) string { return w.article.Text[r.Start:r.End] }
		w.notes.Dateline = &news.Dateline{
			Span:  news.Span{Field: news.FieldText, Start: d.Start, End: d.End},
			Place: part(d.Place), Agency: part(d.Agency), Date: part(d.Date),
		}
	}
}

// quantities finds counts, money, percentages and dates.
func quantities(w *working) {
	for _, f := range w.fields {
		q := quantity.Find(f.Doc, f.Structure, f.Name, w.notes.Language.Code, w.article.Published)
		w.notes.Counts = append(w.notes.Counts, q.Counts...)
		w.notes.Money = append(w.notes.Money, q.Money...)
		w.notes.Percentages = append(w.notes.Percentages, q.Percentages...)
		w.notes.Dates = append(w.notes.Dates, q.Dates...)
	}
}

func spans(f news.Field, ranges []text.Range) []news.Span {
	var out []news.Span
	for _, r := range ranges {
		out = append(out, news.Span{Field: f, Start: r.Start, End: r.End})
	}
	return out
}

// isPlace says whether the knowledge base knows a name as a place.
func (a *Annotator) isPlace(name string) bool {
	return slices.ContainsFunc(a.kb.Lookup(name), func(c kb.Candidate) bool {
		return c.Entry.Type == news.TypePlace
	})
}

// datelinePlace ties the dateline to the entity of its place.
func (a *Annotator) datelinePlace(w *working) {
	d := w.notes.Dateline
	if d == nil || d.Place == "" {
		return
	}
	place := w.fields[len(w.fields)-1].Structure.Dateline.Place
	for _, e := range w.notes.Entities {
		for _, m := range e.Mentions {
			if e.Type == news.TypePlace && m.Field == news.FieldText && m.Start == place.Start && (m.End == place.End || m.End < place.End && strings.ContainsAny(d.Place, "/–")) {
				d.PlaceID = e.ID
				return
			}
		}
	}
}
