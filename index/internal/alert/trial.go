package alert

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// Trial is what a query would have been told of.
type Trial struct {
	// Read is how many messages of the stream were looked at, of which First
	// was stored first.
	Read  uint64    `json:"read"`
	First time.Time `json:"first,omitzero"`
	// Articles counts the messages that answer the query, Alerts the wordings
	// among them, each of which is told once.
	Articles uint64 `json:"articles"`
	Alerts   uint64 `json:"alerts"`
	// Days counts the alerts by day of UTC, oldest first.
	Days []TrialDay `json:"days,omitempty"`
	// Last are the newest alerts, newest first.
	Last []TrialAlert `json:"last,omitempty"`
}

// TrialDay is the number of alerts of a day.
type TrialDay struct {
	Day    string `json:"day"`
	Alerts uint64 `json:"alerts"`
}

// TrialAlert is an article that would have been told of.
type TrialAlert struct {
	Article string    `json:"article"`
	Title   string    `json:"title"`
	Source  string    `json:"source"`
	Stored  time.Time `json:"stored"`
}

// lastAlerts is how many alerts a trial names.
const lastAlerts = 10

// Try matches what the stream has stored since a time, without telling
// anybody. It remembers 16 bytes of each wording that answers the query.
func Try(ctx context.Context, b *bus.Bus, languages *language.Set, q Query, since time.Time) (*Trial, error) {
	set, err := NewSet(languages, []Query{q}, nil)
	if err != nil {
		return nil, err
	}
	t := &Trial{}
	seen := make(map[string]bool)
	err = b.ReadRange(ctx, bus.Enriched, bus.Range{Since: since}, func(m bus.Scanned) error {
		if t.Read++; t.Read == 1 {
			t.First = m.Time
		}
		a, err := news.Decode(m.Data)
		if err != nil || len(set.Match(a)) == 0 {
			// What cannot be decoded answers nothing.
			return nil
		}
		t.Articles++
		hash := document.TextHash(a)
		if hash == "" {
			hash = a.ID
		}
		if !seen[hash] {
			seen[hash] = true
			t.add(a, m.Time.UTC())
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("trying the query of %q: %w", q.Name, err)
	}
	slices.Reverse(t.Last)
	return t, nil
}

// add counts an alert; the newest come last.
func (t *Trial) add(a *news.Article, stored time.Time) {
	t.Alerts++
	day := stored.Format(time.DateOnly)
	if len(t.Days) == 0 || t.Days[len(t.Days)-1].Day != day {
		t.Days = append(t.Days, TrialDay{Day: day})
	}
	t.Days[len(t.Days)-1].Alerts++
	if len(t.Last) == lastAlerts {
		t.Last = slices.Delete(t.Last, 0, 1)
	}
	t.Last = append(t.Last, TrialAlert{Article: a.ID, Title: a.Title, Source: a.Source.ID, Stored: stored})
}
