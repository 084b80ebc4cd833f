package link

import (
	"math"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/shared/news"
)

// The parts of an entity's salience, which add up to 1:
//
//   - title: it is named there;
//   - frequency: 1 - 0.72^n for n mentions, so that the first counts 0.28,
//     three 0.63, ten 0.96;
//   - lead: 1 for a first mention at the head of the text, falling to 0 half
//     way down.
//
// Mentions in a dateline say where and by whom a story was filed, not what it
// is about: they count a third and give no lead. Mentions in the summary count
// only where there is no text. Peoples count for less than what they are tied
// to.
const (
	titleShare     = 0.40
	frequencyShare = 0.35
	leadShare      = 0.25
	frequencyBase  = 0.72
	datelineCount  = 1.0 / 3
	demonymFactor  = 0.6
)

// SalienceParts are the parts of a salience, each already weighted.
type SalienceParts struct {
	Title     float64 `json:"title"`
	Frequency float64 `json:"frequency"`
	Lead      float64 `json:"lead"`
	// Factor is what the sum is multiplied by: under 1 for peoples.
	Factor float64 `json:"factor"`
}

// Sum returns the salience, in [0, 1].
func (p SalienceParts) Sum() float64 { return p.Factor * (p.Title + p.Frequency + p.Lead) }

// salience rates how much the article is about a target.
func (d *document) salience(t *target) SalienceParts {
	body := d.body()
	p := SalienceParts{Factor: 1}
	n, lead := 0.0, 0.0
	for _, i := range t.mentions {
		m := &d.mentions[i]
		f := &d.fields[m.Field]
		switch {
		case f.Name == news.FieldTitle:
			p.Title = titleShare
			n++
			if body == "" {
				lead = 1
			}
		case f.Name != body:
		case isDateline(f, m):
			n += datelineCount
		default:
			n++
			if at := 1 - float64(m.Start)/(0.5*float64(len(f.Doc.Text))); at > lead {
				lead = at
			}
		}
	}
	p.Frequency = frequencyShare * (1 - math.Pow(frequencyBase, n))
	p.Lead = leadShare * lead
	if t.kind == kb.KindDemonym {
		p.Factor = demonymFactor
	}
	return p
}

// body is the field whose length and mentions count: the text, or the summary
// where there is none.
func (d *document) body() news.Field {
	body := news.Field("")
	for i := range d.fields {
		if len(d.fields[i].Doc.Tokens) == 0 {
			continue
		}
		switch d.fields[i].Name {
		case news.FieldText:
			return news.FieldText
		case news.FieldSummary:
			body = news.FieldSummary
		}
	}
	return body
}
