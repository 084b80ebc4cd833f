package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
)

// poisoned is garbage that was put on a stream.
type poisoned struct {
	subject string
	// stages are those that have to put it into quarantine.
	stages []string
}

// tries repeats what needs NATS until it is there.
func tries(ctx context.Context, do func(context.Context) error) error {
	deadline := time.Now().Add(time.Minute)
	for {
		try, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := do(try)
		cancel()
		if err == nil || time.Now().After(deadline) || !pause(ctx, 200*time.Millisecond) {
			return err
		}
	}
}

// some reads messages of a stream, drawn at random.
func (st *stage) some(ctx context.Context, r *rand.Rand, name bus.StreamName, n int) ([]*jetstream.RawStreamMsg, error) {
	places := make([]float64, n)
	for i := range places {
		places[i] = r.Float64()
	}
	var messages []*jetstream.RawStreamMsg
	err := tries(ctx, func(ctx context.Context) error {
		messages = nil
		stream, err := st.bus.JetStream().Stream(ctx, st.bus.Names().Stream(name))
		if err != nil {
			return err
		}
		state := stream.CachedInfo().State
		if state.Msgs == 0 {
			return nil
		}
		for _, at := range places {
			m, err := stream.GetMsg(ctx, state.FirstSeq+uint64(at*float64(state.LastSeq-state.FirstSeq)))
			if errors.Is(err, jetstream.ErrMsgNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			messages = append(messages, m)
		}
		return nil
	})
	return messages, err
}

// replay publishes annotated articles again, as an enricher that was killed
// between publishing and acknowledging does.
func replay(ctx context.Context, st *stage, r *rand.Rand) error {
	messages, err := st.some(ctx, r, bus.Enriched, 1+r.IntN(40))
	if err != nil {
		return err
	}
	st.say("replay of %d annotated articles", len(messages))
	for _, old := range messages {
		if old.Header.Get(bus.HeaderArticle) == "" {
			continue // poison, which counts once
		}
		m := again(old)
		if err := tries(ctx, func(ctx context.Context) error {
			_, err := st.bus.JetStream().PublishMsg(ctx, m)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// again is a message as it was, without what spoke to the server.
func again(old *jetstream.RawStreamMsg) *nats.Msg {
	m := nats.NewMsg(old.Subject)
	m.Data = old.Data
	for _, h := range []string{bus.HeaderArticle, bus.HeaderRevision, bus.HeaderType} {
		m.Header.Set(h, old.Header.Get(h))
	}
	return m
}

// duplicate publishes articles again with the expectations that they had, as
// an ingestd does that never heard of its success.
func duplicate(ctx context.Context, st *stage, r *rand.Rand) error {
	messages, err := st.some(ctx, r, bus.Articles, 1+r.IntN(20))
	if err != nil {
		return err
	}
	st.say("duplicates of %d articles", len(messages))
	for _, old := range messages {
		if old.Header.Get(bus.HeaderRevision) != "1" {
			continue
		}
		m := again(old)
		err := tries(ctx, func(ctx context.Context) error {
			_, err := st.bus.JetStream().PublishMsg(ctx, m, jetstream.WithExpectLastSequencePerSubject(0))
			if refused, ok := errors.AsType[*jetstream.APIError](err); ok &&
				(refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant) {
				return nil
			}
			if err == nil {
				st.blame(finding{"doubled", old.Header.Get(bus.HeaderArticle), "the articles stream took a message twice"})
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// poison publishes what nobody can read.
func poison(ctx context.Context, st *stage, r *rand.Rand) error {
	names := st.bus.Names()
	token := fmt.Sprintf("p%016x", r.Uint64())
	bodies := []string{`{"schema":1,"id":`, `not even JSON`, `{"schema":1000}`, `{"schema":1,"id":"nonsense"}`, "\x00\xff\xfe", ``}
	p := poisoned{subject: names.Article("poison", token), stages: []string{"enrich"}}
	if r.IntN(2) == 0 {
		p = poisoned{subject: names.Enriched("en", token), stages: []string{"index", "alert"}}
	}
	m := nats.NewMsg(p.subject)
	m.Data = []byte(bodies[r.IntN(len(bodies))])
	st.say("poison on %s: %q", p.subject, m.Data)
	st.mu.Lock()
	st.poison = append(st.poison, p)
	st.mu.Unlock()
	return tries(ctx, func(ctx context.Context) error {
		_, err := st.bus.JetStream().PublishMsg(ctx, m, jetstream.WithMsgID(token))
		return err
	})
}
