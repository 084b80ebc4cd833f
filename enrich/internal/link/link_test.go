package link

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// small is a knowledge base that shows what linking has to decide.
const small = `Q1	place	country	Freedonia	Freedonie@fr		80	t	d
Q2	place	country	Sylvania			80	t	d
	misc	demonym	Freedonian	Freedonians@en	Q1	60	t	d
	misc	demonym	Sylvanian		Q2	60	t	d
Q10	place	city	Springfield		Q1	56	t	d
Q11	place	city	Springfield		Q2	55	t	d
Q12	place	city	Reading	~Reading	Q2	50	t	d
Q13	place	capital	Glasston		Q1	70	t	d
Q20	person	politician	Rufus Firefly	Firefly	Q1	85	t	d
Q21	person	politician	Ambrose Trentino	~Trentino	Q2	60	t	d
Q22	person	politician	John Smithers		Q2	25	t	d
Q23	person	politician	Donald Quill	Quill	Q1	97	t	d
Q30	organisation	igo	Peace Organisation	=PO	-	70	t	d
Q33	organisation	army	Royal Swamp Forces		Q1	60	t	d
Q34	organisation	ngo	Scribes Free	=RSF	-	60	t	d
Q37	organisation	government agency	State Department		Q1	60	t	d
Q35	organisation	union	Quorble Union	=CQN	Q2	40	t	d
Q31	organisation	party	Unity Party	~Unity Party|~=UP	Q1	30	t	d
Q32	organisation	party	Unity Party	~Unity Party|~=UP	Q2	30	t	d
`

// entities links an article of a title and a text with the small knowledge
// base.
func entities(t *testing.T, language, title, body string) ([]news.Entity, []ner.Field) {
	t.Helper()
	k, err := kb.Read(strings.NewReader(strings.ReplaceAll(small, "\t-\t", "\t\t")))
	if err != nil {
		t.Fatal(err)
	}
	fields := []ner.Field{{Name: news.FieldTitle, Doc: text.Parse(title), Headline: true}, {Name: news.FieldText, Doc: text.Parse(body)}}
	fields[1].Structure = text.Analyse(fields[1].Doc, nil)
	return New(k, Options{}).Link(Context{Language: language}, fields, ner.NewRules(k).Recognize(language, fields)), fields
}

// rendered shows entities as "id name [forms]", sorted by id.
func rendered(es []news.Entity, fields []ner.Field) string {
	var out []string
	for _, e := range es {
		var forms []string
		for _, m := range e.Mentions {
			for _, f := range fields {
				if f.Name == m.Field {
					forms = append(forms, f.Doc.Text[m.Start:m.End])
				}
			}
		}
		id := e.ID
		if news.IsNil(id) {
			if id != news.NilID(e.Type, e.Name) {
				id = "wrong " + id
			} else {
				id = "nil " + string(e.Type)
			}
		}
		out = append(out, id+" "+e.Name+" ["+strings.Join(forms, "|")+"]")
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func TestLink(t *testing.T) {
	tests := []struct{ name, title, body, want string }{
		{"known by surname", "", "Firefly spoke.", "Q20 Rufus Firefly [Firefly]"},
		{"surname after the full name", "", "Rufus Firefly spoke. Then Firefly left.", "Q20 Rufus Firefly [Rufus Firefly|Firefly]"},
		{"surname of an unknown person", "", "Margaret Quenby spoke. Then Quenby left.", "nil person Margaret Quenby [Margaret Quenby|Quenby]"},
		{"surname of another bearer", "", "Margaret Firefly spoke. Then Firefly left.", "nil person Margaret Firefly [Margaret Firefly|Firefly]"},
		{"household name beside another bearer", "", "Margaret Quill spoke. Then Quill left.", "Q23 Donald Quill [Quill]; nil person Margaret Quill [Margaret Quill]"},
		{"the bearer known by the surname", "", "Rufus Firefly spoke. Firefly left. Margaret Firefly came. Firefly sat.", "Q20 Rufus Firefly [Rufus Firefly|Firefly|Firefly]; nil person Margaret Firefly [Margaret Firefly]"},
		{"nearest of two unknown bearers", "", "Rupert Quenby spoke. Quenby left. Margaret Quenby came. Quenby sat.", "nil person Margaret Quenby [Margaret Quenby|Quenby]; nil person Rupert Quenby [Rupert Quenby|Quenby]"},
		{"weak surname alone", "", "The crowd saw Trentino go.", ""},
		{"weak surname after the full name", "", "Ambrose Trentino went. The crowd saw Trentino go.", "Q21 Ambrose Trentino [Ambrose Trentino|Trentino]"},
		{"obscure person needs the country", "", "It was John Smithers.", "nil person John Smithers [John Smithers]"},
		{"obscure person with the country", "", "It was John Smithers of Sylvania.", "Q2 Sylvania [Sylvania]; Q22 John Smithers [John Smithers]"},
		{"more prominent city", "", "It happened in Springfield.", "Q10 Springfield [Springfield]"},
		{"city of the country spoken of", "", "Police in Sylvania said the Sylvanian army was in Springfield.", "Q11 Springfield [Springfield]; Q2 Sylvania [Sylvania]; nil misc Sylvanian [Sylvanian]"},
		{"common word", "", "Children love Reading and writing.", ""},
		{"common word as a place", "", "In Sylvania, a fire in Reading killed two.", "Q12 Reading [Reading]; Q2 Sylvania [Sylvania]"},
		{"acronym", "", "The Peace Organisation (PO) met; the PO voted.", "Q30 Peace Organisation [Peace Organisation|PO|PO]"},
		{"acronym of an unknown name", "", "The High Quenby Panel (HQP) met; the HQP voted.", "nil organisation High Quenby Panel [High Quenby Panel|HQP|HQP]"},
		{"party of the country", "", "In Sylvania, the Unity Party (UP) won; the UP will govern.", "Q2 Sylvania [Sylvania]; Q32 Unity Party [Unity Party|UP|UP]"},
		{"initials of what the article names", "", "The Royal Swamp Forces left. The RSF denied it.", "Q33 Royal Swamp Forces [Royal Swamp Forces|RSF]"},
		{"acronym of what the article does not name", "", "In Freedonia, the RSF denied it.", "Q1 Freedonia [Freedonia]; Q34 Scribes Free [RSF]"},
		{"acronym of both", "", "Scribes Free met the Royal Swamp Forces. The RSF denied it.", "Q33 Royal Swamp Forces [Royal Swamp Forces]; Q34 Scribes Free [Scribes Free|RSF]"},
		{"acronym in another language", "", "In Freedonia, the National Quenby Council (CQN) met; the CQN voted.", "Q1 Freedonia [Freedonia]; nil organisation National Quenby Council [National Quenby Council|CQN|CQN]"},
		{"what only one country has", "", "Sylvania met the Sylvanian army. The State Department protested in Sylvania.", "Q2 Sylvania [Sylvania|Sylvania]; Q37 State Department [State Department]; nil misc Sylvanian [Sylvanian]"},
		{"short acronym without support", "", "They looked UP there.", ""},
		{"people are not their country", "", "Freedonian and Sylvanian troops met in Freedonia.", "Q1 Freedonia [Freedonia]; nil misc Freedonian [Freedonian]; nil misc Sylvanian [Sylvanian]"},
		{"a couple", "", "Mr Quenby spoke. Mrs Quenby laughed. Mr Quenby sat.", "nil person Mrs Quenby [Quenby]; nil person Quenby [Quenby|Quenby]"},
		{"a couple of whom one is named", "", "Rupert Quenby spoke. Mr Quenby left. Mrs Quenby laughed.", "nil person Mrs Quenby [Quenby]; nil person Rupert Quenby [Rupert Quenby|Quenby]"},
		{"middle names", "", "Margaret Ann Quenby spoke. Margaret Quenby left.", "nil person Margaret Ann Quenby [Margaret Ann Quenby|Margaret Quenby]"},
		{"another spelling", "", "President Rashid Sulemani spoke. President Suleimani left.", "nil person Rashid Sulemani [Rashid Sulemani|Suleimani]"},
		{"an agency is no acronym of its town", "", "Rufus Firefly (UP) met Glasston (PO) people. The PO was there.", "Q13 Glasston [Glasston]; Q20 Rufus Firefly [Rufus Firefly]; Q30 Peace Organisation [PO|PO]"},
		{"part of an amount", "", "It cost Freedonia dear: Freedonia$5 million.", "Q1 Freedonia [Freedonia]"},
		{"of another country", "", "It happened in Springfield, Sylvania.", "Q11 Springfield [Springfield]; Q2 Sylvania [Sylvania]"},
		{"part of a longer name", "", "In Sylvania, Reading Quorbles met the Sylvanian army.", "Q2 Sylvania [Sylvania]; nil misc Sylvanian [Sylvanian]"},
		{"title and text", "Firefly leaves Glasston", "Rufus Firefly left Glasston.", "Q13 Glasston [Glasston|Glasston]; Q20 Rufus Firefly [Firefly|Rufus Firefly]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, rendered(entities(t, "en", tt.title, tt.body))); diff != "" {
				t.Errorf("entities of %q (-want +got):\n%s", tt.body, diff)
			}
		})
	}
}

func TestArticleBehindAMark(t *testing.T) {
	for body, want := range map[string]string{
		`Elle parle. « La Freedonia va mal », dit-elle.`: "Q1 Freedonia [Freedonia]",
		`Elle a vu la Nouvelle Freedonia hier.`:          "",
	} {
		if diff := cmp.Diff(want, rendered(entities(t, "fr", "", body))); diff != "" {
			t.Errorf("entities of %q (-want +got):\n%s", body, diff)
		}
	}
}

func TestDemonymRelation(t *testing.T) {
	es, _ := entities(t, "en", "", "Freedonian troops.")
	want := []news.Entity{{
		ID: news.NilID(news.TypeMisc, "Freedonian"), Type: news.TypeMisc, Kind: kb.KindDemonym, Name: "Freedonian",
		Relation: &news.Relation{Kind: news.RelationDemonymOf, To: "Q1"},
		Salience: es[0].Salience, Confidence: es[0].Confidence,
		Mentions: []news.Mention{{Span: news.Span{Field: news.FieldText, Start: 0, End: 10}}},
	}}
	if diff := cmp.Diff(want, es); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWithin(t *testing.T) {
	es, _ := entities(t, "en", "", "They left Glasston.")
	if len(es) != 1 || !slices.Equal(es[0].Within, []string{"Q1"}) {
		t.Errorf("entities = %+v, want Glasston within Q1", es)
	}
}

func TestCoordinatesAndConfidence(t *testing.T) {
	k, err := kb.Read(strings.NewReader("Q1\tplace\tcountry\tFreedonia\t\t\t80\tt\td\nQ2\tplace\tcity\tGlasston\t~Glasston\tQ1\t50\tt\td\t12.5,-7.25\n"))
	if err != nil {
		t.Fatal(err)
	}
	fields := []ner.Field{{Name: news.FieldText, Doc: text.Parse("In Freedonia, people live in Glasston.")}}
	mentions := ner.NewRules(k).Recognize("en", fields)
	link := func(least float64) map[string]news.Entity {
		out := map[string]news.Entity{}
		for _, e := range New(k, Options{MinConfidence: least}).Link(Context{Language: "en"}, fields, mentions) {
			out[e.ID] = e
		}
		return out
	}
	all := link(0)
	if c := all["Q2"].Coordinates; c == nil || c.Latitude != 12.5 || c.Longitude != -7.25 {
		t.Errorf("coordinates of Glasston: %+v", c)
	}
	weak, strong := all["Q2"].Confidence, all["Q1"].Confidence
	if !(0 < weak && weak < strong && strong < 1) {
		t.Errorf("confidences are %v and %v, want the weak name less sure", weak, strong)
	}
	if some := link(strong); len(some) != 1 || some["Q1"].ID == "" {
		t.Errorf("entities of at least %v: %+v, want Freedonia alone", strong, some)
	}
}

func TestSalience(t *testing.T) {
	body := "Rufus Firefly spoke in Glasston. " + strings.Repeat("Nothing else was to be seen that day. ", 40) + "Sylvania was far."
	es, _ := entities(t, "en", "Firefly speaks", body)
	got := map[string]float64{}
	for i, e := range es {
		got[e.ID] = e.Salience
		if e.Salience < 0 || e.Salience > 1 {
			t.Errorf("salience of %s is %v", e.Name, e.Salience)
		}
		if i > 0 && e.Salience > es[i-1].Salience {
			t.Errorf("%s stands behind %s", e.Name, es[i-1].Name)
		}
	}
	// Title, lead and two mentions; lead and one; one at the end.
	want := map[string]float64{"Q20": 0.819, "Q13": 0.341, "Q2": 0.098}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("saliences (-want +got):\n%s", diff)
	}
}

func TestDatelineCountsLittle(t *testing.T) {
	es, _ := entities(t, "en", "", "GLASSTON (PO) - Nothing at all happened to anyone on Monday in Sylvania.")
	for _, e := range es {
		if e.ID != "Q2" && e.Salience >= 0.2 {
			t.Errorf("%s of the dateline has salience %v", e.Name, e.Salience)
		}
	}
	if len(es) != 3 {
		t.Errorf("%d entities, want Glasston, the Peace Organisation and Sylvania", len(es))
	}
}

func TestWithoutForm(t *testing.T) {
	for in, want := range map[string]string{
		"Quenby Works & Co":     "Quenby Works",
		"Quenby, Inc.":          "Quenby",
		"Libyan Oil Corp":       "Libyan Oil",
		"Quenby and Co.":        "Quenby",
		"Co":                    "",
		"Quenby Works":          "",
		"Corporation of Quenby": "",
	} {
		if got := withoutForm(strings.Fields(in)); got != want {
			t.Errorf("withoutForm(%q) = %q, want %q", in, got, want)
		}
	}
}
