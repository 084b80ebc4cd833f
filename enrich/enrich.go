// Package enrich annotates news articles: language, dateline, headings,
// credits, site notices and entities. [Annotator] is the pipeline over one
// article, a pure function; [Service] runs it between two streams.
package enrich

import (
	"github.com/abadojack/whatlanggo"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Annotator is the pipeline over one article. It may be used concurrently.
type Annotator struct{}

// NewAnnotator returns the pipeline with everything that it needs loaded.
func NewAnnotator() (*Annotator, error) { return &Annotator{}, nil }

// Annotate returns what the pipeline finds in an article, which it does not
// change. The same article always gives the same annotations.
func (n *Annotator) Annotate(a *news.Article) *news.Annotations {
	out := &news.Annotations{Enricher: news.Enricher{Name: "dateline", Version: 1}}
	info := whatlanggo.Detect(a.Title + "\n" + a.Text)
	out.Language = news.Language{Code: info.Lang.Iso6391(), Confidence: info.Confidence}
	if out.Language.Code == "" {
		out.Language = news.Language{Code: news.LanguageUndetermined}
	}
	s := text.Analyse(text.Parse(a.Text), nil)
	out.Headings, out.Credits, out.Boilerplate = spans(s.Headings), spans(s.Credits), spans(s.Notices)
	return out
}

func spans(ranges []text.Range) []news.Span {
	var out []news.Span
	for _, r := range ranges {
		out = append(out, news.Span{Field: news.FieldText, Start: r.Start, End: r.End})
	}
	return out
}
