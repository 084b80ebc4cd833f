package main

import (
	"slices"
	"strings"
)

// unsaid are the words of a name that may be left out: titles of persons,
// particles, and words of company law.
var unsaid = map[string]bool{
	"of": true, "and": true, "de": true, "la": true, "le": true, "du": true, "des": true, "der": true, "die": true, "das": true, "den": true, "di": true, "da": true, "do": true, "dos": true,
	"el": true, "al": true, "bin": true, "ibn": true, "king": true, "queen": true, "prince": true, "princess": true, "sheikh": true, "pope": true, "ayatollah": true, "sir": true, "jr": true,
	"inc": true, "corp": true, "corporation": true, "co": true, "company": true, "ltd": true, "plc": true, "group": true, "sa": true, "ag": true, "se": true, "nv": true, "fc": true, "cf": true, "afc": true, "club": true,
}

// findDoubles lists the pairs of entries that may be one thing, the
// hand-written ones among them: of one type, and of one country where both have
// one, with a name of the same words but for those that may be left out.
func (b *builder) findDoubles() {
	type key struct{ typ, name string }
	same := map[key][]*entry{}
	for _, e := range b.entries {
		if e.kind == "demonym" || e.kind == "town" {
			continue
		}
		for _, n := range append([]string{e.name}, e.names...) {
			n, _, _ = strings.Cut(strings.TrimLeft(n, "~="), "@")
			words := slices.DeleteFunc(strings.Fields(mergeKey(n)), func(w string) bool { return unsaid[w] })
			if len(words) == 0 || e.typ == "person" && len(words) < 2 {
				continue
			}
			slices.Sort(words)
			k := key{e.typ, strings.Join(words, " ")}
			if !slices.Contains(same[k], e) {
				same[k] = append(same[k], e)
			}
		}
	}
	for k, es := range same {
		for i, x := range es {
			for _, y := range es[i+1:] {
				if (byHand(x) || byHand(y)) && (x.land() == y.land() || x.land() == "" || y.land() == "") {
					b.doubles[[2]*entry{x, y}] = k.name
				}
			}
		}
	}
}

// yieldToCities marks weak the names of regions that are those of their
// cities, where region and city are called differently: the sources have
// "Казань" for Tatarstan.
func (b *builder) yieldToCities() {
	type key struct{ country, name string }
	cities := map[key]string{}
	for _, e := range b.entries {
		if e.kind == "city" || e.kind == "capital" {
			for _, n := range append([]string{e.name}, e.names...) {
				bare, _, _ := strings.Cut(n, "@")
				if bare[0] != '~' {
					cities[key{e.land(), mergeKey(bare)}] = mergeKey(e.name)
				}
			}
		}
	}
	for _, e := range b.entries {
		if e.kind != "region" && e.kind != "state" {
			continue
		}
		for i, n := range e.names {
			bare, _, _ := strings.Cut(n, "@")
			if city := cities[key{e.land(), mergeKey(bare)}]; city != "" && bare[0] != '~' && bare[0] != '=' && city != mergeKey(e.name) {
				e.names[i] = "~" + n
			}
		}
	}
}
