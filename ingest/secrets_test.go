package ingest_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// lines collects what is logged. It may be written to concurrently.
type lines struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

func (l *lines) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.String()
}

// TestSecrets: a password goes to the feed's own origin and nowhere else: not
// to other hosts, and into no record, event, article, log line or metric. The
// value of a header is in the settings, where the operator put it, and there
// alone.
func TestSecrets(t *testing.T) {
	const password, key = "hunter2-of-the-desk", "key-0123456789"
	t.Setenv("DATELINE_TEST_PASSWORD", password)
	w := newWorld(t)
	var step, welcome, leaks atomic.Int32
	w.outlets.serve("locked.example", func(rw http.ResponseWriter, r *http.Request) {
		if user, got, _ := r.BasicAuth(); r.URL.Path != "/robots.txt" && (user != "desk" || got != password || r.Header.Get("X-Key") != key) {
			t.Errorf("%s is asked for without what it needs: %v", r.URL.Path, r.Header)
		}
		switch {
		case r.URL.Path == "/1":
			_, _ = fmt.Fprintf(rw, pageOf, "1")
		case r.URL.Path == "/2":
			http.Redirect(rw, r, "http://other.example/2", http.StatusFound)
		case r.URL.Path != "/feed.xml":
			http.NotFound(rw, r)
		case step.Load() == 0:
			welcome.Add(1)
			_, _ = io.WriteString(rw, strings.ReplaceAll(rss("locked.example", 3, ""), "http://locked.example/3", "http://other.example/3"))
		case step.Load() == 1:
			http.Error(rw, "wrong password for desk", http.StatusUnauthorized)
		case step.Load() == 2:
			http.Redirect(rw, r, address("other.example"), http.StatusFound)
		default:
			// Says what it was sent, as some do.
			rw.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(rw, "<html><title>Not found</title><p>Hello")
		}
	})
	w.outlets.serve("other.example", func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || r.Header.Get("X-Key") != "" {
			leaks.Add(1)
		}
		_, _ = fmt.Fprintf(rw, pageOf, strings.Trim(r.URL.Path, "/"))
	})
	w.add("locked.example")
	w.set("locked.example", `"user":"desk","secret":"env:DATELINE_TEST_PASSWORD","headers":{"X-Key":"`+key+`"}`)
	log, registry := &lines{}, prometheus.NewRegistry()
	service, err := ingest.New(w.config(func(c *ingest.Config) { c.FullText = "auto" }), ingest.Deps{
		Bus: w.connect(), Log: telemetry.NewLogger(log, slog.LevelDebug, telemetry.FormatText), Registerer: registry,
		Hosts: map[string]string{"*.example": w.outlets.Listener.Addr().String()},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- service.Run(ctx) }()
	for _, want := range []string{"3 items: 3 new", "401", "redirect", "HTML"} {
		w.until(want, func() error {
			timer, err := w.bus.Feeds().Timer(t.Context(), news.FeedID(address("locked.example")))
			if err != nil {
				return err
			}
			if want == "redirect" && w.outlets.count("other.example") < 4 { // robots.txt, two pages, the feed
				return errors.New("the other host was not asked")
			}
			if want != "redirect" && !strings.Contains(string(timer.Data), want) {
				return errors.New(string(timer.Data))
			}
			return nil
		})
		step.Add(1)
		w.again("locked.example")
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if leaks.Load() > 0 || welcome.Load() == 0 {
		t.Errorf("%d requests took the secrets to another host", leaks.Load())
	}
	w.wantArticles("locked_example", 2)

	metrics := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(metrics, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	places := map[string]string{"the log": log.text(), "the metrics": metrics.Body.String()}
	for _, stream := range bus.Streams() {
		err := w.bus.ScanAll(t.Context(), stream, "news.>", func(m bus.Scanned) bool {
			if strings.HasPrefix(m.Subject, "news.feed.settings.") {
				places["the settings"] += strings.ReplaceAll(string(m.Data), key, "")
			} else {
				places[string(stream)] += m.Subject + string(m.Data) + fmt.Sprint(m.Header)
			}
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(places["the settings"], "env:DATELINE_TEST_PASSWORD") || !strings.Contains(places["the log"], "locked.example") || len(places[string(bus.Articles)]) == 0 {
		t.Error("the places were not looked at")
	}
	basic := base64.StdEncoding.EncodeToString([]byte("desk:" + password))
	for place, text := range places {
		for _, secret := range []string{password, key, basic} {
			if strings.Contains(text, secret) {
				t.Errorf("%s: %q is in it", place, secret)
			}
		}
	}
}
