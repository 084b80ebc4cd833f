package kb

import (
	"github.com/dateline-news/dateline/shared/news"
)

// Entry is one thing that articles name.
type Entry struct {
	// ID is a Wikidata id, "gn-" and a GeoNames id, "iso-" and an ISO 3166-2
	// code, or "dl-" and a slug where none of these was to be had.
	ID   string
	Type news.EntityType
	// Kind is finer than Type: country, city, politician, agency, demonym.
	Kind string
	Name string
	// Of holds ids: the places that a place lies in, nearest first; the
	// country of a person or an organisation; the country of a people.
	Of []string
	// Prominence is a rough prior in [0, 100] for how often the news means
	// this entry by one of its names.
	Prominence int
	// Source and AsOf say where the entry comes from and of when that is.
	Source, AsOf string
}

// KindDemonym is the kind of entries that name a people or what is theirs.
const KindDemonym = "demonym"

// IsCountry says whether the entry is a country or a territory of its own.
func (e *Entry) IsCountry() bool { return e.Kind == "country" || e.Kind == "territory" }

// Country returns the id of the country that the entry is, lies in or
// belongs to, or "".
func (e *Entry) Country() string {
	if e.IsCountry() {
		return e.ID
	}
	if len(e.Of) > 0 {
		return e.Of[len(e.Of)-1]
	}
	return ""
}

// languages are those that names are tied to; the place in the list is the
// bit in a name's mask.
var languages = [...]string{
	"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "hu", "ro", "bg", "ru", "uk", "sr", "hr", "el",
	"tr", "ar", "fa", "he", "ur", "hi", "bn", "id", "ms", "vi", "th", "zh", "ja", "ko", "ca", "sl", "lt", "lv", "et",
}

// languageBit returns the mask of a language, or 0 if no name is tied to it.
func languageBit(code string) uint64 {
	for i, l := range languages {
		if l == code {
			return 1 << i
		}
	}
	return 0
}
