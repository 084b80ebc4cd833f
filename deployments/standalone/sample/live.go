package sample

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	// LiveItems is how many items the live feed keeps, as every feed drops
	// its oldest. A reader that stays away longer than it takes to publish
	// as many misses some.
	LiveItems = 40
	// livePages is how many of its articles still have a page; it bounds the
	// memory of a newsroom that runs for weeks.
	livePages = 500
	// liveAtOnce is how many stories are there at the start.
	liveAtOnce = 3
)

// live is the outlet that publishes one story after another from a fixed
// list. It needs no goroutine: whoever asks brings it up to date.
type live struct {
	feed *feed
	// run keeps the links of different runs of the program apart.
	run   string
	begun time.Time
	// count is how many stories were published, owed how many of them by
	// the clock.
	count, owed int
}

func newLive(f *feed, now time.Time) (*live, error) {
	if !strings.Contains(f.outlet.plan.Path, "{number}") || len(f.upcoming) == 0 {
		return nil, fmt.Errorf("the live outlet %q needs {number} in its links and a list of stories", f.outlet.plan.Name)
	}
	return &live{feed: f, run: now.UTC().Format("20060102-150405"), begun: now}, nil
}

// catchUp publishes what is due by the clock. After a long sleep of the
// machine the stories that nobody could have seen are left out.
func (l *live) catchUp(now time.Time, interval time.Duration) {
	due := liveAtOnce + int(now.Sub(l.begun)/interval)
	for range min(due-l.owed, LiveItems) {
		l.publish(now)
	}
	l.owed = max(l.owed, due)
}

// publish puts the next story of the list at the top of the feed.
func (l *live) publish(now time.Time) *article {
	f := l.feed
	s := f.upcoming[l.count%len(f.upcoming)]
	l.count++
	text := s.clone()
	text.Title = strings.NewReplacer(
		"{title}", s.Title, "{day}", s.published.Format("2 January"), "{yyyy}", s.published.Format("2006"),
	).Replace(f.outlet.plan.Headline)
	a, err := f.outlet.add(s, text, fmt.Sprintf("%s-%d", l.run, l.count), s.published, nil)
	if err != nil {
		// Cannot happen: the number makes each link new, and newLive has
		// seen to it that the pattern has one.
		panic(fmt.Sprintf("sample: publishing story %s: %v", s.name, err))
	}
	a.updated = now
	f.articles = slices.Insert(f.articles, 0, a)
	f.articles = f.articles[:min(len(f.articles), LiveItems)]
	if len(f.outlet.articles) > livePages {
		f.outlet.forgetOldest()
	}
	return a
}
