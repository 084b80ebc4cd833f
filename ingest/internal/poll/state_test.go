package poll

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

func TestStateRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		record := rapid.Custom(func(t *rapid.T) seen {
			s := seen{guid: rapid.Uint64().Draw(t, "guid"), flags: rapid.Byte().Draw(t, "flags"), content: rapid.Uint32().Draw(t, "content"), minute: rapid.Uint32().Draw(t, "minute")}
			copy(s.id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
			return s
		})
		want := State{
			Title: rapid.String().Draw(t, "title"), TTL: time.Duration(rapid.Int32().Draw(t, "ttl")), Unreliable: rapid.Bool().Draw(t, "unreliable"),
			Learned: rhythm.Begin(time.Unix(rapid.Int64Range(1e9, 2e9).Draw(t, "begin")/60*60, 0).UTC(), nil),
			last:    rapid.SliceOfN(record, 1, 20).Draw(t, "last"), before: rapid.SliceOfN(record, 1, 20).Draw(t, "before"),
		}
		b, err := want.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeState(b)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, %v\nwant %+v", got, err, want)
		}
	})
}

func TestStateSize(t *testing.T) {
	now := time.Date(2016, 12, 30, 12, 0, 0, 0, time.UTC)
	s := State{
		Title: "Harbour Courier: news from the coast", Format: "RSS 2.0", Link: "https://www.courier.example/news", Language: "en-gb",
		TTL: 15 * time.Minute, Changed: now, First: now, Published: 123456,
		Learned: rhythm.Begin(now, []time.Time{now.Add(-time.Hour)}), last: make([]seen, 60),
	}
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("60 items take %d bytes, %d of them for the rhythm", len(b), rhythm.LearnedBytes)
	if len(b) > 2500 {
		t.Errorf("60 items take %d bytes, want at most 2500", len(b))
	}
}

// TestOldState reads what each released version wrote.
func TestOldState(t *testing.T) {
	b, err := os.ReadFile("testdata/state-v1.bin")
	if err != nil {
		t.Fatal(err)
	}
	s, err := DecodeState(b)
	if err != nil {
		t.Fatal(err)
	}
	if s.Title != "Harbour Courier" || s.Published != 5 || s.Items() != 4 || len(s.before) != 2 || s.Learned.Known() || s.last[0].tries() != 0 || !s.last[0].published() {
		t.Errorf("version 1: %+v", s)
	}
	if b, err = os.ReadFile("testdata/wake-v1.json"); err != nil {
		t.Fatal(err)
	}
	w := DecodeWake(b)
	if w.Body != "ei4gjku4bhpwutvvtdaglhw2f4" || w.Rhythm.Interval < 9*time.Minute || w.Reason != "learned 9 min" || w.Good.IsZero() {
		t.Errorf("wake: %+v", w)
	}
	if _, err := DecodeState([]byte(`{"schema":3}` + "\n")); !errors.Is(err, errState) {
		t.Errorf("a later version: %v", err)
	}
}

var update = flag.Bool("update", false, "rewrite the golden of the present version of the state")

// TestStateGolden: the present version writes these bytes.
func TestStateGolden(t *testing.T) {
	now := time.Date(2016, 12, 30, 12, 0, 0, 0, time.UTC)
	s := State{
		Title: "Harbour Courier", Format: "RSS 2.0", Link: "https://courier.example/", Language: "en", TTL: time.Hour, Period: time.Hour,
		SkipHours: []int{2, 3}, SkipDays: []time.Weekday{time.Sunday}, Unreliable: true, Changed: now, First: now.AddDate(0, -1, 0),
		Oddities: []string{"the document is not well-formed"}, Published: 7, Future: 2,
		Open:    []Trouble{{Kind: TroubleVolume, Since: now, Words: "60.0 items a day in the last week, 20.0 ± 4.5 before", Side: 1}},
		Learned: rhythm.Begin(now, []time.Time{now.Add(-time.Hour), now.Add(-50 * time.Hour), now.Add(-90 * time.Hour)}),
		last:    []seen{{guid: 1, id: [16]byte{2}, flags: flagRevised, content: 3, minute: 4}},
		before:  []seen{{guid: 5, id: [16]byte{6}, flags: flagLater | 3<<triesShift, content: 7, minute: 8}},
	}
	s.Learned = s.Learned.Learn(now.Add(time.Hour), []time.Time{now.Add(30 * time.Minute)}, 40*time.Hour)
	got, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/state-v2.bin"
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%v; got %q\nwant %q; rewrite it with -update only before the version is released", err, got, want)
	}
	back, err := DecodeState(want)
	if err != nil || !reflect.DeepEqual(back, s) {
		t.Errorf("read as %+v, %v", back, err)
	}
}

func FuzzDecodeState(f *testing.F) {
	s := State{Title: "t", last: make([]seen, 2), before: make([]seen, 1)}
	b, err := s.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	s.Learned = rhythm.Begin(time.Now(), nil)
	if b, err = s.Encode(); err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte("{}"))
	f.Add([]byte(`{"schema":1,"last":9000000000000000000}` + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := DecodeState(b)
		if err != nil {
			if !errors.Is(err, errState) {
				t.Fatalf("error of another kind: %v", err)
			}
			return
		}
		if _, err := s.Encode(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestPackID(t *testing.T) {
	const id = "abcdefghijklmnopqrstuvwxy4"
	if got := unpackID(packID(id)); got != id {
		t.Errorf("unpackID(packID(%q)) = %q", id, got)
	}
}
