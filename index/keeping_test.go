package index_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/control"
	"github.com/dateline-news/dateline/index/internal/keep"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/news"
)

// ask has the running service do a task.
func (w *world) ask(task string, args, result any) (err error) {
	w.t.Helper()
	w.until("commands", func() error {
		// It listens a moment after it is ready.
		if err = control.Ask(w.t.Context(), w.dir, task, args, func(json.RawMessage) {}, result); errors.Is(err, control.ErrNobody) {
			return err
		}
		return nil
	})
	return err
}

func (w *world) verify(mend bool) *keep.Report {
	w.t.Helper()
	var r keep.Report
	if err := w.ask(keep.TaskVerify, keep.VerifyArgs{Mend: mend}, &r); err != nil {
		w.t.Fatal(err)
	}
	return &r
}

// acknowledged waits until the service has acknowledged every message.
func (w *world) acknowledged() {
	w.t.Helper()
	stats, err := w.asks.Stats(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	w.until("acknowledgements", func() error {
		c, err := w.bus.JetStream().Consumer(w.t.Context(), w.bus.Names().Stream(bus.Enriched), bus.DurableIndexPrefix+stats.Replica)
		if err != nil {
			return err
		}
		if info := c.CachedInfo(); info.NumPending > 0 || info.NumAckPending > 0 {
			return fmt.Errorf("messages pending: %d, in hand: %d", info.NumPending, info.NumAckPending)
		}
		return nil
	})
}

// inMonth is an article first seen some months after December 2016.
func inMonth(t testing.TB, n, months int) *news.Article {
	t.Helper()
	a := article(t, n, 1, "Syria truce holds", fmt.Sprintf("Still, on day %d.", n))
	a.FirstSeen = a.FirstSeen.AddDate(0, 0, 0).Add(time.Duration(months) * 31 * 24 * time.Hour)
	return a
}

func TestRebuild(t *testing.T) {
	w := newWorld(t)
	s := w.start(nil)
	for n := range 30 {
		w.publish(article(t, n, 1, "Syria truce holds", "Still."))
	}
	w.total("truce", 30)
	var r keep.Rebuilt
	if err := w.ask(keep.TaskRebuild, nil, &r); err != nil || r.Documents != 30 || r.Slices != 1 {
		t.Fatalf("rebuilt %+v, %v", r, err)
	}
	if _, err := os.Stat(filepath.Join(w.dir, "g0001")); err == nil {
		t.Error("the old generation stays")
	}
	w.total("truce", 30)
	s.stop()
	if err := control.Ask(t.Context(), w.dir, keep.TaskRebuild, nil, func(json.RawMessage) {}, &r); !errors.Is(err, control.ErrNobody) {
		t.Errorf("without a service: %v", err)
	}
}

// TestVerify deletes what the index holds behind its back and has it found and
// mended, with messages in quarantine, of retired months, replaced, and older
// than the stream beside.
func TestVerify(t *testing.T) {
	w := newWorld(t)
	s := w.start(nil)
	for n := range 20 {
		w.publish(inMonth(t, n, n%2))
	}
	w.publish(article(t, 0, 2, "Syria truce broken", "Shelling was heard."))
	better := article(t, 2, 1, "Syria truce holds", "Annotated again.")
	better.Annotations.Enricher.Version = "0002-00"
	w.publish(better)
	if _, err := w.bus.JetStream().Publish(t.Context(), w.bus.Names().Enriched("en", "thames"), []byte("{")); err != nil {
		t.Fatal(err)
	}
	w.total("shelling", 1)
	w.total("annotated", 1)
	w.acknowledged()
	r := w.verify(false)
	if r.Problems != 0 || r.Articles != 20 || r.Documents != 21 || r.Stream.Indexed != 21 || r.Stream.Replaced != 1 || r.Stream.Quarantined != 1 || r.Stream.Messages != 23 {
		t.Fatalf("report %+v, stream %+v", r, r.Stream)
	}
	if err := w.ask(keep.TaskRetire, keep.RetireArgs{Month: "2017-01"}, &store.Retirement{}); err != nil {
		t.Fatal(err)
	}
	r = w.verify(false)
	if r.Problems != 0 || r.Stream.Retired != 10 || len(r.Retired) != 1 {
		t.Errorf("with a retired month: %+v, stream %+v", r, r.Stream)
	}
	if err := w.ask(keep.TaskRetire, keep.RetireArgs{Month: "2017-01", Undo: true}, &store.Retirement{}); err != nil {
		t.Fatal(err)
	}
	r = w.verify(false)
	if r.Problems != 10 || r.Stream.HolesTotal != 10 || r.Stream.Holes[0].Article == "" {
		t.Errorf("with holes: %+v, stream %+v", r, r.Stream)
	}
	r = w.verify(true)
	if r.Problems != 0 || r.Mended == nil || r.Mended.Holes != 10 || r.Documents != 21 {
		t.Errorf("mended: %+v, stream %+v", r, r.Stream)
	}
	// The stream drops its oldest: what is older is told, not guessed.
	stream, err := w.bus.JetStream().Stream(t.Context(), w.bus.Names().Stream(bus.Enriched))
	if err == nil {
		err = stream.DeleteMsg(t.Context(), 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	if r = w.verify(false); r.Problems != 0 || r.Stream.Older != 1 {
		t.Errorf("with a shorter stream: %+v, stream %+v", r, r.Stream)
	}
	s.stop()
}

// TestTornSlice starts on a folder with a torn slice: the other months answer
// at once, the torn one is made anew from what can be read of it and from the
// stream.
func TestTornSlice(t *testing.T) {
	w := newWorld(t)
	s := w.start(nil)
	for n := range 20 {
		w.publish(inMonth(t, n, n%2))
	}
	w.total("truce", 20)
	w.acknowledged()
	s.stop()
	root := filepath.Join(w.dir, "g0001", "2016-12", "store", "root.bolt")
	if err := os.Truncate(root, 8192); err != nil {
		t.Fatal(err)
	}
	segments, err := filepath.Glob(filepath.Join(filepath.Dir(root), "*.zap"))
	if err != nil || len(segments) == 0 {
		t.Fatalf("segments %v, %v", segments, err)
	}
	if err := os.Remove(segments[0]); err != nil {
		t.Fatal(err)
	}
	s = w.start(nil)
	w.total("truce", 20)
	r := w.verify(false)
	if r.Problems != 0 || r.Documents != 20 {
		t.Errorf("report %+v, stream %+v", r, r.Stream)
	}
	kept, err := filepath.Glob(filepath.Join(w.dir, "torn", "2016-12.*", "repaired.json"))
	if err != nil || len(kept) != 1 {
		t.Errorf("kept %v, %v", kept, err)
	}
	// A byte that changes while it serves.
	s.stop()
	flipSegment(t, w.dir, "2017-01")
	w.start(nil)
	if r = w.verify(false); r.Problems != 1 {
		t.Errorf("with a changed byte: %+v", r)
	}
	if r = w.verify(true); r.Problems != 0 || r.Documents != 20 || r.Mended.Slices != 1 {
		t.Errorf("mended: %+v, stream %+v", r, r.Stream)
	}
}

func flipSegment(t *testing.T, dir, month string) {
	t.Helper()
	segments, err := filepath.Glob(filepath.Join(dir, "g*", month, "store", "*.zap"))
	if err != nil || len(segments) == 0 {
		t.Fatalf("segments %v, %v", segments, err)
	}
	data, err := os.ReadFile(segments[0])
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(segments[0], data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestBackup restores a backup beside the index it was made of: the copy goes
// on where the backup ended.
func TestBackup(t *testing.T) {
	w := newWorld(t)
	s := w.start(nil)
	for n := range 20 {
		w.publish(inMonth(t, n, n%2))
	}
	w.total("truce", 20)
	w.acknowledged()
	dir := filepath.Join(t.TempDir(), "backup")
	var b store.Backup
	if err := w.ask(keep.TaskBackup, keep.BackupArgs{Dir: dir}, &b); err != nil || b.Documents != 20 || b.Resume == nil || b.Resume.Seq != 20 {
		t.Fatalf("backup %+v, %v", b, err)
	}
	w.publish(inMonth(t, 20, 0))
	w.total("truce", 21)
	s.stop()

	w.dir = filepath.Join(t.TempDir(), "restored")
	if _, err := store.Restore(t.Context(), dir, w.dir, func(store.Copied) {}); err != nil {
		t.Fatal(err)
	}
	s = w.start(nil)
	w.total("truce", 21)
	w.acknowledged()
	if r := w.verify(false); r.Problems != 0 || r.Documents != 21 {
		t.Errorf("report %+v, stream %+v", r, r.Stream)
	}
	stats, err := w.asks.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cons, err := w.bus.JetStream().Consumer(t.Context(), w.bus.Names().Stream(bus.Enriched), bus.DurableIndexPrefix+stats.Replica)
	if err != nil || cons.CachedInfo().Config.OptStartSeq != 21 {
		t.Errorf("the copy reads from %d, %v", cons.CachedInfo().Config.OptStartSeq, err)
	}
	s.stop()
	readOnly(t, dir)
}

// TestNamedReplica deletes the folder of a copy that has a name, and restores
// an older one in its place: the reader of that name has acknowledged articles
// that the new folder lacks.
func TestNamedReplica(t *testing.T) {
	w := newWorld(t)
	named := func(c *index.Config) { c.Replica = "desk" }
	s := w.start(named)
	for n := range 10 {
		w.publish(inMonth(t, n, n%2))
	}
	w.total("truce", 10)
	backup := filepath.Join(t.TempDir(), "backup")
	if err := w.ask(keep.TaskBackup, keep.BackupArgs{Dir: backup}, &store.Backup{}); err != nil {
		t.Fatal(err)
	}
	for n := range 10 {
		w.publish(inMonth(t, 10+n, n%2))
	}
	w.total("truce", 20)
	s.stop()
	for _, prepare := range []func(dir string) error{
		func(string) error { return nil },
		func(dir string) error {
			_, err := store.Restore(t.Context(), backup, dir, func(store.Copied) {})
			return err
		},
	} {
		w.dir = filepath.Join(t.TempDir(), "other")
		if err := prepare(w.dir); err != nil {
			t.Fatal(err)
		}
		s = w.start(named)
		w.total("truce", 20)
		if r := w.verify(false); r.Problems != 0 || r.Documents != 20 {
			t.Errorf("report %+v, stream %+v", r, r.Stream)
		}
		s.stop()
	}
	// The same folder goes on where it was.
	s = w.start(named)
	w.publish(inMonth(t, 30, 0))
	w.total("truce", 21)
	s.stop()
}

// readOnly answers from a backup as it is, without NATS.
func readOnly(t *testing.T, dir string) {
	t.Helper()
	var cfg index.Config
	if err := env.Defaults(&cfg); err != nil {
		t.Fatal(err)
	}
	cfg.Dir, cfg.ReadOnly = dir, true
	health := &daemon.Health{}
	s, err := index.New(cfg, index.Deps{Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Registerer: prometheus.NewRegistry(), Health: health})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	w := &world{t: t}
	w.until("ready", health.Ready)
	if r := get[client.SearchResponse](t, s.Handler(), "/v1/search?q=truce"); r.Total != 20 || r.Partial {
		t.Errorf("answer %+v", r)
	}
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/stream", nil))
	if strings.Contains(rec.Body.String(), "data:") {
		t.Errorf("a copy of the past streams what is new: %s", rec.Body)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestRetention(t *testing.T) {
	w := newWorld(t)
	for n := range 20 {
		w.publish(inMonth(t, n, n%2))
	}
	s := w.start(nil)
	w.total("truce", 20)
	s.stop()
	s = w.start(func(c *index.Config) { c.Retention = index.Retention(24 * time.Hour) })
	w.total("truce", 10)
	w.until("the figure", func() error {
		if names := metricText(t, s.registry, "dateline_index_retired_documents_total"); names != 10 {
			return fmt.Errorf("%v documents retired", names)
		}
		return nil
	})
	w.publish(inMonth(t, 30, 0), inMonth(t, 31, 1))
	w.total("truce", 11)
}

func metricText(t *testing.T, g prometheus.Gatherer, name string) float64 {
	t.Helper()
	families, err := g.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	return -1
}

func TestRetentionSetting(t *testing.T) {
	for in, want := range map[string]string{"0": "0", "365d": "365d", "48h": "2d", "36h": "36h0m0s"} {
		var r index.Retention
		if err := r.UnmarshalText([]byte(in)); err != nil || r.String() != want {
			t.Errorf("%s is read as %s, %v", in, r, err)
		}
	}
	for _, in := range []string{"", "-1d", "x", "1y", "99999d", "-5h"} {
		var r index.Retention
		if err := r.UnmarshalText([]byte(in)); err == nil || !strings.Contains(err.Error(), "365d") {
			t.Errorf("%q is read as %s, %v", in, r, err)
		}
	}
}
