package quote

import (
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// part is a stretch of a clause between commas, dashes and brackets.
type part [2]int

// The most tokens and parts of a clause before a verb that are looked at.
const (
	maxClause      = 200
	maxClauseParts = 6
)

// parts cuts the tokens [a, k) at commas, dashes and semicolons, and leaves out
// what stands in brackets.
func (p *pass) parts(a, k int) []part {
	var out []part
	start, depth := a, 0
	add := func(end int) {
		if start < end {
			out = append(out, part{start, end})
		}
	}
	for i := a; i < k; i++ {
		switch w := p.doc.Word(i); {
		case w == "(":
			if depth == 0 {
				add(i)
			}
			depth++
		case w == ")":
			depth = max(0, depth-1)
			start = i + 1
		case depth == 0 && (w == "," || w == ";" || w == "،" || isDash(w)):
			add(i)
			start = i + 1
		}
	}
	if depth == 0 {
		add(k)
	}
	return out
}

// ahead reads the subject of a verb at token k in the clause from a on: the
// words right before it, or those before what stands between commas.
func (p *pass) ahead(a, k int) (voice, bool) {
	a = max(a, k-maxClause)
	cut := k
	_, k = p.bare(a, k)
	rest := k
	if open := p.opened(a, k); open > a {
		_, k = p.bare(a, open)
		rest++
	}
	parts := p.parts(a, k)
	if len(parts) == 0 {
		return voice{}, false
	}
	last := parts[len(parts)-1]
	if last[1] == k && !p.interrupted(rest, cut) {
		if v, ok := p.direct(parts); ok {
			return v, true
		}
		return p.earlier(parts[:len(parts)-1])
	}
	if len(parts) == 1 {
		return p.earlier(parts)
	}
	// An apposition lies between: "X, the head of Y, said", or the name does:
	// "the head of Y, X, said".
	v, _ := p.subject(parts[len(parts)-2][0], parts[len(parts)-2][1])
	if v.entity == 0 {
		if n, ok := p.final(last[0], last[1]); ok {
			return p.known(n), true
		}
	}
	return p.earlier(parts[:len(parts)-1])
}

// opened returns where the bracket opens that closes right before token k, or
// -1.
func (p *pass) opened(a, k int) int {
	if k >= len(p.doc.Tokens) || k <= a || p.doc.Word(k) != ")" {
		return -1
	}
	for i := k - 1; i > max(a, k-maxSubject); i-- {
		if p.doc.Word(i) == "(" {
			return i
		}
	}
	return -1
}

// direct reads a subject right before its verb at the end of the last part.
func (p *pass) direct(parts []part) (voice, bool) {
	last := parts[len(parts)-1]
	first, end := p.bare(last[0], last[1])
	if first >= end {
		return voice{}, false
	}
	if p.lex.subjects[p.lower[end-1]] {
		return p.owner(parts[:len(parts)-1], last[0], end-1)
	}
	if p.lex.subjects[p.lower[first]] {
		return p.owner(parts[:len(parts)-1], last[0], first)
	}
	// The verb belongs to the last clause: "because X claimed".
	for i := end - 2; i >= first && i > end-maxSubject; i-- {
		w := p.lower[i]
		if !p.lex.relatives[w] && !isAnd(w) || p.lex.subjects[w] {
			continue
		}
		v, ok := p.subject(i+1, end)
		if isAnd(w) && p.lex.pronouns[p.lower[end-1]] == 0 {
			break
		}
		if ok && (v.entity > 0 || i == first || p.lex.determiners[p.lower[i+1]]) {
			return v, true
		}
		break
	}
	v, ok := p.subject(last[0], last[1])
	if ok && v.entity == 0 && len(parts) > 1 && (p.isIndefinite(first) || !p.lex.determiners[p.lower[first]] && end-first > 2) {
		// "X, a villager in Y said"
		if n, named := p.apposition(parts[len(parts)-2][0], parts[len(parts)-2][1]); named {
			return p.known(n), true
		}
	}
	if ok {
		return v, true
	}
	return p.adjacent(last[0], last[1])
}

func isAnd(w string) bool { return w == "and" || w == "but" }

// final returns the person's name that a part ends with, behind nothing but a
// description, in English without an article: "doctoral candidate X", "le
// général X".
func (p *pass) final(a, b int) (name, bool) {
	a, b = p.bare(a, b)
	if a < b && p.lex.verbFirst && p.lex.definite[p.lower[a]] {
		a++
	}
	if a >= b || p.lex.determiners[p.lower[a]] || p.lex.prepositions[p.lower[a]] || p.lex.relatives[p.lower[a]] {
		return name{}, false
	}
	k := p.nameAt(p.doc.Tokens[b-1].End) - 1
	if k < 0 || p.names[k].End != p.doc.Tokens[b-1].End || p.entities[p.names[k].entity].Type != news.TypePerson {
		return name{}, false
	}
	t := p.tokenAt(p.names[k].Start)
	if t < a || t > a+maxSubject || p.governed(t, a) {
		return name{}, false
	}
	for i := a; i < t; i++ {
		if p.lex.participles[p.lower[i]] || p.isFinite(i) {
			return name{}, false
		}
	}
	return p.names[k], true
}

// earlier reads the subject from the last part on that has one, names before
// words.
func (p *pass) earlier(parts []part) (voice, bool) {
	var words voice
	for i := len(parts) - 1; i >= max(0, len(parts)-maxClauseParts); i-- {
		v, ok := p.subject(parts[i][0], parts[i][1])
		if !ok {
			v, ok = p.adjacent(parts[i][0], parts[i][1])
		}
		if ok && v.entity > 0 {
			return v, true
		}
		if ok && words.name == "" && i >= len(parts)-2 {
			if a, _ := p.bare(parts[i][0], parts[i][1]); p.isCapital(a) || p.lex.determiners[p.lower[a]] || isPlural(p.lower[a]) {
				words = v
			}
		}
	}
	return words, words.name != ""
}

// owner returns who a "who" at token who belongs to: the name at the end of
// the part before it, or before an apposition.
func (p *pass) owner(parts []part, start, who int) (voice, bool) {
	if b := who; b > start {
		if k := p.nameAt(p.doc.Tokens[b-1].End) - 1; k >= 0 && p.names[k].End == p.doc.Tokens[b-1].End && p.entities[p.names[k].entity].Type == news.TypePerson {
			return p.known(p.names[k]), true
		}
		if v, ok := p.adjacent(start, b); ok {
			return v, true
		}
		return p.nominal(start, b)
	}
	var words voice
	for i := len(parts) - 1; i >= max(0, len(parts)-2); i-- {
		a, b := p.bare(parts[i][0], parts[i][1])
		if a >= b {
			continue
		}
		if k := p.nameAt(p.doc.Tokens[b-1].End) - 1; k >= 0 && p.names[k].End == p.doc.Tokens[b-1].End && p.entities[p.names[k].entity].Type == news.TypePerson {
			return p.known(p.names[k]), true
		}
		v, ok := p.nominal(a, b)
		switch {
		case ok && v.entity > 0:
			return v, true
		case ok && words.name == "":
			words = v
		}
	}
	return words, words.name != ""
}

// interrupted says whether a comma, a dash or a bracket stands between the
// tokens [k, cut) before a verb.
func (p *pass) interrupted(k, cut int) bool {
	for i := k; i < cut; i++ {
		switch w := p.doc.Word(i); w {
		case ",", ")", ";", "،":
			return true
		default:
			if isDash(w) {
				return true
			}
		}
	}
	return false
}

// adjacent reads a subject at the end of a clause that opens otherwise: "On
// Friday Holt", "In a statement the ministry".
func (p *pass) adjacent(a, b int) (voice, bool) {
	a, b = p.bare(a, b)
	if b-a < 2 {
		return voice{}, false
	}
	if i := p.nameAt(p.doc.Tokens[b-1].End); i > 0 && p.names[i-1].Start >= p.doc.Tokens[a].Start {
		n := p.names[i-1]
		t := p.tokenAt(n.Start)
		if p.tokenAt(n.End) == b && t > a && !p.governed(t, a) {
			if k := p.entities[n.entity].Type; k == news.TypePerson || k == news.TypeOrganisation && !p.lex.prepositions[p.lower[t-1]] {
				return p.known(n), true
			}
		}
	}
	if p.lex.pronouns[p.lower[b-1]] != 0 {
		return p.antecedent(p.lex.pronouns[p.lower[b-1]], b-1)
	}
	for i := b - 1; i > a+1 && i > b-maxSubject; i-- {
		if p.lex.relatives[p.lower[i]] {
			return voice{}, false
		}
		if p.lex.determiners[p.lower[i]] && !p.lex.prepositions[p.lower[i-1]] && !p.lex.determiners[p.lower[i-1]] {
			return p.nominal(i, b)
		}
	}
	return voice{}, false
}

// maxActor bounds the words of a subject without a name that does not speak.
const maxActor = 5

// actor returns the somebody without a name that a clause opens with: "An old
// woman who sells flowers".
func (p *pass) actor(a, b int) (voice, bool) {
	a, _ = p.bare(a, b)
	if a >= b || !p.lex.determiners[p.lower[a]] {
		return voice{}, false
	}
	end := a + 1
	for end < min(b, a+maxActor) && p.doc.Tokens[end].Kind == text.Word && !p.lex.auxiliaries[p.lower[end]] && !p.lex.relatives[p.lower[end]] &&
		!p.lex.prepositions[p.lower[end]] && !p.lex.skipped[p.lower[end]] {
		if p.lex.feminine[p.lower[end]] || p.lex.masculine[p.lower[end]] || p.language == "en" && isPerson(p.lower[end]) {
			return p.words(a, end+1)
		}
		end++
	}
	return voice{}, false
}

// isPerson says whether an English noun looks like one for a person.
func isPerson(w string) bool {
	for _, e := range []string{"woman", "man", "ist", "cian", "yer", "cher", "mer", "ver", "ner", "witness", "resident", "student", "person", "tor", "nurse", "survivor", "victim", "clerk", "cook", "guard"} {
		if strings.HasSuffix(w, e) && len(w) > 4 {
			return true
		}
	}
	return w == "man" || w == "boy" || w == "girl"
}

// opener returns the person or organisation that a clause opens with, or who
// the pronoun that opens it stands for.
func (p *pass) opener(a, b int) (voice, bool) {
	a, _ = p.bare(a, b)
	if a >= b {
		return voice{}, false
	}
	if r := p.lex.pronouns[p.lower[a]]; r != 0 && !p.lex.determiners[p.lower[a]] {
		if r == thing {
			return voice{}, false
		}
		return p.antecedent(r, a)
	}
	end := p.doc.Tokens[b-1].End
	for i := p.nameAt(p.doc.Tokens[a].Start); i < len(p.names) && p.names[i].End <= end; i++ {
		n := p.names[i]
		t := p.tokenAt(n.Start)
		if t > a+maxSubject {
			break
		}
		after := p.tokenAt(n.End)
		if t > a && p.lex.prepositions[p.lower[t-1]] || p.governed(t, a) || after < b && p.isPossessive(after) || p.compounded(n, after) {
			continue
		}
		switch k := p.entities[n.entity].Type; {
		case k == news.TypePerson, k == news.TypeOrganisation && t <= a+1:
			return p.known(n), true
		}
	}
	return voice{}, false
}
