package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// alertName is the name of the standing query.
const alertName = "torture"

// settle lets everything come to rest and tells what does not.
func (st *stage) settle(ctx context.Context) []finding {
	ctx, cancel := context.WithTimeout(ctx, st.patience)
	defer cancel()
	began := time.Now()
	st.newsroom.Allow(st.items)
	steps := []struct {
		what string
		rest func(context.Context) error
	}{
		{"processes ready", st.fleet.AwaitReady},
		{"every document of the press read to its end", func(ctx context.Context) error {
			return until(ctx, func(context.Context) error {
				if st.newsroom.Done() {
					return nil
				}
				return fmt.Errorf("%+v of %d items", st.newsroom.Progress(), st.items)
			})
		}},
		{"nothing left to read on the streams", func(ctx context.Context) error { return until(ctx, st.idle) }},
	}
	var findings []finding
	for _, step := range steps {
		if err := step.rest(ctx); err != nil {
			findings = append(findings, finding{"unrest", "", fmt.Sprintf("waited %s for: %s: %v", time.Since(began).Round(time.Second), step.what, err)})
		}
	}
	st.rested = time.Since(began)
	return findings
}

// until asks again and again; an answer counts when it was nil thrice.
func until(ctx context.Context, check func(context.Context) error) error {
	for good := 0; good < 3; {
		err := check(ctx)
		if good++; err != nil {
			good = 0
		}
		if good < 3 && !pause(ctx, 400*time.Millisecond) {
			return errors.Join(context.Cause(ctx), err)
		}
	}
	return nil
}

// idle says which reader of the streams has something left to do.
func (st *stage) idle(ctx context.Context) error {
	for _, name := range []bus.StreamName{bus.Articles, bus.Enriched} {
		stream, err := st.bus.JetStream().Stream(ctx, st.bus.Names().Stream(name))
		if err != nil {
			return err
		}
		readers := stream.ListConsumers(ctx)
		n := 0
		for c := range readers.Info() {
			if strings.HasPrefix(c.Name, "oc_") || c.Config.Durable == "" {
				continue
			}
			n++
			if c.NumPending > 0 || c.NumAckPending > 0 {
				return fmt.Errorf("%s of %s has %d messages to read and %d to acknowledge", c.Name, name, c.NumPending, c.NumAckPending)
			}
		}
		if err := readers.Err(); err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%s has no reader", name)
		}
	}
	return nil
}

// gather reads everything that is there. In a cluster the leader of a stream
// or of a passing consumer may just be changing: then it is read anew.
func (st *stage) gather(ctx context.Context) (*world, error) {
	for deadline := time.Now().Add(gathering); ; {
		w, err := st.read(ctx)
		if err == nil || time.Now().After(deadline) || !pause(ctx, time.Second) {
			return w, err
		}
		st.print("reading what is there interrupted, reading anew: %v", err)
	}
}

// gathering is how long it is tried to read what is there.
const gathering = 2 * time.Minute

// read is one reading of everything.
func (st *stage) read(ctx context.Context) (*world, error) {
	w := &world{items: st.newsroom.Items(), poison: st.poison}
	garbage := map[string]bool{}
	for _, p := range st.poison {
		garbage[p.subject] = true
	}
	var broken []error
	for name, list := range map[bus.StreamName]*[]message{bus.Articles: &w.articles, bus.Enriched: &w.enriched} {
		filter := st.bus.Names().Article("*", "*")
		if name == bus.Enriched {
			filter = st.bus.Names().EnrichedAll()
		}
		err := st.bus.ScanAll(ctx, name, filter, func(m bus.Scanned) bool {
			if garbage[m.Subject] {
				return true
			}
			a, err := news.Decode(m.Data)
			if err != nil {
				broken = append(broken, fmt.Errorf("sequence %d of %s: %w", m.Seq, name, err))
				return true
			}
			*list = append(*list, messageOf(a, m.Seq))
			return true
		})
		if err != nil {
			return nil, err
		}
	}
	err := st.bus.ScanAll(ctx, bus.Events, st.bus.Names().EventsOf(news.EventAlert), func(m bus.Scanned) bool {
		var e news.Event
		if err := json.Unmarshal(m.Data, &e); err != nil {
			broken = append(broken, fmt.Errorf("sequence %d of %s: %w", m.Seq, bus.Events, err))
			return true
		}
		w.alerts = append(w.alerts, told{e.Article, e.Revision, e.TextHash})
		return true
	})
	if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, err
	}
	if w.quarantine, err = st.bus.QuarantineEntries(ctx, "*"); err != nil {
		return nil, err
	}
	if err := st.exported(ctx, w); err != nil {
		return nil, err
	}
	return w, errors.Join(broken...)
}

// exported reads the whole index, as newsq export does.
func (st *stage) exported(ctx context.Context, w *world) error {
	c := client.New(st.bus.Conn(), st.bus.Names().Prefix)
	// An empty index answers nothing, which is not an error here.
	page, err := c.Search(ctx, client.SearchRequest{Query: everything, Size: 1, Unfolded: true})
	if err != nil {
		return err
	}
	w.total = page.Total
	for cursor := ""; ; {
		r, err := c.Export(ctx, client.ExportRequest{Query: everything, Cursor: cursor})
		if err != nil {
			return err
		}
		for _, raw := range r.Articles {
			a, err := news.Decode(raw)
			if err != nil {
				return fmt.Errorf("reading an article of the index: %w", err)
			}
			w.index = append(w.index, messageOf(a, 0))
		}
		if cursor = r.Next; cursor == "" {
			return nil
		}
	}
}

// everything is the query that all articles answer.
const everything = "sort:oldest"

func messageOf(a *news.Article, seq uint64) message {
	m := message{id: a.ID, revision: a.Revision, hash: news.ContentHash(a.Title, a.Text), seq: seq, entities: -1}
	if a.Annotations != nil {
		m.entities = len(a.Annotations.Entities)
	}
	return m
}
