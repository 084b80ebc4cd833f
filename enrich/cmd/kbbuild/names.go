package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// tokensOf counts the tokens of a name without the languages it is tied to.
func tokensOf(n string) int {
	if i := strings.LastIndexByte(n, '@'); i > 0 {
		n = n[:i]
	}
	return len(text.Tokens(n))
}

// addNames gives entries further names, once all are there: those of the
// table names.tsv, by canonical name, and in the scripts of China and Japan
// the traditional names of countries, cities without the word for "city", and
// what the people of a country is called.
func (b *builder) addNames() {
	b.addAdditions()
	b.strengthen()
	b.hanNames()
	byName := map[string][]*entry{}
	for _, e := range b.entries {
		byName[e.name] = append(byName[e.name], e)
	}
	for _, row := range b.coreTable("names.tsv", 2) {
		es := byName[row[0]]
		if len(es) == 0 {
			b.fail(fmt.Errorf("names.tsv: no entry is called %q", row[0]))
			return
		}
		best := slices.MaxFunc(es, func(x, y *entry) int { return x.prominence - y.prominence })
		best.names = append(best.names, split(row[1])...)
	}
}

// addAdditions adds the entries of the table additions.tsv, unless there is one
// of that name already, which then has their names.
func (b *builder) addAdditions() {
	have := map[string]*entry{}
	for _, e := range b.entries {
		if old := have[e.typ+"/"+e.name]; old == nil || old.prominence < e.prominence {
			have[e.typ+"/"+e.name] = e
		}
	}
	for _, row := range b.coreTable("additions.tsv", 6) {
		if old := have[row[1]+"/"+row[0]]; old != nil {
			old.names = append(old.names, split(row[5])...)
			if p, err := strconv.Atoi(row[4]); err == nil {
				old.prominence = max(old.prominence, p)
			}
			continue
		}
		p, err := strconv.Atoi(row[4])
		if err != nil {
			b.fail(fmt.Errorf("additions.tsv: %q: %w", row[0], err))
			return
		}
		e := &entry{id: slug(row[0]), typ: row[1], kind: row[2], name: row[0], names: split(row[5]), prominence: p, source: handMade, asOf: handDate}
		if c := b.country[row[3]]; c != "" {
			e.of = []string{c}
		} else if row[3] != "-" {
			b.fail(fmt.Errorf("additions.tsv: %q: unknown country %q", row[0], row[3]))
			return
		}
		b.add(e)
	}
}

// hanNames adds the names that follow from others in Chinese and Japanese.
func (b *builder) hanNames() {
	people := map[string][]string{}
	traditional := display.Regions(language.TraditionalChinese)
	for _, e := range b.entries {
		if e.typ != "place" {
			continue
		}
		if iso := b.isoOf[e.id]; iso != "" {
			if r, err := language.ParseRegion(iso); err == nil && traditional != nil {
				if n := traditional.Name(r); isEastAsian(n) && !strings.ContainsAny(n, "(（") {
					e.names = append(e.names, n+"@zh")
				}
			}
		}
		for _, n := range slices.Clone(e.names) {
			bare, langs, tied := strings.Cut(strings.TrimLeft(n, "~="), "@")
			if tied && !strings.Contains(langs, "zh") && !strings.Contains(langs, "ja") || !isEastAsian(bare) {
				continue
			}
			if b.isoOf[e.id] != "" {
				people[e.id] = append(people[e.id], bare+"人")
				continue
			}
			short := strings.TrimRightFunc(bare, func(r rune) bool { return strings.ContainsRune("市都府県縣县省", r) })
			if short == bare || utf8.RuneCountInString(short) < 2 {
				continue
			}
			if e.kind != "capital" && e.prominence < prominentCity || b.common[short] {
				short = "~" + short
			}
			e.names = append(e.names, short)
		}
	}
	for _, e := range b.entries {
		if e.kind == "demonym" && len(e.of) > 0 {
			e.names = append(e.names, people[e.of[0]]...)
		}
	}
}

// prominentCity is the prominence from which a city's name counts without the
// word for "city".
const prominentCity = 58

// isEastAsian says whether a name is written in Han or Kana.
func isEastAsian(s string) bool {
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) && !unicode.Is(unicode.Katakana, r) && r != '·' && r != '・' && r != 'ー' {
			return false
		}
	}
	return s != ""
}
