package replay_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"github.com/dateline-news/dateline/enrich/internal/replay"
	"github.com/dateline-news/dateline/enrich/internal/shadow"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func connect(t *testing.T) *bus.Bus {
	t.Helper()
	s := natstest.Run(t)
	b, err := bus.Connect(bus.Config{URL: s.ClientURL()}, bus.Options{Name: t.Name(), Conn: natstest.Connect(t, s)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	second = news.Enricher{Name: "dateline", Version: "0002-00"}
	third  = news.Enricher{Name: "dateline", Version: "0003-00"}
)

// annotator annotates as a version would; it panics at one title.
func annotator(by news.Enricher) func(*news.Article) *news.Annotations {
	return func(a *news.Article) *news.Annotations {
		if strings.Contains(a.Title, "panic") {
			panic("a defect")
		}
		return &news.Annotations{Enricher: by, Language: news.Language{Code: "en", Confidence: 1}}
	}
}

func options(by news.Enricher) replay.Options {
	return replay.Options{Enricher: by, Annotate: annotator(by), Workers: 3}
}

func article(t *testing.T, n int, title string) *news.Article {
	t.Helper()
	link := fmt.Sprintf("https://harbour.example/story-%d", n)
	id, err := news.IDFromURL(link)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2017, 1, 5, 9, 0, 0, 0, time.UTC)
	return &news.Article{
		ID: id, URL: link, Source: news.SourceOf(link), Feed: news.Feed{ID: news.FeedID("https://harbour.example/feed"), URL: "https://harbour.example/feed"},
		Title: title, TextFrom: news.TextFromNone, Published: at, FirstSeen: at, Fetched: at,
	}
}

// ingest publishes an article with a title of its own.
func ingest(t *testing.T, b *bus.Bus, n int, title string) *news.Article {
	t.Helper()
	a := article(t, n, title)
	if _, _, err := b.PublishArticle(t.Context(), a, 0); err != nil {
		t.Fatal(err)
	}
	return a
}

// enrich does the work of a daemon up to a sequence.
func enrich(t *testing.T, b *bus.Bus, by news.Enricher, last uint64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	err := b.Consume(ctx, bus.Consumer{Durable: bus.DurableEnrich, Stream: bus.Articles}, func(ctx context.Context, d bus.Delivery) error {
		d.Article.Annotations = annotator(by)(d.Article)
		_, err := b.PublishEnriched(ctx, d.Article)
		if d.Seq == last {
			cancel()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for {
		seq, err := b.AnnotatedUpTo(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if seq >= last {
			return
		}
	}
}

// enriched lists what the enriched stream holds: title, revision and version.
func enriched(t *testing.T, b *bus.Bus) []string {
	t.Helper()
	var out []string
	err := b.ReadRange(t.Context(), bus.Enriched, bus.Range{}, func(m bus.Scanned) error {
		a, err := news.Decode(m.Data)
		if err == nil {
			out = append(out, fmt.Sprintf("%s.%d %s", a.Title, a.Revision, a.Annotations.Enricher.Version[:4]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var ignoreTime = cmpopts.IgnoreFields(replay.Totals{}, "Elapsed", "Seq")

func check(t *testing.T, got, want replay.Totals, err error) {
	t.Helper()
	if diff := cmp.Diff(want, got, ignoreTime); diff != "" || err != nil {
		t.Errorf("error %v, totals (-want +got):\n%s", err, diff)
	}
}

func TestPublish(t *testing.T) {
	b := connect(t)
	none, err := replay.Publish(t.Context(), b, options(third))
	check(t, none, replay.Totals{}, err)

	for n := range 5 {
		ingest(t, b, n, fmt.Sprintf("story %d", n))
	}
	ingest(t, b, 1, "story 1 edited") // sequence 6
	enrich(t, b, second, 6)
	// One was done by this version already, one waits for the daemon.
	a := ingest(t, b, 2, "story 2 edited")
	a.Annotations = annotator(third)(a)
	if _, err := b.PublishEnriched(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	ingest(t, b, 7, "story 7")
	// What the ring has dropped is made again.
	stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Enriched))
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.DeleteMsg(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	before := enriched(t, b)

	o := options(third)
	o.DryRun = true
	totals, err := replay.Publish(t.Context(), b, o)
	check(t, totals, replay.Totals{Articles: 6, Due: 4, UpToDate: 1, Waiting: 1}, err)
	if got := enriched(t, b); !slices.Equal(got, before) {
		t.Errorf("a dry run published: %v", got[len(before):])
	}

	totals, err = replay.Publish(t.Context(), b, options(third))
	check(t, totals, replay.Totals{Articles: 6, Due: 4, UpToDate: 1, Waiting: 1, Done: 4}, err)
	got := enriched(t, b)[len(before):]
	slices.Sort(got)
	want := []string{"story 0.1 0003", "story 1 edited.2 0003", "story 3.1 0003", "story 4.1 0003"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("published (-want +got):\n%s", diff)
	}

	totals, err = replay.Publish(t.Context(), b, options(third))
	check(t, totals, replay.Totals{Articles: 6, UpToDate: 5, Waiting: 1}, err)
	totals, err = replay.Publish(t.Context(), b, options(second))
	check(t, totals, replay.Totals{Articles: 6, UpToDate: 5, Waiting: 1}, err)
}

func TestPublishRange(t *testing.T) {
	b := connect(t)
	for n := range 10 {
		ingest(t, b, n, fmt.Sprintf("story %d", n))
	}
	enrich(t, b, second, 10)
	stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Articles))
	if err != nil {
		t.Fatal(err)
	}
	stored := func(seq uint64) time.Time {
		m, err := stream.GetMsg(t.Context(), seq)
		if err != nil {
			t.Fatal(err)
		}
		return m.Time
	}
	for _, tt := range []struct {
		from, to replay.Point
		want     int
	}{
		{replay.Point{}, replay.Point{}, 10},
		{replay.Point{Seq: 9}, replay.Point{}, 2},
		{replay.Point{Seq: 4}, replay.Point{Seq: 6}, 3},
		{replay.Point{Time: stored(8)}, replay.Point{}, 3},
		{replay.Point{}, replay.Point{Time: stored(3)}, 3},
		{replay.Point{Time: time.Now()}, replay.Point{}, 0},
	} {
		o := options(third)
		o.From, o.To, o.DryRun = tt.from, tt.to, true
		if totals, err := replay.Publish(t.Context(), b, o); err != nil || totals.Due != tt.want {
			t.Errorf("from %v to %v: %d due, %v, want %d", tt.from, tt.to, totals.Due, err, tt.want)
		}
	}
}

func TestPublishFails(t *testing.T) {
	b := connect(t)
	for n, title := range []string{"story 0", "panic", "story 2"} {
		a := ingest(t, b, n, title)
		a.Annotations = &news.Annotations{Enricher: second, Language: news.Language{Code: "en"}}
		if _, err := b.PublishEnriched(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	o := options(third)
	var warned []string
	o.Warn = func(err error) { warned = append(warned, err.Error()) }
	totals, err := replay.Publish(t.Context(), b, o)
	check(t, totals, replay.Totals{Articles: 3, Due: 3, Done: 2, Failed: 1}, err)
	if len(warned) != 1 || !strings.Contains(warned[0], "at sequence 2: annotating: panic: a defect") {
		t.Errorf("warned of %q", warned)
	}
}

// TestPublishPauses holds the work while a reader is about to lose messages.
func TestPublishPauses(t *testing.T) {
	b := connect(t)
	for n := range 30 {
		ingest(t, b, n, fmt.Sprintf("story %d", n))
	}
	enrich(t, b, second, 30)
	stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Enriched))
	if err != nil {
		t.Fatal(err)
	}
	cfg := stream.CachedInfo().Config
	cfg.MaxMsgs = 35
	if _, err := b.JetStream().UpdateStream(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	reader, err := b.JetStream().CreateConsumer(t.Context(), cfg.Name, jetstream.ConsumerConfig{Durable: bus.DurableIndexPrefix + "a", AckPolicy: jetstream.AckExplicitPolicy})
	if err != nil {
		t.Fatal(err)
	}
	o := options(third)
	o.Every = 5 * time.Millisecond
	var paused atomic.Bool
	o.Report = func(totals replay.Totals) {
		if totals.Paused == nil || paused.Swap(true) {
			return
		}
		if !errors.Is(totals.Paused, bus.ErrHeadroom) || totals.Done > 0 {
			t.Errorf("totals while paused: %+v", totals)
		}
		// The index catches up.
		batch, err := reader.FetchNoWait(30)
		if err != nil {
			t.Errorf("fetching: %v", err)
			return
		}
		for m := range batch.Messages() {
			if err := m.Ack(); err != nil {
				t.Errorf("ack: %v", err)
			}
		}
	}
	totals, err := replay.Publish(t.Context(), b, o)
	check(t, totals, replay.Totals{Articles: 30, Due: 30, Done: 30}, err)
	if !paused.Load() {
		t.Error("it has not paused")
	}
}

// TestPublishWithoutServer goes on when NATS is back.
func TestPublishWithoutServer(t *testing.T) {
	dir := t.TempDir()
	s := natstest.RunIn(t, dir, -1)
	port := s.Addr().(*net.TCPAddr).Port
	b, err := bus.Connect(bus.Config{URL: s.ClientURL()}, bus.Options{Name: t.Name()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		ingest(t, b, n, fmt.Sprintf("story %d", n))
	}
	enrich(t, b, second, 20)
	o := options(third)
	o.Every = 5 * time.Millisecond
	var n atomic.Int32
	o.Annotate = func(a *news.Article) *news.Annotations {
		if n.Add(1) == 5 {
			s.Shutdown()
			s.WaitForShutdown()
		}
		return annotator(third)(a)
	}
	paused := make(chan struct{}, 1)
	o.Report = func(totals replay.Totals) {
		if totals.Paused != nil {
			select {
			case paused <- struct{}{}:
			default:
			}
		}
	}
	type end struct {
		totals replay.Totals
		err    error
	}
	ended := make(chan end, 1)
	go func() {
		totals, err := replay.Publish(t.Context(), b, o)
		ended <- end{totals, err}
	}()
	select {
	case <-paused:
		natstest.RunIn(t, dir, port)
	case e := <-ended:
		t.Fatalf("it has not paused: %+v", e)
	}
	e := <-ended
	check(t, e.totals, replay.Totals{Articles: 20, Due: 20, Done: 20}, e.err)
}

func TestShadow(t *testing.T) {
	b := connect(t)
	for n := range 20 {
		ingest(t, b, n, fmt.Sprintf("story %d", n))
	}
	enrich(t, b, second, 10)
	before := enriched(t, b)
	path := filepath.Join(t.TempDir(), "shadow.ndjson")

	// It is interrupted after some articles.
	ctx, cancel := context.WithCancel(t.Context())
	o := options(third)
	var n atomic.Int32
	o.Annotate = func(a *news.Article) *news.Annotations {
		if n.Add(1) == 8 {
			cancel()
		}
		return annotator(third)(a)
	}
	first, err := replay.Shadow(ctx, b, path, o)
	if !errors.Is(err, context.Canceled) || first.Done > 10 {
		t.Errorf("interrupted: %+v, %v", first, err)
	}
	totals, err := replay.Shadow(t.Context(), b, path, options(third))
	check(t, totals, replay.Totals{Articles: 20, Due: 20 - first.Done, UpToDate: first.Done, Done: 20 - first.Done}, err)

	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var titles []string
	if _, err := shadow.Scan(f, func(e shadow.Entry, data []byte) error {
		a, err := news.Decode(data)
		if err == nil {
			titles = append(titles, a.Title)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for i, title := range titles {
		if title != fmt.Sprintf("story %d", i) {
			t.Errorf("line %d is %s, want the order of the stream", i+1, title)
		}
	}
	if len(titles) != 20 {
		t.Errorf("%d lines, want 20", len(titles))
	}
	if got := enriched(t, b); !slices.Equal(got, before) {
		t.Errorf("a shadow run published: %v", got[len(before):])
	}
}

func TestRate(t *testing.T) {
	b := connect(t)
	for n := range 6 {
		ingest(t, b, n, fmt.Sprintf("story %d", n))
	}
	o := options(third)
	o.Rate = 50
	totals, err := replay.Shadow(t.Context(), b, filepath.Join(t.TempDir(), "f"), o)
	if err != nil || totals.Done != 6 || totals.Elapsed < 100*time.Millisecond {
		t.Errorf("6 at 50/s: %+v, %v, want at least 100 ms", totals, err)
	}
}

func TestParsePoint(t *testing.T) {
	now := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		in   string
		want replay.Point
		ok   bool
	}{
		{"", replay.Point{}, true},
		{"7d", replay.Point{Time: time.Date(2026, 10, 26, 12, 0, 0, 0, time.UTC)}, true},
		{"36h", replay.Point{Time: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}, true},
		{"2026-11-01", replay.Point{Time: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}, true},
		{"2026-11-01T10:00:00+02:00", replay.Point{Time: time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)}, true},
		{"2026-11-01T10:00", replay.Point{Time: time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)}, true},
		{"2016", replay.Point{Seq: 2016}, true},
		{"0", replay.Point{}, false},
		{"-7d", replay.Point{}, false},
		{"-1h", replay.Point{}, false},
		{"d", replay.Point{}, false},
		{"99999999d", replay.Point{}, false},
		{"yesterday", replay.Point{}, false},
		{"2026-13-01", replay.Point{}, false},
	} {
		got, err := replay.ParsePoint(tt.in, now)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("ParsePoint(%q) = %v, %v, want %v", tt.in, got, err, tt.want)
		}
	}
}
