package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// merge makes one entry of a hand-written one and one of the sources that
// share a name, a sort and a country, where there is one such pair only, and
// those that core/same.tsv names.
func (b *builder) merge() {
	type key struct{ sort, country, name string }
	same := map[key][]*entry{}
	for _, e := range b.entries {
		seen := map[key]bool{}
		for i, n := range append([]string{e.name}, e.names...) {
			n, _, _ = strings.Cut(strings.TrimLeft(n, "~="), "@")
			k := key{e.sort(), e.land(), mergeKey(n)}
			if k.sort == "" || k.country == "" || seen[k] || k.sort == "person" && !strings.Contains(k.name, " ") || k.sort == "place" && i > 0 {
				continue
			}
			seen[k] = true
			same[k] = append(same[k], e)
		}
	}
	partners := map[*entry][]*entry{}
	pair := func(x, y *entry) {
		if !slices.Contains(partners[x], y) {
			partners[x] = append(partners[x], y)
		}
	}
	for _, es := range same {
		for i, x := range es {
			for _, y := range es[i+1:] {
				pair(x, y)
				pair(y, x)
			}
		}
	}
	for _, e := range b.entries {
		if len(partners[e]) != 1 || !byHand(e) {
			continue
		}
		o := partners[e][0]
		if len(partners[o]) != 1 || byHand(o) || e.typ == "person" && !strings.HasPrefix(e.id, "dl-") {
			continue
		}
		b.unite(e, o)
	}
	for _, row := range b.coreTable("same.tsv", 2) {
		e, o := b.byID[row[0]], b.byID[row[1]]
		switch {
		case e != nil && o == nil && strings.HasPrefix(e.id, "dl-") && strings.HasPrefix(row[1], "Q"):
			b.rename(e, row[1])
		case e == nil || o == nil || e == o:
			b.fail(fmt.Errorf("same.tsv: there is no %q or no %q, or they are one already", row[0], row[1]))
			return
		default:
			b.unite(e, o)
		}
	}
	b.entries = slices.DeleteFunc(b.entries, func(e *entry) bool { return b.byID[e.id] != e && e.kind != "demonym" })
	for _, e := range b.entries {
		for i, id := range e.of {
			if o := b.byID[id]; o != nil {
				e.of[i] = o.id
			}
		}
		// A city that is a region of its own.
		e.of = slices.DeleteFunc(e.of, func(id string) bool { return id == e.id })
	}
}

// mergeKey is the form in which names are held to be the same.
func mergeKey(name string) string {
	name = strings.NewReplacer("-", " ", "'", "", "’", "", "‘", "", ".", "").Replace(news.Fold(name))
	return strings.Join(strings.Fields(strings.TrimPrefix(name, "the ")), " ")
}

func byHand(e *entry) bool { return strings.HasPrefix(e.source, handMade) }

// sort is what may be the same thing; "" for what is left alone. Regions and
// cities of a name often are two things, so a region is one only with a
// region.
func (e *entry) sort() string {
	switch {
	case e.typ == "person" && (public[e.kind] || e.kind == "public figure" || e.kind == "activist" || e.kind == "business person"):
		return "person"
	case e.kind == "party" || e.kind == "political organisation":
		return "party"
	case e.kind == "region" || e.kind == "state" || e.kind == "island":
		return "place"
	case e.kind == "city" && (byHand(e) && strings.HasPrefix(e.id, "dl-") || e.source == "geonames" && e.prominence < 58):
		return "place"
	}
	return ""
}

// land is the country of an entry.
func (e *entry) land() string {
	if len(e.of) == 0 {
		return ""
	}
	return e.of[len(e.of)-1]
}

// unite puts o of the sources into e, which keeps what is written by hand but
// takes a better id.
func (b *builder) unite(e, o *entry) {
	b.united = append(b.united, fmt.Sprintf("%s = %s (%s)", e.id, o.id, e.name))
	for _, n := range append([]string{o.name}, o.names...) {
		// What the sources mark weak for want of knowing better.
		if bare := strings.TrimLeft(n, "~="); bare != e.name && !slices.ContainsFunc(e.names, func(m string) bool { return strings.TrimLeft(m, "~=") == bare }) {
			if e.kind == "party" && n == o.name {
				n = "~" + n
			}
			e.names = append(e.names, n)
		}
	}
	if len(o.of) > len(e.of) {
		e.of = o.of
	}
	if e.point == "" {
		e.point = o.point
	}
	b.byID[o.id] = e
	if !strings.HasPrefix(o.id, "dl-") && (strings.HasPrefix(e.id, "dl-") || strings.HasPrefix(e.id, "iso-")) {
		if !byHand(o) {
			e.source, e.asOf = handMade+"+"+o.source, o.asOf
		}
		b.rename(e, o.id)
	}
}

// rename gives an entry a better id. Both lead to it until the references are
// put right.
func (b *builder) rename(e *entry, id string) {
	b.byID[id], e.id = e, id
	if i := slices.Index(b.noID, e.name); i >= 0 {
		b.noID = slices.Delete(b.noID, i, i+1)
	}
}
