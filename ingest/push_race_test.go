package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/shared/news"
)

// slow serves the feed as it was when it was asked, once it is let go.
func (p *publisher) slow(asked chan<- struct{}, letGo <-chan struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		body := rss("courier.example", p.items, "")
		p.mu.Unlock()
		asked <- struct{}{}
		select {
		case <-letGo:
		case <-r.Context().Done():
		}
		w.Header().Set("Link", p.link)
		_, _ = fmt.Fprint(w, body)
	}
}

// TestPushDuringPoll: what a hub brings or announces while the feed is polled
// is neither lost nor undone by the end of the poll.
func TestPushDuringPoll(t *testing.T) {
	w, h, p, b := hubbed(t)
	w.start(pushing(b))
	w.wantArticles("courier_example", 3)
	w.live(h)
	asked, letGo := make(chan struct{}, 8), make(chan struct{}, 8)
	free := sync.OnceFunc(func() { close(letGo) })
	defer free()
	w.outlets.serve("courier.example", p.slow(asked, letGo))

	p.set(4)
	w.again("courier.example")
	<-asked
	body := itemAlone(5, "")
	if status, outcome := h.push(topic, body, h.sign(topic, "sha256", body)); outcome != "changed" {
		t.Fatalf("%d %s", status, outcome)
	}
	letGo <- struct{}{}
	w.wantArticles("courier_example", 5)
	w.polls("courier.example", 2)
	w.until("both items in the state", func() error {
		record, err := w.bus.Feeds().State(t.Context(), news.FeedID(topic))
		if err != nil {
			return err
		}
		state, err := poll.DecodeState(record.Data)
		for title, a := range w.articles("courier_example") {
			if err == nil && !state.Knows(a.ID) {
				err = fmt.Errorf("%s is not known", title)
			}
		}
		if err == nil && state.Items() != 4 {
			err = fmt.Errorf("%d items in the last document", state.Items())
		}
		return err
	})
	if n := len(asked); n != 0 {
		t.Errorf("polled %d times more", n)
	}

	w.again("courier.example")
	<-asked
	p.set(6)
	if status, outcome := h.push(topic, "", h.sign(topic, "sha256", "")); outcome != "poll" {
		t.Fatalf("%d %s", status, outcome)
	}
	free()
	w.wantArticles("courier_example", 6)
	if sub, _, err := w.subscription(); err != nil || len(sub.Missing) != 0 {
		t.Errorf("missing %+v, %v", sub.Missing, err)
	}
}

// TestPushEndsInOrder: a delivery in hand is answered when the service stops.
func TestPushEndsInOrder(t *testing.T) {
	w, h, _, b := hubbed(t)
	stop, _, _ := w.start(pushing(b))
	w.live(h)
	var wg sync.WaitGroup
	var mu sync.Mutex
	stored := 0
	for i := range 20 {
		wg.Go(func() {
			body := itemAlone(10+i, "")
			status, _ := h.push(topic, body, h.sign(topic, "sha256", body))
			mu.Lock()
			defer mu.Unlock()
			if status == http.StatusAccepted {
				stored++
			}
		})
	}
	stop()
	wg.Wait()
	if n := len(w.articles("courier_example")); n < 3+stored {
		t.Errorf("%d articles, though %d deliveries were accepted", n, stored)
	}
}

func TestPushAddressTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }() // nobody came
	w := newWorld(t)
	s, err := ingest.New(w.config(func(c *ingest.Config) {
		c.Websub.Callback, c.Websub.Addr = "https://news.example", taken.Addr().String()
	}), ingest.Deps{Bus: w.bus})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := s.Run(ctx); err == nil || errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "set DATELINE_INGEST_WEBSUB_ADDR") {
		t.Errorf("Run: %v", err)
	}
}

// TestPushWhilePaused: nothing is taken that may not be published, and the hub
// is not blamed for it.
func TestPushWhilePaused(t *testing.T) {
	w, h, p, b := hubbed(t)
	var mu sync.Mutex
	var full error
	w.guard = func() error {
		mu.Lock()
		defer mu.Unlock()
		return full
	}
	set := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		full = err
	}
	_, _, health := w.start(pushing(b))
	w.wantArticles("courier_example", 3)
	w.live(h)
	w.again("courier.example")
	w.polls("courier.example", 2)
	set(errors.New("the disk is nearly full"))
	w.until("the pause", func() error {
		if health.Ready() == nil {
			return errors.New("not paused")
		}
		return nil
	})
	body := itemAlone(4, "")
	if status, outcome := h.push(topic, body, h.sign(topic, "sha256", body)); status != http.StatusServiceUnavailable {
		t.Errorf("%d %s", status, outcome)
	}
	p.set(4)
	set(nil)
	w.again("courier.example")
	w.wantArticles("courier_example", 4)
	w.polls("courier.example", 3)
	if sub, _, err := w.subscription(); err != nil || len(sub.Missing) != 0 {
		t.Errorf("missing %+v, %v", sub.Missing, err)
	}
}
