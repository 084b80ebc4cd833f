package crf

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Class is a kind of list of names or words.
type Class uint8

// The classes of names and words. Their order is part of the model file.
const (
	Country Class = iota
	Demonym
	Capital
	LargeCity
	City
	Region
	Forename
	OrganisationWord
	Title
	Surname
	PlaceWord
	EventWord
	CalendarWord
	Organisation
	Person
	Event
	// Classes is the number of classes.
	Classes
)

// continues is the bit in a mask that says that longer names begin so.
const continues uint32 = 1 << 31

// Lexicon is what a model knows of words beside their weights: word clusters,
// how often a word is capitalised, and lists of names. It holds hashes, no
// words.
type Lexicon struct {
	clusters *table
	cluster  []uint16 // of each key
	paths    []string // of each cluster
	prefixes [][len(pathLengths)]digest

	casings *table
	casing  []uint8 // 1 (nearly always capitalised) to 5 (nearly never), plus acronym

	names *table
	masks []uint32 // of each key: a bit for each class, and continues
}

// pathLengths are the lengths at which cluster paths are cut; the last one is
// the whole path.
var pathLengths = [...]int{4, 6, 8, 12, 64}

// clusterOf returns the number of the cluster of a word form, or -1.
func (l *Lexicon) clusterOf(d digest) int {
	if i := l.clusters.find(d.key()); i >= 0 {
		return int(l.cluster[i])
	}
	return -1
}

// acronym is the bit in a casing that says that, where the word is
// capitalised, it mostly is all capitals.
const acronym = 1 << 3

// casingOf returns how often a word is capitalised, 0 if that is not known.
func (l *Lexicon) casingOf(d digest) (casing uint8, isAcronym bool) {
	if i := l.casings.find(d.key()); i >= 0 {
		return l.casing[i] &^ acronym, l.casing[i]&acronym != 0
	}
	return 0, false
}

// mask returns the classes of a name.
func (l *Lexicon) mask(d digest) uint32 {
	if i := l.names.find(d.key()); i >= 0 {
		return l.masks[i]
	}
	return 0
}

// phrase is the digest of a name whose words are added one by one.
func (d digest) phrase(word digest) digest { return d.with(word) }

// LexiconBuilder collects words and names. Its zero value is empty and ready
// to use.
type LexiconBuilder struct {
	clusterOf map[uint32]string
	lower     map[string]int
	upper     map[string]int
	total     map[string]int
	names     map[uint32]uint32
}

// ReadClusters reads word clusters: path of 0 and 1, word form and its count
// in text, parted by tabs. A word without a path is in no cluster; its count
// tells how often it is capitalised.
func (b *LexiconBuilder) ReadClusters(r io.Reader) error {
	if b.clusterOf == nil {
		b.clusterOf, b.lower, b.upper, b.total = map[uint32]string{}, map[string]int{}, map[string]int{}, map[string]int{}
	}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		c := strings.Split(lines.Text(), "\t")
		if len(c) != 3 {
			return fmt.Errorf("line %d has %d columns, want path, word and count", n, len(c))
		}
		count, err := strconv.Atoi(c[2])
		if err != nil {
			return fmt.Errorf("line %d: count %q is no number", n, c[2])
		}
		if strings.Trim(c[0], "01") != "" || len(c[0]) > 255 {
			return fmt.Errorf("line %d: path %q is not of 0 and 1", n, c[0])
		}
		if c[0] != "" {
			b.clusterOf[digestOf(c[1]).key()] = c[0]
		}
		lower := strings.ToLower(c[1])
		b.total[lower] += count
		switch {
		case lower == c[1]:
			b.lower[lower] += count
		case len(lower) > 1 && strings.ToUpper(lower) == c[1]:
			b.upper[lower] += count
		}
	}
	return lines.Err()
}

// AddName adds a name to a class, and its form without diacritics.
func (b *LexiconBuilder) AddName(c Class, name string) {
	b.add(c, name)
	if plain := unaccented(name); plain != name {
		b.add(c, plain)
	}
}

func (b *LexiconBuilder) add(c Class, name string) {
	if b.names == nil {
		b.names = map[uint32]uint32{}
	}
	var d digest
	var key uint32
	n := 0
	for _, p := range cut(name, nil) {
		if n++; n > maxPhrase {
			return
		}
		if n > 1 {
			b.names[key] |= continues
		}
		d = d.phrase(digestOf(normal(name[p.start:p.end])))
		key = d.key()
	}
	if n > 0 {
		b.names[key] |= 1 << c
	}
}

// unaccented removes combining marks.
func unaccented(s string) string {
	var out strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			out.WriteRune(r)
		}
	}
	return norm.NFC.String(out.String())
}

// Build returns the lexicon.
func (b *LexiconBuilder) Build() *Lexicon {
	l := &Lexicon{}
	paths := map[string]uint16{}
	for _, p := range slices.Sorted(maps.Values(b.clusterOf)) {
		if _, ok := paths[p]; !ok {
			paths[p] = uint16(len(paths))
			l.paths = append(l.paths, p)
		}
	}
	keys := slices.Sorted(maps.Keys(b.clusterOf))
	for _, k := range keys {
		l.cluster = append(l.cluster, paths[b.clusterOf[k]])
	}
	l.clusters = newTable(keys)

	casing := map[uint32]uint8{}
	for w, n := range b.total {
		bucket := casingBucket(float64(b.lower[w]) / float64(n))
		if b.upper[w]*2 > n-b.lower[w] {
			bucket |= acronym
		}
		casing[digestOf(w).key()] = bucket
	}
	keys = slices.Sorted(maps.Keys(casing))
	for _, k := range keys {
		l.casing = append(l.casing, casing[k])
	}
	l.casings = newTable(keys)

	keys = slices.Sorted(maps.Keys(b.names))
	for _, k := range keys {
		l.masks = append(l.masks, b.names[k])
	}
	l.names = newTable(keys)
	l.cutPaths()
	return l
}

// cutPaths prepares the digests of the beginnings of paths.
func (l *Lexicon) cutPaths() {
	l.prefixes = make([][len(pathLengths)]digest, len(l.paths))
	for i, p := range l.paths {
		for j, n := range pathLengths {
			l.prefixes[i][j] = digestOf(p[:min(n, len(p))])
		}
	}
}

// casingBucket sorts words by how much of their occurrences are in lower case.
func casingBucket(lower float64) uint8 {
	switch {
	case lower > 0.95:
		return 5
	case lower > 0.7:
		return 4
	case lower > 0.3:
		return 3
	case lower > 0.05:
		return 2
	}
	return 1
}
