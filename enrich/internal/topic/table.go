package topic

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/text"
)

// table reads the files of the package. Their columns are described in them.
type table struct {
	concepts []concept
	byKey    map[string]int
}

// rows calls row for each line of a file that is no comment, with its columns.
func rows(name string, columns int, row func(fields []string) error) error {
	f, err := tables.Open("data/" + name + ".tsv")
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != columns {
			return fmt.Errorf("%s.tsv:%d: %d columns, want %d", name, n, len(fields), columns)
		}
		if err := row(fields); err != nil {
			return fmt.Errorf("%s.tsv:%d: %w", name, n, err)
		}
	}
	return lines.Err()
}

func readConcepts() (*table, error) {
	t := &table{byKey: map[string]int{}}
	return t, rows("concepts", 4, func(f []string) error {
		c := concept{key: f[0], id: "medtop:" + f[1], name: f[3], parent: -1, top: len(t.concepts)}
		if f[2] != "-" {
			p, ok := t.byKey[f[2]]
			if !ok {
				return fmt.Errorf("parent %q stands nowhere above", f[2])
			}
			c.parent, c.top = p, t.concepts[p].top
		}
		t.byKey[f[0]] = len(t.concepts)
		t.concepts = append(t.concepts, c)
		return nil
	})
}

func (t *table) vote(key, weight string) (vote, error) {
	c, ok := t.byKey[key]
	if !ok {
		return vote{}, fmt.Errorf("unknown concept %q", key)
	}
	w, err := strconv.ParseFloat(weight, 32)
	if err != nil {
		return vote{}, fmt.Errorf("reading the weight: %w", err)
	}
	return vote{concept: int32(c), weight: float32(w)}, nil
}

// readLexicon reads the terms of a language.
func (t *table) readLexicon(language string, l *lexicon, folding *letters) error {
	var patterns []int32
	return rows(language, 3, func(f []string) error {
		v, err := t.vote(f[0], f[1])
		if err != nil {
			return err
		}
		for term := range strings.SplitSeq(f[2], ",") {
			if patterns = l.patternsOf(patterns[:0], term, folding); len(patterns) == 0 {
				return fmt.Errorf("empty term %q", term)
			}
			for word := range strings.FieldsSeq(term) {
				if letters := strings.Trim(word, "*-"); letters != word && utf8.RuneCountInString(letters) < minOpen {
					return fmt.Errorf("term %q is open and too short: it would fit anything", term)
				}
			}
			l.add(patterns, v)
		}
		return nil
	})
}

// minOpen is how many letters a beginning or an end of words must have.
const minOpen = 3

// patternsOf cuts a term as the text will be cut.
func (l *lexicon) patternsOf(dst []int32, term string, folding *letters) []int32 {
	var buffer [maxWordBytes + 8]byte
	for word := range strings.FieldsSeq(term) {
		ending, open := strings.HasPrefix(word, "*"), strings.HasSuffix(word, "*")
		word = strings.Trim(word, "*")
		tokens := []text.Token{{Range: text.Range{End: len(word)}}}
		if strings.ContainsFunc(word, mayCut) {
			tokens = text.Tokens(word)
		}
		for i, tok := range tokens {
			w := word[tok.Start:tok.End]
			if folded, _ := folding.fold(buffer[:0], nil, w); len(folded) > 0 && !isPossessive(w) {
				dst = append(dst, l.pattern(folded, open && i == len(tokens)-1, ending && i == 0))
			}
		}
	}
	return dst
}

// mayCut says whether a word with r in it may be several tokens. Letters up to
// the Arabic ones and hyphens never part a word.
func mayCut(r rune) bool { return r != '-' && (r >= lettersTable || !unicode.IsLetter(r)) }

// knowledge is what entities speak for, by their id and by their kind.
type knowledge struct {
	ids, kinds map[string][]vote
}

// readKnowledge reads what entities speak for. Names of entities are looked up
// in k.
func (t *table) readKnowledge(k *kb.KB) (knowledge, error) {
	out := knowledge{ids: map[string][]vote{}, kinds: map[string][]vote{}}
	return out, rows("entities", 4, func(f []string) error {
		v, err := t.vote(f[2], f[3])
		if err != nil {
			return err
		}
		switch f[0] {
		case "kind":
			out.kinds[f[1]] = append(out.kinds[f[1]], v)
		case "name":
			for name := range strings.SplitSeq(f[1], ",") {
				if id, ok := idOf(k, strings.TrimSpace(name)); ok {
					out.ids[id] = append(out.ids[id], v)
				}
			}
		default:
			return fmt.Errorf("%q is neither kind nor name", f[0])
		}
		return nil
	})
}

// idOf returns the id of the entry whose canonical name is given.
func idOf(k *kb.KB, name string) (string, bool) {
	for _, c := range k.Lookup(name) {
		if c.Entry.Name == name {
			return c.Entry.ID, true
		}
	}
	return "", false
}
