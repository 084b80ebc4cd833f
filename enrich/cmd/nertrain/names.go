package main

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/crf"
)

// list is a file of names.
type list struct {
	path string
	// only are the classes that are taken; nil for all.
	only []crf.Class
}

func parseList(s string) (list, error) {
	path, classes, ok := strings.Cut(s, ":")
	l := list{path: path}
	if !ok {
		return l, nil
	}
	for c := range strings.SplitSeq(classes, ",") {
		n, err := strconv.Atoi(c)
		if err != nil || n < 0 || n >= int(crf.Classes) {
			return l, fmt.Errorf("class %q of -gaz is not in 0..%d", c, crf.Classes-1)
		}
		l.only = append(l.only, crf.Class(n))
	}
	return l, nil
}

// lexicon reads clusters and names.
func (o *options) lexicon() (*crf.Lexicon, error) {
	var b crf.LexiconBuilder
	if o.clusters != "" {
		if err := reading(o.clusters, b.ReadClusters); err != nil {
			return nil, err
		}
	}
	for _, l := range o.gaz {
		if err := reading(l.path, func(r io.Reader) error { return l.read(&b, r) }); err != nil {
			return nil, err
		}
	}
	if o.kb != "" {
		forenames := map[string]int{}
		err := reading(o.kb, func(r io.Reader) error {
			return readKB(r, func(c crf.Class, name string) { addKB(&b, forenames, c, name) })
		})
		if err != nil {
			return nil, err
		}
		for name, people := range forenames {
			if people > 1 {
				b.AddName(crf.Forename, name)
			}
		}
	}
	return b.Build(), nil
}

func reading(path string, read func(io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("opening a word list: %w", err)
	}
	defer f.Close()
	if err := read(f); err != nil {
		return fmt.Errorf("reading %q: %w", path, err)
	}
	return nil
}

// read adds the names of the list. A .txt file has one name a line, in lower
// case; of a .csv file the column "Romanized Name" is read; both are of the
// one class that is given. A file that begins with "geonameid" has the columns
// of kbbuild's geonames-cities.tsv. Others have a class and a name a line.
func (l *list) read(b *crf.LexiconBuilder, r io.Reader) error {
	switch ext := filepath.Ext(l.path); {
	case ext != ".txt" && ext != ".csv":
	case len(l.only) != 1:
		return errors.New("give one class, as in FILE:9")
	case ext == ".csv":
		return l.readCSV(b, r)
	default:
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			b.AddName(l.only[0], capitalised(lines.Text()))
		}
		return lines.Err()
	}
	lines := bufio.NewScanner(r)
	cities := false
	for n := 1; lines.Scan(); n++ {
		if n == 1 && strings.HasPrefix(lines.Text(), "geonameid\tname\t") {
			cities = true
			continue
		}
		if cities {
			if err := addCity(b, strings.Split(lines.Text(), "\t")); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
			continue
		}
		class, name, ok := strings.Cut(lines.Text(), "\t")
		c, err := strconv.Atoi(class)
		if !ok || err != nil || c < 0 || c >= int(crf.Classes) {
			return fmt.Errorf("line %d is not a class in 0..%d and a name parted by a tab", n, crf.Classes-1)
		}
		if l.only == nil || slices.Contains(l.only, crf.Class(c)) {
			b.AddName(crf.Class(c), name)
		}
	}
	return lines.Err()
}

// Inhabitants from which a place counts as a city, and as a large one.
const (
	cityFrom  = 20_000
	largeFrom = 300_000
)

// addCity adds a row of geonames-cities.tsv.
func addCity(b *crf.LexiconBuilder, c []string) error {
	if len(c) < 5 {
		return fmt.Errorf("%d columns, want name and inhabitants in the second and fifth", len(c))
	}
	switch n, err := strconv.Atoi(c[4]); {
	case err != nil:
		return fmt.Errorf("inhabitants %q are no number", c[4])
	case n >= largeFrom:
		b.AddName(crf.LargeCity, c[1])
	case n >= cityFrom:
		b.AddName(crf.City, c[1])
	}
	return nil
}

// capitalised gives every part of a name in lower case a capital.
func capitalised(name string) string {
	var out strings.Builder
	head := true
	for _, r := range name {
		if head {
			r = unicode.ToUpper(r)
		}
		out.WriteRune(r)
		head = !unicode.IsLetter(r)
	}
	return out.String()
}

func (l *list) readCSV(b *crf.LexiconBuilder, r io.Reader) error {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return err
	}
	at := -1
	for i, row := range rows {
		if i == 0 {
			at = slices.Index(row, "Romanized Name")
			continue
		}
		if at < 0 {
			return errors.New(`column "Romanized Name" is missing`)
		}
		b.AddName(l.only[0], row[at])
	}
	return nil
}

// readKB calls add for the English names of a knowledge base: the canonical
// name, and further ones that are tied to no other language and are not weak.
func readKB(r io.Reader, add func(crf.Class, string)) error {
	zr, err := gzip.NewReader(r)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(zr)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		c := strings.Split(lines.Text(), "\t")
		if len(c) < 7 {
			return fmt.Errorf("line %q has %d columns, want 9 or more", lines.Text(), len(c))
		}
		class, ok := classOf(c[1], c[2])
		if !ok {
			continue
		}
		add(class, c[3])
		for name := range strings.SplitSeq(c[4], "|") {
			if n, ok := english(name); ok {
				add(class, n)
			}
		}
	}
	return lines.Err()
}

// peoples returns the names of peoples in the knowledge base, and adherents.
func (o *options) peoples() (map[string]bool, error) {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(adherents) {
		out[w] = true
	}
	if o.kb == "" {
		return out, nil
	}
	return out, reading(o.kb, func(r io.Reader) error {
		return readKB(r, func(c crf.Class, name string) { out[name] = out[name] || c == crf.Demonym })
	})
}

// countries returns the names of countries and peoples in the knowledge base,
// and adherents.
func (o *options) countries() (map[string]bool, error) {
	out, err := o.peoples()
	if err != nil || o.kb == "" {
		return out, err
	}
	return out, reading(o.kb, func(r io.Reader) error {
		return readKB(r, func(c crf.Class, name string) { out[name] = out[name] || c == crf.Country })
	})
}

// addKB adds a name, and the surname of a person, whose single word alone it
// does not add; it counts forenames.
func addKB(b *crf.LexiconBuilder, forenames map[string]int, c crf.Class, name string) {
	if c == crf.Person {
		parts := strings.Fields(name)
		if len(parts) < 2 {
			return
		}
		if forename := parts[0]; utf8.RuneCountInString(forename) > 2 && !strings.HasSuffix(forename, ".") {
			forenames[forename]++
		}
		if surname := parts[len(parts)-1]; utf8.RuneCountInString(surname) > 2 {
			b.AddName(crf.Surname, surname)
		}
	}
	if name != "" {
		b.AddName(c, name)
	}
}

// english returns a name without its marks if it may stand in English.
func english(name string) (string, bool) {
	if strings.HasPrefix(name, "~") {
		return "", false
	}
	name = strings.TrimLeft(name, "=~")
	i := strings.LastIndexByte(name, '@')
	if i <= 0 {
		return name, true
	}
	return name[:i], slices.Contains(strings.Split(name[i+1:], ","), "en")
}

// classOf returns the class of an entry's names.
func classOf(kind, finer string) (crf.Class, bool) {
	switch {
	case finer == "country", finer == "territory":
		return crf.Country, true
	case finer == "demonym":
		return crf.Demonym, true
	case finer == "capital":
		return crf.Capital, true
	case finer == "city":
		return crf.City, true
	case kind == "place":
		return crf.Region, true
	case kind == "organisation":
		return crf.Organisation, true
	case kind == "person":
		return crf.Person, true
	}
	return crf.Event, true
}
