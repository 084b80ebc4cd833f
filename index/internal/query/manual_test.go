package query

import (
	"strings"
	"testing"
)

// TestManual checks that every example is a query, that it shows what it
// stands for, and that no field is left out.
func TestManual(t *testing.T) {
	var all strings.Builder
	for _, chapter := range Manual() {
		for _, e := range chapter.Entries {
			q, err := Parse(e.Example, DefaultLimits())
			if err != nil {
				t.Errorf("%s: %q: %v", e.Write, e.Example, err)
				continue
			}
			if len(q.Notes) > 0 {
				t.Errorf("%q has the notes %q", e.Example, q.Notes)
			}
			all.WriteString(" " + e.Write)
			for field := range strings.FieldsSeq(e.Write) {
				if name, ok := strings.CutSuffix(field, ":"); ok && name != sortField && spellings[name] == "" {
					t.Errorf("there is no field %s", field)
				}
			}
		}
	}
	for _, f := range Fields() {
		if !strings.Contains(all.String(), " "+string(f)+":") {
			t.Errorf("the manual leaves out %s:", f)
		}
	}
}

func TestNotes(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"war or peace", "column 5: 'or' is a word here; write OR for either of two"},
		{"war not peace", "column 5: 'not' is a word here; write NOT or - to exclude"},
		{"war Near peace", "column 5: 'Near' is a word here; write NEAR/1 for words in one sentence"},
		{"'peace talks'", "column 1: single quotes make no phrase; write double ones"},
		{`war \or peace`, ""}, {"or", ""}, {"war or", ""}, {"war OR peace", ""}, {`"war or peace"`, ""}, {"title:or x", ""},
	} {
		q, err := Parse(c.in, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(q.Notes, "; "); got != c.want {
			t.Errorf("%q: notes %q, want %q", c.in, got, c.want)
		}
	}
}
