package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

const epsDate = "2022-12"

// politician is a person of the sources.
type politician struct {
	qid, name, enwiki string
	others            []string
	countries         []string
	// provincial says that the source also holds members of the parliaments
	// of states and provinces, which are no news elsewhere.
	provincial bool
}

// epsCountry maps the repositories that the persons come from to countries.
var epsCountry = map[string]string{
	"us": "US", "china": "CN", "france": "FR", "mexico": "MX", "spain": "ES", "italy": "IT", "united-kingdom": "GB", "india": "IN", "russia": "RU", "ukraine": "UA",
	"brazil": "BR", "nigeria": "NG", "canada": "CA", "australia": "AU", "norway": "NO", "congo-kinshasa": "CD", "pakistan": "PK", "czech": "CZ", "indonesia": "ID",
	"sweden": "SE", "romania": "RO", "japan": "JP", "kenya": "KE", "south-korea": "KR", "netherlands": "NL", "hungary": "HU", "argentina": "AR", "cameroon": "CM",
	"zimbabwe": "ZW", "philippines": "PH", "south-africa": "ZA", "belarus": "BY", "austria": "AT", "turkey": "TR", "ghana": "GH", "south-sudan": "SS", "taiwan": "TW",
	"poland": "PL", "belgium": "BE", "swiss-federal-council": "CH", "ireland": "IE", "chile": "CL", "denmark": "DK", "greece": "GR", "israel": "IL", "tunisia": "TN",
	"sudan": "SD", "portugal": "PT", "finland": "FI", "yemen": "YE", "morocco": "MA", "bangladesh": "BD", "malaysia": "MY", "iran": "IR", "nepal": "NP", "lithuania": "LT",
	"armenia": "AM", "scotland": "GB", "new-zealand": "NZ", "sri-lanka": "LK", "hong-kong": "HK", "singapore": "SG", "bulgaria": "BG", "azerbaijan": "AZ", "georgia": "GE",
	"kazakhstan": "KZ", "iraq": "IQ", "serbia": "RS", "saudi": "SA", "egypt": "EG", "cuba": "CU", "vietnam": "VN", "algeria": "DZ", "north-korea": "KP", "syria": "SY",
	"venezuela": "VE", "somalia": "SO", "bosnia-herzegovina": "BA", "ethiopia": "ET", "kosovo": "XK", "uae": "AE", "myanmar": "MM",
}

var repoSuffix = regexp.MustCompile(`-(cabinet|ministers)$`)

// politicians reads the persons of the scrapers of EveryPolitician.
func (b *builder) politicians() []politician {
	var out []politician
	for _, r := range b.csv("eps-persons.tsv", '\t') {
		p := politician{qid: r["qid"], name: r["name"], enwiki: strings.TrimSpace(untitled.ReplaceAllString(r["enwiki"], ""))}
		for repo := range strings.SplitSeq(r["repos"], ",") {
			if c := epsCountry[repoSuffix.ReplaceAllString(repo, "")]; c != "" && !slices.Contains(p.countries, c) {
				p.countries = append(p.countries, c)
			}
		}
		p.provincial = provincial[r["repos"]]
		for o := range strings.SplitSeq(r["other"], ";") {
			if o = strings.TrimSpace(o); o != "" {
				p.others = append(p.others, o)
			}
		}
		out = append(out, p)
	}
	return out
}

// provincial are the repositories with members of lower parliaments.
var provincial = map[string]bool{"us-cabinet": true, "australia-cabinet": true, "pakistan-ministers": true}

// untitled matches what Wikipedia adds to a title to tell it from others.
var untitled = regexp.MustCompile(` \([^)]*\)$`)

// public are the kinds of persons whom the sources can hold; an athlete of the
// same name as a minister is another person.
var public = map[string]bool{"politician": true, "royal": true, "diplomat": true, "official": true, "spokesperson": true, "military officer": true, "judge": true, "economist": true, "militant": true}

// addPeople adds the hand-written newsmakers, with ids from the sources where
// exactly one person of the same name and country is there.
func (b *builder) addPeople() {
	type found struct {
		qid       string
		countries []string
	}
	ids := map[string][]found{}
	take := func(name, qid string, countries []string) {
		key := news.Fold(name)
		if key == "" || qid == "" || slices.ContainsFunc(ids[key], func(f found) bool { return f.qid == qid }) {
			return
		}
		ids[key] = append(ids[key], found{qid, countries})
	}
	for _, p := range b.politicians() {
		take(p.name, p.qid, p.countries)
		take(p.enwiki, p.qid, p.countries)
	}
	for _, l := range b.legislators() {
		take(l.name, l.qid, []string{"US"})
		take(l.enwiki, l.qid, []string{"US"})
	}
	for _, r := range b.csv("world-leaders-2021.wikidata.csv", ',') {
		iso := b.isoOf[r["countryid"]]
		if iso == "" {
			continue
		}
		take(r["officeholderLabel"], r["officeholder"], []string{iso})
	}
	for _, row := range b.coreTable("people.tsv", 6) {
		prominence, err := strconv.Atoi(row[4])
		if err != nil {
			b.fail(fmt.Errorf("people.tsv: %q: %w", row[1], err))
			return
		}
		e := &entry{id: row[0], typ: "person", kind: row[2], name: row[1], names: split(row[5]), prominence: prominence, source: handMade, asOf: handDate}
		if c := b.country[row[3]]; c != "" {
			e.of = []string{c}
		} else {
			b.fail(fmt.Errorf("people.tsv: %q: unknown country %q", row[1], row[3]))
			return
		}
		if e.id == "-" {
			e.id = ""
			for _, n := range append([]string{row[1]}, e.names...) {
				bare, _, _ := strings.Cut(strings.TrimLeft(n, "~="), "@")
				if !strings.ContainsAny(bare, " -") || !public[e.kind] {
					continue
				}
				var fit []string
				for _, f := range ids[news.Fold(bare)] {
					if len(f.countries) == 0 || slices.Contains(f.countries, row[3]) {
						fit = append(fit, f.qid)
					}
				}
				if len(fit) == 1 && b.byID[fit[0]] == nil {
					e.id = fit[0]
					e.source, e.asOf = handMade+"+everypolitician", epsDate
					break
				}
			}
		}
		if e.id == "" {
			e.id = slug(row[1])
			b.noID = append(b.noID, row[1])
		}
		b.add(e)
	}
}

// epsProminence is that of persons known from the sources alone: they link
// only where the article also names their country.
const epsProminence = 25

// addPoliticians adds the ministers, envoys and members of parliament of the
// sources under their full names.
func (b *builder) addPoliticians() {
	held := map[string]bool{}
	for _, r := range b.csv("eps-holders.tsv", '\t') {
		held[r["qid"]] = true
	}
	byName := map[string]int{}
	var keep []politician
	for _, p := range b.politicians() {
		if p.qid == "" || b.byID[p.qid] != nil || len(p.countries) == 0 || !held[p.qid] && (p.enwiki == "" || p.provincial) {
			continue
		}
		if len(strings.Fields(p.name)) < 2 || strings.ContainsAny(p.name, "0123456789,;/()\"") || len(p.name) > 48 {
			continue
		}
		byName[news.Fold(p.name)]++
		keep = append(keep, p)
	}
	for _, p := range keep {
		// Two persons of one name cannot be told apart by it.
		if byName[news.Fold(p.name)] > 1 {
			continue
		}
		e := &entry{id: p.qid, typ: "person", kind: "politician", name: p.name, of: []string{b.country[p.countries[0]]}, prominence: epsProminence, source: "everypolitician", asOf: epsDate}
		if p.enwiki != p.name && len(strings.Fields(p.enwiki)) > 1 && !strings.ContainsAny(p.enwiki, "0123456789,;/()\"") && byName[news.Fold(p.enwiki)] == 0 {
			e.names = append(e.names, p.enwiki)
		}
		b.add(e)
	}
}
