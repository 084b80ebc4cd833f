package link

import (
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// held is a knowledge base of two presidents of one surname and a president of
// a senate.
const held = `Q1	place	country	Freedonia			80	t	d
Q40	person	politician	George Hackenbush		Q1	50	t	d				President of Freedonia;Q1;1989-01-20;1993-01-20
Q41	person	politician	Hugo Hackenbush		Q1	50	t	d				President of Freedonia;Q1;2001-01-20;2009-01-20
Q42	person	politician	Otis Driftwood		Q1	50	t	d				President of the Senate;Q1;2001;2009
Q43	person	politician	Emily Upjohn		Q1	50	t	d				Prime Minister;Q1;2001;2009
`

func TestOfficeHolders(t *testing.T) {
	k, err := kb.Read(strings.NewReader(held))
	if err != nil {
		t.Fatal(err)
	}
	linker, rules := New(k, Options{}), ner.NewRules(k)
	tests := []struct{ published, body, want string }{
		{"1991-02-01", "In Freedonia, President Hackenbush spoke.", "Q40"},
		{"2005-02-01", "In Freedonia, President Hackenbush spoke.", "Q41"},
		{"1997-02-01", "In Freedonia, President Hackenbush spoke.", ""},
		{"2005-02-01", "President Hackenbush spoke.", ""},
		{"2005-02-01", "In Freedonia, President Driftwood spoke.", ""},
		{"2005-02-01", "In Freedonia, Prime Minister Upjohn spoke.", "Q43"},
		{"", "In Freedonia, President Hackenbush spoke.", ""},
	}
	for _, tt := range tests {
		c := Context{Language: "en"}
		if tt.published != "" {
			if c.Published, err = time.Parse(time.DateOnly, tt.published); err != nil {
				t.Fatal(err)
			}
		}
		fields := []ner.Field{{Name: news.FieldText, Doc: text.Parse(tt.body)}}
		got := ""
		for _, e := range linker.Link(c, fields, rules.Recognize("en", fields)) {
			if e.Type == news.TypePerson && !news.IsNil(e.ID) {
				got = e.ID
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q is about %q, want %q", tt.published, tt.body, got, tt.want)
		}
	}
}
