package kb

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/dateline-news/dateline/shared/news"
)

// homonyms are names that two things of a sort and country bear. Columns: name,
// number of the things.
var homonyms = map[string]int{
	"aleksandr avdeyev": 2, "andriy shevchenko": 2, "john kennedy": 2, "robert menendez": 2,
	"jining": 2, "gorakhpur": 2, "kansas city": 2, "benito juarez": 2, "grand' anse": 2,
}

// tableRecords reads the table that the embedded file was compiled from.
func tableRecords(t *testing.T) []record {
	t.Helper()
	packed, err := os.ReadFile("kb.tsv.gz")
	if err != nil {
		t.Fatal(err)
	}
	zr, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	var out []record
	for line := range strings.Lines(string(data)) {
		r, err := parseRecord(strings.TrimSuffix(line, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// strongEnglish returns the folded names by which an English text may mean the
// entry without support.
func strongEnglish(r *record) []string {
	weak := map[string]bool{}
	for _, n := range r.names {
		if bare, _, _ := strings.Cut(strings.TrimLeft(n, "~="), "@"); n[0] == '~' {
			weak[news.Fold(bare)] = true
		}
	}
	var out []string
	for _, n := range append([]string{r.Name}, r.names...) {
		bare, languages, tied := strings.Cut(strings.TrimLeft(n, "~="), "@")
		name := news.Fold(bare)
		latin := strings.IndexFunc(name, func(c rune) bool { return c <= unicode.MaxASCII && unicode.IsLetter(c) }) >= 0
		if latin && !weak[name] && !slices.Contains(out, name) && (!tied || slices.Contains(strings.Split(languages, ","), "en")) {
			out = append(out, name)
		}
	}
	return out
}

// sortOf is what of one name and country is one thing: a city and its region
// are two.
func sortOf(r *record) string {
	if r.Type != news.TypePlace {
		return string(r.Type)
	}
	switch r.Kind {
	case "city", "capital", "town":
		return "city"
	case "region", "state", "island", "islands", "territory", "country":
		return "region"
	}
	return r.Kind
}

// TestEmbeddedNotTwice looks for things that are there twice: entries of a sort
// and country that share a name, and those that core/same.tsv says are one.
func TestEmbeddedNotTwice(t *testing.T) {
	type key struct{ sort, country, name string }
	bearers := map[key][]string{}
	ids := map[string]bool{}
	for _, r := range tableRecords(t) {
		ids[r.ID] = true
		if r.Kind == "demonym" {
			continue
		}
		for _, n := range strongEnglish(&r) {
			k := key{sortOf(&r), r.Country(), n}
			bearers[k] = append(bearers[k], r.ID)
		}
	}
	for k, same := range bearers {
		if want := max(1, homonyms[k.name]); len(same) > want {
			t.Errorf("%q of sort %q in %q is there %d times: %s", k.name, k.sort, k.country, len(same), strings.Join(same, ", "))
		}
	}
	rows, err := os.ReadFile("core/same.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(rows)) {
		a, b, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && line[0] != '#' && ids[a] && ids[b] {
			t.Errorf("%s and %s are one by same.tsv, but both are there", a, b)
		}
	}
}
