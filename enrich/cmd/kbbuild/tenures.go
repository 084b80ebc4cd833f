package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/shared/news"
)

// minorOffice matches offices that do not make news by themselves.
var minorOffice = regexp.MustCompile(`(?i)ambassador|justice of|judge|first lady|member of|deputy minister|under.?secretary|parliamentary secretary|chief whip|lord of|private secretary|state secretary`)

// maxTenures bounds those of one person; the latest are kept.
const maxTenures = 12

// addTenures says who held which office when: what the hand-written table
// has, then what the sources add to it.
func (b *builder) addTenures() {
	b.handTenures()
	for _, r := range b.csv("eps-holders.tsv", '\t') {
		e := b.byID[r["qid"]]
		if e == nil || len(e.of) == 0 || r["start"] == "" || old(r["start"], r["end"]) || minorOffice.MatchString(r["position"]) {
			continue
		}
		e.addTenure(kb.Tenure{Office: office(r["position"]), Of: e.of[len(e.of)-1], From: r["start"], To: r["end"]})
	}
	for _, r := range b.csv("world-leaders-2021.wikidata.csv", ',') {
		if e := b.byID[r["officeholder"]]; e != nil && r["start_year"] != "" && !old(r["start_year"], r["end_year"]) && b.byID[r["countryid"]] != nil {
			e.addTenure(kb.Tenure{Office: office(r["positionLabel"]), Of: r["countryid"], From: r["start_year"], To: r["end_year"]})
		}
	}
	for _, e := range b.entries {
		slices.SortStableFunc(e.tenures, func(x, y kb.Tenure) int { return strings.Compare(x.From, y.From) })
		if n := len(e.tenures) - maxTenures; n > 0 {
			e.tenures = e.tenures[n:]
		}
	}
}

// old says whether a tenure ended long ago, or began so long ago that the
// source will not know its end.
func old(start, end string) bool { return end == "" && start < "2012" || end != "" && end < "2009" }

// office makes a label fit for the table.
func office(label string) string {
	label = strings.NewReplacer(";", ",", "|", "/", "\t", " ").Replace(label)
	_, n := utf8.DecodeRuneInString(label)
	return strings.ToUpper(label[:n]) + label[n:]
}

// handTenures reads core/offices.tsv.
func (b *builder) handTenures() {
	persons := map[string]*entry{}
	bodies := map[string]*entry{}
	for _, e := range b.entries {
		switch {
		case e.typ == "person" && e.prominence > epsProminence:
			persons[e.name] = e
		case e.typ == "organisation":
			if _, ok := bodies[e.name]; !ok || e.prominence > bodies[e.name].prominence {
				bodies[e.name] = e
			}
		}
	}
	for _, row := range b.coreTable("offices.tsv", 5) {
		e := persons[row[0]]
		if e == nil {
			b.fail(fmt.Errorf("offices.tsv: there is no person %q", row[0]))
			return
		}
		t := kb.Tenure{Office: row[1], From: strings.Trim(row[3], "-"), To: strings.Trim(row[4], "-")}
		switch body := bodies[row[2]]; {
		case row[2] == "-":
		case b.country[row[2]] != "":
			t.Of = b.country[row[2]]
		case body != nil:
			t.Of = body.id
		default:
			b.fail(fmt.Errorf("offices.tsv: %q of %q is no country code and no organisation", row[2], row[0]))
			return
		}
		e.tenures = append(e.tenures, t)
	}
}

// near is how far two dates of the same event may lie apart.
const near = 100 * 24 * time.Hour

// addTenure adds a tenure that is not known from a better source.
func (e *entry) addTenure(t kb.Tenure) {
	for i := range e.tenures {
		if h := &e.tenures[i]; closeTo(h.From, t.From) && (h.To == t.To || closeTo(h.To, t.To) || news.Fold(h.Office) == news.Fold(t.Office)) {
			return
		}
		// A title of a time within a known one of the same name.
		if h := &e.tenures[i]; news.Fold(h.Office) == news.Fold(t.Office) && h.From <= t.From && (h.To == "" || t.From < h.To) {
			return
		}
	}
	e.tenures = append(e.tenures, t)
}

// closeTo says whether two dates may be the same: one is the beginning of the
// other, or they are near.
func closeTo(a, b string) bool {
	if a == "" || b == "" {
		return a == b
	}
	if strings.HasPrefix(a, b) || strings.HasPrefix(b, a) {
		return true
	}
	x, err1 := time.Parse(time.DateOnly, a)
	y, err2 := time.Parse(time.DateOnly, b)
	return err1 == nil && err2 == nil && x.Sub(y).Abs() < near
}
