package link

import (
	"strings"
	"testing"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// metonyms are sentences in which "*" stands before each name of a capital or
// seat that stands for a government, and before no other.
var metonyms = map[string][]string{
	"en": {
		"*Moscow denied the report on Tuesday.",
		"The ministry said *Beijing had summoned the Dutch ambassador.",
		"*Washington and *Ankara agreed to a truce.",
		"*Tehran, however, rejected the offer.",
		"*Moscow has repeatedly accused *Kyiv of breaking the truce.",
		"The rebels are backed by *Riyadh.",
		"Ties with *Beijing have worsened.",
		"Talks between *Washington and *Pyongyang collapsed.",
		"*Moscow's backing for the army has not changed.",
		"A *Moscow-backed group took the town.",
		"The pro-*Moscow party lost.",
		"According to *Damascus, the strike killed nine.",
		"The bloc imposed sanctions on *Minsk.",
		"The *Kremlin declined to comment.",
		"*Downing Street said the vote would go ahead.",
		"The *White House is weighing new tariffs.",
		"The *Kremlin's spokesman shrugged.",
		"Critics urged *London to act.",
		"*Paris and Germany rejected the plan.",
		"*Ankara, which backs the rebels, said it was not told.",
		"A statement from the *Kremlin gave no reason.",
		"*Islamabad vowed to respond.",
		"*New Delhi will not recognise the referendum.",
		"The decision angered *Jerusalem and *Cairo.",
		"The general, whom *Moscow calls a traitor, fled.",
		"The law binds Germany to provide *Kyiv with arms.",
		"The spokesman said *Tokyo had conveyed its concerns.",
		"He had been on good terms with *Caracas.",
		"*Brasilia will be represented by its ambassador.",
		"*Athens and *Ankara have helped each other.",
		"The dam drew a protest from *Cairo.",
		"*Cairo, which depends on the Nile for most of its water, has denounced the dam.",
		"*Khartoum fears for its own dams.",
		"Cairo, which lies on the Nile, has nine million residents.",
		"Cairo, which lies on the Nile, is hot.",
		"The firm provides Paris with water.",
		"He was born in Moscow and studied in Paris.",
		"Moscow is cold in January.",
		"The mayor of London said the fire was out.",
		"A train from Vienna to Budapest was delayed.",
		"Police in Ankara said two men were held.",
		"Moscow's metro carries eight million people.",
		"Central London shops reported brisk trade.",
		"Paris is the most visited city of France.",
		"Protesters gathered outside the White House.",
		"He spoke in the White House Rose Garden.",
		"Fireworks lit the sky near the Kremlin.",
		"The flight left Cairo for Rome on Sunday.",
		"She moved to Berlin ten years ago.",
		"Rain is expected across Madrid and Lisbon.",
		"Paris, France, hosted the games.",
		"Thousands marched through Athens.",
		"The Kremlin wall was painted white.",
		"Tickets for Vienna cost more than for Prague.",
		"The distance between Paris and Brussels is short.",
		"The leaders met at Downing Street.",
		"Residents of Damascus said the power was out.",
		"London's theatres reopened.",
	},
	"de": {
		"*Moskau wirft der Ukraine einen Angriff vor.",
		"Deshalb fordert *Peking eine Entschuldigung.",
		"Die Beziehungen zwischen *Washington und *Teheran sind schlecht.",
		"Er wohnt in Moskau und arbeitet in Paris.",
		"In Berlin regnet es.",
		"*Moskaus Haltung hat sich nicht geändert.",
	},
	"fr": {
		"*Moscou a démenti ces informations.",
		"*Paris et *Berlin rejettent le projet.",
		"Les relations avec *Pékin se dégradent.",
		"Il habite à Moscou depuis dix ans.",
		"Une manifestation a eu lieu dans Paris.",
	},
	"es": {
		"*Moscú acusó a Ucrania del ataque.",
		"*Pekín ha rechazado la propuesta.",
		"Las relaciones con *Teherán empeoran.",
		"Nació en Moscú y vive en París.",
	},
	"ru": {
		"*Москва обвинила Украину в нападении.",
		"*Киев уже отверг это предложение.",
		"Он живёт в Москве.",
		"Поезд прибыл в Минск.",
	},
}

func TestMetonyms(t *testing.T) {
	k, err := kb.Load()
	if err != nil {
		t.Fatal(err)
	}
	linker, rules := New(k, Options{}), ner.NewRules(k)
	for language, sentences := range metonyms {
		for _, want := range sentences {
			body := strings.ReplaceAll(want, "*", "")
			fields := []ner.Field{{Name: news.FieldText, Doc: text.Parse(body)}}
			es := linker.Link(Context{Language: language}, fields, rules.Recognize(language, fields))
			starts := map[int]bool{}
			for _, e := range es {
				some := false
				for _, m := range e.Mentions {
					if m.Metonym {
						some = true
						starts[m.Start] = true
					}
				}
				if some != (e.MetonymOf != "") {
					t.Errorf("%q: %s stands for %q", body, e.Name, e.MetonymOf)
				}
			}
			var got strings.Builder
			for i, c := range []byte(body) {
				if starts[i] {
					got.WriteByte('*')
				}
				got.WriteByte(c)
			}
			if got.String() != want {
				t.Errorf("%s: got  %s\n\twant %s", language, got.String(), want)
			}
		}
	}
}
