package quote

import (
	_ "embed" // for the list of forenames
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

//go:embed forenames.txt
var forenameList string

// forenames returns of which sex forenames are.
func forenames() map[string]reference {
	m := map[string]reference{}
	for line := range strings.Lines(forenameList) {
		words := strings.Fields(line)
		r := map[string]reference{"f": woman, "m": man}[words[0]]
		if r == 0 {
			continue
		}
		for _, w := range words[1:] {
			m[w] = r
		}
	}
	return m
}

// maxSubjects is how many of the last subjects a pronoun may go back to.
const maxSubjects = 8

// remember puts a voice in front of the subjects that pronouns go back to.
func (p *pass) remember(v voice) {
	if v.name == "" {
		return
	}
	v.cue = ""
	for i, s := range p.subjects {
		if s.entity == v.entity && s.name == v.name {
			p.subjects = append(p.subjects[:i], p.subjects[i+1:]...)
			break
		}
	}
	if len(p.subjects) == maxSubjects {
		p.subjects = p.subjects[1:]
	}
	p.subjects = append(p.subjects, v)
}

// antecedent returns who a pronoun at token i goes back to: the last subject
// that fits, else the last person named before it who does.
func (p *pass) antecedent(r reference, i int) (voice, bool) {
	for k := len(p.subjects) - 1; k >= 0; k-- {
		if p.fits(p.subjects[k], r) {
			return p.subjects[k], true
		}
	}
	if r&(man|woman) == 0 {
		return p.last, p.last.name != ""
	}
	at := p.doc.Tokens[i].Start
	for k := p.nameAt(at) - 1; k >= 0 && k > p.nameAt(at)-maxSubjects; k-- {
		if v := p.known(p.names[k]); p.entities[p.names[k].entity].Type == news.TypePerson && p.fits(v, r) {
			return v, true
		}
	}
	return voice{}, false
}

// fits says whether a pronoun may stand for a voice.
func (p *pass) fits(v voice, r reference) bool {
	if v.entity == 0 {
		return r&p.kindOf(v.name) != 0
	}
	switch p.entities[v.entity-1].Type {
	case news.TypePerson:
		sex := p.sexOf(v.entity - 1)
		return r&(man|woman) != 0 && (sex == 0 || sex&r != 0)
	case news.TypeOrganisation, news.TypePlace:
		return r&(thing|many) != 0
	}
	return r&(thing|many) != 0
}

// kindOf says what words that stand for somebody may be: by their head.
func (p *pass) kindOf(words string) reference {
	var kind, sexed reference
	for i, w := range strings.Fields(words) {
		w = p.fold(strings.Trim(w, ".,"))
		if i > 0 && p.lex.prepositions[w] {
			break
		}
		if i == 0 {
			kind = thing | many
			if p.lex.determiners[w] && len(words) > len(w) {
				kind = man | woman | thing | many
			}
		}
		switch {
		case p.lex.feminine[w] && !p.lex.masculine[w]:
			sexed = woman
		case p.lex.masculine[w] && !p.lex.feminine[w]:
			sexed = man
		case p.language == "en" && strings.HasSuffix(w, "woman"):
			sexed = woman
		case p.language == "en" && strings.HasSuffix(w, "man") && len(w) > 4:
			sexed = man
		default:
			sexed = 0
		}
		switch {
		case p.lex.things[w]:
			kind = thing
		case p.language == "en" && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !p.lex.determiners[w]:
			kind = many
		}
	}
	if sexed != 0 {
		return sexed
	}
	return kind
}

// sexOf says whether the person of an entity is a man or a woman by the
// titles before its mentions and its forename; 0 where nothing tells.
func (p *pass) sexOf(entity int) reference {
	if r, ok := p.sexes[entity]; ok {
		return r
	}
	if p.sexes == nil {
		p.sexes = map[int]reference{}
	}
	r := p.titled(entity)
	if r == 0 {
		for _, w := range []string{p.entities[entity].Name, p.longest(entity)} {
			first, _, several := strings.Cut(w, " ")
			if r = p.forenames[strings.ToLower(first)]; r != 0 && several {
				break
			}
			r = 0
		}
	}
	if r == 0 && p.language == "ru" {
		r = russianSex(p.longest(entity))
	}
	p.sexes[entity] = r
	return r
}

// longest returns the longest form of an entity in the field.
func (p *pass) longest(entity int) string {
	form := ""
	for _, m := range p.entities[entity].Mentions {
		if m.Field == p.field.Name && m.End-m.Start > len(form) {
			form = p.doc.Text[m.Start:m.End]
		}
	}
	return form
}

// titled reads the word before each mention: "Mrs Holt", "actress Ann Holt".
func (p *pass) titled(entity int) reference {
	for _, m := range p.entities[entity].Mentions {
		if m.Field != p.field.Name {
			continue
		}
		t := p.tokenAt(m.Start)
		for i := t - 1; i >= max(0, t-2); i-- {
			w := strings.TrimSuffix(p.lower[i], ".")
			switch {
			case p.lex.feminine[w]:
				return woman
			case p.lex.masculine[w] && w != "king":
				return man
			}
		}
	}
	return 0
}

func russianSex(form string) reference {
	f := strings.ToLower(form[strings.LastIndexByte(form, ' ')+1:])
	for _, e := range []string{"ова", "ева", "ина", "ая", "ёва"} {
		if strings.HasSuffix(f, e) {
			return woman
		}
	}
	for _, e := range []string{"ов", "ев", "ин", "ий", "ёв", "ый"} {
		if strings.HasSuffix(f, e) {
			return man
		}
	}
	return 0
}

// role is a word that the text has said of somebody: "commissioner" of
// "commissioner Albert Holt" or of "Albert Holt, the commissioner".
type role struct {
	token, entity int
}

// maxRoles bounds how many of the uses of a word are looked at.
const maxRoles = 16

// described returns whom "the commissioner" goes back to.
func (p *pass) described(a, b int) (voice, bool) {
	if p.fromSomewhere(a, b) {
		return p.antecedent(man|woman, a)
	}
	bare := p.language == "ru" && b == a+1 && p.lex.offices[p.lower[a]]
	if !bare && (!p.lex.definite[p.lower[a]] || b-a < 2 || b-a > 3) {
		return voice{}, false
	}
	head := p.lower[b-1]
	if strings.HasSuffix(head, "-year-old") || p.language == "en" && strings.HasPrefix(head, "ex-") {
		return p.antecedent(man|woman, a)
	}
	if b-a == 3 {
		head = p.lower[b-2] + " " + head
	}
	if p.roles == nil {
		p.findRoles()
	}
	rs := p.roles[head]
	for i := len(rs) - 1; i >= max(0, len(rs)-maxRoles); i-- {
		if rs[i].token < a {
			return p.known(name{entity: rs[i].entity}), true
		}
	}
	if v, ok := p.body(p.lower[b-1], a); ok {
		return v, true
	}
	if v, ok := p.lately(a, b); ok {
		return v, true
	}
	if p.lex.bodies[p.lower[b-1]] {
		for i := len(p.subjects) - 1; i >= 0; i-- {
			if e := p.subjects[i].entity; e > 0 && p.entities[e-1].Type == news.TypeOrganisation {
				return p.subjects[i], true
			}
		}
	}
	return voice{}, false
}

// fromSomewhere holds for words that say of somebody known where he is from and
// what he is: "the Barcelona resident", "the Jordanian-American chemist".
func (p *pass) fromSomewhere(a, b int) bool {
	if p.language == "ru" {
		return b == a+2 && p.isName(a) && russianNatives[p.lower[a+1]]
	}
	if p.language != "en" || p.lower[a] != "the" || b-a < 3 || b-a > 4 || !natives[p.lower[b-1]] {
		return false
	}
	for i := a + 1; i < b-1; i++ {
		if p.isName(i) {
			return true
		}
	}
	return false
}

// natives are what a person may be called beside where she is from.
var natives = set(`resident native star striker midfielder defender goalkeeper winger forward sprinter swimmer golfer rider driver boxer player champion veteran skipper captain
	actor actress singer rapper musician composer director filmmaker author novelist writer poet artist chemist physicist biologist scientist economist historian philosopher
	billionaire businessman businesswoman entrepreneur banker lawyer politician lawmaker senator congressman congresswoman activist dissident national teenager astronaut`)

var russianNatives = set(`дипломат политик лидер министр президент премьер чиновник депутат сенатор генерал спортсмен тренер игрок певец актёр актер режиссёр режиссер писатель учёный ученый эксперт аналитик журналист предприниматель бизнесмен миллиардер`)

// lately returns whom "ce dernier" or a word for any person goes back to that
// says nothing new of her: "la femme", "die Forscherin".
func (p *pass) lately(a, b int) (voice, bool) {
	if b-a != 2 {
		return voice{}, false
	}
	head := p.lower[b-1]
	if p.language == "de" {
		_, noun, joined := strings.Cut(head, "-")
		switch {
		case strings.HasSuffix(head, "-jährige"):
			head = "jährige"
		case joined:
			head = noun
		}
	}
	r, ok := p.lex.descriptions[head]
	if !ok {
		return voice{}, false
	}
	switch p.lower[a] {
	case "le", "el", "il", "o", "der", "ce", "este":
		r &= man
	case "la", "a", "die", "cette", "esta":
		r &= woman
	}
	if p.lex.latter[head] {
		for k := p.nameAt(p.doc.Tokens[a].Start) - 1; k >= 0 && k > p.nameAt(p.doc.Tokens[a].Start)-maxSubjects; k-- {
			v := p.known(p.names[k])
			if p.entities[p.names[k].entity].Type == news.TypePerson && p.fits(v, r) {
				return v, true
			}
		}
		return voice{}, false
	}
	if r == 0 {
		return voice{}, false
	}
	return p.antecedent(r, a)
}

// body returns the last organisation before token a that has a word in its
// name: "the ministry", "the court".
func (p *pass) body(head string, a int) (voice, bool) {
	if len(head) < 4 {
		return voice{}, false
	}
	last := p.nameAt(p.doc.Tokens[a].Start) - 1
	for i := last; i >= 0 && i > last-maxRoles; i-- {
		e := &p.entities[p.names[i].entity]
		if e.Type != news.TypeOrganisation {
			continue
		}
		for _, s := range []string{e.Name, p.doc.Text[p.names[i].Start:p.names[i].End]} {
			for w := range strings.FieldsSeq(s) {
				if strings.ToLower(w) == head {
					return p.known(p.names[i]), true
				}
			}
		}
	}
	return voice{}, false
}

// findRoles reads what stands before and behind the names of persons and
// organisations.
func (p *pass) findRoles() {
	p.roles = map[string][]role{}
	for _, n := range p.names {
		k := p.entities[n.entity].Type
		if k != news.TypePerson && k != news.TypeOrganisation {
			continue
		}
		t, after := p.tokenAt(n.Start), p.tokenAt(n.End)
		if w := p.lower[t]; t+1 < after && (p.lex.masculine[w] || p.lex.feminine[w]) {
			p.addRole(t, t, n.entity)
		}
		if t > 0 && p.isRole(t-1) && p.sentenceOf(t).First < t {
			p.addRole(t-1, t, n.entity)
		}
		if i := p.officeBefore(t); i >= 0 && k == news.TypePerson {
			p.addRole(i, t, n.entity)
		}
		if after+2 >= len(p.doc.Tokens) || p.doc.Word(after) != "," {
			continue
		}
		for i := after + 1; i < min(after+8, len(p.doc.Tokens)); i++ {
			w := p.doc.Word(i)
			end := w == "," || w == "." || p.lex.prepositions[p.lower[i]] || p.lex.relatives[p.lower[i]]
			if end {
				if i > after+1 && p.isRole(i-1) && (p.lex.determiners[p.lower[after+1]] || w == ",") {
					p.addRole(i-1, t, n.entity)
				}
				break
			}
		}
	}
}

// maxOffice is how many tokens may stand between a name and its office.
const maxOffice = 7

// officeBefore returns the word for an office, apart from the name at token t by
// what it is of: "ministre des Affaires étrangères X"; -1 where there is none.
func (p *pass) officeBefore(t int) int {
	for i := t - 2; i >= max(p.sentenceOf(t).First, t-maxOffice); i-- {
		switch {
		case p.doc.Tokens[i].Kind == text.Punct, p.lex.cues[p.lower[i]]:
			return -1
		case p.lex.offices[p.lower[i]]:
			return i
		}
	}
	return -1
}

// addRole notes the word at token i, alone and with the one before it.
func (p *pass) addRole(i, token, entity int) {
	w := p.lower[i]
	p.roles[w] = append(p.roles[w], role{token, entity})
	if i > 0 && i < token && p.isRole(i-1) {
		w = p.lower[i-1] + " " + w
		p.roles[w] = append(p.roles[w], role{token, entity})
	}
	if people := p.peopleLed(i); people != "" {
		w = people + " leader"
		p.roles[w] = append(p.roles[w], role{token, entity})
	}
}

// peopleLed returns the people of whom the office at token i makes somebody
// the leader: "kazakh" of "Kazakh President X".
func (p *pass) peopleLed(i int) string {
	if p.language != "en" {
		return ""
	}
	switch p.lower[i] {
	case "president", "chancellor", "king", "emir", "premier":
		i--
	case "minister":
		if i--; i < 0 || p.lower[i] != "prime" {
			return ""
		}
		i--
	default:
		return ""
	}
	if i < 0 || !p.isName(i) {
		return ""
	}
	return p.lower[i]
}

// isRole says whether token i may be a word for somebody.
func (p *pass) isRole(i int) bool {
	w := p.lower[i]
	return len(w) > 3 && !p.lex.prepositions[w] && !p.lex.determiners[w] && !p.lex.cues[w] && !p.lex.relatives[w] && !p.lex.skipped[w] && !p.isName(i)
}
