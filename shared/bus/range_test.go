package bus_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// sequences reads a range and returns what was seen.
func sequences(t *testing.T, b *bus.Bus, r bus.Range) []uint64 {
	t.Helper()
	var got []uint64
	err := b.ReadRange(t.Context(), bus.Articles, r, func(m bus.Scanned) error {
		if (len(m.Data) == 0) != r.Headers || m.Header.Get(bus.HeaderArticle) == "" {
			t.Errorf("message %d has %d bytes and header %v", m.Seq, len(m.Data), m.Header)
		}
		got = append(got, m.Seq)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func publishMany(t *testing.T, b *bus.Bus, from, n int) {
	t.Helper()
	articles := make([]*news.Article, n)
	for i := range articles {
		articles[i] = article(from + i)
	}
	if _, err := b.PublishNew(t.Context(), articles, 0); err != nil {
		t.Fatal(err)
	}
}

func TestReadRange(t *testing.T) {
	b := connect(t)
	if got := sequences(t, b, bus.Range{}); got != nil {
		t.Errorf("an empty stream gave %v", got)
	}
	publishMany(t, b, 0, 250)
	all := make([]uint64, 250)
	for i := range all {
		all[i] = uint64(i) + 1
	}
	stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Articles))
	if err != nil {
		t.Fatal(err)
	}
	first, err := stream.GetMsg(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		in   bus.Range
		want []uint64
	}{
		{"all", bus.Range{}, all},
		{"headers", bus.Range{Headers: true}, all},
		{"from a sequence", bus.Range{From: 248}, all[247:]},
		{"to a sequence", bus.Range{From: 3, To: 5}, all[2:5]},
		{"beyond the end", bus.Range{From: 251}, nil},
		{"to beyond the end", bus.Range{From: 250, To: 900}, all[249:]},
		{"since the first", bus.Range{Since: first.Time}, all},
		{"since tomorrow", bus.Range{Since: time.Now().Add(24 * time.Hour)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, sequences(t, b, tt.in)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	for name := range stream.ListConsumers(t.Context()).Info() {
		t.Errorf("consumer %s is left", name.Name)
	}
}

// TestReadRangeGoesOn reads while the stream grows, the server forgets the
// reader and the server is away.
func TestReadRangeGoesOn(t *testing.T) {
	dir := t.TempDir()
	s := natstest.RunIn(t, dir, -1)
	port := s.Addr().(*net.TCPAddr).Port
	b := open(t, bus.Config{URL: s.ClientURL(), Prefix: "news", Replicas: 1})
	publishMany(t, b, 0, 350)
	var got []uint64
	err := b.ReadRange(t.Context(), bus.Articles, bus.Range{}, func(m bus.Scanned) error {
		got = append(got, m.Seq)
		switch len(got) {
		case 50:
			publishMany(t, b, 350, 10) // behind the end as of the start
			stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Articles))
			if err != nil {
				return err
			}
			for c := range stream.ListConsumers(t.Context()).Info() {
				if err := stream.DeleteConsumer(t.Context(), c.Name); err != nil {
					return err
				}
			}
		case 250:
			s.Shutdown()
			s.WaitForShutdown()
			s = natstest.RunIn(t, dir, port)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, seq := range got {
		if seq != uint64(i)+1 {
			t.Fatalf("message %d has sequence %d", i, seq)
		}
	}
	if len(got) != 350 {
		t.Errorf("%d messages, want the 350 of the start", len(got))
	}
}

func TestReadRangeStops(t *testing.T) {
	b := connect(t)
	publishMany(t, b, 0, 20)
	enough := errors.New("enough")
	err := b.ReadRange(t.Context(), bus.Articles, bus.Range{}, func(m bus.Scanned) error {
		if m.Seq == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) {
		t.Errorf("ReadRange = %v, want the visitor's error", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = b.ReadRange(ctx, bus.Articles, bus.Range{}, func(bus.Scanned) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ReadRange = %v, want that the context has ended", err)
	}
}

func TestAnnotatedUpTo(t *testing.T) {
	b := connect(t)
	if seq, err := b.AnnotatedUpTo(t.Context()); err != nil || seq != 0 {
		t.Errorf("AnnotatedUpTo without a consumer = %d, %v", seq, err)
	}
	publishMany(t, b, 0, 12)
	done := make(chan struct{})
	consumeUntil(t, b, bus.Consumer{Durable: bus.DurableEnrich, Stream: bus.Articles}, done, func(_ context.Context, d bus.Delivery) error {
		if d.Seq == 12 {
			close(done)
		}
		return nil
	})
	waitFor(t, "all acknowledged", func() bool {
		seq, err := b.AnnotatedUpTo(t.Context())
		return err == nil && seq == 12
	})
}

func TestEnrichedBy(t *testing.T) {
	b := connect(t)
	a := article(1)
	a.Revision = 2
	a.Annotations = &news.Annotations{
		Enricher: news.Enricher{Name: "dateline", Version: "0003-6f1c02d94ab7"}, Language: news.Language{Code: "en"},
	}
	if _, err := b.PublishEnriched(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	err := b.ReadRange(t.Context(), bus.Enriched, bus.Range{Headers: true}, func(m bus.Scanned) error {
		id, revision, by, ok := bus.EnrichedBy(m)
		if !ok || id != a.ID || revision != 2 || by != a.Annotations.Enricher {
			t.Errorf("EnrichedBy(%v) = %s, %d, %v, %t", m.Header, id, revision, by, ok)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		in   string
		want news.Enricher
		ok   bool
	}{
		{a.ID + ".1.dateline-2", news.Enricher{Name: "dateline", Version: "2"}, true},
		{a.ID + ".1.my-own-0001-00", news.Enricher{Name: "my-own", Version: "0001-00"}, true},
		{a.ID + ".1.dateline-0003-6f1c02d94ab7-1700000000", news.Enricher{Name: "dateline", Version: "0003-6f1c02d94ab7-1700000000"}, true},
		{a.ID + ".1.ner-2024-x-0001-00", news.Enricher{Name: "ner-2024-x", Version: "0001-00"}, true},
		{"", news.Enricher{}, false},
		{a.ID, news.Enricher{}, false},
		{a.ID + ".x.dateline-0001-00", news.Enricher{}, false},
		{a.ID + ".1.dateline", news.Enricher{}, false},
		{"x.1.dateline-0001-00", news.Enricher{}, false},
	} {
		_, _, by, ok := bus.EnrichedBy(bus.Scanned{Header: nats.Header{jetstream.MsgIDHeader: {tt.in}}})
		if by != tt.want || ok != tt.ok {
			t.Errorf("EnrichedBy(%q) = %v, %t, want %v, %t", tt.in, by, ok, tt.want, tt.ok)
		}
	}
}
