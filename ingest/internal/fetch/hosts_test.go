package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
)

func TestAcquire(t *testing.T) {
	c := newClient(t, fetch.Options{Spacing: time.Minute})
	release, _, ok := c.Acquire("http://Outlet.example/a", now)
	if !ok {
		t.Fatal("a free host is taken")
	}
	_, first, ok := c.Acquire("https://outlet.example:8443/b", now)
	if ok || first <= 0 {
		t.Errorf("a busy host: %v, wait %v", ok, first)
	}
	if _, second, ok := c.Acquire("http://outlet.example/c", now); ok || second < first+time.Minute {
		t.Errorf("the next in line waits %v, want a minute more than %v", second, first)
	}
	if other, _, ok := c.Acquire("http://other.example/", now); !ok {
		t.Error("another host waits")
	} else {
		other()
	}
	release()
	release()
	if _, wait, ok := c.Acquire("http://outlet.example/", now); ok || wait < time.Minute {
		t.Errorf("right after: %v, wait %v; want at least a minute", ok, wait)
	}
	release, _, ok = c.Acquire("http://outlet.example/", now.Add(time.Hour))
	if !ok {
		t.Fatal("an hour later the host is still taken")
	}
	release()
	if _, _, ok := c.Acquire("no address", now); !ok {
		t.Error("what has no host waits")
	}
}

// TestFair has 20 feeds of one host that all are due at once, and newcomers
// all the time. Each feed comes back when told to, rounded up to seconds.
func TestFair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := fetch.New(fetch.Options{Spacing: time.Second})
		defer c.Close()
		due := map[string]time.Time{}
		var feeds, order []string
		for i := range 20 {
			feeds = append(feeds, fmt.Sprintf("http://outlet.example/%02d", i))
			due[feeds[i]] = time.Now()
		}
		newcomers := 0
		for start := time.Now(); len(order) < len(feeds); {
			if time.Since(start) > 5*time.Minute {
				t.Fatalf("after 5 minutes only %d had their turn", len(order))
			}
			for _, f := range feeds {
				at, waiting := due[f]
				if !waiting || at.After(time.Now()) {
					continue
				}
				release, wait, ok := c.Acquire(f, time.Now())
				if !ok {
					due[f] = time.Now().Add(wait + time.Second).Truncate(time.Second)
					continue
				}
				order = append(order, f)
				delete(due, f)
				time.Sleep(300 * time.Millisecond)
				release()
			}
			if release, _, ok := c.Acquire(fmt.Sprint("http://outlet.example/new/", time.Now().UnixNano()), time.Now()); ok {
				newcomers++
				release()
			}
			time.Sleep(100 * time.Millisecond)
		}
		if diff := cmp.Diff(feeds, order); diff != "" {
			t.Errorf("not in the order in which they came (-want +got):\n%s", diff)
		}
		if newcomers > 1 {
			t.Errorf("%d newcomers passed the line", newcomers)
		}
	})
}

func TestLostPlace(t *testing.T) {
	c := newClient(t, fetch.Options{})
	release, _, _ := c.Acquire("http://outlet.example/a", now)
	_, wait, _ := c.Acquire("http://outlet.example/gone", now)
	release()
	soon := now.Add(wait + time.Second)
	if _, _, ok := c.Acquire("http://outlet.example/b", soon); ok {
		t.Error("the place of who was told to come back now is taken by another")
	}
	later := now.Add(wait + time.Minute)
	release, _, ok := c.Acquire("http://outlet.example/b", later)
	if !ok {
		t.Fatal("the host waits for ever for who does not come back")
	}
	release()
}

func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := fetch.New(fetch.Options{Spacing: time.Second})
		defer c.Close()
		start := time.Now()
		first, err := c.Wait(t.Context(), "http://outlet.example/", 0)
		if err != nil || time.Since(start) != 0 {
			t.Fatalf("a free host: %v after %v", err, time.Since(start))
		}
		type turn struct {
			name string
			at   time.Duration
		}
		turns := make(chan turn, 10)
		for i, gap := range []time.Duration{0, 5 * time.Second, 0} {
			go func() {
				release, err := c.Wait(t.Context(), "http://OUTLET.example/page", gap)
				if err != nil {
					t.Error(err)
					return
				}
				turns <- turn{fmt.Sprint("page ", i), time.Since(start)}
				time.Sleep(time.Second)
				release()
			}()
			synctest.Wait()
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Wait(ctx, "http://outlet.example/", 0); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a wait that ends early: %v", err)
		}
		time.Sleep(time.Second)
		first() // after 2 s
		time.Sleep(time.Minute)
		var got []turn
		for range len(turns) {
			got = append(got, <-turns)
		}
		want := []turn{{"page 0", 3 * time.Second}, {"page 1", 9 * time.Second}, {"page 2", 15 * time.Second}}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(turn{})); diff != "" {
			t.Errorf("turns (-want +got):\n%s", diff)
		}
	})
}

// TestPagesLetFeedsIn has pages waiting for a host without end; a feed that is
// told to come back has its turn all the same.
func TestPagesLetFeedsIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := fetch.New(fetch.Options{Spacing: time.Second})
		defer c.Close()
		ctx, cancel := context.WithCancel(t.Context())
		for range 3 {
			go func() {
				for {
					release, err := c.Wait(ctx, "http://outlet.example/page", 0)
					if err != nil {
						return
					}
					time.Sleep(2 * time.Second)
					release()
				}
			}()
		}
		time.Sleep(time.Second)
		start := time.Now()
		for {
			release, wait, ok := c.Acquire("http://outlet.example/feed", time.Now())
			if ok {
				release()
				break
			}
			if time.Since(start) > time.Minute {
				t.Error("a feed waited for a minute while pages were fetched")
				break
			}
			time.Sleep(wait + time.Second)
		}
		cancel()
		synctest.Wait()
	})
}

func TestHostsAreForgotten(t *testing.T) {
	c := newClient(t, fetch.Options{})
	at := now
	for i := range 50_000 {
		release, _, ok := c.Acquire(fmt.Sprintf("http://h%d.example/", i), at)
		if !ok {
			t.Fatal("a free host is taken")
		}
		release()
		at = at.Add(10 * time.Millisecond) // 6,000 within a minute
	}
	if n := c.Hosts(); n > 20_000 {
		t.Errorf("%d hosts are remembered", n)
	}
}
