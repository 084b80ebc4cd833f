package throttle

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestBound(t *testing.T) {
	now := time.Unix(1000, 0)
	h := Bound(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), Options{
		Rate: 0.5, Burst: 3, Now: func() time.Time { return now },
		Refuse: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
	})
	ask := func(from string) (int, string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code, w.Header().Get("Retry-After")
	}
	for i, c := range []struct {
		after time.Duration
		from  string
		want  int
		retry string
	}{
		{0, "192.0.2.1:1", 200, ""}, {0, "192.0.2.1:2", 200, ""}, {0, "[::ffff:192.0.2.1]:3", 200, ""},
		{0, "192.0.2.1:4", 429, "2"}, {0, "192.0.2.2:1", 200, ""},
		{time.Second, "192.0.2.1:4", 429, "1"}, {time.Second, "192.0.2.1:4", 200, ""}, {0, "192.0.2.1:4", 429, "2"},
		{time.Hour, "[2001:db8::1]:1", 200, ""}, {0, "[2001:db8::2]:1", 200, ""}, {0, "[2001:db8::3]:1", 200, ""}, {0, "[2001:db8::4]:1", 429, "2"}, {0, "[2001:db8:0:1::4]:1", 200, ""},
	} {
		now = now.Add(c.after)
		if code, retry := ask(c.from); code != c.want || retry != c.retry {
			t.Errorf("request %d from %s: %d, Retry-After %q; want %d, %q", i, c.from, code, retry, c.want, c.retry)
		}
	}
	for range 100 {
		if code, _ := ask("127.0.0.1:1"); code != 200 {
			t.Fatalf("the same machine is bounded: %d", code)
		}
	}
}

func TestClientsAreForgotten(t *testing.T) {
	now := time.Unix(1000, 0)
	b := Bound(nil, Options{Rate: 1, Burst: 2, Now: func() time.Time { return now }}).(*bound)
	for i := range 3 * maxClients {
		client, ok := clientOf(fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255))
		if !ok {
			t.Fatal("no client")
		}
		b.take(client, now)
		if len(b.buckets) > maxClients {
			t.Fatalf("%d clients are remembered", len(b.buckets))
		}
	}
}
