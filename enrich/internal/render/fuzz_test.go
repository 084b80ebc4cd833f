package render

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

// annotationsOf makes annotations of bytes: five for each mark, its kind, and
// two numbers.
func annotationsOf(spec []byte) *news.Annotations {
	n := &news.Annotations{Language: news.Language{Code: "ar"}}
	person := news.Entity{ID: "Q1", Type: news.TypePerson, Name: `"><script>`}
	for ; len(spec) >= 5; spec = spec[5:] {
		s := news.Span{
			Field: news.FieldText,
			Start: int(int16(binary.BigEndian.Uint16(spec[1:]))), //nolint:gosec // negative numbers are wanted
			End:   int(int16(binary.BigEndian.Uint16(spec[3:]))), //nolint:gosec // as above
		}
		switch spec[0] % 7 {
		case 0:
			n.Dateline = &news.Dateline{Span: s}
		case 1:
			n.Headings = append(n.Headings, s)
		case 2:
			n.Credits = append(n.Credits, s)
		case 3:
			n.Boilerplate = append(n.Boilerplate, s)
		case 4:
			n.Quotations = append(n.Quotations, news.Quotation{Span: s, Speaker: "she"})
		case 5:
			n.Money = append(n.Money, news.Money{Span: s})
		default:
			person.Mentions = append(person.Mentions, news.Mention{Span: s})
		}
	}
	n.Entities = []news.Entity{person}
	return n
}

func seeds(f *testing.F) {
	f.Add("Paris was quiet.", []byte{6, 0, 0, 0, 5})
	f.Add("“Paris is\n\nquiet”, she said & left <b>.", []byte{4, 0, 3, 0, 20, 6, 0, 0, 0, 8, 6, 255, 255, 0, 3})
	f.Add("é\x00\xff\x80\x80\x80\x80 سلام \u202e\ufffe", []byte{1, 0, 1, 0, 4, 6, 0, 3, 0, 9, 2, 0, 5, 0, 12, 3, 0, 0, 0, 1})
}

// FuzzPage demands that the tags of any text with any marks nest, and that
// the text without them is the text.
func FuzzPage(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string, spec []byte) {
		var out bytes.Buffer
		p := NewPage(io.Discard)
		if err := p.w.Flush(); err != nil {
			t.Fatal(err)
		}
		p.w.Reset(&out)
		p.body(annotationsOf(spec), text)
		if err := p.w.Flush(); err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		d := xml.NewDecoder(io.MultiReader(strings.NewReader("<div>"), &out, strings.NewReader("</div>")))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("the markup of %q is broken: %v", text, err)
			}
			switch token := token.(type) {
			case xml.CharData:
				got.Write(token)
			case xml.StartElement:
				if name := token.Name.Local; name != "div" && name != "p" && name != "span" && name != "mark" {
					t.Fatalf("element %s in the markup of %q", name, text)
				}
			}
		}
		want := strings.Map(func(r rune) rune {
			if escape(string(r)) == string(utf8.RuneError) {
				return utf8.RuneError
			}
			return r
		}, text)
		if got.String() != want {
			t.Errorf("text = %q, want %q", got.String(), want)
		}
	})
}

var (
	unmark  = regexp.MustCompile(`\{(dateline|heading|credit|notice|quote): |\[|(\|she)?\}|(\|person Q1)?\]`)
	colours = regexp.MustCompile("\x1b\\[[0-9]+m")
)

// FuzzTerminal demands the same of the form for terminals.
func FuzzTerminal(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string, spec []byte) {
		text = strings.NewReplacer("[", "", "]", "", "{", "", "}", "", "|", "").Replace(text)
		for _, colour := range []bool{false, true} {
			a := &news.Article{Text: text, Annotations: annotationsOf(spec)}
			var out bytes.Buffer
			if err := Text(&out, a, colour); err != nil {
				t.Fatal(err)
			}
			got := colours.ReplaceAllString(out.String(), "")
			if hiddenIn(got) {
				t.Fatalf("%q holds what a terminal must not see", got)
			}
			if strings.Count(got, "[") != strings.Count(got, "]") || strings.Count(got, "{") != strings.Count(got, "}") {
				t.Errorf("brackets of %q do not pair", got)
			}
			_, rest, _ := strings.Cut(unmark.ReplaceAllString(got, ""), "\n\n")
			if want := safe(text); want != "" && !strings.HasPrefix(rest, want+"\n") {
				t.Errorf("text = %q, want %q first", rest, want)
			}
		}
	})
}

func hiddenIn(s string) bool { return strings.ContainsFunc(s, hidden) }
