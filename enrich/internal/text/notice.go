package text

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/notice"
)

// The bounds within which a site's notices lie, in bytes.
const (
	maxNoticeSentence = 400
	maxNoticeLine     = 700
	// noticeTail is how many lines at the end of a text may be notices on
	// weak evidence.
	noticeTail = 4
	// maxNoticeAside is the longest line that is taken for a notice in the
	// middle of a text by the sound of its words.
	maxNoticeAside = 160
)

// The log odds from which the words of a line, or of the last sentences of a
// text, make it a notice. News of the Groningen Meaning Bank and of English
// and German feeds has 2 sentences above tailOdds in 10,000, feeds on software
// and living more: 50, half of them notices.
const (
	tailOdds  = 1.5
	asideOdds = 4
	// proseOdds are those below which a sentence is none of a notice.
	proseOdds = -3
)

// notice marks line i, or sentences of it, as a notice. A phrase that only
// sites use marks its sentence; words that sites share with prose count only
// together, near the ends of the text, and outside quotations.
func (s *Structure) notice(d *Document, lines []line, i int) {
	l := &lines[i]
	if l.taken {
		return
	}
	if isNoticeLine(l.text) || d.isNoticeBySound(lines, i) {
		l.taken = true
		s.addNotice(l.Range)
		return
	}
	marked := 0
	var found []Range
	for j := l.first; j < l.last; j++ {
		r := d.sentenceRange(j)
		if s.Dateline != nil && s.Dateline.Overlaps(r) {
			continue
		}
		if r.Len() <= maxNoticeSentence && isNoticeSentence(d.Text[r.Start:r.End]) {
			found = append(found, r)
			marked += r.Len()
		} else if i == len(lines)-1 && j > l.first && d.endsInNotice(r) {
			found = append(found, r)
			marked += r.Len()
		}
	}
	if len(found) == 0 {
		return
	}
	if (2*marked >= l.Len() || isRightsLine(l.text)) && l.Len() <= maxNoticeLine {
		l.taken = true
		s.addNotice(l.Range)
		return
	}
	for _, r := range found {
		s.addNotice(r)
	}
	if from := found[len(found)-1]; from.End == l.End {
		l.cut(d, from.Start)
	}
}

// isNoticeBySound weighs the words of a line without quotation marks that is
// not too long. Less is enough near the ends of a text, save for lines as short
// as headings.
func (d *Document) isNoticeBySound(lines []line, i int) bool {
	l, last := &lines[i], i == len(lines)-1
	tail := i >= len(lines)-noticeTail
	if l.Len() > maxNoticeLine || i > 0 && !tail && l.Len() > maxNoticeAside || hasQuote(l.text) {
		return false
	}
	odds, prose := d.noticeOdds(l)
	switch {
	case prose:
		return false
	case (i == 0 || tail) && soundsLikeSite(l.text):
		return true
	case i == 0:
		return false
	}
	return odds > asideOdds || odds > tailOdds && (last || tail && l.Len() >= minProseBytes)
}

// noticeOdds is the average over the sentences of a line, and whether one of
// them is prose; of a language that is not known, nothing is said.
func (d *Document) noticeOdds(l *line) (odds float64, prose bool) {
	if !notice.Knows(d.Language) {
		return math.Inf(-1), false
	}
	for j := l.first; j < l.last; j++ {
		r := d.sentenceRange(j)
		o := notice.Score(d.Text[r.Start:r.End])
		if o < proseOdds {
			return o, true
		}
		odds += o
	}
	return odds / float64(l.last-l.first), false
}

// endsInNotice weighs a sentence of the last line.
func (d *Document) endsInNotice(r Range) bool {
	s := d.Text[r.Start:r.End]
	return notice.Knows(d.Language) && !hasQuote(s) && notice.Score(s) > asideOdds
}

// links marks the titles of other stories: lines without a stop behind a label
// such as "More on this topic", behind the last paragraph of the story.
func (s *Structure) links(lines []line) {
	from := len(lines)
	for from > 0 && (lines[from-1].taken || !isProse(lines[from-1].text)) {
		from--
	}
	behind, found := false, false
	for i := from; i < len(lines); i++ {
		l := &lines[i]
		if l.taken {
			behind = leadsToStories(l.text)
			continue
		}
		if behind = behind && l.Len() <= maxNoticeAside && (!endsSentence(l.text) || isBulleted(l.text)); behind {
			l.taken, found = true, true
			s.Notices = append(s.Notices, l.Range)
		}
	}
	if found {
		slices.SortFunc(s.Notices, func(a, b Range) int { return a.Start - b.Start })
	}
}

// isBulleted holds for a line of a list.
func isBulleted(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return strings.ContainsRune("-–•*·▪►", r) && strings.HasPrefix(s[n:], " ")
}

// leadsToStories holds for the labels of lists of other stories.
func leadsToStories(s string) bool {
	label := strings.Trim(plain(s), " .:")
	for _, w := range [...]string{"more on ", "more stories", "more news", "related", "read next", "recommended", "most read", "most popular", "top stories", "also in this", "you may also", "you might also"} {
		if strings.HasPrefix(label, w) {
			return isNoticeLine(s)
		}
	}
	return false
}

func hasQuote(s string) bool { return strings.ContainsAny(s, "\"“”„«»") }

func (s *Structure) addNotice(r Range) {
	for _, c := range s.Credits {
		if c.Overlaps(r) {
			r.End = min(r.End, c.Start)
		}
	}
	if r.Len() > 0 {
		s.Notices = append(s.Notices, r)
	}
}

// isNoticeLine holds for short lines that are nothing but a control or a
// label of a page.
func isNoticeLine(s string) bool {
	if len(s) > 120 {
		return false
	}
	lower := plain(s)
	label := strings.Trim(lower, " .:…[]()<>»›→*-–—|!")
	if slices.Contains(noticeLabels[:], label) {
		return true
	}
	for _, p := range noticeLinks {
		if strings.HasPrefix(lower, p) {
			return true
		}
	}
	return false
}

// isNoticeSentence holds for a sentence with a phrase of a site's own voice
// outside quotation marks.
func isNoticeSentence(s string) bool {
	lower := plain(s)
	x := noticeIndex()
	for _, p := range x.openings.at(lower) {
		if strings.HasPrefix(lower, p[0]) {
			return true
		}
	}
	for i := range len(lower) {
		for _, p := range x.phrases.at(lower[i:]) {
			// Its first place alone tells whether a phrase is quoted.
			if strings.HasPrefix(lower[i:], p[0]) && strings.Index(lower, p[0]) == i && !quotedAt(lower, i) {
				return true
			}
		}
		for _, p := range x.pairs.at(lower[i:]) {
			if strings.HasPrefix(lower[i:], p[0]) && strings.Contains(lower[i:], p[1]) {
				return true
			}
		}
	}
	return false
}

// soundsLikeSite weighs a whole line: does it speak of "us" and "you", and
// name several of the things that sites speak of?
func soundsLikeSite(s string) bool {
	padded := " " + strings.Map(func(r rune) rune {
		if isAlnum(r) || r == '\'' {
			return r
		}
		return ' '
	}, plain(s)) + " "
	if !noticeIndex().cores.in(padded) {
		return false
	}
	for _, v := range siteVoices {
		core := countStems(padded, v.core)
		if core == 0 || countWords(padded, v.pronouns) == 0 {
			continue
		}
		if n := core + countStems(padded, v.things); n >= 3 || n == 2 && len(s) <= 200 {
			return true
		}
	}
	return false
}

func countWords(padded string, list []string) int {
	n := 0
	for _, w := range list {
		if strings.Contains(padded, " "+w+" ") {
			n++
		}
	}
	return n
}

func countStems(padded string, list []string) int {
	n := 0
	for _, w := range list {
		if strings.Contains(padded, " "+w) {
			n++
		}
	}
	return n
}

// plain is s in lower case with plain apostrophes and spaces.
func plain(s string) string {
	lower := Lower(s)
	for i := range len(lower) {
		if lower[i] >= utf8.RuneSelf {
			return strings.Map(plainRune, lower)
		}
	}
	return lower
}

func plainRune(r rune) rune {
	switch r {
	case '’', '‘':
		return '\''
	case '\u00a0', '\u202f':
		return ' '
	}
	return r
}

// quotedAt says whether the byte i of s stands between quotation marks.
func quotedAt(s string, i int) bool {
	open := 0
	for j, r := range s {
		if j >= i {
			break
		}
		switch r {
		case '"':
			open ^= 1
		case '“', '«', '„':
			open = 1
		case '”', '»':
			open = 0
		}
	}
	return open == 1
}
