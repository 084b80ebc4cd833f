package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/crf"
	"github.com/dateline-news/dateline/enrich/internal/kb"
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
		if err := reading(o.kb, func(r io.Reader) error { return readKB(&b, r) }); err != nil {
			return nil, err
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

// read adds the names of the list.
func (l *list) read(b *crf.LexiconBuilder, r io.Reader) error {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
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

// readKB adds the English names of a knowledge base: the canonical name, and
// further ones that are tied to no other language and are not weak.
func readKB(b *crf.LexiconBuilder, r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	k, err := kb.Open(string(data))
	if err != nil {
		return err
	}
	var table bytes.Buffer
	if err := k.WriteTable(&table); err != nil {
		return err
	}
	lines := bufio.NewScanner(&table)
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
		addKB(b, class, c[3])
		for name := range strings.SplitSeq(c[4], "|") {
			if n, ok := english(name); ok {
				addKB(b, class, n)
			}
		}
	}
	return lines.Err()
}

// addKB adds a name; one word alone says little of a person or a city of a
// knowledge base that knows many.
func addKB(b *crf.LexiconBuilder, c crf.Class, name string) {
	if name == "" || c == crf.Person && !strings.Contains(name, " ") {
		return
	}
	b.AddName(c, name)
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
