package store_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/store"
)

// TestRandomDamage changes bytes anywhere in a slice, or cuts a file short,
// and checks that the index opens, and that what a check finds sound is what
// it was; the rest comes back by salvage and from the stream.
func TestRandomDamage(t *testing.T) {
	dir := t.TempDir()
	s := openWith(t, store.Options{Dir: filepath.Join(dir, "index")})
	records := months(t, s, 1, 6)
	apply(t, s, record(t, "https://example.org/more", 1, 1, 200, christmas, "more"))
	records = append(records, record(t, "https://example.org/more", 1, 1, 200, christmas, "more"))
	want := dump(t, s)
	sound := filepath.Join(dir, "sound")
	if _, err := s.Backup(t.Context(), sound, nil, func(store.Copied) {}); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for round := range 25 {
		copied := filepath.Join(dir, fmt.Sprint(round))
		if _, err := store.Restore(t.Context(), sound, copied, func(store.Copied) {}); err != nil {
			t.Fatal(err)
		}
		what := damage(t, rng, filepath.Join(copied, "g0001", "2016-12"))
		s := openWith(t, store.Options{Dir: copied})
		c, err := s.Check(t.Context(), func(uint64, uint64) {})
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for _, one := range c.Slices {
			if one.Damage == "" {
				continue
			}
			if err := s.SetAside(one.Month, fmt.Errorf("%s", one.Damage)); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		if len(s.Gaps()) == 0 && c.WrongTotal == 0 {
			if diff := cmp.Diff(want, dump(t, s)); diff != "" {
				t.Errorf("%s goes unnoticed (-before +after):\n%s", what, diff)
			}
		}
		for _, gap := range s.Gaps() {
			if _, err := s.Salvage(t.Context(), gap, false); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			apply(t, s, records...)
			if err := s.Repaired(gap, what); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, dump(t, s)); diff != "" {
				t.Errorf("%s is not repaired (-before +after):\n%s", what, diff)
			}
		}
		closed(t, s)
		if err := os.RemoveAll(copied); err != nil {
			t.Fatal(err)
		}
	}
}

// damage changes one file below a folder and says how.
func damage(tb testing.TB, rng *rand.Rand, dir string) string {
	tb.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		tb.Fatalf("files %v, %v", files, err)
	}
	path := files[rng.IntN(len(files))]
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	at := rng.IntN(len(data))
	name := filepath.Base(path)
	what := fmt.Sprintf("byte %d of %d of %s changed", at, len(data), name)
	switch rng.IntN(3) {
	case 0:
		what = fmt.Sprintf("%s cut from %d to %d", name, len(data), at)
		data = data[:at]
	case 1:
		data[at] ^= byte(1 + rng.IntN(255))
	default:
		end := min(at+512, len(data))
		what = fmt.Sprintf("bytes %d to %d of %d of %s lost", at, end, len(data), name)
		clear(data[at:end])
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		tb.Fatal(err)
	}
	return what
}
