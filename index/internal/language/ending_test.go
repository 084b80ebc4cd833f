package language

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInflections reads testdata/inflections.tsv: pairs of words of the
// languages that are stemmed here, which are forms of one word or are not.
func TestInflections(t *testing.T) {
	data, err := os.ReadFile("testdata/inflections.tsv")
	if err != nil {
		t.Fatal(err)
	}
	s := newSet(t)
	for at, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			t.Fatalf("line %d has %d columns", at+1, len(f))
		}
		l := s.For(f[0])
		a, b := l.Phrase(f[2]), l.Phrase(f[3])
		if len(a) == 0 || len(b) == 0 {
			t.Errorf("line %d: %s leaves out %q or %q", at+1, f[0], f[2], f[3])
			continue
		}
		if got, want := cmp.Equal(a, b), f[1] == "yes"; got != want {
			t.Errorf("line %d: %s: %q and %q: same %v, want %v: %v, %v", at+1, f[0], f[2], f[3], got, want, a, b)
		}
	}
}

// TestEndingsInOrder checks that no ending of a round stands behind a shorter
// one that it ends in, where it would never be tried.
func TestEndingsInOrder(t *testing.T) {
	for name, f := range map[string]*endingsFilter{
		"bg": endingsBG, "ca": endingsCA, "cs": endingsCS, "el": endingsEL, "eu": endingsEU, "gl": endingsGL, "hy": endingsHY, "id": endingsID,
	} {
		for i, round := range f.rounds {
			for j, e := range round {
				if slices.ContainsFunc(round[:j], func(o ending) bool { return o.least == 0 && strings.HasSuffix(e.from, o.from) }) {
					t.Errorf("%s, round %d: %q stands behind an ending of it", name, i+1, e.from)
				}
			}
		}
	}
}
