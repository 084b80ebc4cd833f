package link

import (
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// officeHolders lists by folded surname the people whose offices the
// knowledge base knows, but for those whose surname it has as a name.
func officeHolders(k *kb.KB) map[string][]*kb.Entry {
	out := map[string][]*kb.Entry{}
	for e := range k.All() {
		if e.Type != news.TypePerson || len(e.Tenures) == 0 {
			continue
		}
		full := text.Fold(e.Name)
		if i := strings.LastIndexByte(full, ' '); i >= 0 {
			out[full[i+1:]] = append(out[full[i+1:]], e)
		}
	}
	return out
}

// holder finds the one person of a surname who held the office of the title
// before it when the article appeared: "President Bush" in 1991 and in 2005.
// The article must speak of the country, or the person be known beyond it.
func (d *document) holder(n *name) (kb.Candidate, bool) {
	if len(n.words) != 1 || d.context.Published.IsZero() || d.holders == nil {
		return kb.Candidate{}, false
	}
	office := ""
	for _, i := range n.mentions[:min(len(n.mentions), maxBearers)] {
		if office = d.titleBefore(i); office != "" {
			break
		}
	}
	if office == "" {
		return kb.Candidate{}, false
	}
	var found *kb.Entry
	for _, e := range d.holders()[n.key] {
		if !d.held(e, office) {
			continue
		}
		if found != nil {
			return kb.Candidate{}, false
		}
		found = e
	}
	if found == nil || d.countries[found.Country()] < 1 && found.Prominence < certain {
		return kb.Candidate{}, false
	}
	return kb.Candidate{Entry: found}, true
}

// held says whether a person held an office of state when the article
// appeared.
func (d *document) held(e *kb.Entry, office string) bool {
	for i := range e.Tenures {
		t := &e.Tenures[i]
		rest, ok := strings.CutPrefix(t.Office, office)
		if !ok || !t.Holds(d.context.Published) {
			continue
		}
		if rest == "" || office != presidentOffice {
			return true
		}
		// Senates and courts have presidents too.
		if c, ok := d.kb.ByID(t.Of); ok && (strings.Contains(rest, c.Name) || strings.HasSuffix(rest, " Republic")) {
			return true
		}
	}
	return false
}

const presidentOffice = "President"

// titleBefore returns the office, as the knowledge base names it, whose title
// stands before mention i.
func (d *document) titleBefore(i int) string {
	m := &d.mentions[i]
	doc := d.fields[m.Field].Doc
	k := m.First - 1
	if k < 0 || k >= len(doc.Tokens) {
		return ""
	}
	switch strings.ToLower(doc.Word(k)) {
	case "president", "präsident", "präsidentin", "us-präsident", "bundespräsident", "staatspräsident", "président", "présidente", "presidente", "presidenta", "президент", "президента", "президентом", "الرئيس":
		return presidentOffice
	case "premier", "premierminister", "ministerpräsident", "премьер", "премьер-министр":
		return "Prime Minister"
	case "chancellor", "kanzler", "kanzlerin", "bundeskanzler", "bundeskanzlerin", "chancelier", "chancelière", "canciller", "канцлер":
		return "Chancellor"
	case "minister", "ministre", "ministro":
		if k > 0 {
			switch strings.ToLower(doc.Word(k - 1)) {
			case "prime", "premier", "primer", "primeiro", "primo":
				return "Prime Minister"
			}
		}
	}
	return ""
}
