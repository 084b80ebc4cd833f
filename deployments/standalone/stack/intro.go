package stack

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
)

// liveInterval is the pause between two stories of the sample's live outlet.
const liveInterval = 5 * time.Second

// introduceAfter is when the introduction is printed at the latest; before, it
// waits for the first poll of every feed to become searchable.
const introduceAfter = 30 * time.Second

// progress is how far the first polls have come.
type progress struct {
	// feeds are registered, polled of them have been polled.
	feeds, polled int
	// articles are published and enriched annotated, revisions counted singly.
	articles, enriched uint64
	// waiting is how many messages a service has still to handle.
	waiting uint64
}

func (p progress) settled() bool {
	return p.feeds > 0 && p.polled == p.feeds && p.articles > 0 && p.enriched >= p.articles && p.waiting == 0
}

// introduce waits until the first news is searchable and prints how to look.
func (s *Stack) introduce(ctx context.Context, o Options, w io.Writer) error {
	deadline := time.Now().Add(introduceAfter)
	var p progress
	for {
		var err error
		if p, err = s.progress(ctx); ctx.Err() != nil {
			return nil
		}
		if err == nil && p.settled() || time.Now().After(deadline) {
			break
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(200 * time.Millisecond):
		}
	}
	_, err := io.WriteString(w, s.introduction(o, p, time.Since(s.started)))
	return err
}

func (s *Stack) progress(ctx context.Context) (progress, error) {
	var p progress
	settings, err := s.bus.Feeds().AllSettings(ctx)
	if err != nil {
		return p, err
	}
	timers, err := s.bus.Feeds().AllTimers(ctx)
	if err != nil {
		return p, err
	}
	p.feeds = len(settings)
	for _, timer := range timers {
		// A poll leaves what it learnt in the body of the next timer.
		if len(timer.Data) > 0 {
			p.polled++
		}
	}
	for _, name := range []bus.StreamName{bus.Articles, bus.Enriched} {
		stream, err := s.bus.JetStream().Stream(ctx, s.bus.Names().Stream(name))
		if err != nil {
			return p, err
		}
		if name == bus.Articles {
			p.articles = stream.CachedInfo().State.Msgs
		} else {
			p.enriched = stream.CachedInfo().State.Msgs
		}
		waiting, err := backlog(ctx, stream)
		if err != nil {
			return p, err
		}
		p.waiting += waiting
	}
	return p, nil
}

// backlog counts what the durables of a stream have still to handle.
func backlog(ctx context.Context, stream jetstream.Stream) (uint64, error) {
	consumers := stream.ListConsumers(ctx)
	var n uint64
	for c := range consumers.Info() {
		if c.Config.Durable != "" {
			n += c.NumPending + uint64(max(c.NumAckPending, 0)) //nolint:gosec // never negative
		}
	}
	return n, consumers.Err()
}

func (s *Stack) introduction(o Options, p progress, took time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nAfter %.1f s: %d of %d feeds polled, %d articles taken in, %d annotated, %d waiting to be handled.\n\n",
		took.Seconds(), p.polled, p.feeds, p.articles, p.enriched, p.waiting)
	if p.polled > 0 && p.articles == 0 {
		b.WriteString("No feed could be read. Is the network there? ingestd feeds list says what is wrong with each;\nstandalone -sample needs no network.\n\n")
	}
	query := "ceasefire place:Aleppo"
	if !o.Sample {
		query = "after:1d sort:newest"
	}
	env, server := "", ""
	if s.NATSURL != "nats://127.0.0.1:4222" {
		env, server = "DATELINE_NATS_URL="+s.NATSURL+" ", " -s "+s.NATSURL
	}
	line := func(what, how string) { fmt.Fprintf(&b, "  %-10s %s\n", what, how) }
	line("read", s.HTTPURL+"/?q="+url.QueryEscape(query))
	line("search", env+"go run ./index/cmd/newsq '"+query+"'")
	line("follow", env+"go run ./index/cmd/newsq tail")
	line("subscribe", "nats sub"+server+" 'news.enriched.en.>'")
	line("HTTP", s.HTTPURL+"/v1/search?q="+url.QueryEscape(query))
	line("health", s.HTTPURL+"/readyz")
	b.WriteString("\nCtrl-C stops; the next start goes on where this one ended.\n")
	return b.String()
}
