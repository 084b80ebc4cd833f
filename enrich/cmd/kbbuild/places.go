package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/dateline-news/dateline/shared/news"
)

// The dates of the sources.
const (
	handMade        = "hand"
	handDate        = "2026-11"
	rigourDate      = "2026-07-19"
	geonamesDate    = "2020"
	ourairportsDate = "2026-08-22"
)

// territory is a line of rigour's territories.
type territory struct {
	Name        string   `json:"name"`
	Code        string   `json:"code"`
	QID         string   `json:"qid"`
	IsCountry   bool     `json:"is_country"`
	NamesStrong []string `json:"names_strong"`
	NamesWeak   []string `json:"names_weak"`
}

func (b *builder) territories() []territory {
	f, err := os.Open(filepath.Join(b.sources, "rigour.territories.jsonl"))
	if err != nil {
		b.fail(err)
		return nil
	}
	defer f.Close()
	var out []territory
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var t territory
		if err := json.Unmarshal(sc.Bytes(), &t); err != nil {
			b.fail(fmt.Errorf("reading territories: %w", err))
			return nil
		}
		out = append(out, t)
	}
	b.fail(sc.Err())
	return out
}

// renamed are the names by which the news knows a country, where rigour has
// another one first.
var renamed = map[string]string{
	"tr": "Turkey", "nr": "Nauru", "cd": "Democratic Republic of the Congo", "cg": "Republic of the Congo",
	"va": "Vatican City", "ci": "Ivory Coast", "mo": "Macau", "hk": "Hong Kong", "gb": "United Kingdom", "mm": "Myanmar",
}

// wellKnown are the territories that the news names as it does countries.
// Others give way to what shares a name with them.
var wellKnown = map[string]bool{"HK": true, "MO": true, "PR": true, "NC": true, "RE": true, "GP": true, "MQ": true, "YT": true, "GF": true, "PF": true, "GU": true}

// historic are rigour's codes of states that are no more.
var historic = map[string]string{"dd": "DD", "suhh": "SU", "yucs": "YU", "cshh": "CS", "csxx": "SM"}

// minor are territories without people of their own.
var minor = map[string]bool{"aq": true, "bv": true, "hm": true, "tf": true, "um": true, "gs": true, "io": true, "cc": true, "cx": true, "nf": true, "pn": true, "sj": true, "ic": true, "ip": true, "cp": true, "dg": true, "cq": true, "ta": true, "ac": true, "eu": true, "un": true, "zz": true, "x": true, "zr": true}

// addCountries compiles the countries and territories: ids from rigour, names
// from CLDR, the UN's terms and the hand-written table.
func (b *builder) addCountries() {
	extra := map[string][]string{}
	for _, row := range b.coreTable("countries.tsv", 2) {
		extra[row[0]] = split(row[1])
	}
	un := map[string]map[string]string{}
	for _, r := range b.csv("country-codes.csv", ',') {
		un[r["ISO3166-1-Alpha-2"]] = r
		b.iso3[r["ISO3166-1-Alpha-3"]] = r["ISO3166-1-Alpha-2"]
	}
	for _, t := range b.territories() {
		iso := strings.ToUpper(t.Code)
		if h := historic[t.Code]; h != "" {
			iso = h
		} else if len(t.Code) != 2 || minor[t.Code] || t.Code == "ps" && t.QID == "" {
			continue
		}
		if t.QID == "" {
			continue
		}
		kind := "territory"
		if t.IsCountry || iso == "PS" {
			kind = "country"
		}
		e := &entry{id: t.QID, typ: "place", kind: kind, name: t.Name, prominence: 70, source: "rigour", asOf: rigourDate}
		if n := renamed[t.Code]; n != "" {
			e.name = n
		}
		switch {
		case kind == "country":
			e.prominence = 80
		case !wellKnown[iso]:
			e.prominence = 56
		}
		if historic[t.Code] != "" {
			e.prominence = 74
		}
		e.names = append(e.names, extra[iso]...)
		said := len(e.names)
		if historic[t.Code] == "" {
			e.names = append(e.names, cldrNames(iso)...)
			e.names = append(e.names, unNames(un[iso])...)
		}
		b.markWeak(e, said)
		if historic[t.Code] == "" {
			e.of = []string{"iso-" + iso}
		}
		b.country[iso] = e.id
		b.isoOf[e.id] = iso
		b.add(e)
	}
}

// markWeak marks the names that are common words, unless the hand-written
// table already says what they are.
func (b *builder) markWeak(e *entry, said int) {
	if b.common[news.Fold(e.name)] && !slices.ContainsFunc(e.names[:said], func(n string) bool { return strings.TrimLeft(n, "~=") == e.name }) {
		e.names = append(e.names, "~"+e.name)
	}
	for i, n := range e.names[said:] {
		bare, _, _ := strings.Cut(n, "@")
		if n[0] != '~' && b.weakWord(bare) {
			e.names[said+i] = "~" + n
		}
	}
}

// cldrLanguages are the languages whose names of countries are taken.
var cldrLanguages = []string{"de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "hu", "ro", "bg", "ru", "uk", "sr", "hr", "el", "tr", "ar", "fa", "he", "ur", "hi", "bn", "id", "ms", "vi", "th", "zh", "ja", "ko", "ca", "sl", "lt", "lv", "et"}

// cldrNames returns the names of a country in other languages, each tied to
// those that use it.
func cldrNames(iso string) []string {
	region, err := language.ParseRegion(iso)
	if err != nil {
		return nil
	}
	by := map[string][]string{}
	var order []string
	for _, l := range cldrLanguages {
		namer := display.Regions(language.MustParse(l))
		if namer == nil {
			continue
		}
		name := namer.Name(region)
		if name == "" || strings.ContainsAny(name, "()[]") || strings.Contains(name, " - ") || strings.Contains(name, ",") || name == iso {
			continue
		}
		if by[name] == nil {
			order = append(order, name)
		}
		by[name] = append(by[name], l)
	}
	var out []string
	for _, n := range order {
		out = append(out, n+"@"+strings.Join(by[n], ","))
	}
	return out
}

// unNames returns the UN's terms for a country in its languages.
func unNames(r map[string]string) []string {
	var out []string
	for _, c := range []struct{ column, lang string }{
		{"UNTERM English Short", ""}, {"UNTERM English Formal", ""}, {"UNTERM French Short", "fr"}, {"UNTERM French Formal", "fr"},
		{"UNTERM Spanish Short", "es"}, {"UNTERM Spanish Formal", "es"}, {"UNTERM Russian Short", "ru"}, {"UNTERM Russian Formal", "ru"},
		{"UNTERM Arabic Short", "ar"}, {"UNTERM Arabic Formal", "ar"}, {"UNTERM Chinese Short", "zh"}, {"UNTERM Chinese Formal", "zh"},
	} {
		name, _, _ := strings.Cut(r[c.column], " (")
		for _, article := range []string{"the ", "la ", "le ", "les ", "el ", "los ", "las ", "l'"} {
			name = strings.TrimPrefix(name, article)
		}
		if name == "" || strings.ContainsAny(name, "*[]") {
			continue
		}
		if c.lang != "" {
			name += "@" + c.lang
		}
		out = append(out, name)
	}
	return out
}

// addPlaces adds the hand-written regions, seas, buildings and the like.
func (b *builder) addPlaces() {
	for _, row := range b.coreTable("places.tsv", 6) {
		p, err := strconv.Atoi(row[5])
		if err != nil {
			b.fail(fmt.Errorf("places.tsv: %q: %w", row[2], err))
			return
		}
		e := &entry{id: row[0], typ: "place", kind: row[1], name: row[2], names: split(row[3]), prominence: p, source: handMade, asOf: handDate}
		if row[4] != "-" {
			e.of = strings.Split(row[4], ",")
		}
		b.add(e)
	}
}

// addRegions adds states and provinces: those that rigour knows with their
// Wikidata ids, else by ISO 3166-2 code.
func (b *builder) addRegions() {
	have := map[string]bool{}
	for _, t := range b.territories() {
		cc, sub, ok := strings.Cut(t.Code, "-")
		country := b.country[strings.ToUpper(cc)]
		if cc == "su" {
			country = b.country["SU"]
		}
		if !ok || country == "" || t.QID == "" || t.QID == country {
			continue
		}
		have[strings.ToUpper(t.Code)] = true
		b.region[strings.ToUpper(t.Code)] = t.QID
		name, _, _ := strings.Cut(t.Name, " (")
		if cc == "us" {
			b.states[name] = strings.ToUpper(sub)
		}
		e := &entry{id: t.QID, typ: "place", kind: "region", name: name, of: []string{country}, prominence: 58, source: "rigour", asOf: rigourDate}
		if cc == "us" || cc == "de" || cc == "ca" || cc == "au" || cc == "gb" {
			e.kind = "state"
		}
		for _, n := range t.NamesStrong {
			if !strings.ContainsAny(n, ",()|") && n != strings.ToUpper(n) && len(n) > 3 {
				e.names = append(e.names, n)
			}
		}
		for _, n := range t.NamesWeak {
			// The names of an oblast often are those of its capital.
			if strings.HasSuffix(name, " Oblast") || strings.HasSuffix(name, " Krai") {
				break
			}
			if !strings.ContainsAny(n, ",()|") && isForeignScript(n) {
				e.names = append(e.names, n)
			}
		}
		if b.weakWord(name) {
			e.names = append(e.names, "~"+name)
		}
		b.add(e)
	}
	towns := map[string]bool{}
	for _, r := range b.csv("geonames-cities.tsv", '\t') {
		towns[news.Fold(r["name"])] = true
	}
	for _, r := range b.csv("ourairports.regions.csv", ',') {
		country := b.country[r["iso_country"]]
		name, _, _ := strings.Cut(r["name"], " (")
		if country == "" || have[r["code"]] || strings.Contains(name, "nassigned") || name == "" || strings.ContainsAny(name, ",/") {
			continue
		}
		e := &entry{id: "iso-" + r["code"], typ: "place", kind: "region", name: name, of: []string{country}, prominence: 40, source: "ourairports", asOf: ourairportsDate}
		b.region[r["code"]] = e.id
		// A short name is often also that of its capital or a word.
		if !strings.Contains(name, " ") {
			e.names = append(e.names, "~"+name)
		} else if b.common[news.Fold(name)] || len(news.Fold(name)) < 8 {
			e.names = append(e.names, "~"+name)
		}
		if short := withoutDivision(name); short != "" {
			// One word is often also the name of a person.
			if strings.Contains(short, " ") && !isShared(short) && !b.common[news.Fold(short)] && !towns[news.Fold(short)] {
				e.name, e.names = short, append(e.names, name)
			} else {
				e.names = append(e.names, "~"+short)
			}
		}
		b.add(e)
	}
}

func isForeignScript(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Cyrillic, r) || unicode.Is(unicode.Arabic, r) || unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}

// minPopulation is that of the smallest city that is taken, capitals aside.
const minPopulation = 100_000

// addCities adds the capitals and large cities of GeoNames, and what the
// hand-written table knows of the ones in the news.
func (b *builder) addCities() {
	type known struct {
		qid   string
		names []string
		used  bool
	}
	hand := map[string]*known{}
	for _, row := range b.coreTable("cities.tsv", 4) {
		hand[row[1]+"/"+row[2]] = &known{qid: row[0], names: split(row[3])}
	}
	us := map[string]string{}
	for _, r := range b.csv("wikidata-us-cities.csv", ',') {
		key := r["placeLabel"] + "/" + b.states[r["stateLabel"]]
		if _, dup := us[key]; dup {
			us[key] = ""
			continue
		}
		us[key] = r["WD-place"][strings.LastIndexByte(r["WD-place"], '/')+1:]
	}
	divisions := b.readDivisions()
	best := map[string]int{}
	rows := b.csv("geonames-cities.tsv", '\t')
	for _, r := range rows {
		pop, _ := strconv.Atoi(r["pop"])
		best[r["country"]+"/"+r["name"]] = max(best[r["country"]+"/"+r["name"]], pop)
	}
	for _, r := range rows {
		pop, err := strconv.Atoi(r["pop"])
		if err != nil {
			b.fail(fmt.Errorf("geonames-cities.tsv: population of %q: %w", r["name"], err))
			return
		}
		key := r["country"] + "/" + r["name"]
		k := hand[key]
		if k != nil && pop < best[key] {
			k = nil
		}
		capital := r["feature"] == "PPLC"
		if pop < minPopulation && !capital && k == nil {
			continue
		}
		country := b.country[r["country"]]
		if country == "" || strings.Contains(r["name"], " and Internal Islands") {
			continue
		}
		e := &entry{id: "gn-" + r["geonameid"], typ: "place", kind: "city", name: r["name"], of: []string{country}, source: "geonames", asOf: geonamesDate}
		e.point = r["lat"] + "," + r["lon"]
		region := b.region[r["country"]+"-"+r["admin1"]]
		if region == "" || !isLetters(r["admin1"]) {
			region = divisions.region(r["country"], r["admin1"], country)
		}
		if region != "" && region != e.id {
			e.of = []string{region, country}
		}
		e.prominence = min(70, 20+int(6*math.Log10(float64(max(pop, 1000)))))
		if capital {
			e.kind, e.prominence = "capital", min(78, e.prominence+12)
		}
		e.names = cityNames(e, r[`libgeonames_names(lang=name|..)`])
		switch {
		case k != nil:
			k.used = true
			if k.qid != "-" {
				e.id = k.qid
			}
			e.prominence = min(80, e.prominence+8)
			for _, n := range k.names {
				if canonical, ok := strings.CutPrefix(n, "!"); ok {
					e.names = append(e.names, e.name)
					e.name = canonical
					continue
				}
				if not, ok := strings.CutPrefix(n, "-"); ok {
					e.names = slices.DeleteFunc(e.names, func(n string) bool {
						bare, _, _ := strings.Cut(n, "@")
						return bare == not
					})
					continue
				}
				e.names = append(e.names, n)
			}
		case r["country"] == "US" && us[r["name"]+"/"+r["admin1"]] != "":
			e.id = us[r["name"]+"/"+r["admin1"]]
		}
		e.of = slices.DeleteFunc(e.of, func(id string) bool { return id == e.id })
		b.weakCity(e, pop, capital, k != nil)
		b.add(e)
	}
	for key, k := range hand {
		if !k.used {
			b.fail(fmt.Errorf("cities.tsv: %s is not in GeoNames", key))
		}
	}
}

// isLetters says whether a division of GeoNames has letters for a code: only
// these are those of ISO 3166-2.
func isLetters(code string) bool {
	return code != "" && strings.IndexFunc(code, unicode.IsDigit) < 0
}

// cityNames reads the names by language: the default name stands for every
// language that has none of its own.
func cityNames(e *entry, list string) []string {
	by := map[string][]string{}
	var order []string
	for pair := range strings.SplitSeq(list, "|") {
		l, n, ok := strings.Cut(pair, "=")
		if n = clean(n); !ok || n == "" {
			continue
		}
		if l == "en" && n != e.name {
			order = append(order, e.name)
			by[e.name] = nil
			e.name = n
			continue
		}
		if n == e.name {
			continue
		}
		if _, seen := by[n]; !seen {
			order = append(order, n)
		} else if by[n] == nil {
			continue
		}
		by[n] = append(by[n], l)
	}
	var out []string
	for _, n := range order {
		if len(by[n]) > 0 && !isForeignScript(n) {
			n += "@" + strings.Join(by[n], ",")
		}
		out = append(out, n)
	}
	return out
}

// weakCity marks the names of a city that need support: those of one word of
// small cities, and those that are words, forenames or surnames.
func (b *builder) weakCity(e *entry, pop int, capital, hand bool) {
	small := pop < 250_000 && !capital && !hand
	e.names = slices.DeleteFunc(e.names, func(n string) bool {
		// Other scripts than Latin have no capitals, or the word would count
		// at every head of a sentence.
		return !capital && !hand && isForeignScript(n) && b.common[news.Fold(n)]
	})
	for i, n := range append([]string{e.name}, e.names...) {
		bare, langs, tied := strings.Cut(strings.TrimLeft(n, "~="), "@")
		weak := b.common[news.Fold(bare)] ||
			!hand && pop < 3_000_000 && !capital && b.weakWord(bare) ||
			(small || !capital && !hand && pop < 500_000 && isForeignScript(bare)) && !strings.ContainsAny(bare, " -") ||
			len(bare) <= 3 && !hand
		if !weak || n[0] == '~' || hand && i > 0 {
			continue
		}
		if tied {
			bare += "@" + langs
		}
		if i == 0 {
			e.names = append(e.names, "~"+bare)
		} else {
			e.names[i-1] = "~" + bare
		}
	}
}
