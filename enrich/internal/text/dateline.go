package text

import "unicode/utf8"

// Dateline is the opening of a wire story: where it was filed, by which
// agency and when, each as written. Unset parts are empty ranges.
type Dateline struct {
	// Range reaches from the first character to the first word of the story.
	Range
	Place, Agency, Date Range
}

// maxDateline bounds a dateline in bytes; longer openings are prose.
const maxDateline = 160

// findDateline reads the dateline at the head of the line s[start:end].
// isPlace says whether a name is known as a place; it decides where the form
// alone does not.
func findDateline(s string, start, end int, isPlace func(string) bool) (Dateline, bool) {
	head := s[start:min(end, start+maxDateline)]
	for !utf8.ValidString(head) && len(head) > 0 && !utf8.RuneStart(head[len(head)-1]) {
		head = head[:len(head)-1]
	}
	if r := firstRune(head); r >= 0x2e80 || r == '(' || r == '[' {
		if d, ok := findHanDateline(head, start); ok {
			return d, true
		}
	}
	p := dateParser{s: head, toks: Tokens(head), isPlace: isPlace}
	d, ok := p.parse()
	if !ok {
		return Dateline{}, false
	}
	for _, r := range []*Range{&d.Range, &d.Place, &d.Agency, &d.Date} {
		if r.End > 0 {
			r.Start += start
			r.End += start
		}
	}
	return d, true
}

// dateParser walks over the tokens of an opening.
type dateParser struct {
	s       string
	toks    []Token
	i       int
	isPlace func(string) bool
}

func (p *dateParser) at(i int) string {
	if i < 0 || i >= len(p.toks) {
		return ""
	}
	return p.s[p.toks[i].Start:p.toks[i].End]
}

func (p *dateParser) word(i int) bool { return i < len(p.toks) && p.toks[i].Kind == Word }

func (p *dateParser) span(first, last int) Range {
	if first >= last {
		return Range{}
	}
	return Range{p.toks[first].Start, p.toks[last-1].End}
}

func (p *dateParser) text(r Range) string { return p.s[r.Start:r.End] }

// separator is what parts a dateline from its story.
type separator uint8

const (
	noSeparator separator = iota
	dashSeparator
	colonSeparator
	stopSeparator
)

// parse accepts the shapes in which agencies file:
//
//	PLACE (AGENCY) -    PLACE, Region, Date (AGENCY) --    (AGENCY) -
//	Date (AGENCY) -     PLACE —    PLACE:    PLACE, Date — AGENCY.
//	PLACE. Date. AGENCY -    PLACE, Date. /AGENCY/.    PLACE/AGENCY -
//	(AGENCY) - PLACE, Date -    PLACE, Region - Date (AGENCY)
//
// and nothing whose parts do not look like place, agency and date.
func (p *dateParser) parse() (Dateline, bool) {
	var d Dateline
	if p.leadingAgency(&d) {
		if sep := p.separator(); sep == dashSeparator || sep == colonSeparator {
			return p.afterLeadingAgency(d)
		}
		return d, false
	}
	if p.date(&d) && p.bracketedAgency(&d) {
		sep := p.separator()
		return p.done(d, sep == dashSeparator)
	}
	p.i = 0
	d = Dateline{}
	first := p.i
	if !p.place() {
		return d, false
	}
	d.Place = p.span(first, p.i)
	if p.at(p.i) == "/" || p.at(p.i) == "-" {
		if done, ok := p.slashedAgency(d); ok {
			return done, true
		}
	}
	regions := p.regionsAndDate(&d)
	if p.bracketedAgency(&d) {
		return p.afterAgency(d)
	}
	return p.withoutBrackets(d, regions)
}

// afterLeadingAgency goes on after "(AGENCY) -": the story, or place and date
// with a separator of their own.
func (p *dateParser) afterLeadingAgency(d Dateline) (Dateline, bool) {
	mark := p.i
	with := d
	if p.place() {
		with.Place = p.span(mark, p.i)
		p.regionsAndDate(&with)
		sep := p.separator()
		known := p.known(p.text(with.Place)) || with.Date.End > 0
		if sep == dashSeparator && known {
			if done, ok := p.done(with, true); ok {
				return done, true
			}
		}
	}
	p.i = mark
	return p.done(d, true)
}

// afterAgency decides after "PLACE (AGENCY)".
func (p *dateParser) afterAgency(d Dateline) (Dateline, bool) {
	agency := p.text(d.Agency)
	known := isAgencyName(agency)
	if !known && p.known(agency) {
		return d, false
	}
	sep := p.separator()
	switch sep {
	case noSeparator:
		// "La Habana, 29 dic (Prensa Latina) El presidente"
		return p.done(d, known && d.Date.End > 0)
	case dashSeparator:
		place := p.text(d.Place)
		sure := known || d.Date.End > 0 || isUpper(place) || isUpper(agency) || p.known(place) || !hasCase(place)
		return p.done(d, sure || p.storyFollows())
	case colonSeparator:
		return p.done(d, known || p.known(p.text(d.Place)))
	}
	return p.done(d, known && d.Date.End > 0)
}

// withoutBrackets decides on a place, perhaps with regions and a date, that
// no agency in brackets follows.
func (p *dateParser) withoutBrackets(d Dateline, regions bool) (Dateline, bool) {
	place, date := p.text(d.Place), d.Date
	sep := p.separator()
	switch sep {
	case noSeparator:
		return d, false
	case colonSeparator:
		return p.done(d, isUpper(place) && p.known(place) && len(place) > 2)
	}
	mark := p.i
	if d.Date.End == 0 && sep == dashSeparator && p.date(&d) && p.bracketedAgency(&d) && p.i == len(p.toks) {
		// "PLACE, Region - Date (AGENCY)" on a line of its own.
		d.Start, d.End = p.toks[0].Start, p.toks[p.i-1].End
		return d, isAgencyName(p.text(d.Agency))
	}
	d.Date, d.Agency, p.i = date, Range{}, mark
	if p.bareAgency(&d) {
		if sep := p.separator(); sep != noSeparator && (d.Date.End > 0 || p.known(place) || isUpper(place)) {
			return p.done(d, true)
		}
		d.Agency, p.i = Range{}, mark
	}
	if sep == stopSeparator || isSignal(place) {
		return d, false
	}
	spaced := p.spacedDash(mark)
	switch {
	case d.Date.End > 0:
		return p.done(d, spaced || isUpper(place))
	case isUpper(place) && hasCase(place):
		return p.done(d, spaced && (p.known(place) || regions || utf8.RuneCountInString(place) > 3))
	}
	return p.done(d, spaced && p.known(place) && p.storyFollows() && !p.dashAhead())
}

// done closes the dateline before the next token.
func (p *dateParser) done(d Dateline, ok bool) (Dateline, bool) {
	if !ok || p.i >= len(p.toks) {
		return Dateline{}, false
	}
	d.Start, d.End = p.toks[0].Start, p.toks[p.i].Start
	return d, true
}

func (p *dateParser) known(name string) bool {
	return p.isPlace != nil && name != "" && p.isPlace(name)
}

// storyFollows says whether a sentence begins at the cursor.
func (p *dateParser) storyFollows() bool {
	return p.i < len(p.toks) && opensSentence(p.s, p.toks, p.i)
}

// dashAhead says whether the opening holds another dash set off by spaces,
// as an insertion between dashes does.
func (p *dateParser) dashAhead() bool {
	for j := p.i; j < len(p.toks); j++ {
		if isDash(firstRune(p.at(j))) && p.toks[j].Kind == Punct {
			return true
		}
		if w := p.at(j); w == "." || w == "," {
			return false
		}
	}
	return false
}

// spacedDash says whether the separator before the cursor stands off the
// place by a space or is longer than a hyphen.
func (p *dateParser) spacedDash(i int) bool {
	if i < 2 {
		return false
	}
	t := p.toks[i-1]
	return p.toks[i-2].End < t.Start || p.text(t.Range) != "-"
}

// separator takes a dash, ".-", a colon or a stop.
func (p *dateParser) separator() separator {
	w := p.at(p.i)
	if w == "" {
		return noSeparator
	}
	if r := firstRune(w); p.toks[p.i].Kind == Punct && (isDash(r) || r == '_') {
		p.i++
		return dashSeparator
	}
	switch w {
	case ".", ",":
		if r := firstRune(p.at(p.i + 1)); isDash(r) && p.toks[p.i+1].Kind == Punct {
			p.i += 2
			return dashSeparator
		}
		if w == "." {
			p.i++
			return stopSeparator
		}
	case ":":
		p.i++
		return colonSeparator
	}
	return noSeparator
}
