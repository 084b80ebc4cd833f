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
// that no list has get the type that the noun right before one of their
// mentions says ("the drugmaker Quenby"), events that of their last or first
// word ("2030 World Cup"), companies that of their legal form; adjectives of
// regions are no places, and what is a date or the symbol of a share is no
// name. It reuses mentions.
func Sharpen(k *kb.KB, fields []Field, mentions []Mention) []Mention {
	told := map[string]news.EntityType{}
	out := mentions[:0]
	for _, m := range mentions {
		s := m.Text(fields)
		if len(m.Candidates) == 0 && (isShareSymbol(s) || m.Source == SourceLearned && isDay(s)) {
			continue
		}
		doc := fields[m.Field].Doc
		if t := typeBefore(doc, &m); t != "" && t != m.Type && !m.hasType(t) {
			if len(m.Candidates) == 0 {
				told[s] = t
			}
			if len(m.Candidates) == 0 || t == news.TypeProduct {
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
	if len(told) > 0 {
		for i := range out {
			if m := &out[i]; len(m.Candidates) == 0 {
				if t := told[m.Text(fields)]; t != "" && t != m.Type {
					m.retype(t)
				}
			}
		}
	}
	return out
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

// typeBefore returns what the words right before a mention say that it is, or
// "".
func typeBefore(doc *text.Document, m *Mention) news.EntityType {
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
