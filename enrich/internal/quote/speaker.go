package quote

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// voice is who speaks and by which verb.
type voice struct {
	name string
	// entity counts from 1; 0 is nobody known.
	entity int
	cue    string
}

// maxSubject bounds the words that stand for a speaker without a name.
const maxSubject = 14

// nominal reads the tokens [a, b) as a subject. It returns false where they
// are none.
func (p *pass) nominal(a, b int) (voice, bool) {
	for a < b && (p.doc.Tokens[a].Kind == text.Punct || p.lex.skipped[p.lower[a]]) {
		a++
	}
	for a < b && (p.doc.Tokens[b-1].Kind == text.Punct || p.lex.skipped[p.lower[b-1]]) {
		b--
	}
	for i := a + 1; i < b; i++ {
		if p.lex.relatives[p.lower[i]] || p.doc.Word(i) == "(" {
			b = i
		}
	}
	switch {
	case a >= b:
		return voice{}, false
	case p.lex.pronouns[p.lower[a]]:
		return p.last, p.last.name != ""
	case p.lex.prepositions[p.lower[a]] || p.lex.relatives[p.lower[a]]:
		return voice{}, false
	}
	if n, ok := p.namedIn(a, b); ok {
		return p.known(n), true
	}
	if b-a > maxSubject {
		return voice{}, false
	}
	words := p.doc.Text[p.doc.Tokens[a].Start:p.doc.Tokens[b-1].End]
	if p.doc.Tokens[a].Kind == text.Link || strings.IndexFunc(words, unicode.IsLetter) < 0 {
		return voice{}, false
	}
	return voice{name: words}, true
}

func (p *pass) known(n name) voice {
	return voice{name: p.entities[n.entity].Name, entity: n.entity + 1}
}

// namedIn returns the name that a subject of the tokens [a, b) is about: a
// person who is its head, an organisation or a place that is all of it.
func (p *pass) namedIn(a, b int) (name, bool) {
	indefinite := p.isIndefinite(a)
	start, end := p.doc.Tokens[a].Start, p.doc.Tokens[b-1].End
	for i := p.nameAt(start); i < len(p.names) && p.names[i].End <= end; i++ {
		n := p.names[i]
		t := p.tokenAt(n.Start)
		after := p.tokenAt(n.End)
		governed := t > a && p.lex.prepositions[p.lower[t-1]]
		switch p.entities[n.entity].Type {
		case news.TypePerson:
			if indefinite && t > a+2 || governed || after < b && p.isPossessive(after) {
				continue
			}
			return n, true
		case news.TypeOrganisation:
			if t <= a+1 && !indefinite && (after >= b || p.lex.prepositions[p.lower[after]]) {
				return n, true
			}
		case news.TypePlace:
			if t == a && after >= b {
				return n, true
			}
		}
	}
	return name{}, false
}

func (p *pass) isPossessive(i int) bool { return p.lower[i] == "'s" || p.lower[i] == "'" }

func (p *pass) isIndefinite(a int) bool {
	switch p.lower[a] {
	case "a", "an", "one", "another", "ein", "eine", "einer", "un", "une", "una", "uno", "один", "одна":
		return true
	}
	return false
}

// nameAt returns the first name that starts at or after a byte.
func (p *pass) nameAt(at int) int {
	i, _ := slices.BinarySearchFunc(p.names, at, func(n name, at int) int { return cmp.Compare(n.Start, at) })
	return i
}

// behind reads the subject that follows a verb of saying, up to b.
func (p *pass) behind(a, b int) (voice, bool) {
	stop := a
	for stop < b && !p.endsSubject(stop, a) {
		stop++
	}
	if a >= stop {
		return voice{}, false
	}
	v, ok := p.nominal(a, stop)
	if ok && v.entity == 0 && stop+1 < b && p.doc.Word(stop) == "," {
		if n, named := p.apposition(stop+1, b); named {
			return p.known(n), true
		}
	}
	if !ok && p.lex.verbFirst {
		return p.later(a, stop)
	}
	return v, ok
}

// later finds a subject behind adverbials: "am Montag Kanzlerin Merkel", "am
// Telefon ein Nachbar".
func (p *pass) later(a, b int) (voice, bool) {
	if v, ok := p.laterName(a, b); ok {
		return v, true
	}
	if a+2 < b && p.lex.prepositions[p.lower[a]] {
		return p.nominal(a+2, b)
	}
	return voice{}, false
}

func (p *pass) laterName(a, b int) (voice, bool) {
	end := p.doc.Tokens[b-1].End
	for i := p.nameAt(p.doc.Tokens[a].Start); i < len(p.names) && p.names[i].End <= end; i++ {
		n := p.names[i]
		t := p.tokenAt(n.Start)
		k := p.entities[n.entity].Type
		if (k == news.TypePerson || k == news.TypeOrganisation) && (t == a || !p.lex.prepositions[p.lower[t-1]]) {
			return p.known(n), true
		}
	}
	return voice{}, false
}

// apposition returns a person's name that stands alone between commas from
// token a on.
func (p *pass) apposition(a, b int) (name, bool) {
	i := p.nameAt(p.doc.Tokens[a].Start)
	if i == len(p.names) || p.names[i].Start != p.doc.Tokens[a].Start || p.entities[p.names[i].entity].Type != news.TypePerson {
		return name{}, false
	}
	after := p.tokenAt(p.names[i].End)
	return p.names[i], after >= b || p.doc.Tokens[after].Kind == text.Punct
}

// endsSubject says whether the subject that began at a is over at token i.
func (p *pass) endsSubject(i, a int) bool {
	if p.doc.Tokens[i].Kind == text.Punct {
		r, _ := utf8.DecodeRuneInString(p.doc.Word(i))
		return !strings.ContainsRune("'’-&/%", r)
	}
	return p.lex.relatives[p.lower[i]] && i >= a
}

// ahead reads the subject of a verb at token k in the clause from a on: the
// words right before it, or those before an apposition between commas.
func (p *pass) ahead(a, k int) (voice, bool) {
	var parts [][2]int
	start := a
	for i := a; i < k; i++ {
		if w := p.doc.Word(i); w == "," || w == ";" || w == ":" || isDash(w) {
			parts = append(parts, [2]int{start, i})
			start = i + 1
		}
	}
	direct := start < k
	if direct {
		parts = append(parts, [2]int{start, k})
	}
	if n := len(parts); !direct && n > 1 {
		// An apposition lies between: "X, the head of Y, said".
		parts[n-1], parts[n-2] = parts[n-2], parts[n-1]
	}
	var words voice
	for i := len(parts) - 1; i >= max(0, len(parts)-4); i-- {
		v, ok := p.nominal(parts[i][0], parts[i][1])
		if ok && v.entity > 0 {
			if words.name != "" && i < len(parts)-2 {
				break
			}
			return v, true
		}
		if ok && words.name == "" && i >= len(parts)-2 {
			words = v
		}
	}
	return words, words.name != ""
}

// opener returns the person or organisation that a clause opens with.
func (p *pass) opener(a, b int) (voice, bool) {
	i := p.nameAt(p.doc.Tokens[a].Start)
	if i == len(p.names) || p.tokenAt(p.names[i].Start) > min(a+2, b-1) {
		return voice{}, false
	}
	k := p.entities[p.names[i].entity].Type
	if k != news.TypePerson && k != news.TypeOrganisation || p.lex.prepositions[p.lower[a]] {
		return voice{}, false
	}
	return p.known(p.names[i]), true
}
