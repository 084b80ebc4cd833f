package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPlaceWords bounds a place name: "Santa Cruz de la Sierra" has five.
const maxPlaceWords = 6

// place takes a place name: capitalised words with the particles that stand
// within place names, "Rom/Berlin", "Frankfurt am Main".
func (p *dateParser) place() bool {
	first, capital := p.i, p.i
	for n := 0; p.word(p.i) && n < maxPlaceWords; n++ {
		w := p.at(p.i)
		r := firstRune(w)
		switch {
		case unicode.IsUpper(r):
			if strings.HasSuffix(w, ".") && len(w) > 4 && !isAbbreviation(strings.TrimSuffix(w, ".")) {
				return false
			}
			p.i++
			capital = p.i
		case !unicode.IsLower(r):
			if n >= 3 {
				return false
			}
			p.i++
			capital = p.i
		case isPlaceParticle(w):
			p.i++
			continue
		default:
			p.i = capital
			return p.i > first
		}
		if (p.at(p.i) == "/" || p.at(p.i) == "–") && p.word(p.i+1) && p.joined(p.i) {
			if isAgencyName(p.at(p.i + 1)) {
				break
			}
			p.i++
		}
	}
	p.i = capital
	return p.i > first
}

// joined says whether token i touches its neighbours.
func (p *dateParser) joined(i int) bool {
	return i > 0 && i+1 < len(p.toks) && p.toks[i-1].End == p.toks[i].Start && p.toks[i].End == p.toks[i+1].Start
}

// regionsAndDate takes ", Colombia", ", N.Y.", ", Dec. 29" and the like, and
// says whether there was a region.
func (p *dateParser) regionsAndDate(d *Dateline) bool {
	regions := false
	for range 3 {
		mark := p.i
		switch p.at(p.i) {
		case ",", "،", ".":
			stop := p.at(p.i) == "."
			p.i++
			if p.date(d) {
				continue
			}
			if !stop && p.region() {
				regions = true
				continue
			}
		default:
			if d.Date.End == 0 && p.date(d) {
				continue
			}
		}
		p.i = mark
		return regions
	}
	return regions
}

// region takes the name of a state, province or country after a comma. It
// must end where a dateline goes on, so that prose is not taken for one.
func (p *dateParser) region() bool {
	if !p.place() {
		return false
	}
	switch w := p.at(p.i); {
	case w == "(" || w == "," || w == "،" || w == "/":
		return true
	default:
		return w != "" && p.toks[p.i].Kind == Punct && (isDash(firstRune(w)) || w == "_")
	}
}

// bracketedAgency takes "(AFP)", "(dpa/lsw)", "(أ ف ب)" or "/ТАСС/".
func (p *dateParser) bracketedAgency(d *Dateline) bool {
	closing := ")"
	if p.at(p.i) == "." && p.at(p.i+1) == "/" && d.Date.End > 0 {
		p.i++
	}
	switch p.at(p.i) {
	case "(":
	case "/":
		closing = "/"
	default:
		return false
	}
	first := p.i + 1
	last := first
	for last < len(p.toks) && p.at(last) != closing {
		if last-first >= 6 {
			return false
		}
		last++
	}
	if last == first || last >= len(p.toks) || !p.agencyShape(first, last) {
		return false
	}
	d.Agency = p.span(first, last)
	p.i = last + 1
	return true
}

// agencyShape says whether tokens [first, last) can be an agency's name: a
// known one, or names and acronyms without a word in lower case.
func (p *dateParser) agencyShape(first, last int) bool {
	name := p.text(p.span(first, last))
	if isAgencyName(name) {
		return true
	}
	if last-first > 4 || len(name) > 40 {
		return false
	}
	if p.at(first+1) == "/" && isAgencyName(p.at(first)) {
		return true
	}
	for i := first; i < last; i++ {
		w := p.at(i)
		if w == "/" || w == "-" || w == "+" {
			continue
		}
		r := firstRune(w)
		if p.toks[i].Kind != Word || unicode.IsLower(r) && !isAgencyName(w) || strings.HasSuffix(w, ".") {
			return false
		}
		if !hasCase(w) && utf8.RuneCountInString(w) > 12 {
			return false
		}
	}
	return true
}

// bareAgency takes an agency that no brackets mark: "ТАСС", "РИА Новости".
func (p *dateParser) bareAgency(d *Dateline) bool {
	for n := 3; n >= 1; n-- {
		if p.i+n <= len(p.toks) && isAgencyName(p.text(p.span(p.i, p.i+n))) {
			d.Agency = p.span(p.i, p.i+n)
			p.i += n
			return true
		}
	}
	return false
}

// leadingAgency takes "(AFP)" or a bare agency at the head of the line.
func (p *dateParser) leadingAgency(d *Dateline) bool {
	if p.at(p.i) == "(" || p.at(p.i) == "/" {
		if !p.bracketedAgency(d) {
			return false
		}
		name := p.text(d.Agency)
		return isAgencyName(name) || isUpper(name) && !strings.ContainsRune(name, ' ') && len(name) <= 8
	}
	if !p.bareAgency(d) {
		return false
	}
	r := firstRune(p.at(p.i))
	if isDash(r) && p.spacedDash(p.i+1) || p.at(p.i) == ":" && isUpper(p.text(d.Agency)) {
		return true
	}
	p.i, d.Agency = 0, Range{}
	return false
}

// slashedAgency takes "Madrid/EFE" and "دمشق-سانا" with what follows.
func (p *dateParser) slashedAgency(d Dateline) (Dateline, bool) {
	mark := p.i
	p.i++
	if p.joined(mark) && p.bareAgency(&d) {
		p.regionsAndDate(&d)
		if p.separator() != noSeparator || p.at(mark) == "/" {
			return p.done(d, true)
		}
	}
	p.i = mark
	return d, false
}

// date takes a day with its month in words or figures, and a year.
func (p *dateParser) date(d *Dateline) bool {
	first := p.i
	i := p.i
	weekday := p.word(i) && isWeekday(p.at(i))
	if weekday {
		i++
		if p.at(i) == "," || p.at(i) == "." {
			i++
		}
	}
	switch {
	case p.day(i) && p.at(i+1) == "月" && p.day(i+2) && p.at(i+3) == "日":
		i += 4
	case p.day(i):
		i++
		for p.at(i) == "." || p.at(i) == "de" {
			i++
		}
		switch {
		case p.month(i) > 0:
			i += p.month(i)
		case p.at(i) == "/" && p.day(i+1):
			i += 2
		default:
			return false
		}
	case p.month(i) > 0 && p.day(i+p.month(i)):
		i += p.month(i) + 1
	case weekday && (p.at(i) == "(" || p.at(i) == ""):
		d.Date = p.span(first, first+1)
		p.i = first + 1
		return true
	default:
		return false
	}
	mark := i
	if p.at(i) == "," || p.at(i) == "de" || p.at(i) == "/" || p.at(i) == "del" {
		i++
	}
	if y := p.at(i); len(y) == 4 && (strings.HasPrefix(y, "19") || strings.HasPrefix(y, "20")) {
		i++
		if p.at(i) == "г." {
			i++
		}
	} else {
		i = mark
	}
	d.Date = p.span(first, i)
	p.i = i
	return true
}

func (p *dateParser) day(i int) bool {
	w := p.at(i)
	return len(w) > 0 && len(w) <= 4 && i < len(p.toks) && p.toks[i].Kind == Number && utf8.RuneCountInString(w) <= 2
}

// month returns the number of tokens of the month's name at i, or 0.
func (p *dateParser) month(i int) int {
	if !p.word(i) {
		return 0
	}
	if isMonth(p.at(i)) {
		return 1
	}
	if p.word(i+1) && isMonth(p.at(i)+" "+p.at(i+1)) {
		return 2
	}
	return 0
}
