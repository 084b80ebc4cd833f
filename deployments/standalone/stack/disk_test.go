//go:build linux

package stack

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dateline-news/dateline/deployments/standalone/sample"
	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/diskspace"
	"github.com/dateline-news/dateline/shared/disktest"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// patience is how long anything may take; nothing here measures speed.
const patience = 10 * time.Minute

// begin runs the sample in a folder of its own until the test ends.
func begin(t testing.TB, o Options) *Stack {
	t.Helper()
	cfg, err := loadConfig()
	if err != nil {
		t.Fatal(err)
	}
	cfg.forSample()
	o.Sample, o.DataDir, o.HTTPAddr, o.NATSAddr = true, t.TempDir(), "127.0.0.1:0", "127.0.0.1:0"
	ctx, cancel := context.WithCancel(context.Background())
	running, ended := make(chan *Stack, 1), make(chan error, 1)
	log := telemetry.NewLogger(t.Output(), cfg.common.Log.Level, cfg.common.Log.Format)
	go func() {
		ended <- run(ctx, o, cfg, log, sample.Options{}, func(ctx context.Context, s *Stack) error {
			running <- s
			return nil
		})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("standalone ended: %v", err)
		}
	})
	select {
	case s := <-running:
		return s
	case err := <-ended:
		t.Fatal(err)
	}
	return nil
}

// until waits for a condition. The pauses between two looks grow, since a look
// at the whole index takes what the services need.
func until(t testing.TB, what string, check func() error) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for pause := 20 * time.Millisecond; ; pause = min(pause*3/2, time.Second) {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited %s for: %s; last: %v", patience, what, err)
		}
		time.Sleep(pause)
	}
}

func (s *Stack) get(t testing.TB, path string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.HTTPURL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// unready checks that /readyz is red and says all of want.
func (s *Stack) unready(t *testing.T, want ...string) error {
	t.Helper()
	status, body := s.get(t, "/readyz")
	if status == http.StatusOK {
		return fmt.Errorf("ready: %s", body)
	}
	for _, w := range want {
		if !strings.Contains(body, w) {
			return fmt.Errorf("it does not say %q: %s", w, body)
		}
	}
	return nil
}

// exactlyOnce checks that the index has each item of the newsroom once, as its
// last revision, and that nothing is quarantined.
func (s *Stack) exactlyOnce(t testing.TB) error {
	t.Helper()
	got, cursor := map[string]int{}, ""
	for {
		status, body := s.get(t, "/v1/search?"+url.Values{"q": {"sort:newest"}, "size": {"100"}, "cursor": {cursor}, "unfolded": {"true"}}.Encode())
		var page client.SearchResponse
		if err := json.Unmarshal([]byte(body), &page); status != http.StatusOK || err != nil {
			return fmt.Errorf("search answered %d: %s", status, body)
		}
		for _, hit := range page.Hits {
			if got[hit.ID] != 0 {
				t.Fatalf("%s is in the index twice", hit.ID)
			}
			got[hit.ID] = hit.Revision
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	for _, item := range s.Newsroom.Items() {
		if got[item.ID] < item.Revision {
			return fmt.Errorf("%q has revision %d, want %d", item.Title, got[item.ID], item.Revision)
		}
	}
	if entries, err := s.bus.QuarantineEntries(t.Context(), "*"); err != nil || len(entries) > 0 {
		return fmt.Errorf("%d quarantined, %v", len(entries), err)
	}
	if status, body := s.get(t, "/readyz"); status != http.StatusOK {
		return fmt.Errorf("not ready: %s", body)
	}
	return nil
}

// TestNearlyFullDisk lets the disk run low: every writer pauses before it is
// full, all of it says why, and it goes on by itself.
func TestNearlyFullDisk(t *testing.T) {
	t.Parallel() // most of it is waiting for timers
	var free atomic.Uint64
	var asked atomic.Int64
	free.Store(100 << 30)
	s := begin(t, Options{measure: func(string) (diskspace.Space, error) {
		asked.Add(1)
		return diskspace.Space{Free: free.Load(), Total: 1000 << 30}, nil
	}})
	until(t, "every item", func() error { return s.exactlyOnce(t) })
	free.Store(1 << 30)
	until(t, "a reason", func() error {
		return s.unready(t, "disk: the disk of", "polling: the disk of", "1.0 GiB free, 2.0 GiB needed")
	})
	// A poll that was under way may end; those that come due after it wait.
	until(t, "all feeds due and none polled", func() error {
		c, err := s.bus.JetStream().Consumer(t.Context(), s.bus.Names().Stream(bus.Feeds), bus.DurablePoll)
		if err != nil {
			return err
		}
		if due, feeds := int(c.CachedInfo().NumPending)+c.CachedInfo().NumAckPending, len(s.Newsroom.Feeds()); due < feeds { //nolint:gosec // a few
			return fmt.Errorf("%d of %d feeds are due", due, feeds)
		}
		return nil
	})
	stream, err := s.bus.JetStream().Stream(t.Context(), s.bus.Names().Stream(bus.Articles))
	if err != nil {
		t.Fatal(err)
	}
	before := stream.CachedInfo().State.LastSeq
	s.Newsroom.Publish(5)
	since := asked.Load()
	until(t, "the writers ask for room many times", func() error {
		if n := asked.Load() - since; n < 40 {
			return fmt.Errorf("%d times", n)
		}
		return nil
	})
	info, err := stream.Info(t.Context())
	if err != nil || info.State.LastSeq != before {
		t.Errorf("while the disk is low, ARTICLES went from %d to %d, %v", before, info.State.LastSeq, err)
	}
	free.Store(100 << 30)
	until(t, "every item after room was made", func() error { return s.exactlyOnce(t) })
}

// TestFullDisk makes every write of the process fail, as on a disk that is
// full in spite of all guards: streams freeze, the index breaks off, and when
// there is room again both heal by themselves with nothing lost.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if !disktest.Apart(t) {
		return
	}
	s := begin(t, Options{})
	until(t, "every item", func() error { return s.exactlyOnce(t) })
	free := disktest.Limit(t, 1)
	s.Newsroom.Publish(5)
	until(t, "a reason", func() error {
		return s.unready(t, "nats server: the embedded NATS server stores nothing: a write to its store failed", "file too large")
	})
	free()
	s.Newsroom.Publish(5)
	until(t, "every item after room was made", func() error { return s.exactlyOnce(t) })
}
