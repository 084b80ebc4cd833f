package main

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// addUniversities adds the universities of the Research Organization Registry
// that have a Wikidata id and are not there by hand. A name that several bear
// needs the country's support.
func (b *builder) addUniversities() {
	known := map[string]bool{}
	for _, e := range b.entries {
		if e.typ != "organisation" {
			continue
		}
		for _, n := range append([]string{e.name}, e.names...) {
			n, _, _ = strings.Cut(strings.TrimLeft(n, "~="), "@")
			known[organisationKey(n)] = true
		}
	}
	rows := b.csv("ror.tsv", '\t')
	bearers := map[string]int{}
	for _, r := range rows {
		for _, n := range universityNames(r) {
			bearers[organisationKey(n)]++
		}
	}
	for _, r := range rows {
		country, qid := b.country[r["country"]], r["wikidata"]
		names := universityNames(r)
		if len(names) == 0 || country == "" || qid == "" || b.byID[qid] != nil || slices.ContainsFunc(names, func(n string) bool { return known[organisationKey(n)] }) {
			continue
		}
		e := &entry{id: qid, typ: "organisation", kind: "university", name: names[0], of: []string{country}, prominence: 30, source: "ror", asOf: rorDate}
		for i, n := range names {
			if bearers[organisationKey(n)] > 1 {
				e.names = append(e.names, "~"+n)
			} else if i > 0 {
				e.names = append(e.names, n)
			}
		}
		b.add(e)
	}
}

// universityNames returns the names of a row that say that it is a university,
// the chief one first; none where that does not.
func universityNames(row map[string]string) []string {
	if !strings.Contains(strings.ToLower(row["types"]), "education") {
		return nil
	}
	var names []string
	seen := map[string]bool{}
	for i, n := range append([]string{row["name"]}, strings.Split(row["aliases"], "|")...) {
		n = strings.TrimPrefix(n, "The ")
		ok := saysUniversity(n) && !seen[news.Fold(n)]
		if !ok && i == 0 {
			return nil
		}
		if ok {
			names = append(names, n)
			seen[news.Fold(n)] = true
		}
	}
	return names
}

// saysUniversity holds for names of two words or more, one of which is that for
// a university in some language.
func saysUniversity(name string) bool {
	if strings.ContainsAny(name, "()/,|[]“”\"") || len(name) > 80 || strings.HasPrefix(name, "University of Applied") {
		return false
	}
	lower := strings.ToLower(name)
	switch lower {
	case "大学", "大學":
		return false
	}
	if strings.HasSuffix(name, "大学") || strings.HasSuffix(name, "大學") {
		return true
	}
	if !strings.Contains(name, " ") {
		return false
	}
	for _, w := range []string{"universi", "univerzi", "uniwersy", "üniversite", "институт технологий", "университет", "університет", "جامعة", "دانشگاه", "institute of technology"} {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}
