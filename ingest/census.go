package ingest

import (
	"context"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// censusEvery is how often the feeds in trouble are counted at most. With
	// very many feeds it is less often: the counting takes no more than one
	// part in censusShare of the time.
	censusEvery = time.Minute
	censusShare = 50
	// listenEvery is how often it is looked when the last article came, one
	// request each time, and usualEvery how often what is usual is worked out,
	// some thirty.
	listenEvery = 30 * time.Second
	usualEvery  = time.Hour
	// censusTimeout bounds a look at the last article.
	censusTimeout = 10 * time.Second
)

// takeCensus keeps the numbers of feeds and of feeds in trouble.
func (s *Service) takeCensus(ctx context.Context) error {
	for ctx.Err() == nil {
		began := time.Now()
		err := s.census(ctx, began)
		if err != nil && ctx.Err() == nil {
			s.log.Debug("feeds not counted", telemetry.KeyErr, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(max(s.censusEvery, censusShare*time.Since(began))):
		}
	}
	return nil
}

// census counts feeds and troubles from the records, one by one.
func (s *Service) census(ctx context.Context, now time.Time) error {
	feeds, kinds, failing := 0, make(map[string]int), make(map[string]bool)
	if err := s.feeds.EachSettings(ctx, func(bus.FeedRecord) { feeds++ }); err != nil {
		return fmt.Errorf("counting the feeds: %w", err)
	}
	err := s.feeds.ReadStates(ctx, func(r bus.FeedRecord) {
		state, err := poll.DecodeState(r.Data)
		if err != nil {
			return
		}
		for _, t := range poll.Troubles(state, poll.Wake{}, now) {
			kinds[t.Kind]++
			switch t.Kind {
			case poll.TroubleFailing, poll.TroubleGone, poll.TroubleHTML:
				failing[r.Feed] = true
			}
		}
	})
	if err != nil {
		return fmt.Errorf("reading the states of all feeds: %w", err)
	}
	// Failures in a row are in the timer, of which a feed that is being
	// polled has none.
	err = s.feeds.ReadTimers(ctx, func(r bus.FeedRecord) {
		for _, t := range poll.Troubles(poll.State{}, poll.DecodeWake(r.Data), now) {
			if !failing[r.Feed] {
				kinds[t.Kind]++
			}
		}
	})
	if err != nil {
		return fmt.Errorf("reading all timers: %w", err)
	}
	s.metrics.feeds.Set(float64(feeds))
	for _, kind := range poll.Kinds() {
		s.metrics.troubled.WithLabelValues(kind).Set(float64(kinds[kind]))
	}
	return nil
}

// listen keeps how long no article was published.
func (s *Service) listen(ctx context.Context) error {
	var usual time.Duration
	var known time.Time
	return every(ctx, min(listenEvery, s.censusEvery), func() {
		ctx, cancel := context.WithTimeout(ctx, censusTimeout)
		defer cancel()
		ask, anew := s.bus.LastArticle, time.Since(known) > usualEvery
		if anew {
			ask = s.bus.Silence
		}
		silence, err := ask(ctx)
		if err != nil || silence.Last.IsZero() {
			return
		}
		if anew {
			known, usual = time.Now(), silence.Usual
		}
		// By this machine's clock, so that it grows with it.
		s.metrics.silence.last.Store(time.Now().Add(-silence.For).UnixNano())
		s.metrics.silence.usual.Store(int64(usual))
	})
}
