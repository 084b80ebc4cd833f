// Package gold reads stories whose annotations people made and scores what an
// annotator finds against them.
//
// A [Sheet] is what people wrote down about one story; [Load] ties sheets to
// the texts of their stories; [Scores] compares. Sheets never train anything.
// The form is described in testdata/gold/README.md.
package gold

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/shared/news"
)

// Sheet holds the annotations of one story, in its words.
type Sheet struct {
	// Dateline is nil where the story has none.
	Dateline *Dateline
	// Headings, Credits and Notices are whole lines or paragraphs.
	Headings, Credits, Notices []string
	Quotes                     []Quote
	Counts                     []Count
	// Names lists each form of each name once.
	Names []corpus.Listed
}

// Dateline holds the parts of a dateline as written; "" for what it lacks.
type Dateline struct{ Place, Agency, Date string }

// Quote is a stretch of direct speech without its quotation marks.
type Quote struct {
	Words string
	// Speaker is the canonical name of the speaker, "?" where none is given.
	Speaker string
	// As is what stands for the speaker in the sentence.
	As string
}

// Count is a number of things.
type Count struct {
	// Words is the whole expression as written, Object what is counted.
	Words, Object string
	// Low and High are the same but for ranges, such as "200 to 300".
	Low, High float64
	// Event is what became of it; "" where nothing is said.
	Event string
}

// NoID is the id of a name that the knowledge base does not have.
const NoID = "nil"

// DemonymOf begins the id of a demonym, before that of its country or people.
const DemonymOf = "demonym:"

var idForm = regexp.MustCompile(`^(nil|(demonym:)?(Q[1-9][0-9]*|gn-[1-9][0-9]*|iso-[A-Z]{2}-[A-Z0-9]{1,3}|dl-[a-z0-9]+(-[a-z0-9]+)*))$`)

// noteColumns is the number of columns of the lines that are not names.
var noteColumns = map[string]int{"#dateline": 4, "#heading": 2, "#credit": 2, "#notice": 2, "#quote": 4, "#count": 5}

// ReadSheet reads a sheet. A line that breaks the form is an error that names
// the line.
func ReadSheet(r io.Reader) (*Sheet, error) {
	s := &Sheet{}
	seen := map[string]bool{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" {
			continue
		}
		c := strings.Split(line, "\t")
		var err error
		if strings.HasPrefix(line, "#") {
			err = s.addNote(c)
		} else {
			err = s.addName(c, seen)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return s, lines.Err()
}

// addNote adds a line that begins with "#".
func (s *Sheet) addNote(c []string) error {
	want, ok := noteColumns[c[0]]
	switch {
	case !ok:
		return fmt.Errorf("%s is none of #dateline, #heading, #credit, #notice, #quote, #count", c[0])
	case len(c) != want:
		return fmt.Errorf("%s has %d columns, want %d", c[0], len(c), want)
	case c[1] == "" && c[0] != "#dateline":
		return fmt.Errorf("%s says nothing in its second column", c[0])
	}
	switch c[0] {
	case "#dateline":
		if s.Dateline != nil {
			return fmt.Errorf("second #dateline; a story has one at most")
		}
		s.Dateline = &Dateline{Place: c[1], Agency: c[2], Date: c[3]}
	case "#heading":
		s.Headings = append(s.Headings, c[1])
	case "#credit":
		s.Credits = append(s.Credits, c[1])
	case "#notice":
		s.Notices = append(s.Notices, c[1])
	case "#quote":
		if c[2] == "" {
			return fmt.Errorf("#quote has no speaker; write ? where none is named")
		}
		s.Quotes = append(s.Quotes, Quote{Words: c[1], Speaker: c[2], As: c[3]})
	case "#count":
		from, to, ok := strings.Cut(c[2], "-")
		if !ok {
			to = from
		}
		low, err := strconv.ParseFloat(from, 64)
		high, err2 := strconv.ParseFloat(to, 64)
		if err != nil || err2 != nil || low > high {
			return fmt.Errorf("#count: %q is neither a number nor two parted by a hyphen", c[2])
		}
		s.Counts = append(s.Counts, Count{Words: c[1], Low: low, High: high, Object: c[3], Event: c[4]})
	}
	return nil
}

// addName adds the line of a name.
func (s *Sheet) addName(c []string, seen map[string]bool) error {
	if len(c) < 4 || len(c) > 5 {
		return fmt.Errorf("name has %d columns, want surface, type, canonical name, id and perhaps occurrences", len(c))
	}
	l := corpus.Listed{Surface: c[0], Type: news.EntityType(c[1]), Canonical: c[2], ID: c[3]}
	switch {
	case l.Surface == "" || l.Surface != strings.TrimSpace(l.Surface) || l.Canonical == "":
		return fmt.Errorf("name %q has no surface, no canonical name or white space around it", l.Surface)
	case !slices.Contains(corpus.Types[:], l.Type):
		return fmt.Errorf("type %q of %q is none of person, organisation, place, misc", l.Type, l.Surface)
	case !idForm.MatchString(l.ID):
		return fmt.Errorf("id %q of %q is neither nil nor an id of the knowledge base", l.ID, l.Surface)
	}
	occurrences := ""
	if len(c) == 5 {
		occurrences = c[4]
		var err error
		if l.Only, err = corpus.ParseOccurrences(occurrences); err != nil {
			return fmt.Errorf("name %q: %w", l.Surface, err)
		}
	}
	key := l.Surface + "\t" + occurrences
	if seen[key] {
		return fmt.Errorf("name %q is listed twice", l.Surface)
	}
	seen[key] = true
	s.Names = append(s.Names, l)
	return nil
}
