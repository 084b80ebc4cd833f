package kb

import (
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// Entry is one thing that articles name.
type Entry struct {
	// ID is a Wikidata id, "gn-" and a GeoNames id, "iso-" and an ISO 3166-2
	// code, or "dl-" and a slug where none of these was to be had. Entries of
	// users may have ids of their own.
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
	// Latitude and Longitude are in degrees, to a ten-thousandth (11 m); a
	// city's are those of its middle, a country's those of its middle too.
	Latitude, Longitude float64
	// HasPoint says whether they are known.
	HasPoint bool
	// Capital is the id of a country's capital.
	Capital string
	// Metonym is the id of what the place stands for in the news beside
	// itself: a capital for its country, the Kremlin for Russia.
	Metonym string
	// Tenures are the offices that a person has held, oldest first.
	Tenures []Tenure
	// Source and AsOf say where the entry comes from and of when that is.
	Source, AsOf string
}

// Tenure is an office that a person held.
type Tenure struct {
	// Office names it in English: "President of France".
	Office string
	// Of is the id of the country or organisation; "" where none is known.
	Of string
	// From and To are the first and the last day in ISO form, a year
	// ("2012"), a month ("2012-05") or a day ("2012-05-07"). From is "" where
	// it is not known, To where the tenure lasts or its end is not known.
	From, To string
}

// Holds says whether the tenure covers a day; a year or month covers all its
// days. A tenure without any date covers none.
func (t *Tenure) Holds(at time.Time) bool {
	if t.From == "" && t.To == "" {
		return false
	}
	day := at.UTC().Format(time.DateOnly)
	// A longer date that begins with a shorter one is within it.
	return (t.From == "" || day >= t.From) && (t.To == "" || day <= t.To || len(day) > len(t.To) && day[:len(t.To)] == t.To)
}

// InOffice says whether the person held an office, as far as is known, at a
// time.
func (e *Entry) InOffice(at time.Time) bool {
	for i := range e.Tenures {
		if e.Tenures[i].Holds(at) {
			return true
		}
	}
	return false
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
