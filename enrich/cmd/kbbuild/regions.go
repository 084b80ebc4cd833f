package main

import "strings"

// withoutDivision returns the name of a region without the word for its sort
// that ends it, or "".
func withoutDivision(name string) string {
	short, sort, ok := cutLast(name, " ")
	if !ok {
		return ""
	}
	switch sort {
	case "Province", "State", "Governorate", "Region", "Department", "County", "Prefecture", "Oblast", "Voivodeship":
	default:
		return ""
	}
	if isGeneric(short) {
		return ""
	}
	switch _, last, _ := cutLast(short, " "); last {
	case "Autonomous", "Metropolitan", "Administrative", "Special", "Statistical", "Indigenous", "indigenous", "City", "Capital", "Mairie", "Rural", "Peoples'":
		return ""
	default:
		if strings.HasSuffix(last, "ian") || strings.HasSuffix(last, "ish") {
			return "" // "South Moravian"
		}
	}
	return short
}

// isShared holds for names of several words that many places share or that are
// those of persons: "San Luis", "Presidente Hayes".
func isShared(name string) bool {
	switch first, _, _ := strings.Cut(name, " "); first {
	case "Saint", "San", "Santa", "Santo", "São", "Los", "Las", "La", "El", "Al", "Ad", "An", "As", "Ash", "Az", "The",
		"Presidente", "Monseñor", "Francisco", "María", "Santiago", "Sánchez", "Elías", "Hermanas", "Monte", "Villa":
		return true
	}
	return false
}

// isGeneric holds for names of nothing but directions and kinds of land, which
// mean something else elsewhere: "Far North", "Littoral".
func isGeneric(name string) bool {
	for w := range strings.FieldsSeq(name) {
		switch w {
		case "North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Central", "Far", "Upper", "Lower", "New", "Red", "Blue", "White", "Cross", "Grand", "Plateau",
			"Centre", "Center", "Centro", "Est", "Ouest", "Nord", "Sud", "Sur", "Norte", "Hauts", "Bassins", "River", "Nile", "Sea", "Coast", "Delta", "Highlands", "Valley", "Bay", "Island", "Islands",
			"Littoral", "Oriental", "Occidental", "Maritime", "Savanes", "Plateaux", "Lacs", "Capital", "Federal", "Midlands", "Border", "Gulf", "Lakes", "Valle", "Lagos", "Atlantic", "Atlantique", "Atlántico", "Pool", "Union", "Unity", "Rivers", "Bas", "Haut":
		default:
			return false
		}
	}
	return true
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}
