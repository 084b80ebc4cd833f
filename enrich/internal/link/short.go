package link

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// shortForms lead from what a name may be shortened to, to the names of the
// article that it may stand for.
type shortForms struct {
	surnames, innerWords, forenames, acronyms, initials, heads, tails map[string][]*name
	spellings                                                         map[string]*name
}

func newShortForms() shortForms {
	return shortForms{
		surnames: map[string][]*name{}, innerWords: map[string][]*name{}, forenames: map[string][]*name{},
		acronyms: map[string][]*name{}, initials: map[string][]*name{}, heads: map[string][]*name{}, tails: map[string][]*name{},
		spellings: map[string]*name{},
	}
}

const (
	// maxBearers bounds the names that are kept for one short form: who is
	// meant in an article of more is not to be told.
	maxBearers = 8
	// maxShortened bounds the words of a name whose short forms are kept.
	maxShortened = 8
)

func put(m map[string][]*name, key string, n *name) {
	if bearers := m[key]; key != "" && len(bearers) < maxBearers && (len(bearers) == 0 || bearers[len(bearers)-1] != n) {
		m[key] = append(bearers, n)
	}
}

// remember makes the short forms of a name known.
func (d *document) remember(n *name) {
	if n.target == nil {
		return
	}
	s := &d.short
	for _, i := range n.mentions {
		if a := d.mentions[i].Acronym; a != "" {
			put(s.acronyms, text.Fold(a), n)
		}
		if n.target.typ == news.TypePerson {
			continue
		}
		if a := d.inBrackets(i); a != "" {
			put(s.acronyms, a, n)
		}
	}
	words := n.words
	if len(words) > maxShortened {
		return
	}
	switch n.target.typ {
	case news.TypePerson:
		d.rememberPerson(n, words)
		if e := n.target.entry; e != nil && d.text(n.mentions[0]) != e.Name {
			if own := d.fold(e.Name); len(own) > 1 && len(own) <= maxShortened {
				put(s.surnames, strings.Join(own[1:], " "), n)
				put(s.surnames, own[len(own)-1], n)
			}
		}
	default:
		for i := 1; i < len(words); i++ {
			put(s.heads, strings.Join(words[:i], " "), n)
			put(s.tails, strings.Join(words[i:], " "), n)
		}
		if len(words) >= minInitials {
			put(s.initials, initials(d.text(n.mentions[0])), n)
		}
	}
}

// rememberPerson makes the surname, the forename and the inner words known:
// "Vázquez" of "Wanda Vázquez Garced".
func (d *document) rememberPerson(n *name, words []string) {
	s := &d.short
	if sk := skeleton(words); sk != "" && s.spellings[sk] == nil {
		s.spellings[sk] = n
	}
	if len(words) < 2 {
		return
	}
	for i := 1; i < len(words); i++ {
		put(s.surnames, strings.Join(words[i:], " "), n)
	}
	if sk := skeleton(words[len(words)-1:]); sk != "" && s.spellings[sk] == nil {
		s.spellings[sk] = n
	}
	put(s.forenames, words[0], n)
	for i := 1; i < len(words)-1; i++ {
		put(s.innerWords, words[i], n)
		put(s.innerWords, words[0]+" "+words[i], n)
	}
	if len(words) > 2 {
		put(s.innerWords, words[0]+" "+words[len(words)-1], n)
	}
}

// inBrackets returns the folded name in brackets right behind mention i,
// where its letters may be those of the mention: "Freedonian Army Corps (FAC)".
func (d *document) inBrackets(i int) string {
	if i+1 >= len(d.mentions) || d.mentions[i].Field != d.mentions[i+1].Field {
		return ""
	}
	m, next := &d.mentions[i], &d.mentions[i+1]
	s := d.fields[m.Field].Doc.Text
	if next.Start < m.End || next.Start-m.End > 3 || strings.TrimLeft(s[m.End:next.Start], " \"“") != "(" || next.End >= len(s) || s[next.End] != ')' {
		return ""
	}
	short := d.text(i + 1)
	if strings.ContainsAny(short, " ") || len(short) < 2 || runes(short) > 8 || m.Len() <= next.Len() || unicode.IsLower(firstRune(short)) {
		return ""
	}
	if !abbreviates(short, d.text(i)) && !(m.Type == news.TypeOrganisation && next.Type == news.TypeOrganisation && reorders(short, d.text(i))) {
		return ""
	}
	return text.Fold(short)
}

// reorders says whether an acronym of three letters or more may be that of a
// name in another language: two thirds of its letters are those with which the
// words of the name begin, in whatever order, and there are about as many.
func reorders(short, full string) bool {
	if !isAcronym(short) {
		return false
	}
	letters := strings.ReplaceAll(text.Fold(short), ".", "")
	var heads []rune
	for w := range strings.FieldsSeq(full) {
		if unicode.IsUpper(firstRune(w)) {
			heads = append(heads, firstRune(text.Fold(w)))
		}
	}
	n, shared := runes(letters), 0
	for _, r := range letters {
		if k := slices.Index(heads, r); k >= 0 {
			shared++
			heads[k] = 0
		}
	}
	return n >= 3 && len(heads) >= n-1 && len(heads) <= n+2 && 3*shared >= 2*n
}

// abbreviates says whether the letters of a short form are those with which
// words of a name begin, in their order, or the beginning of the name: so that
// "Glasston (AFP)" and "Rufus Firefly (UP)" are none.
func abbreviates(short, full string) bool {
	short, full = text.Fold(short), text.Fold(full)
	if strings.HasPrefix(full, short) {
		return true
	}
	rest := strings.ReplaceAll(short, ".", "")
	matched := 0
	for w := range strings.FieldsFuncSeq(full, func(r rune) bool { return unicode.IsSpace(r) || r == '-' }) {
		if r, n := utf8.DecodeRuneInString(rest); n > 0 && firstRune(w) == r {
			rest = rest[n:]
			matched++
		}
	}
	return rest == "" && matched > 1
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// minInitials is the least number of words of a name that may be known by
// their initials without the article saying so.
const minInitials = 3

// initials returns the folded first letters of the words in capitals of a
// name of three words or more, or "".
func initials(s string) string {
	var b strings.Builder
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return unicode.IsSpace(r) || r == '-' }) {
		if r := firstRune(w); unicode.IsUpper(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	if b.Len() < minInitials || b.Len() > 8 {
		return ""
	}
	return b.String()
}

// isAcronym says whether a name is one word in capitals, stops left out.
func isAcronym(s string) bool {
	letters := 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			letters++
		case r != '.':
			return false
		}
	}
	return letters >= 2 && letters <= 8
}

// isGeneric says whether a word alone says only what kind of body is meant.
func isGeneric(w string) bool {
	switch w {
	case "committee", "commission", "council", "ministry", "department", "agency", "party", "company", "group", "government", "union", "association", "university",
		"bank", "court", "police", "army", "board", "office", "organisation", "organization", "institute", "federation", "club", "school", "college", "hospital",
		"center", "centre", "service", "services", "authority", "administration", "forum", "foundation", "fund", "front", "movement", "league", "team", "force", "forces",
		"new", "national", "international", "united", "north", "south", "east", "west", "central", "royal", "first", "high", "supreme", "world", "saint", "san", "general",
		"comite", "comision", "consejo", "ministerio", "partido", "universidad", "banco", "tribunal", "ministere", "parti", "universite", "banque", "conseil", "commission de",
		"ausschuss", "kommission", "rat", "ministerium", "partei", "universitat", "gericht", "verband", "комитет", "комиссия", "совет", "министерство", "партия", "университет", "банк", "суд":
		return true
	}
	return false
}
