package document

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/news"
)

// span returns where words stand in a text.
func span(t *testing.T, text, words string) news.Span {
	t.Helper()
	at := strings.Index(text, words)
	if at < 0 {
		t.Fatalf("%q does not hold %q", text, words)
	}
	return news.Span{Field: news.FieldText, Start: at, End: at + len(words)}
}

func TestOf(t *testing.T) {
	text := `MOSCOW (Reuters) - "We will not yield," Dmitry Peskov said. "It is over," an official told TASS.`
	a := &news.Article{
		Title: "No yielding", Text: text, TextFrom: news.TextFromContent, Revision: 2, Reason: news.ReasonEdit,
		Feed: news.Feed{Tags: []string{"World News", "Üsküdar"}},
		Annotations: &news.Annotations{
			Language: news.Language{Code: "en"},
			Dateline: &news.Dateline{Span: span(t, text, "MOSCOW (Reuters) - "), Agency: "Reuters"},
			Entities: []news.Entity{{
				ID: "Q4380", Type: news.TypePerson, Name: "Dmitry Peskov", Aliases: []string{"Peskov"}, Salience: 0.5,
				Mentions: []news.Mention{{Span: span(t, text, "Dmitry Peskov")}},
			}},
			Quotations: []news.Quotation{
				{Span: span(t, text, "We will not yield,"), Speaker: "Dmitry Peskov", SpeakerID: "Q4380"},
				{Span: span(t, text, "It is over,"), Speaker: "an official"},
				{Span: news.Span{Field: news.FieldText, Start: 5, End: 5000}, Speaker: "nobody"},
			},
			Topics: []news.Topic{{ID: "medtop:16000000", Name: "conflict, war and peace"}},
		},
	}
	d := Of(a)
	if diff := cmp.Diff([]Quotation{
		{Text: "We will not yield,", Speaker: "Dmitry Peskov", SpeakerID: "Q4380", Names: []string{"dmitry peskov", "peskov"}},
		{Text: "It is over,", Speaker: "an official", Names: []string{"an official"}},
	}, d.Quotations); diff != "" {
		t.Errorf("quotations (-want +got):\n%s", diff)
	}
	for field, want := range map[Field][]string{
		Topic: {"medtop:16000000", "16000000", "conflict, war and peace"},
		Tag:   {"world news", "uskudar"},
		Has:   {"agency", "dateline", "person", "quote", "revision", "speaker", "text", "topic"},
		Is:    {"edited", "fulltext", "revised", "short"},
	} {
		if diff := cmp.Diff(want, d.Values[field]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", field, diff)
		}
	}
}

func TestProperties(t *testing.T) {
	for _, list := range [][]string{HasValues(), IsValues()} {
		if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
			t.Errorf("%v is not sorted or says a thing twice", list)
		}
	}
	if got := holding(has, &news.Article{}); len(got) > 0 {
		t.Errorf("an empty article has %v", got)
	}
}

const wire = "Rescue teams searched the rubble of a collapsed market hall on Tuesday after heavy snow brought the roof down in the centre of the old town, officials said. At least 12 people were hurt."

// reprint is an article of that text with parts of it annotated.
func reprint(t *testing.T, title, text string, dateline, credit, boilerplate string) *news.Article {
	t.Helper()
	n := &news.Annotations{}
	if dateline != "" {
		n.Dateline = &news.Dateline{Span: span(t, text, dateline)}
	}
	if credit != "" {
		n.Credits = []news.Span{span(t, text, credit)}
	}
	if boilerplate != "" {
		n.Boilerplate = []news.Span{span(t, text, boilerplate)}
	}
	return &news.Article{Title: title, Text: text, Annotations: n}
}

func TestTextHash(t *testing.T) {
	base := TextHash(&news.Article{Title: "Roof falls", Text: wire})
	if len(base) != textHashLetters {
		t.Fatalf("hash %q", base)
	}
	for name, a := range map[string]*news.Article{
		"another headline":  {Title: "Market hall collapses", Text: wire},
		"another paragraph": {Text: strings.Replace(wire, " At least", "\n\nAt least", 1)},
		"upper case":        {Text: strings.ToUpper(wire)},
		"without full stops": {
			Text: strings.NewReplacer(".", "", ",", "").Replace(wire),
		},
		"a dateline":        reprint(t, "", "GRAZ, Jan 3 (APA) - "+wire, "GRAZ, Jan 3 (APA) - ", "", ""),
		"credits":           reprint(t, "", wire+"\n\n(Reporting by Ann Smith)", "", "(Reporting by Ann Smith)", ""),
		"dateline and more": reprint(t, "", "GRAZ — "+wire+" By Bo. Sign up to our letter.", "GRAZ — ", "By Bo.", "Sign up to our letter."),
	} {
		if got := TextHash(a); got != base {
			t.Errorf("%s: hash %s, want %s", name, got, base)
		}
	}
	for name, a := range map[string]*news.Article{
		"another number":   {Text: strings.Replace(wire, "12", "14", 1)},
		"another word":     {Text: strings.Replace(wire, "hurt", "killed", 1)},
		"another order":    {Text: strings.Replace(wire, "heavy snow", "snow heavy", 1)},
		"a longer text":    {Text: wire + " More to follow."},
		"no text":          {Title: "Roof falls"},
		"nothing at all":   {},
		"words run in":     {Text: strings.Replace(wire, "market hall", "markethall", 1)},
		"a broken span":    {Text: wire[10:], Annotations: &news.Annotations{Credits: []news.Span{{Field: news.FieldText, Start: -4, End: 9}}}},
		"a missing accent": {Text: strings.Replace(wire, "market", "marquet", 1)},
	} {
		if got := TextHash(a); got == base {
			t.Errorf("%s: the same hash", name)
		}
	}
	if got := TextHash(&news.Article{Text: " … "}); got != "" {
		t.Errorf("no word has the hash %q", got)
	}
	short := &news.Article{Title: "Storm in Graz", Text: "Details to follow."}
	other := &news.Article{Title: "Storm in Linz", Text: "Details to follow."}
	if TextHash(short) == TextHash(other) {
		t.Error("short texts under two headlines have one hash")
	}
	chinese := "停火协议于周四午夜生效叙利亚政府军与反对派武装均表示将遵守协议联合国对此表示欢迎"
	if TextHash(&news.Article{Title: "一", Text: chinese}) != TextHash(&news.Article{Title: "二", Text: chinese + "。"}) {
		t.Error("a Chinese text of 30 characters counts as short")
	}
}
