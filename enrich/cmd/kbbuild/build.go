package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/shared/news"
)

// entry is one line of the knowledge base in the making.
type entry struct {
	id, typ, kind, name string
	names               []string
	of                  []string
	prominence          int
	source, asOf        string
	// point, capital, metonym and tenures are as in [kb.Entry].
	point, capital, metonym string
	tenures                 []kb.Tenure
}

// builder collects the entries. The first error stops it.
type builder struct {
	core, sources string
	entries       []*entry
	byID          map[string]*entry
	// country maps ISO 3166-1 codes to ids, isoOf back, states the names of
	// US states to their codes.
	country, isoOf, states map[string]string
	// iso3 maps the three-letter codes of countries to those of two.
	iso3 map[string]string
	// region maps ISO 3166-2 codes to ids.
	region map[string]string
	// common holds folded words that are no names by themselves.
	common map[string]bool
	// given holds folded forenames and surnames.
	given map[string]bool
	noID  []string
	// united are the pairs of entries that were one, doubles those that may
	// be, with the name that they share.
	united  []string
	doubles map[[2]*entry]string
	counts  map[string]int
	err     error
}

func newBuilder(core, sources string) *builder {
	return &builder{
		core: core, sources: sources,
		byID: map[string]*entry{}, country: map[string]string{}, isoOf: map[string]string{}, states: map[string]string{}, iso3: map[string]string{}, region: map[string]string{},
		common: map[string]bool{}, given: map[string]bool{}, counts: map[string]int{}, doubles: map[[2]*entry]string{},
	}
}

// build runs the compilers in the order in which they lean on each other.
func (b *builder) build() {
	for _, step := range []func(){
		b.readCommon, b.addCountries, b.addPlaces, b.addRegions, b.addCities, b.addTowns,
		b.addPeople, b.addCongress, b.addPoliticians, b.addOrganisations, b.addParties, b.addUniversities, b.addEvents, b.addDemonyms, b.addNames,
		b.merge, b.yieldToCities, b.findDoubles, b.addPoints, b.addSeats, b.addTenures, b.checkIDs,
	} {
		if step(); b.err != nil {
			return
		}
	}
}

// maxNameTokens bounds a name; longer ones are descriptions.
const (
	maxNameTokens = 12
	maxNameBytes  = 80
)

// add takes an entry in; a second one with the same id gives it its names.
func (b *builder) add(e *entry) {
	e.names = slices.DeleteFunc(e.names, func(n string) bool {
		return n == "" || n == "-" || len(n) > maxNameBytes || tokensOf(n) > maxNameTokens
	})
	for _, s := range append([]string{e.id, e.typ, e.kind, e.name}, e.names...) {
		if strings.ContainsAny(s, "\t\n|") {
			b.fail(fmt.Errorf("entry %q holds a separator: %q", e.id, s))
			return
		}
	}
	if old, ok := b.byID[e.id]; ok && e.id != "" {
		old.names = append(append(old.names, e.name), e.names...)
		old.prominence = max(old.prominence, e.prominence)
		if old.point == "" {
			old.point = e.point
		}
		if e.kind == "city" || e.kind == "capital" {
			// A city that is a region of its own, such as Moscow.
			old.kind = e.kind
		}
		return
	}
	b.byID[e.id] = e
	b.entries = append(b.entries, e)
	b.counts[e.typ+" "+e.kind]++
}

func (b *builder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// readCommon reads the words that make a name weak.
func (b *builder) readCommon() {
	for _, row := range b.coreTable("words.tsv", 1) {
		for w := range strings.FieldsSeq(row[0]) {
			b.common[news.Fold(w)] = true
		}
	}
	for _, file := range []string{"forenames.csv", "surnames.csv"} {
		for _, r := range b.csv(file, ',') {
			for _, n := range []string{r["Romanized Name"], r["Localized Name"]} {
				if n = news.Fold(n); n != "" {
					b.given[n] = true
				}
			}
		}
	}
}

// weakWord says whether a name of one word needs support: it is a common
// word, or a forename or surname.
func (b *builder) weakWord(name string) bool {
	f := news.Fold(name)
	return b.common[f] || !strings.Contains(f, " ") && b.given[f]
}

// coreTable reads a hand-written table of n columns.
func (b *builder) coreTable(file string, n int) [][]string {
	data, err := os.ReadFile(filepath.Join(b.core, file))
	if err != nil {
		b.fail(err)
		return nil
	}
	var out [][]string
	at := 0
	for line := range strings.Lines(string(data)) {
		at++
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != n {
			b.fail(fmt.Errorf("%s:%d: %d columns, want %d", file, at, len(row), n))
			return nil
		}
		out = append(out, row)
	}
	return out
}

// csv reads a source file with a header line into rows by column name.
func (b *builder) csv(file string, comma rune) []map[string]string {
	data, err := os.ReadFile(filepath.Join(b.sources, file))
	if err != nil {
		b.fail(err)
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var rows [][]string
	if comma == '\t' {
		for line := range strings.Lines(string(data)) {
			rows = append(rows, strings.Split(strings.TrimRight(line, "\n"), "\t"))
		}
	} else {
		r := csv.NewReader(bytes.NewReader(data))
		r.FieldsPerRecord = -1
		r.LazyQuotes = true
		if rows, err = r.ReadAll(); err != nil {
			b.fail(fmt.Errorf("reading %s: %w", file, err))
			return nil
		}
	}
	if len(rows) == 0 {
		b.fail(fmt.Errorf("%s is empty", file))
		return nil
	}
	out := make([]map[string]string, 0, len(rows)-1)
	for _, row := range rows[1:] {
		m := make(map[string]string, len(row))
		for i, v := range row {
			if i < len(rows[0]) {
				m[rows[0][i]] = clean(v)
			}
		}
		out = append(out, m)
	}
	return out
}

// clean takes what cannot be seen off a value.
func clean(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
	}), " ")
}

// split reads a list of names of a hand-written table.
func split(s string) []string {
	if s == "-" || s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

// slug is the house id of a name.
func slug(name string) string {
	var s strings.Builder
	for _, r := range news.Fold(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			s.WriteRune(r)
		case s.Len() > 0 && !strings.HasSuffix(s.String(), "-"):
			s.WriteByte('-')
		}
	}
	out := strings.Trim(s.String(), "-")
	if len(out) > 60 {
		out = out[:60]
	}
	return "dl-" + out
}

// table writes the entries in the form that package kb compiles.
func (b *builder) table(w io.Writer) {
	for _, e := range b.entries {
		var tenures []string
		for _, t := range e.tenures {
			tenures = append(tenures, strings.Join([]string{t.Office, t.Of, t.From, t.To}, ";"))
		}
		fmt.Fprintln(w, strings.Join([]string{
			e.id, e.typ, e.kind, e.name, strings.Join(b.namesOf(e), "|"), strings.Join(e.of, ","),
			strconv.Itoa(e.prominence), e.source, e.asOf, e.point, e.capital, e.metonym, strings.Join(tenures, "|"),
		}, "\t"))
	}
}

// write stores the entries as a table and compiled, once they open again.
func (b *builder) write(compiled, table string) error {
	var lines, sorted, zipped bytes.Buffer
	b.table(&lines)
	if err := kb.Format(&sorted, &lines); err != nil {
		return fmt.Errorf("sorting the table: %w", err)
	}
	zw, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zw.Write(sorted.Bytes()); err != nil {
		return err
	}
	if err := zw.Close(); err != nil {
		return err
	}
	data, err := kb.Compile(&sorted)
	if err != nil {
		return fmt.Errorf("compiling the table: %w", err)
	}
	if _, err := kb.Open(data); err != nil {
		return err
	}
	if err := replace(table, zipped.Bytes()); err != nil {
		return err
	}
	return replace(compiled, []byte(data))
}

func replace(file string, data []byte) error {
	tmp := file + ".new"
	if err := os.WriteFile(tmp, data, 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, file)
}

// namesOf returns the names of an entry without repetition. A name that
// stands for every language stands for each.
func (b *builder) namesOf(e *entry) []string {
	var out []string
	seen := map[string]bool{e.name: true}
	for _, n := range e.names {
		if seen[n] {
			continue
		}
		if bare, _, ok := strings.Cut(n, "@"); ok && seen[bare] && !seen["~"+bare] {
			continue
		}
		seen[n] = true
		out = append(out, n)
	}
	return out
}

func (b *builder) report(w io.Writer, verbose bool) {
	for _, k := range slices.Sorted(maps.Keys(b.counts)) {
		fmt.Fprintf(w, "%6d %s\n", b.counts[k], k)
	}
	fmt.Fprintf(w, "%6d entries, %d of the hand-written ones with a house id\n", len(b.entries), len(b.noID))
	fmt.Fprintf(w, "%6d entries of the sources united with hand-written ones, %d pairs may be one thing\n", len(b.united), len(b.doubles))
	var doubles []string
	for pair, name := range b.doubles {
		doubles = append(doubles, fmt.Sprintf("%s: %s %s and %s %s", name, pair[0].id, pair[0].name, pair[1].id, pair[1].name))
	}
	slices.Sort(doubles)
	if verbose {
		for _, list := range [][]string{b.united, doubles, b.noID} {
			fmt.Fprintln(w, strings.Join(list, "\n"))
		}
	}
}

// minForename is how many persons of the sources must bear a forename.
const minForename = 3

// writeForenames stores the forenames by which the recogniser knows a person:
// folded, one a line, sorted.
func (b *builder) writeForenames(file string) error {
	first, later := map[string]int{}, map[string]int{}
	for _, p := range b.politicians() {
		words := strings.Fields(news.Fold(p.name))
		if len(words) < 2 {
			continue
		}
		first[words[0]]++
		for _, w := range words[1:] {
			later[w]++
		}
	}
	names := map[string]bool{}
	for w, n := range first {
		if n >= minForename && 10*n >= 6*later[w] {
			names[w] = true
		}
	}
	for _, r := range b.csv("forenames.csv", ',') {
		names[news.Fold(r["Romanized Name"])] = true
		names[news.Fold(r["Localized Name"])] = true
	}
	not := map[string]bool{}
	for _, row := range b.coreTable("forenames.tsv", 1) {
		for w := range strings.FieldsSeq(row[0]) {
			if word, ok := strings.CutPrefix(w, "!"); ok {
				not[news.Fold(word)] = true
				continue
			}
			names[news.Fold(w)] = true
		}
	}
	var out bytes.Buffer
	for _, n := range slices.Sorted(maps.Keys(names)) {
		if len(n) >= 2 && !not[n] && strings.IndexFunc(n, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) < 0 {
			fmt.Fprintln(&out, n)
		}
	}
	return os.WriteFile(file, out.Bytes(), 0o644)
}
