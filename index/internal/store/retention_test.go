package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/store"
)

func TestRetire(t *testing.T) {
	dir := t.TempDir()
	s := openWith(t, store.Options{Dir: dir})
	records := months(t, s, 3, 6)
	if _, err := s.Retire("2016-13"); !errors.Is(err, store.ErrMonth) {
		t.Errorf("no month: %v", err)
	}
	r, err := s.Retire("2016-12")
	if err != nil || r.Documents != 8 {
		t.Fatalf("retired %+v, %v", r, err)
	}
	check := func(when string) {
		t.Helper()
		if docs, slices := s.Size(); docs != 16 || slices != 2 {
			t.Errorf("%s: %d documents in %d slices", when, docs, slices)
		}
	}
	check("after retiring")
	// Neither the stream nor a rebuild nor a restart brings it back.
	apply(t, s, records...)
	check("after the stream came again")
	if s.Refused() != 8 {
		t.Errorf("%d records refused", s.Refused())
	}
	if err := s.Rebuild(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	check("after a rebuild")
	closed(t, s)
	s = openWith(t, store.Options{Dir: dir})
	apply(t, s, records...)
	check("after a restart")
	if err := s.Readmit("2016-12"); err != nil {
		t.Fatal(err)
	}
	apply(t, s, records...)
	if docs, _ := s.Size(); docs != 24 {
		t.Errorf("readmitted: %d documents", docs)
	}
	if err := s.Readmit("2016-12"); err == nil {
		t.Error("a month was readmitted twice")
	}
}

func TestExpire(t *testing.T) {
	now := time.Date(2017, 2, 15, 0, 0, 0, 0, time.UTC)
	o := store.Options{Dir: t.TempDir(), Retention: 40 * 24 * time.Hour, Now: func() time.Time { return now }}
	s := openWith(t, o)
	records := months(t, s, 3, 3)
	gone, err := s.Expire()
	if diff := cmp.Diff([]store.Retirement{{Month: "2016-12", Documents: 4}}, gone); diff != "" || err != nil {
		t.Fatalf("(-want +got):\n%s%v", diff, err)
	}
	apply(t, s, records...)
	if docs, _ := s.Size(); docs != 8 {
		t.Errorf("%d documents", docs)
	}
	// January has one day left; then a clock that runs away counts only as far
	// as there are articles.
	now = time.Date(2017, 3, 1, 0, 0, 0, 0, time.UTC)
	if gone, err := s.Expire(); len(gone) > 0 || err != nil {
		t.Errorf("expired too early: %v %v", gone, err)
	}
	now = time.Date(2117, 1, 1, 0, 0, 0, 0, time.UTC)
	if gone, err := s.Expire(); len(gone) > 0 || err != nil {
		t.Errorf("a wrong clock made %v expire: %v", gone, err)
	}
	late := record(t, "https://example.org/late", 1, 1, 100, christmas.AddDate(0, 3, 0), "truce")
	apply(t, s, late)
	if gone, err := s.Expire(); len(gone) != 1 || gone[0].Month != "2017-01" || err != nil {
		t.Errorf("expired: %v %v", gone, err)
	}
	if r := s.Retired(); !cmp.Equal(r, []string{"2016-12", "2017-01"}) {
		t.Errorf("retired %v", r)
	}
}

// TestRetireCutShort opens folders as a crash in the middle of retiring leaves
// them.
func TestRetireCutShort(t *testing.T) {
	dir := t.TempDir()
	s := openWith(t, store.Options{Dir: dir})
	months(t, s, 2, 3)
	closed(t, s)
	// The month is given up, its folder half deleted.
	if err := store.MarkRetired(dir, "2016-12"); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "g0001", "2016-12", "index_meta.json")); err != nil {
		t.Fatal(err)
	}
	s = openWith(t, store.Options{Dir: dir})
	if docs, slices := s.Size(); docs != 4 || slices != 1 || len(s.Gaps()) > 0 {
		t.Errorf("%d documents in %d slices, torn %v", docs, slices, s.Gaps())
	}
	if _, err := os.Stat(filepath.Join(dir, "g0001", "2016-12")); err == nil {
		t.Error("the folder of a retired month stays")
	}
}
