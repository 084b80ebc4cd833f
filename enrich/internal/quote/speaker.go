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

// The most words that stand for a speaker without a name, and how far back
// from a name the preposition may stand that governs it.
const (
	maxSubject  = 14
	maxGoverned = 4
)

// nominal reads the tokens [a, b) as a subject. It returns false where they
// are none.
func (p *pass) nominal(a, b int) (voice, bool) {
	a, b = p.bare(a, b)
	for i := a + 1; i < b; i++ {
		w := p.lower[i]
		if p.lex.relatives[w] || p.lex.auxiliaries[w] || p.doc.Word(i) == "(" || p.isFinite(i) && !p.lex.determiners[p.lower[i-1]] && !p.isName(i) {
			b = i
		}
	}
	a, b = p.bare(a, b)
	switch {
	case a >= b:
		return voice{}, false
	case p.lex.pronouns[p.lower[a]] != 0 && (b == a+1 || !p.lex.determiners[p.lower[a]]):
		return p.antecedent(p.lex.pronouns[p.lower[a]], a)
	case p.lex.prepositions[p.lower[a]] || p.lex.relatives[p.lower[a]] || p.lex.participles[p.lower[a]],
		p.lex.cues[p.lower[a]] && !p.isCapital(a):
		return voice{}, false
	}
	if n, ok := p.namedIn(a, b); ok {
		return p.known(n), true
	}
	if v, ok := p.described(a, b); ok {
		return v, true
	}
	return p.words(a, b)
}

// isFinite says whether token i is a verb of saying that ends a subject. Forms
// that may be nouns do not.
func (p *pass) isFinite(i int) bool {
	w := p.lower[i]
	if !p.lex.cues[w] || p.isCapital(i) {
		return false
	}
	return p.language != "en" || strings.HasSuffix(w, "ed") || w == "said" || w == "says" || w == "told" || w == "wrote" || w == "spoke"
}

// bare drops what stands around a subject without belonging to it.
func (p *pass) bare(a, b int) (int, int) {
	for a < b && p.isLoose(a) {
		a++
	}
	for a < b && p.isLoose(b-1) {
		b--
	}
	return a, b
}

func (p *pass) isLoose(i int) bool {
	w := p.lower[i]
	if w == "l'" && i+1 < len(p.lower) && !p.lex.auxiliaries[p.lower[i+1]] && !p.lex.cues[p.lower[i+1]] {
		// An article, not a pronoun.
		return false
	}
	if w == "à" && i > 0 && p.lower[i-1] == "quant" {
		return true
	}
	return p.doc.Tokens[i].Kind == text.Punct || (p.lex.skipped[w] || p.language == "en" && len(w) > 4 && strings.HasSuffix(w, "ly") && (!p.isCapital(i) || i+1 < len(p.lower) && p.doc.Word(i+1) == ",")) && !p.isName(i)
}

// words are a subject without a name as the text has it. Of a forename or a
// name that nobody knows the description before it is left out.
func (p *pass) words(a, b int) (voice, bool) {
	if b-a > maxSubject || p.doc.Tokens[a].Kind == text.Link {
		return voice{}, false
	}
	if start := p.unknownName(a, b); start > a {
		a = start
	}
	s := p.doc.Text[p.doc.Tokens[a].Start:p.doc.Tokens[b-1].End]
	if strings.IndexFunc(s, unicode.IsLetter) < 0 {
		return voice{}, false
	}
	return voice{name: s}, true
}

// unknownName returns where a name begins that ends a subject without an
// article: "prosecutor Ann Melly", "Fourteen-year-old Zoe".
func (p *pass) unknownName(a, b int) int {
	if p.lex.determiners[p.lower[a]] || p.language == "de" {
		return a
	}
	i := b
	for i > a && p.isCapital(i-1) && !p.isAge(i-1) {
		i--
	}
	if i == b || i == a {
		return a
	}
	for k := a; k < i; k++ {
		if p.lex.prepositions[p.lower[k]] || p.isCapital(k) && !p.isAge(k) {
			return a
		}
	}
	return i
}

// isAge holds for words such as "Fourteen-year-old".
func (p *pass) isAge(i int) bool {
	_, rest, joined := strings.Cut(p.doc.Word(i), "-")
	return joined && rest == strings.ToLower(rest)
}

// subject is nominal for what stands before its verb, where an English
// participle begins one only if it is short and of many: "wounded soldiers".
func (p *pass) subject(a, b int) (voice, bool) {
	v, ok := p.nominal(a, b)
	if !ok || v.entity > 0 || p.language != "en" {
		return v, ok
	}
	a, _ = p.bare(a, b)
	if p.lex.pronouns[p.lower[a]] != 0 || p.lex.determiners[p.lower[a]] || p.isCapital(a) || p.doc.Tokens[a].Kind != text.Word {
		return v, true
	}
	if w := p.lower[a]; !strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "ing") {
		return v, true
	}
	words := strings.Fields(strings.ToLower(v.name))
	return v, len(words) <= 3 && isPlural(words[len(words)-1])
}

// isPlural says whether an English word is one for many.
func isPlural(w string) bool {
	switch w {
	case "police", "media", "people", "staff", "everyone", "someone", "nobody", "somebody", "men", "women":
		return true
	default:
		return strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss")
	}
}

func (p *pass) isCapital(i int) bool {
	r, _ := utf8.DecodeRuneInString(p.doc.Word(i))
	return unicode.IsUpper(r)
}

func (p *pass) known(n name) voice {
	return voice{name: p.entities[n.entity].Name, entity: n.entity + 1}
}

// isName says whether a name covers token i.
func (p *pass) isName(i int) bool {
	t := p.doc.Tokens[i]
	k := p.nameAt(t.Start + 1)
	return k > 0 && p.names[k-1].End > t.Start
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
		if after < b && p.isPossessive(after) || p.compounded(n, after) {
			continue
		}
		switch p.entities[n.entity].Type {
		case news.TypePerson:
			if !p.isAddressed(t) && (indefinite && t > a+2 || p.governed(t, a)) || p.ownedBy(i, end) {
				continue
			}
			return n, true
		case news.TypeOrganisation:
			if t <= a+1 && !indefinite && (after >= b || p.lex.prepositions[p.lower[after]] || p.language == "en" && strings.HasSuffix(p.lower[after], "ed")) {
				return n, true
			}
			if after == b && t > a+1 && (p.isPossessive(t-1) || !indefinite && p.lex.bodies[p.lower[t-1]]) && !p.governed(t-1, a) {
				return n, true
			}
		case news.TypePlace:
			if t == a && after >= b || t == a+1 && after >= b && p.lex.definite[p.lower[a]] {
				return n, true
			}
		}
	}
	return name{}, false
}

// ownedBy says whether name i is a Russian genitive before the name of a person
// whom it does not name: "глава офиса | Владимира Зеленского | Андрей Ермак".
func (p *pass) ownedBy(i, end int) bool {
	if p.language != "ru" || i+1 >= len(p.names) || p.names[i+1].End > end {
		return false
	}
	n, next := p.names[i], p.names[i+1]
	return next.Start == n.End+1 && next.entity != n.entity && p.entities[next.entity].Type == news.TypePerson
}

// compounded says whether a name that ends before token after is only the
// first part of a word: "der CDU-Politiker".
func (p *pass) compounded(n name, after int) bool {
	return p.language == "de" && after > 0 && p.doc.Tokens[after-1].End > n.End && p.doc.Text[n.End] == '-'
}

// isAddressed says whether "Mr" or its like stands before a name at token t
// that ends its subject.
func (p *pass) isAddressed(t int) bool {
	if t == 0 {
		return false
	}
	switch strings.TrimSuffix(p.lower[t-1], ".") {
	case "mr", "mrs", "ms", "miss":
		return t < 2 || !p.lex.prepositions[p.lower[t-2]]
	}
	return false
}

// governed says whether a name at token t belongs to a preposition behind
// token a ("the wife of rebel chief X"). One that stands behind another name
// does not ("the head of Amnesty X").
func (p *pass) governed(t, a int) bool {
	for i := t - 1; i > a && i >= t-maxGoverned; i-- {
		switch {
		case p.lex.prepositions[p.lower[i]]:
			// "Secretary of State X", "speaker of the parliament X".
			titled := p.isCapital(i-1) && p.isCapital(t-1) && !p.isName(i-1)
			bare := p.lower[i] == "of" && i-a <= 3 && !p.lex.determiners[p.lower[a]] && !p.isName(a)
			return i == t-1 || !p.lex.things[p.lower[t-1]] && !titled && !bare
		case i == t-1 && p.isName(i), p.isPossessive(i), p.doc.Tokens[i].Kind == text.Punct && !isJoint(p.doc.Word(i)):
			return false
		}
	}
	return false
}

func isJoint(w string) bool { return w == "-" || w == "&" || w == "/" || w == "." }

func (p *pass) isPossessive(i int) bool {
	return p.lower[i] == "'s" || p.lower[i] == "'"
}

func (p *pass) isIndefinite(a int) bool {
	switch p.lower[a] {
	case "a", "an", "one", "another", "ein", "eine", "einer", "un", "une", "una", "uno", "um", "uma", "een", "один", "одна":
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
	if p.lex.verbFirst && a < b && p.doc.Word(a) == "," {
		// "a dit, la voix brisée, un mineur"
		for i := a + 1; i < min(b, a+maxSubject); i++ {
			if p.doc.Word(i) == "," {
				a = i + 1
				break
			}
		}
	}
	stop := a
	for stop < b && !p.endsSubject(stop, a) {
		stop++
	}
	if a >= stop {
		return voice{}, false
	}
	v, ok := p.nominal(a, p.shortened(a, stop))
	if ok && v.entity == 0 && stop+1 < b && p.doc.Word(stop) == "," {
		if n, named := p.apposition(stop+1, b); named {
			return p.known(n), true
		}
	}
	if p.language == "ar" && v.entity == 0 && stop < b {
		if n, named := p.namedBeforeThat(a, b); named {
			return p.known(n), true
		}
	}
	if (!ok || v.entity == 0) && p.lex.verbFirst {
		if w, found := p.later(a, stop); found && (w.entity > 0 || !ok) {
			if w.entity == 0 && stop+1 < b && p.doc.Word(stop) == "," {
				// "a écrit sur X le secrétaire général de l'ONU, António Guterres"
				if n, named := p.apposition(stop+1, b); named {
					return p.known(n), true
				}
			}
			return w, true
		}
	}
	return v, ok
}

// namedBeforeThat returns the person that an Arabic clause names before "that"
// and right behind the words for his office: "the ambassador to X Y".
func (p *pass) namedBeforeThat(a, b int) (name, bool) {
	for i := a + 1; i < min(b, a+maxSubject) && p.doc.Tokens[i].Kind == text.Word; i++ {
		switch p.lower[i] {
		case "أن", "إن", "أنه", "أنها", "إنه", "إنها", "بأن", "إلى", "عن", "مع", "على":
			return name{}, false
		}
		k := p.nameAt(p.doc.Tokens[i].Start)
		if k < len(p.names) && p.names[k].Start == p.doc.Tokens[i].Start && p.entities[p.names[k].entity].Type == news.TypePerson && p.isName(i-1) {
			return p.names[k], true
		}
	}
	return name{}, false
}

// shortened returns where the adverbials of a subject without a name begin
// behind it: "a miner | on Monday".
func (p *pass) shortened(a, b int) int {
	for i := a + 2; i < b; i++ {
		if p.lower[i] == "on" && i+1 < b && !p.lex.skipped[p.lower[i+1]] && !p.isCapital(i+1) {
			continue
		}
		if p.lex.adverbials[p.lower[i]] || p.lower[i] == "in" && p.language == "en" && i+1 < b && (p.isIndefinite(i+1) || p.lower[i+1] == "response") {
			return i
		}
	}
	return b
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
		if p.compounded(n, p.tokenAt(n.End)) {
			continue
		}
		if (k == news.TypePerson || k == news.TypeOrganisation && t <= a+1) && (t == a || !p.lex.prepositions[p.lower[t-1]]) && !p.governed(t, a) {
			return p.known(n), true
		}
	}
	return voice{}, false
}

// maxTitles bounds the words of a title before a name.
const maxTitles = 3

// apposition returns a person's name that stands alone between commas from
// token a on, perhaps behind titles.
func (p *pass) apposition(a, b int) (name, bool) {
	i := p.nameAt(p.doc.Tokens[a].Start)
	if i == len(p.names) || p.entities[p.names[i].entity].Type != news.TypePerson {
		return name{}, false
	}
	t := p.tokenAt(p.names[i].Start)
	if t > a+maxTitles || t >= b {
		return name{}, false
	}
	for k := a; k < t; k++ {
		if !p.isCapital(k) {
			return name{}, false
		}
	}
	after := p.tokenAt(p.names[i].End)
	return p.names[i], after >= b || p.doc.Tokens[after].Kind == text.Punct
}

// maxMarked is how many tokens a name in quotation marks may have.
const maxMarked = 5

// marked says whether the mark at token i opens or closes a name in quotation
// marks within a subject: "тренер «Зенита» Иван Лесков".
func (p *pass) marked(i int) bool {
	switch p.doc.Word(i) {
	case "«":
		for k := i + 1; k < min(i+maxMarked, len(p.doc.Tokens)-1); k++ {
			if p.doc.Word(k) == "»" {
				return p.isCapital(i+1) && p.isCapital(k+1)
			}
		}
	case "»":
		for k := i - 1; k > max(0, i-maxMarked); k-- {
			if p.doc.Word(k) == "«" {
				return p.marked(k)
			}
		}
	}
	return false
}

// endsSubject says whether the subject that began at a is over at token i.
func (p *pass) endsSubject(i, a int) bool {
	if p.doc.Tokens[i].Kind == text.Punct {
		if p.language == "ru" && i > a && p.marked(i) {
			return false
		}
		r, _ := utf8.DecodeRuneInString(p.doc.Word(i))
		return !strings.ContainsRune("'’-&/%", r) && !(r == '.' && p.doc.Tokens[i].Len() == 1 && i > a && p.doc.Tokens[i-1].Len() == 1)
	}
	return p.lex.relatives[p.lower[i]] && i >= a
}
