package ner

import (
	"slices"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Sharpen corrects, in English, what a learned recogniser cannot know: names
// that no list has get the type that the noun beside one of their mentions
// says ("the drugmaker Quenby", "Quenby province"), events that of their last
// or first word ("2030 World Cup"), companies that of their legal form;
// adjectives of regions are no places, what is a date or the symbol of a share
// is no name, and names reach as far as the short form behind them says. It
// reuses mentions.
func Sharpen(k *kb.KB, fields []Field, mentions []Mention) []Mention {
	told := map[string]news.EntityType{}
	storms := map[string]bool{}
	surnames := map[string]bool{}
	nouns := map[string]bool{}
	out := mentions[:0]
	for _, m := range mentions {
		s := m.Text(fields)
		doc := fields[m.Field].Doc
		if len(m.Candidates) == 0 {
			if isShareSymbol(s) || m.Source == SourceLearned && isDay(s) {
				continue
			}
			if shortensNoun(doc, &m) {
				nouns[s] = true
			}
		}
		if behind := nameOfStorm(doc, &m); behind != "" {
			storms[behind] = true
			if behind != s && len(m.Candidates) == 0 {
				m.retype(news.TypeEvent)
				m.Kind = "disaster"
			}
		}
		if m.Type == news.TypePerson {
			surnames[s[strings.LastIndexByte(s, ' ')+1:]] = true
		}
		if t := typeBeside(doc, &m); t != "" && !m.hasType(t) {
			if len(m.Candidates) == 0 {
				told[s] = t
			}
			if t != m.Type && (len(m.Candidates) == 0 || t == news.TypeProduct) {
				m.retype(t)
			}
		}
		if m.Type == news.TypePlace && len(m.Candidates) == 0 && isAdjectiveOfPlace(k, s) {
			m.Type, m.Kind = news.TypeMisc, kb.KindDemonym
		}
		if m.Type != news.TypeOrganisation && len(m.Candidates) == 0 && hasLegalForm(s) {
			m.retype(news.TypeOrganisation)
		}
		if m.Type == news.TypeMisc && len(m.Candidates) == 0 && isEventName(s) {
			m.Type, m.Kind = news.TypeEvent, ""
		}
		out = append(out, m)
	}
	for i := range out {
		m := &out[i]
		s := m.Text(fields)
		if t := told[s]; t != "" && t != m.Type && len(m.Candidates) == 0 {
			m.retype(t)
		}
		if storms[s] && !m.Locative {
			m.retype(news.TypeEvent)
			m.Kind = "disaster"
		}
		if m.Type == news.TypeMisc && len(m.Candidates) == 0 {
			m.cutToSurname(fields[m.Field].Doc, surnames)
		}
	}
	if len(nouns) > 0 {
		out = slices.DeleteFunc(out, func(m Mention) bool { return nouns[m.Text(fields)] && len(m.Candidates) == 0 })
	}
	return spelledOut(fields, out)
}

// shortensNoun says whether a mention is the short form of the common noun
// before it, which makes it none of a name: "metal-organic framework, or MOF",
// "improvised explosive device (IED)".
func shortensNoun(doc *text.Document, m *Mention) bool {
	if m.Last != m.First+1 || m.First < 2 {
		return false
	}
	letters := text.Lower(strings.TrimRight(doc.Word(m.First), "s"))
	if len(letters) < 2 || letters == doc.Word(m.First) {
		return false
	}
	i := m.First - 1
	switch {
	case doc.Word(i) == "(":
	case doc.Word(i) == "or" && i > 0:
		if doc.Word(i-1) == "," {
			i--
		}
	default:
		return false
	}
	for i--; i >= 0 && letters != ""; i-- {
		w := doc.Word(i)
		parts := strings.Split(w, "-")
		for k := len(parts) - 1; k >= 0; k-- {
			if letters == "" || parts[k] == "" || parts[k][0] != letters[len(letters)-1] {
				return false // a capital, or another letter
			}
			letters = letters[:len(letters)-1]
		}
	}
	return letters == ""
}

// cutToSurname makes of a mention that goes on with a word in lower case behind
// the surname of a person whom the article names, as "Quenby vetoes bill" of a
// headline, one of the person.
func (m *Mention) cutToSurname(doc *text.Document, surnames map[string]bool) {
	if m.Last <= m.First+1 || !surnames[doc.Word(m.First)] || !unicode.IsLower(firstRune(doc.Word(m.First+1))) {
		return
	}
	m.Last = m.First + 1
	m.End = doc.Tokens[m.First].End
	m.retype(news.TypePerson)
}

// nameOfStorm returns the name that a mention has of a storm, for which it may
// stand alone later: "Quenby" of "Typhoon Quenby"; "" for others.
func nameOfStorm(doc *text.Document, m *Mention) string {
	k := m.First
	switch {
	case m.Last == k+2 && isStorm(text.Lower(doc.Word(k))):
		return doc.Word(k + 1)
	case m.Last == k+1 && k > 1 && m.Last < len(doc.Tokens) && doc.Word(k-1) == "," && doc.Word(m.Last) == "," && isStorm(doc.Word(k-2)):
		return doc.Word(k) // "another storm, Quenby, is near"
	}
	return ""
}

func isStorm(w string) bool {
	return w == "hurricane" || w == "typhoon" || w == "cyclone" || w == "storm"
}

// spelledOut extends the names behind which a short form stands in brackets to
// the words before them whose letters it has, too: "Quenby Harbour, Canal and
// Lock Board (QHCLB)". It reuses mentions.
func spelledOut(fields []Field, mentions []Mention) []Mention {
	out := mentions[:0]
	for _, m := range mentions {
		if first, ok := m.spelledFrom(fields[m.Field].Doc); ok {
			m.Start, m.First = fields[m.Field].Doc.Tokens[first].Start, first
			m.retype(news.TypeOrganisation)
			for len(out) > 0 && out[len(out)-1].Field == m.Field && out[len(out)-1].End > m.Start {
				out = out[:len(out)-1]
			}
		}
		out = append(out, m)
	}
	return out
}

// maxSpelled bounds how many tokens before a name its short form may reach.
const maxSpelled = 6

// spelledFrom returns the token with which the words begin that a short form
// behind the mention stands for, if that is before the mention.
func (m *Mention) spelledFrom(doc *text.Document) (int, bool) {
	if m.Type != news.TypeOrganisation && m.Type != news.TypeMisc || m.Last+2 >= len(doc.Tokens) || doc.Word(m.Last) != "(" || doc.Word(m.Last+2) != ")" {
		return 0, false
	}
	rest := doc.Word(m.Last + 1)
	for i := m.Last - 1; i >= max(0, m.First-maxSpelled); i-- {
		w := doc.Word(i)
		switch {
		case i < m.First && (w == "," || w == "and" || w == "&"), i >= m.First && !unicode.IsUpper(firstRune(w)):
			continue
		case rest == "" || !unicode.IsUpper(firstRune(w)) || rest[len(rest)-1] != w[0]:
			return 0, false
		}
		if rest = rest[:len(rest)-1]; rest == "" {
			return i, i < m.First
		}
	}
	return 0, false
}

// retype makes a mention one of another type, of which nothing is known.
func (m *Mention) retype(t news.EntityType) {
	m.Type, m.Kind, m.Candidates, m.Learned, m.Locative, m.Introduced = t, "", nil, 0, false, false
}

// hasType says whether a mention may mean an entry of a type.
func (m *Mention) hasType(t news.EntityType) bool {
	return slices.ContainsFunc(m.Candidates, func(c kb.Candidate) bool { return c.Entry.Type == t })
}

// isAdjectiveOfPlace holds for "Central Asian" where Central Asia is known.
func isAdjectiveOfPlace(k *kb.KB, s string) bool {
	place, ok := strings.CutSuffix(s, "n")
	return ok && strings.HasSuffix(place, "a") && slices.ContainsFunc(k.Lookup(place), func(c kb.Candidate) bool { return c.Entry.Type == news.TypePlace })
}

// hasLegalForm holds for the names of companies with their form: "Quenby Co".
func hasLegalForm(s string) bool {
	i := strings.LastIndexByte(s, ' ')
	if i < 0 {
		return false
	}
	switch strings.TrimSuffix(s[i+1:], ".") {
	case "Co", "Corp", "Inc", "Ltd", "LLC", "plc", "Plc", "PLC", "AG", "NV", "ASA", "SpA", "GmbH":
		return true
	}
	return false
}

// typeBeside returns what the words right beside a mention say that it is, or
// "".
func typeBeside(doc *text.Document, m *Mention) news.EntityType {
	if m.Last+1 < len(doc.Tokens) && doc.Tokens[m.Last].Start == m.End+1 {
		switch w := doc.Word(m.Last); w {
		case "province", "district", "governorate", "prefecture", "municipality", "oblast", "voivodeship":
			if m.Type == news.TypePerson || m.Type == news.TypePlace {
				return news.TypePlace
			}
		case "housing":
			if next := doc.Word(m.Last + 1); next == "estate" || next == "complex" || next == "project" {
				return news.TypePlace
			}
		}
	}
	k := m.First - 1
	if k < 0 || m.First >= len(doc.Tokens) || doc.Tokens[k].End+1 != m.Start {
		return ""
	}
	switch doc.Word(k) {
	case "drugmaker", "carmaker", "automaker", "chipmaker", "planemaker", "steelmaker", "toymaker", "brewer", "retailer", "lender", "insurer", "airline", "newspaper", "tabloid", "broadcaster", "startup", "start-up", "conglomerate":
		return news.TypeOrganisation
	case "in", "of":
		if precededBy(doc, k, "shares", "stake") && m.Type == news.TypePerson {
			return news.TypeOrganisation
		}
	case "vaccine", "drug", "frigate", "destroyer", "warship", "submarine", "tanker", "trawler", "yacht", "smartphone", "spacecraft":
		return news.TypeProduct
	case "carrier":
		if precededBy(doc, k, "aircraft") {
			return news.TypeProduct
		}
	case "ship":
		if precededBy(doc, k, "cruise", "cargo", "container", "research", "supply", "hospital") {
			return news.TypeProduct
		}
	}
	return ""
}

// precededBy says whether one of some words stands before token k.
func precededBy(doc *text.Document, k int, words ...string) bool {
	return k > 0 && slices.Contains(words, text.Lower(doc.Word(k-1)))
}

// isEventName says whether a name ends or begins with a word for an event.
func isEventName(s string) bool {
	words := strings.Fields(text.Lower(s))
	if len(words) < 2 {
		return false
	}
	switch words[len(words)-1] {
	case "cup", "olympics", "championship", "championships", "games", "marathon", "festival", "summit":
		return true
	}
	switch words[0] {
	case "hurricane", "typhoon", "cyclone":
		return true
	case "tropical":
		return len(words) > 2 && (words[1] == "storm" || words[1] == "cyclone" || words[1] == "depression")
	}
	return false
}

// isShareSymbol holds for a symbol by which wires name a share: "GS.N".
func isShareSymbol(s string) bool {
	name, market, ok := strings.Cut(s, ".")
	if !ok || len(name) > 6 || len(market) == 0 || len(market) > 2 || len(name) < 2 {
		return false
	}
	return strings.IndexFunc(name+market, func(r rune) bool { return !(r >= 'A' && r <= 'Z' || unicode.IsDigit(r)) }) < 0
}

// isDay holds for a day of a month: "Nov 2", "2 Nov.".
func isDay(s string) bool {
	words := strings.Fields(s)
	if len(words) != 2 {
		return false
	}
	months := calendarOf("en")
	for i, w := range words {
		other := strings.TrimRight(words[1-i], ".,")
		if strings.Trim(w, "0123456789") == "" && len(w) <= 2 && months[strings.ToLower(other)] {
			return true
		}
	}
	return false
}
