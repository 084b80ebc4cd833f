package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

const (
	nsiDate        = "2026-09-18"
	rorDate        = "2026-06-14"
	partyfactsDate = "2026-03-11"
)

// organisationIDs reads the Wikidata ids of organisations by folded name.
// A name is tied to its country where the source gives one.
func (b *builder) organisationIDs() map[string][]string {
	ids := map[string][]string{}
	take := func(country, name, qid string) {
		if country != "" {
			name = country + "/" + name
		}
		key := organisationKey(name)
		if key != "" && qid != "" && !slices.Contains(ids[key], qid) {
			ids[key] = append(ids[key], qid)
		}
	}
	for _, r := range b.csv("ror.tsv", '\t') {
		take(r["country"], r["name"], r["wikidata"])
	}
	for _, r := range b.csv("nsi-brands.tsv", '\t') {
		if brandLike(r["description"]) {
			take("", r["label"], r["qid"])
		}
	}
	return ids
}

func organisationKey(name string) string { return strings.TrimPrefix(news.Fold(name), "the ") }

// brandLike says whether a description is that of an organisation.
func brandLike(description string) bool {
	d := strings.ToLower(description)
	for _, w := range []string{"compan", "corporation", "bank", "organi", "agency", "airline", "manufacturer", "brand", "chain", "business", "conglomerate", "broadcaster", "union", "alliance", "fund", "institut", "group", "operator", "carmaker", "automaker", "league", "ngo", "charity"} {
		if strings.Contains(d, w) {
			return true
		}
	}
	return false
}

// addOrganisations adds the hand-written organisations, with ids from the
// sources where exactly one of the same name is there.
func (b *builder) addOrganisations() {
	ids := b.organisationIDs()
	parties := map[string][]string{}
	for _, r := range b.csv("partyfacts.wikidata.csv", ',') {
		if r["wikidata_id"] != "" {
			key := b.iso3[r["country"]] + "/" + news.Fold(r["name"])
			parties[key] = append(parties[key], r["wikidata_id"])
		}
	}
	for _, row := range b.coreTable("organisations.tsv", 6) {
		prominence, err := strconv.Atoi(row[4])
		if err != nil {
			b.fail(fmt.Errorf("organisations.tsv: %q: %w", row[1], err))
			return
		}
		e := &entry{id: row[0], typ: "organisation", kind: row[2], name: row[1], names: split(row[5]), prominence: prominence, source: handMade, asOf: handDate}
		if e.kind == "product" {
			e.typ, e.kind = "product", "online service"
		}
		if row[3] != "-" {
			c := b.country[row[3]]
			if c == "" {
				b.fail(fmt.Errorf("organisations.tsv: %q: unknown country %q", row[1], row[3]))
				return
			}
			e.of = []string{c}
		}
		if e.id == "-" {
			e.id = ""
			found := ids[organisationKey(row[3]+"/"+row[1])]
			if len(found) == 0 && (e.kind == "company" || strings.Contains(row[1], " ")) {
				found = ids[organisationKey(row[1])]
			}
			source, date := handMade+"+ror+nsi", rorDate
			if e.kind == "party" {
				found, source, date = parties[row[3]+"/"+news.Fold(row[1])], handMade+"+partyfacts", partyfactsDate
			}
			if len(found) == 1 && b.byID[found[0]] == nil {
				e.id, e.source, e.asOf = found[0], source, date
			}
		}
		if e.id == "" {
			e.id = slug(row[1])
			b.noID = append(b.noID, row[1])
		}
		b.add(e)
	}
}

// addParties adds the parties of Party Facts. Their names recur from country
// to country, so they need the country's support.
func (b *builder) addParties() {
	for _, r := range b.csv("partyfacts.wikidata.csv", ',') {
		country := b.country[b.iso3[r["country"]]]
		qid := r["wikidata_id"]
		if country == "" || qid == "" || b.byID[qid] != nil || len(strings.Fields(r["name"])) < 2 || strings.ContainsAny(r["name"], "()/,") {
			continue
		}
		e := &entry{id: qid, typ: "organisation", kind: "party", name: r["name"], of: []string{country}, prominence: 30, source: "partyfacts", asOf: partyfactsDate}
		e.names = append(e.names, "~"+r["name"])
		if n := r["name_native"]; len(strings.Fields(n)) > 1 && n != r["name"] && !strings.ContainsAny(n, "()/,") {
			e.names = append(e.names, "~"+n)
		}
		if n := r["name_short"]; len(n) >= 2 && len(n) <= 8 && n == strings.ToUpper(n) && !strings.ContainsAny(n, " ()/,0123456789") {
			e.names = append(e.names, "~="+n)
		}
		b.add(e)
	}
}

// addEvents adds the hand-written events, works, treaties and products.
func (b *builder) addEvents() {
	for _, row := range b.coreTable("events.tsv", 6) {
		prominence, err := strconv.Atoi(row[4])
		if err != nil {
			b.fail(fmt.Errorf("events.tsv: %q: %w", row[1], err))
			return
		}
		e := &entry{id: row[0], typ: row[2], kind: row[3], name: row[1], names: split(row[5]), prominence: prominence, source: handMade, asOf: handDate}
		if e.id == "-" {
			e.id = slug(row[1])
			b.noID = append(b.noID, row[1])
		}
		b.add(e)
	}
}

// addDemonyms adds what the peoples of countries are called. Their entries
// have no id: it follows from type and name.
func (b *builder) addDemonyms() {
	langs := []string{"", "", "", "de", "fr", "es", "ru", "ar", "it", "pt", "nl", "tr"}
	for _, row := range b.coreTable("demonyms.tsv", 12) {
		of := b.country[row[0]]
		if of == "" {
			of = row[0]
		}
		e := &entry{typ: "misc", kind: "demonym", name: row[1], of: []string{of}, prominence: 60, source: handMade, asOf: handDate}
		for i, col := range row[2:] {
			for _, n := range split(col) {
				if l := langs[i+2]; l != "" {
					n += "@" + l
				} else {
					n += "@en"
				}
				e.names = append(e.names, n)
			}
		}
		e.names = append(e.names, row[1]+"@en")
		b.add(e)
	}
}
