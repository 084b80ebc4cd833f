package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Structure is what a news text carries besides its prose. Headings, Credits
// and Notices are in order and never overlap, nor do they overlap Dateline.
type Structure struct {
	// Dateline is nil where the text has none.
	Dateline *Dateline
	// Headings are headings between paragraphs.
	Headings []Range
	// Credits are bylines and the lines that name reporters, editors, desks
	// and agencies.
	Credits []Range
	// Notices are what a site says about itself: subscriptions, comment
	// rules, copyright, links to other stories.
	Notices []Range
}

// line is one line of a text without the white space around it.
type line struct {
	Range
	text string
	// first and last delimit its sentences.
	first, last int
	taken       bool
}

// maxDatelineLine is the last line that may open with a dateline; kickers and
// bylines stand above it.
const maxDatelineLine = 3

// Analyse finds the structure of a parsed text. isPlace says whether a name
// is known as a place; nil knows none.
func Analyse(d *Document, isPlace func(string) bool) Structure {
	lines := d.lines()
	var s Structure
	for i := range lines {
		s.credit(d, lines, i)
	}
	s.findDateline(d, lines, isPlace)
	for i := range lines {
		s.notice(d, lines, i)
	}
	s.links(lines)
	for i := range lines {
		s.heading(lines, i)
	}
	return s
}

// lines cuts the document where its sentences change line.
func (d *Document) lines() []line {
	var out []line
	for i, sent := range d.Sentences {
		start, end := d.Tokens[sent.First].Start, d.Tokens[sent.Last-1].End
		if n := len(out); n > 0 && !endsLine(d.Text[out[n-1].End:start]) {
			out[n-1].End, out[n-1].last = end, i+1
			continue
		}
		out = append(out, line{Range: Range{start, end}, first: i, last: i + 1})
	}
	for i := range out {
		out[i].text = d.Text[out[i].Start:out[i].End]
	}
	return out
}

func (s *Structure) findDateline(d *Document, lines []line, isPlace func(string) bool) {
	for i := range lines {
		if i >= maxDatelineLine {
			return
		}
		if lines[i].taken {
			continue
		}
		found, ok := findDateline(d.Text, lines[i].Start, lines[i].End, isPlace)
		if ok {
			s.Dateline = &found
			return
		}
		if isProse(lines[i].text) {
			return
		}
	}
}

// sentenceRange is the byte range of sentence i.
func (d *Document) sentenceRange(i int) Range {
	s := d.Sentences[i]
	return Range{d.Tokens[s.First].Start, d.Tokens[s.Last-1].End}
}

// The bounds of a heading, in bytes and words.
const (
	maxHeadingBytes = 100
	maxHeadingWords = 12
	minProseBytes   = 60
)

// isProse holds for a line that ends as a paragraph does and is too long for
// a heading.
func isProse(s string) bool { return len(s) >= minProseBytes && endsSentence(s) }

func endsSentence(s string) bool {
	s = strings.TrimRightFunc(s, isClosing)
	return strings.ContainsRune(".!?…؟。！？।:;", lastRune(s))
}

// heading marks line i if it is set as a heading: between dashes, in
// quotation marks, in capitals, or as a short line without a stop that stands
// alone between paragraphs.
func (s *Structure) heading(lines []line, i int) {
	l := &lines[i]
	if l.taken || l.Len() > maxHeadingBytes || len(strings.Fields(l.text)) > maxHeadingWords {
		return
	}
	if i == 0 || s.Dateline != nil && s.Dateline.Overlaps(l.Range) {
		return
	}
	if i == len(lines)-1 || !setAsHeading(l.text) && !isPlainHeading(lines, i) {
		return
	}
	l.taken = true
	s.Headings = append(s.Headings, l.Range)
}

// setAsHeading holds for a line between marks, such as "- 'Ongoing
// discussions' -", "*** Background ***", or "## Background".
func setAsHeading(s string) bool {
	open, close := firstRune(s), lastRune(s)
	inner := strings.TrimFunc(s, func(r rune) bool { return isDash(r) || r == '*' || r == '=' || unicode.IsSpace(r) })
	if !hasLetter(inner) {
		return false
	}
	if (isDash(open) || open == '*' || open == '=') && (isDash(close) || close == '*' || close == '=') {
		return isDash(open) == isDash(close)
	}
	return strings.HasPrefix(s, "##")
}

// isPlainHeading judges a line that carries no marks. Its neighbours must be
// paragraphs, so that a list is not taken for a row of headings.
func isPlainHeading(lines []line, i int) bool {
	if !paragraphBefore(lines, i) || !paragraphAfter(lines, i) {
		return false
	}
	s := lines[i].text
	first := firstRune(s)
	if inner, ok := unquoted(s); ok {
		return len(inner) <= 60 && len(strings.Fields(inner)) <= 7 && !strings.ContainsAny(inner, ".,;") && hasLetter(inner)
	}
	if !unicode.IsLetter(first) && !isOpening(first) || unicode.IsLower(first) || lines[i].last-lines[i].first > 1 {
		return false
	}
	switch lastRune(s) {
	case '?', '؟', '？':
		return len(strings.Fields(s)) <= 9
	case '.', '!', '…', ':', ';', ',', ')', '。', '،', '-', '–', '—', ']':
		return false
	}
	if strings.Contains(s, "://") || strings.ContainsRune(s, '@') {
		return false
	}
	words := len(strings.Fields(s))
	return words <= 10 && len(s) <= 80 || isUpper(s)
}

func paragraphBefore(lines []line, i int) bool {
	for j := i - 1; j >= 0; j-- {
		if lines[j].taken {
			continue
		}
		return isProse(lines[j].text)
	}
	return false
}

func paragraphAfter(lines []line, i int) bool {
	for j := i + 1; j < len(lines); j++ {
		if lines[j].taken {
			continue
		}
		return isProse(lines[j].text)
	}
	return false
}

// unquoted returns what a line holds that is one quotation.
func unquoted(s string) (string, bool) {
	open, n := utf8.DecodeRuneInString(s)
	close, m := utf8.DecodeLastRuneInString(s)
	if !isOpening(open) || !isClosing(close) || open == '(' || open == '[' || len(s) < n+m {
		return s, false
	}
	inner := s[n : len(s)-m]
	return inner, !strings.ContainsRune(inner, open) && !strings.ContainsRune(inner, close)
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }
