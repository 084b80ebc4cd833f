package archive_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/archive"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

var now = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func TestArticle(t *testing.T) {
	day := time.Date(2016, 12, 29, 14, 5, 0, 0, time.UTC)
	id, err := news.IDFromURL("https://courier.example/1")
	if err != nil {
		t.Fatal(err)
	}
	feedOf := func(source string) news.Feed {
		return news.Feed{ID: news.FeedID("archive:" + source), Title: "archive"}
	}
	source := news.Source{ID: "courier_example", Name: "courier.example", Domain: "courier.example"}
	for _, c := range []struct {
		name, line string
		want       news.Article
	}{
		{"the least", `{"url":"https://courier.example/1","title":"T","published":"2016-12-29T14:05:00Z"}`, news.Article{
			ID: id, Feed: feedOf("courier_example"), Source: source, URL: "https://courier.example/1", Title: "T", TextFrom: news.TextFromNone, Published: day, FirstSeen: day, Fetched: day,
		}},
		{"by guid", `{"source":{"id":"wire"},"guid":"7","text":"X","first_seen":"2016-12-29T14:05:00Z"}`, news.Article{
			ID: news.IDFromGUID("wire", "7"), Feed: feedOf("wire"), Source: news.Source{ID: "wire"}, GUID: "7", Text: "X", TextFrom: news.TextFromContent, Published: day, FirstSeen: day, Fetched: day,
		}},
		{"a whole one", `{"schema":1,"id":"` + id + `","revision":7,"reason":"edit","content_hash":"x","feed":{"id":"f","url":"https://f.example/"},"source":{"id":"courier_example","name":"The Courier"},"url":"https://courier.example/1","title":"T","text":"X","text_from":"page","published":"2016-12-29T14:05:00Z","first_seen":"2016-12-29T15:05:00Z","fetched":"2016-12-29T16:05:00Z","annotations":{"language":{"code":"en"}},"later":1}`, news.Article{
			ID: id, Feed: news.Feed{ID: "f", URL: "https://f.example/"}, Source: news.Source{ID: "courier_example", Name: "The Courier", Domain: "courier.example"},
			URL: "https://courier.example/1", Title: "T", Text: "X", TextFrom: news.TextFromPage, Published: day, FirstSeen: day.Add(time.Hour), Fetched: day.Add(2 * time.Hour),
		}},
		{"seen before it was published", `{"url":"https://courier.example/1","title":"T","published":"2016-12-29T15:05:00Z","first_seen":"2016-12-29T14:05:00Z","updated":"2016-12-29T15:05:00Z"}`, news.Article{
			ID: id, Feed: feedOf("courier_example"), Source: source, URL: "https://courier.example/1", Title: "T", TextFrom: news.TextFromNone, Published: day, PublishedRaw: "2016-12-29T15:05:00Z",
			Updated: day.Add(time.Hour), FirstSeen: day, Fetched: day.Add(time.Hour),
		}},
		{"of the future", `{"url":"https://courier.example/1","title":"T","published":"2036-12-29T15:05:00Z"}`, news.Article{
			ID: id, Feed: feedOf("courier_example"), Source: source, URL: "https://courier.example/1", Title: "T", TextFrom: news.TextFromNone, Published: now, PublishedRaw: "2036-12-29T15:05:00Z", FirstSeen: now, Fetched: now,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := archive.Article([]byte(c.line), now)
			if err != nil {
				t.Fatal(err)
			}
			c.want.Schema, c.want.Revision = news.SchemaVersion, 1
			if diff := cmp.Diff(&c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for line, want := range map[string]string{
		`{`:                                 "broken JSON",
		`[{"title":"T"}]`:                   "jq -c",
		`"x"`:                               "broken JSON",
		`{"schema":9,"title":"T"}`:          "schema is 9: use 1",
		`{"url":"https://courier.example"}`: "neither title nor text",
		`{"title":"T","published":"2016-12-29T14:05:00Z"}`:                               "give url or source.id",
		`{"title":"T","source":{"id":"a b"},"guid":"x"}`:                                 "source.id is",
		`{"title":"T","source":{"id":"a"},"published":"2016-12-29T14:05:00Z"}`:           "neither url nor guid",
		`{"title":"T","url":"https://courier.example/1"}`:                                "give published",
		`{"title":"T","url":"courier.example/1"}`:                                        "not an absolute",
		`{"title":"T","url":"https://courier.example/1","published":"29 December 2016"}`: "not in the form 2016-12-29T14:05:00Z",
		`{"title":7}`: "title is a JSON number and must be a string",
		`{"title":"T","url":"https://courier.example/1","id":"7"}`:                                               "leave it out",
		`{"title":"T","url":"https://courier.example/1","text_from":"print","published":"2016-12-29T14:05:00Z"}`: "text_from is",
	} {
		if _, err := archive.Article([]byte(line), now); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", line, err, want)
		}
	}
}

func connect(t *testing.T) *bus.Bus {
	t.Helper()
	b, err := bus.Connect(bus.Config{URL: natstest.Run(t).ClientURL(), Prefix: "news", Replicas: 1}, bus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

func line(n int, text, fetched string) string {
	return fmt.Sprintf(`{"url":"https://courier.example/%d","title":"T%d","text":%q,"published":"2016-12-29T14:05:00Z","first_seen":"2016-12-29T14:10:00Z","fetched":%q}`+"\n", n, n, text, fetched)
}

func TestLoad(t *testing.T) {
	b := connect(t)
	const at, later = "2016-12-29T14:10:00Z", "2016-12-29T16:10:00Z"
	var file strings.Builder
	for i := range 450 {
		file.WriteString(line(i, "first", at))
	}
	file.WriteString("\n{\n" + line(3, "second", later) + strings.Repeat("x", archive.MaxLineBytes+1) + "\r\n" + strings.TrimSuffix(line(450, "first", at), "\n"))
	load := func(o archive.Options) archive.Result {
		t.Helper()
		r, err := archive.Load(t.Context(), b, strings.NewReader(file.String()), o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	bad := map[int]string{}
	o := archive.Options{Bad: func(n int, err error) { bad[n] = err.Error() }}
	want := archive.Result{Lines: 455, Good: 452, Bad: 2}
	dry := o
	dry.DryRun = true
	if diff := cmp.Diff(want, load(dry)); diff != "" {
		t.Errorf("dry run (-want +got):\n%s", diff)
	}
	want.Published, want.Revised = 451, 1
	if diff := cmp.Diff(want, load(o)); diff != "" {
		t.Errorf("first run (-want +got):\n%s", diff)
	}
	if len(bad) != 2 || !strings.Contains(bad[452], "broken JSON") || !strings.Contains(bad[454], "shorten") {
		t.Errorf("bad lines %v", bad)
	}
	// What was there, and newer, is not published again.
	want.Published, want.Revised, want.Unchanged, want.Older = 0, 0, 451, 1
	if diff := cmp.Diff(want, load(o)); diff != "" {
		t.Errorf("second run (-want +got):\n%s", diff)
	}
	id, err := news.IDFromURL("https://courier.example/3")
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := b.Record(t.Context(), "courier_example", id)
	if err != nil {
		t.Fatal(err)
	}
	if a.Revision != 2 || a.Text != "second" || a.FirstSeen.Format(time.RFC3339) != at || a.Reason != news.ReasonEdit {
		t.Errorf("record %+v", a)
	}
	o.From = 453
	want = archive.Result{Lines: 455, Good: 2, Unchanged: 2, Bad: 1}
	if diff := cmp.Diff(want, load(o)); diff != "" {
		t.Errorf("from the middle (-want +got):\n%s", diff)
	}
}

// moody is a bus with troubles of its surroundings.
type moody struct {
	*bus.Bus
	headroom, publish []error
}

func (m *moody) CheckHeadroom(ctx context.Context) error {
	if len(m.headroom) == 0 {
		return m.Bus.CheckHeadroom(ctx)
	}
	err := m.headroom[0]
	m.headroom = m.headroom[1:]
	return err
}

func (m *moody) PublishNew(ctx context.Context, articles []*news.Article, minAge time.Duration) ([]bus.Outcome, error) {
	if len(m.publish) == 0 {
		return m.Bus.PublishNew(ctx, articles, minAge)
	}
	err := m.publish[0]
	m.publish = m.publish[1:]
	// Half of it is done by then.
	done, more := m.Bus.PublishNew(ctx, articles[:len(articles)/2], minAge)
	return done, errors.Join(err, more)
}

func TestLoadWaits(t *testing.T) {
	m := &moody{connect(t), []error{fmt.Errorf("%w: behind", bus.ErrHeadroom)}, []error{bus.Environment(errors.New("away"))}}
	var waits []string
	o := archive.Options{Waiting: func(why error) { waits = append(waits, fmt.Sprint(why)) }}
	r, err := archive.Load(t.Context(), m, strings.NewReader(line(1, "x", "2016-12-29T14:10:00Z")+line(2, "x", "2016-12-29T14:10:00Z")), o)
	if err != nil || r.Published != 2 || r.Lines != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	if len(waits) != 3 || !strings.Contains(waits[0], "behind") || waits[1] != "<nil>" || waits[2] != "away" {
		t.Errorf("waits %q", waits)
	}
}

func TestLoadEnds(t *testing.T) {
	b := connect(t)
	ctx, cancel := context.WithCancel(t.Context())
	m := &moody{Bus: b, headroom: []error{bus.ErrHeadroom, bus.ErrHeadroom, bus.ErrHeadroom}}
	if _, err := archive.Load(ctx, m, strings.NewReader(line(1, "x", "2016-12-29T14:10:00Z")), archive.Options{Waiting: func(error) { cancel() }}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	broken := io.MultiReader(strings.NewReader(line(1, "x", "2016-12-29T14:10:00Z")), brokenDisk{})
	r, err := archive.Load(t.Context(), b, broken, archive.Options{})
	if err == nil || !strings.Contains(err.Error(), "reading line 2: the disk is gone") || r.Published != 1 {
		t.Errorf("%+v, %v: what was read is to be published", r, err)
	}
}

// A file that is compressed is read as one that is not, as far as it goes.
func TestLoadGzip(t *testing.T) {
	b := connect(t)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for i := range 300 {
		_, _ = z.Write([]byte(line(i, fmt.Sprint("text ", i*i), "2016-12-29T14:10:00Z")))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	whole := packed.Bytes()
	cut, err := archive.Load(t.Context(), b, bytes.NewReader(whole[:len(whole)/2]), archive.Options{})
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("reading line %d: ", cut.Lines+1)) || cut.Published == 0 || cut.Published != cut.Lines {
		t.Errorf("cut: %+v, %v", cut, err)
	}
	r, err := archive.Load(t.Context(), b, bytes.NewReader(whole), archive.Options{})
	if diff := cmp.Diff(archive.Result{Lines: 300, Good: 300, Published: 300 - cut.Published, Unchanged: cut.Published}, r); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := archive.Load(t.Context(), b, strings.NewReader("\x1f\x8bnone"), archive.Options{}); err == nil {
		t.Error("no gzip: no error")
	}
}

type brokenDisk struct{}

func (brokenDisk) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

func FuzzArticle(f *testing.F) {
	f.Add([]byte(strings.TrimSpace(line(1, "x", "2016-12-29T14:10:00Z"))))
	f.Add([]byte(`{"source":{"id":"wire"},"guid":"7","text":"X","first_seen":"2016-12-29T14:05:00Z"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := archive.Article(data, now)
		if err != nil {
			return
		}
		if a.Published.After(a.FirstSeen) || a.FirstSeen.After(now) {
			t.Errorf("dates of %+v", a)
		}
		encoded, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		again, err := archive.Article(encoded, now)
		if err != nil || again.ID != a.ID || !again.Fetched.Equal(a.Fetched) || !again.FirstSeen.Equal(a.FirstSeen) {
			t.Errorf("read again: %+v, %v, was %+v", again, err, a)
		}
	})
}
