package news_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/news"
)

var update = flag.Bool("update", false, "rewrite the goldens of the present schema version")

// goldenText is ours; the events are those of 29 December 2016.
const goldenText = `ANKARA, Dec 29 (Harbour Wire) - Turkey and Russia have agreed on a truce for the whole of Syria, to begin at midnight, Ankara and Moscow said on Thursday.

Vladimir Putin told his ministers in Moscow that three documents had been signed. Recep Tayyip Erdoğan called on all sides to make use of the opening, and Turkish officials said the two countries would vouch for it together.

What comes next

If the fighting stops, talks between the government and its opponents are to follow in Astana. Commander Idris Qasem of a rebel group near Aleppo said by telephone that his men would wait and see. "We have buried at least 22 civilians since Dec 1," he said. A fund of $5 million is to rebuild 40 per cent of the homes.

(Reporting by Ada Lind, editing by Jo Marsh)

Follow our live page for updates.`

// goldenArticle has every field of an article as published.
func goldenArticle() *news.Article {
	link := "https://www.harbour.example/world/2016/12/29/truce-agreed?utm_source=rss"
	id, err := news.IDFromURL(link)
	if err != nil {
		panic(err)
	}
	seen := time.Date(2016, 12, 29, 13, 4, 31, 0, time.UTC)
	a := &news.Article{
		Schema: news.SchemaVersion, ID: id, Revision: 2, Reason: news.ReasonEdit,
		Feed:         news.Feed{ID: news.FeedID("https://www.harbour.example/world/rss.xml"), URL: "https://www.harbour.example/world/rss.xml", Title: "Harbour Wire: World", Tags: []string{"shipping"}},
		Source:       news.Source{ID: "harbour", Name: "Harbour Wire", Domain: "harbour.example", Country: "IE", Language: "en"},
		URL:          link,
		AlsoURLs:     []string{"https://www.harbour.example/world/2016/12/29/truce-near"},
		CanonicalURL: "https://www.harbour.example/world/2016/12/29/truce-holds",
		GUID:         "tag:harbour.example,2016-12-29:truce",
		Title:        "Turkey and Russia agree on a truce for Syria",
		Summary:      "Ankara and Moscow say that the guns are to fall silent at midnight.",
		Text:         goldenText, TextFrom: news.TextFromContent,
		Authors: []string{"Ada Lind"}, Categories: []string{"World", "Middle East & Türkiye"}, Image: "https://img.harbour.example/7.jpg",
		Published: seen, PublishedRaw: "Thu, 29 Dec 2016 16:30:00 +0300",
		Updated: time.Date(2016, 12, 29, 13, 20, 0, 0, time.UTC), FirstSeen: seen, Fetched: seen.Add(20 * time.Minute),
	}
	a.ContentHash = news.ContentHash(a.Title, a.Text)
	return a
}

// goldenEnriched has every field of an annotated article.
func goldenEnriched() *news.Article {
	a := goldenArticle()
	a.Truncated = true
	in := func(f news.Field, s string) news.Span {
		text, _ := a.Field(f)
		i := strings.Index(text, s)
		if i < 0 {
			panic(fmt.Sprintf("%q is not in the %s", s, f))
		}
		return news.Span{Field: f, Start: i, End: i + len(s)}
	}
	mentions := func(spans ...news.Span) (out []news.Mention) {
		for _, s := range spans {
			out = append(out, news.Mention{Span: s})
		}
		return out
	}
	a.Annotations = &news.Annotations{
		Enricher: news.Enricher{Name: "dateline", Version: "0003-6f1c02d94ab7"},
		Language: news.Language{Code: "en", Confidence: 0.99},
		Dateline: &news.Dateline{
			Span: in(news.FieldText, "ANKARA, Dec 29 (Harbour Wire) - "), Place: "ANKARA", PlaceID: "Q3640", Agency: "Harbour Wire", Date: "Dec 29",
		},
		Headings:    []news.Span{in(news.FieldText, "What comes next")},
		Credits:     []news.Span{in(news.FieldText, "(Reporting by Ada Lind, editing by Jo Marsh)")},
		Boilerplate: []news.Span{in(news.FieldText, "Follow our live page for updates.")},
		Entities: []news.Entity{
			{
				ID: "Q858", Type: news.TypePlace, Kind: "country", Name: "Syria", Salience: 0.9, Confidence: 0.98,
				Mentions: mentions(in(news.FieldTitle, "Syria"), in(news.FieldText, "Syria")),
			},
			{
				ID: "Q39259", Type: news.TypePerson, Name: "Recep Tayyip Erdogan", Aliases: []string{"Recep Tayyip Erdoğan"}, Salience: 0.5, Confidence: 0.97,
				Mentions: mentions(in(news.FieldText, "Recep Tayyip Erdoğan")),
			},
			{
				ID: "Q41183", Type: news.TypePlace, Kind: "city", Name: "Aleppo", Within: []string{"iso-SY", "Q858"},
				Coordinates: &news.Coordinates{Latitude: 36.2, Longitude: 37.16}, Salience: 0.2, Confidence: 0.95,
				Mentions: mentions(in(news.FieldText, "Aleppo")),
			},
			{
				ID: "Q3640", Type: news.TypePlace, Kind: "city", Name: "Ankara", Aliases: []string{"ANKARA"}, MetonymOf: "Q43", Salience: 0.2, Confidence: 0.9,
				Mentions: []news.Mention{{Span: in(news.FieldText, "ANKARA")}, {Span: in(news.FieldText, "Ankara"), Metonym: true}},
			},
			{
				ID: "demonym-TR", Type: news.TypeMisc, Kind: "demonym", Name: "Turkish",
				Relation: &news.Relation{Kind: news.RelationDemonymOf, To: "Q43"}, Salience: 0.2, Confidence: 0.9,
				Mentions: mentions(in(news.FieldText, "Turkish")),
			},
			{
				ID: news.NilID(news.TypePerson, "Idris Qasem"), Type: news.TypePerson, Name: "Idris Qasem", Salience: 0.1, Confidence: 0.6,
				Mentions: mentions(in(news.FieldText, "Idris Qasem")),
			},
		},
		Quotations: []news.Quotation{{
			Span:    in(news.FieldText, "We have buried at least 22 civilians since Dec 1,"),
			Speaker: "Idris Qasem", SpeakerID: news.NilID(news.TypePerson, "Idris Qasem"), Cue: "said",
		}},
		Counts: []news.Count{{
			Span: in(news.FieldText, "at least 22 civilians"), Value: 22, Bound: "at_least", Object: "civilians", Event: "killed",
		}},
		Money:       []news.Money{{Span: in(news.FieldText, "$5 million"), Amount: 5e6, Currency: "USD"}},
		Percentages: []news.Percentage{{Span: in(news.FieldText, "40 per cent"), Value: 40}},
		Dates:       []news.Date{{Span: in(news.FieldText, "Dec 1"), Value: "2016-12-01"}},
		Topics:      []news.Topic{{ID: "medtop:16000000", Name: "conflict, war and peace", Confidence: 0.9}},
	}
	return a
}

func goldenMention() *news.MentionPointer {
	a := goldenEnriched()
	e := a.Annotations.Entities[0]
	return &news.MentionPointer{
		Schema: news.SchemaVersion, Entity: e.ID, Type: e.Type, Name: e.Name, Salience: e.Salience, Article: a.ID, Revision: a.Revision,
		Title: a.Title, URL: a.URL, Source: a.Source.ID, Language: a.Annotations.Language.Code, Published: a.Published,
	}
}

func goldenEvent() *news.Event {
	a := goldenArticle()
	return &news.Event{
		Schema: news.SchemaVersion, Kind: news.EventRevised, Time: a.Fetched, Reason: "edit", Detail: "the text has changed",
		Feed: a.Feed.ID, Source: a.Source.ID, Article: a.ID, Revision: a.Revision, URL: a.URL, Title: a.Title,
	}
}

func goldenAlert() *news.Event {
	e := goldenEvent()
	e.Kind, e.Reason, e.Detail, e.Feed = news.EventAlert, "", "", ""
	e.Alert, e.TextHash = "aleppo-truce", "k2vqhs7wmxa3n5fd"
	return e
}

// golden returns the file of a message of a schema version.
func golden(message string, version int) string {
	return filepath.Join("testdata", fmt.Sprintf("%s-v%d.json", message, version))
}

// goldens lists the articles of all released versions.
func goldens(tb testing.TB) []string {
	tb.Helper()
	var names []string
	for version := 1; version <= news.SchemaVersion; version++ {
		names = append(names, golden("article", version), golden("enriched", version))
	}
	return names
}

func readFile(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// indented is how a message stands in its golden: for people, one value a
// line.
func indented(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		t.Fatal(err)
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// encode returns the wire form of a message.
func encode(t *testing.T, message any) []byte {
	t.Helper()
	var data []byte
	var err error
	if a, ok := message.(*news.Article); ok {
		data, err = news.Encode(a)
	} else {
		data, err = json.Marshal(message)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// messages are the golden messages of the present version by name.
func messages() map[string]any {
	return map[string]any{"article": goldenArticle(), "enriched": goldenEnriched(), "mention": goldenMention(), "event": goldenEvent(), "alert": goldenAlert()}
}

func TestGoldens(t *testing.T) {
	for name, message := range messages() {
		t.Run(name, func(t *testing.T) {
			file := golden(name, news.SchemaVersion)
			got := indented(t, encode(t, message))
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(readFile(t, file)), string(got)); diff != "" {
				t.Errorf("%s (-want +got); rewrite it with -update only before the version is released:\n%s", file, diff)
			}
		})
	}
}

// TestGoldensDecode holds the promise that every released version stays
// readable, and that the present one survives decoding and encoding byte for
// byte.
func TestGoldensDecode(t *testing.T) {
	for _, file := range goldens(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data := readFile(t, file)
			a, err := news.Decode(data)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(file, fmt.Sprintf("-v%d.json", news.SchemaVersion)) {
				return
			}
			if got := indented(t, encode(t, a)); !bytes.Equal(got, data) {
				t.Errorf("decoded and encoded (-want +got):\n%s", cmp.Diff(string(data), string(got)))
			}
		})
	}
}

// TestGoldensAreWhole checks that no field was forgotten in the goldens.
func TestGoldensAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, message := range messages() {
		var walk func(v reflect.Value)
		walk = func(v reflect.Value) {
			switch v.Kind() {
			case reflect.Pointer:
				if !v.IsNil() {
					walk(v.Elem())
				}
			case reflect.Slice:
				for i := range v.Len() {
					walk(v.Index(i))
				}
			case reflect.Struct:
				if v.Type() == reflect.TypeFor[time.Time]() {
					return
				}
				for i := range v.NumField() {
					name := v.Type().Name() + "." + v.Type().Field(i).Name
					seen[name] = seen[name] || !v.Field(i).IsZero()
					walk(v.Field(i))
				}
			}
		}
		walk(reflect.ValueOf(message))
	}
	for name, set := range seen {
		if !set {
			t.Errorf("no golden sets %s", name)
		}
	}
}
