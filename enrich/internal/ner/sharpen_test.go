package ner

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

func TestSharpen(t *testing.T) {
	const person, place, misc = news.TypePerson, news.TypePlace, news.TypeMisc
	tests := []struct {
		name, in string
		found    news.EntityType
		want     string
	}{
		{"what a noun says", "The drugmaker *Quenby* won. *Quenby* rose.", person, "Quenby=organisation Quenby=organisation"},
		{"what a noun says later", "*Quenby* won. Shares in *Quenby* rose.", person, "Quenby=organisation Quenby=organisation"},
		{"a product", "They tested the vaccine *Quenbix*.", place, "Quenbix=product"},
		{"a ship", "The aircraft carrier *Quenby* left.", place, "Quenby=product"},
		{"a carrier is no ship", "The carrier *Quenby* left.", place, "Quenby=place"},
		{"a share of a place", "The shares of *Margate* fell.", place, "Margate=place"},
		{"an event", "They host the *2030 Quenby Cup* soon.", misc, "2030 Quenby Cup=event"},
		{"a storm", "*Tropical storm Quenby* hit.", misc, "Tropical storm Quenby=event"},
		{"a storm by its name", "*Typhoon Quenby* hit. *Quenby* turned.", person, "Typhoon Quenby=event Quenby=event"},
		{"another storm", "A storm, *Quenby*, is near.", person, "Quenby=event"},
		{"a province", "*Gia Quen* flooded. In *Gia Quen* province it rained.", person, "Gia Quen=place Gia Quen=place"},
		{"spelled out", "The Quenby Harbour, Canal and *Lock Board* (QHCLB) met.", misc, "Quenby Harbour, Canal and Lock Board=organisation"},
		{"spelled as it is", "The Old *Lock Board* (LB) met.", misc, "Lock Board=misc"},
		{"a common noun", "The metal-organic framework, or *MOF*, holds. A *MOF* is new.", news.TypeOrganisation, ""},
		{"a common noun in brackets", "An improvised explosive device (*IED*) went off.", news.TypeOrganisation, ""},
		{"a name in brackets", "The Improvised Explosive Department (*IED*) met.", news.TypeOrganisation, "IED=organisation"},
		{"a housing estate", "The *Quenby Court* housing estate burned.", news.TypeOrganisation, "Quenby Court=place"},
		{"a share", "Quenby (*QUE.N*) rose.", misc, ""},
		{"a day", "He spoke on *Nov 2* again.", misc, ""},
		{"a share of another type", "Quenby (*QUE.PA*) rose.", news.TypeOrganisation, ""},
		{"a legal form", "Those of *Quenby Co* rose.", misc, "Quenby Co=organisation"},
		{"a word like one", "They saw *Quenby Coast* there.", misc, "Quenby Coast=misc"},
		{"an adjective", "Five *Central Asian* countries met.", place, "Central Asian=misc"},
		{"a place that ends like one", "He lives in *Quorblestan*.", place, "Quorblestan=place"},
		{"a thing with a number", "The *Quenby 2* flew.", misc, "Quenby 2=misc"},
	}
	k := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fields, ms := marked(tt.in, tt.found)
			var got []string
			for _, m := range Sharpen(k, fields, ms) {
				got = append(got, m.Text(fields)+"="+string(m.Type))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("%q (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

// TestSharpenHeadline checks that what goes on behind a surname is left out.
func TestSharpenHeadline(t *testing.T) {
	for in, want := range map[string]string{
		"*Quenby vetoes bill* again. *Ada Quenby* left.": "Quenby=person Ada Quenby=person",
		"*Quenby Vetoes* play. *Ada Quenby* left.":       "Quenby Vetoes=misc Ada Quenby=person",
		"*Lind vetoes bill* again. *Ada Quenby* left.":   "Lind vetoes bill=misc Ada Quenby=person",
	} {
		fields, ms := marked(in, news.TypeMisc)
		ms[1].Type = news.TypePerson
		var got []string
		for _, m := range Sharpen(load(t), fields, ms) {
			got = append(got, m.Text(fields)+"="+string(m.Type))
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", in, diff)
		}
	}
}

// marked returns a text with the mentions that stand between stars.
func marked(s string, t news.EntityType) ([]Field, []Mention) {
	doc := text.Parse(strings.ReplaceAll(s, "*", ""))
	var ms []Mention
	at := 0
	for i, part := range strings.Split(s, "*") {
		end := at + len(part)
		if i%2 == 1 {
			m := Mention{Range: text.Range{Start: at, End: end}, First: -1, Type: t, Source: SourceLearned, Confidence: 0.8, Learned: 0.8}
			for k, tok := range doc.Tokens {
				if tok.Start >= at && tok.Start < end {
					if m.First < 0 {
						m.First = k
					}
					m.Last = k + 1
				}
			}
			ms = append(ms, m)
		}
		at = end
	}
	return []Field{{Name: news.FieldText, Doc: doc}}, ms
}
