package main

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/shared/news"
)

// minTown is the population of the smallest town that is taken.
const minTown = 20_000

// townLanguages are the languages in which the names of towns count: those
// read by rules, which have nothing but the knowledge base to go by.
const townLanguages = "@de,fr,es,it,pt,nl,ru,tr"

// addTowns adds the towns too small for cities. Their names count in the
// languages other than English, with support, and none that also is a word, a
// forename or a surname.
func (b *builder) addTowns() {
	for _, r := range b.csv("geonames-cities.tsv", '\t') {
		pop, err := strconv.Atoi(r["pop"])
		country := b.country[r["country"]]
		if err != nil || pop < minTown || pop >= minPopulation || country == "" || b.byID["gn-"+r["geonameid"]] != nil || !b.townName(r["name"]) {
			continue
		}
		e := &entry{
			id: "gn-" + r["geonameid"], typ: "place", kind: "town", name: r["name"], of: []string{country},
			prominence: 16 + int(6*math.Log10(float64(pop))), source: "geonames", asOf: geonamesDate,
			names: []string{"~" + r["name"] + townLanguages},
		}
		for pair := range strings.SplitSeq(r[`libgeonames_names(lang=name|..)`], "|") {
			l, n, ok := strings.Cut(pair, "=")
			if n = clean(n); ok && n != e.name && l != "en" && strings.Contains(townLanguages+",zh,ja", l) && b.townName(n) {
				e.names = append(e.names, "~"+n+"@"+l)
			}
		}
		b.add(e)
	}
}

// townName says whether a name of a town is hardly anything else.
func (b *builder) townName(n string) bool {
	return len(n) >= 5 && !b.weakWord(n) && !b.common[news.Fold(n)] && !strings.ContainsAny(n, ",()/|") && !strings.Contains(n, " and ")
}

// strengthen makes the names of cities that count with support alone because
// few live there count by themselves in the languages read by rules, where
// they are neither words nor names of persons.
func (b *builder) strengthen() {
	for _, e := range b.entries {
		if e.kind != "city" || e.source != "geonames" {
			continue
		}
		for _, n := range slices.Clone(e.names) {
			bare, langs, _ := strings.Cut(strings.TrimLeft(n, "~="), "@")
			if n[0] != '~' || !b.townName(bare) {
				continue
			}
			switch {
			case langs != "" && !strings.Contains(langs, "en") && !strings.Contains(langs, "ar"):
				e.names = append(e.names, bare+"@"+langs)
			case langs == "" && !isForeignScript(bare):
				e.names = append(e.names, bare+"@de,fr,es,it,pt,nl,tr")
			case strings.IndexFunc(bare, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) == 0:
				e.names = append(e.names, bare+"@ru")
			}
		}
	}
}
