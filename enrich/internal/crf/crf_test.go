package crf

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// sample is a small annotated corpus.
func sample(t testing.TB) []corpus.Document {
	t.Helper()
	var docs []corpus.Document
	people, places, organisations := []string{"Ana Silva", "Tom Reed", "Li Wei", "Omar Aziz"}, []string{"Lisbon", "Lagos", "Oslo"}, []string{"Alpha Bank", "Red Cross", "Navy Board"}
	for i := range 24 {
		p, q, o := people[i%len(people)], places[i%len(places)], organisations[i/2%len(organisations)]
		body := fmt.Sprintf("%s visits %s\n\n%s told %s on Monday that the US-led talks in %s had failed. The %s agreed.", p, q, p, o, q, o)
		list := fmt.Sprintf("%s\tperson\t%[1]s\n%s\tplace\t%[2]s\n%s\torganisation\t%[3]s\nUS\tplace\tUS\n", p, q, o)
		d, err := corpus.ReadStandoff(fmt.Sprint(i), body, strings.NewReader(list))
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	return docs
}

func sampleLexicon(t testing.TB) *Lexicon {
	t.Helper()
	var b LexiconBuilder
	if err := b.ReadClusters(strings.NewReader("0010\tMonday\t9\n0011\ttold\t7\n110\tLisbon\t3\n")); err != nil {
		t.Fatal(err)
	}
	b.AddName(Country, "US")
	b.AddName(Country, "Guinea-Bissau")
	b.AddName(LargeCity, "São Tomé")
	b.AddName(Organisation, "Red Cross")
	return b.Build()
}

func trained(t testing.TB, o Training) []byte {
	t.Helper()
	m, _, err := Train(sample(t), sampleLexicon(t), o)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tag writes a text with its names in brackets.
func tag(m *Model, s string) string {
	var b strings.Builder
	at := 0
	for _, n := range NewTagger(m, Options{Words: 64}).Tag([]*text.Document{text.Parse(s)}) {
		b.WriteString(s[at:n.Start] + "[" + s[n.Start:n.End] + "|" + string(n.Type[:2]) + "]")
		at = n.End
	}
	return b.String() + s[at:]
}

func TestTrainingGivesTheSameBytes(t *testing.T) {
	o := DefaultTraining
	o.Recase = 0.5
	one, two := trained(t, o), trained(t, o)
	if !bytes.Equal(one, two) {
		t.Error("two trainings from one seed differ")
	}
	o.Seed++
	if bytes.Equal(one, trained(t, o)) {
		t.Error("another seed gave the same model")
	}
}

func TestModelLearns(t *testing.T) {
	o := DefaultTraining
	o.Epochs = 12
	m, err := Read(bytes.NewReader(trained(t, o)))
	if err != nil {
		t.Fatal(err)
	}
	got := tag(m, "Tom Reed told Navy Board on Monday that the US-led talks in Lagos had failed.")
	want := "[Tom Reed|pe] told [Navy Board|or] on Monday that the [US|pl]-led talks in [Lagos|pl] had failed."
	if got != want {
		t.Errorf("tag = %q, want %q", got, want)
	}
}

func TestTrainWithoutTexts(t *testing.T) {
	if _, _, err := Train(nil, sampleLexicon(t), DefaultTraining); !errors.Is(err, ErrNoTexts) {
		t.Errorf("Train(nil) = %v, want ErrNoTexts", err)
	}
}

func TestReadRefusesOtherFiles(t *testing.T) {
	packed := func(s string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = io.WriteString(w, s)
		_ = w.Close()
		return b.Bytes()
	}
	model := trained(t, DefaultTraining)
	for name, in := range map[string][]byte{
		"empty": nil, "text": []byte("model"), "older": packed("dateline crf 0\n"), "header alone": packed(magic),
		"cut off": model[:len(model)/2], "huge table": packed(magic + strings.Repeat("\x00", 4+18*18*4+1) + "\xff\xff\xff\x07"),
		"falling calibration": packed(magic + strings.Repeat("\x00", 4+18*18*4) + "\x01\x00\x00\x80\xbf\x00\x00\x80\xbf" + strings.Repeat("\x00", 99)),
	} {
		if _, err := Read(bytes.NewReader(in)); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: Read = %v, want ErrFormat", name, err)
		}
	}
}

func TestPieces(t *testing.T) {
	l := sampleLexicon(t)
	for in, want := range map[string]string{
		"US-led":          "US - led",
		"US-China talks":  "US - China talks",
		"anti-American":   "anti - American",
		"Non-US":          "Non - US",
		"al-Assad":        "al-Assad",
		"Coca-Cola":       "Coca-Cola",
		"F-16":            "F-16",
		"Guinea-Bissau's": "Guinea-Bissau 's",
		"COVID-19":        "COVID-19",
		"Jong-un":         "Jong-un",
		"Turkish-backed":  "Turkish - backed",
		"twenty-one":      "twenty-one",
	} {
		var got []string
		for _, p := range cut(in, l) {
			got = append(got, in[p.start:p.end])
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("cut(%q) = %q, want %q", in, s, want)
		}
	}
}

// TestRestore checks in which case the words of headlines are read.
func TestRestore(t *testing.T) {
	var b LexiconBuilder
	if err := b.ReadClusters(strings.NewReader("01\thalts\t9\n01\ttalks\t9\n\tNATO\t9\n\tLisbon\t3\n\twest\t9\n")); err != nil {
		t.Fatal(err)
	}
	b.AddName(Organisation, "Bank of Talks")
	l := b.Build()
	body := "\n\nThen Mr Bush left the West for west and West on foot."
	for headline, want := range map[string]string{
		"BUSH HALTS NATO TALKS WITH ZORG IN LISBON":         "Bush halts NATO talks With Zorg In Lisbon",
		"BANK OF TALKS HALTS ALL OF THE TALKS IN THE WEST":  "Bank of Talks halts All Of the talks In the West",
		"Bush Halts NATO Talks With the West Over Zorg":     "Bush halts NATO talks With the West Over Zorg",
		"Bank Of Talks Halts Talks With Bush and the World": "Bank of Talks halts talks With Bush and the World",
		"Mr Bush Halts the talks":                           "Mr Bush Halts the talks",
	} {
		var d document
		d.index.edge = edgeWord()
		d.read([]*text.Document{text.Parse(headline + body)}, l, func(w string) *word { return newWord(w, l) })
		var got []string
		for _, w := range d.words[d.sentences[0].first:d.sentences[0].last] {
			got = append(got, w.text)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q is read as %q, want %q", headline, s, want)
		}
	}
}

func TestLexiconNames(t *testing.T) {
	l := sampleLexicon(t)
	phrase := func(words ...string) uint32 {
		var d digest
		for _, w := range words {
			d = d.phrase(digestOf(w))
		}
		return l.mask(d)
	}
	if got := phrase("Red", "Cross"); got != 1<<Organisation {
		t.Errorf("mask of Red Cross = %b", got)
	}
	if got := phrase("Red"); got != continues {
		t.Errorf("mask of Red = %b, want that names go on", got)
	}
	for _, w := range [][]string{{"São", "Tomé"}, {"Sao", "Tome"}} {
		if got := phrase(w...); got != 1<<LargeCity {
			t.Errorf("mask of %v = %b", w, got)
		}
	}
}

func TestTable(t *testing.T) {
	for _, keys := range [][]uint32{nil, {0}, {7}, {0, 1, 1 << 31, 1<<32 - 1}, {5, 6, 7, 8, 9, 10}} {
		tab := newTable(keys)
		for i, k := range keys {
			if got := tab.find(k); got != i {
				t.Errorf("find(%d) in %v = %d, want %d", k, keys, got, i)
			}
		}
		if got := tab.find(12345); got != -1 {
			t.Errorf("find of what is not in %v = %d, want -1", keys, got)
		}
	}
}

// TestSums checks the probabilities of names against all rows of labels.
func TestSums(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	var l lattice
	l.size(3)
	x := uint32(1)
	for i := range l.weights {
		for b := range l.weights[i] {
			x = x*1664525 + 1013904223
			l.weights[i][b] = float32(x>>16&1023)/256 - 2
		}
	}
	l.sums(&m.odds)
	total, of := 0.0, map[span]float64{}
	var best []label
	top := 0.0
	for a := range label(labels) {
		for b := range label(labels) {
			for c := range label(labels) {
				row := []label{a, b, c}
				p := float64(m.odds[edge][a] * m.odds[a][b] * m.odds[b][c] * m.odds[c][edge])
				for i, at := range row {
					p *= float64(l.odds[i][at])
				}
				total += p
				if p > top {
					top, best = p, row
				}
				if p > 0 {
					for _, s := range spans(nil, row) {
						of[s] += p
					}
				}
			}
		}
	}
	for s, p := range of {
		if got := l.probability(&m.odds, s); got < p/total-1e-4 || got > p/total+1e-4 {
			t.Errorf("probability of %v = %.5f, want %.5f", s, got, p/total)
		}
	}
	if diff := cmp.Diff(best, l.best(&m.transitions)); diff != "" {
		t.Errorf("best row (-want +got):\n%s", diff)
	}
}

func TestRecognizer(t *testing.T) {
	r, err := NewRecognizer(Options{})
	if err != nil {
		t.Fatal(err)
	}
	fields := []ner.Field{
		{Name: news.FieldTitle, Doc: text.Parse("Merkel meets Obama in Berlin"), Headline: true},
		{Name: news.FieldSummary, Doc: text.Parse("")},
		{Name: news.FieldText, Doc: text.Parse("German Chancellor Angela Merkel met Barack Obama in Berlin on Monday, the European Commission said.")},
	}
	type found struct {
		Field string
		Type  news.EntityType
		Text  string
	}
	var got []found
	for _, m := range r.Recognize("en", fields) {
		if m.Confidence <= 0.3 || m.Confidence > 1 {
			t.Errorf("confidence of %q = %v", m.Text(fields), m.Confidence)
		}
		if d := fields[m.Field].Doc; d.Tokens[m.First].Start > m.Start || d.Tokens[m.Last-1].End < m.End {
			t.Errorf("tokens [%d, %d) do not cover %q", m.First, m.Last, m.Text(fields))
		}
		got = append(got, found{string(fields[m.Field].Name), m.Type, m.Text(fields)})
	}
	want := []found{
		{"title", news.TypePerson, "Merkel"}, {"title", news.TypePerson, "Obama"}, {"title", news.TypePlace, "Berlin"},
		{"text", news.TypeMisc, "German"}, {"text", news.TypePerson, "Angela Merkel"}, {"text", news.TypePerson, "Barack Obama"},
		{"text", news.TypePlace, "Berlin"}, {"text", news.TypeOrganisation, "European Commission"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mentions (-want +got):\n%s", diff)
	}
	if got := r.Recognize("de", fields); got != nil {
		t.Errorf("Recognize of German = %v, want none", got)
	}
}

// TestConcurrentTagging checks that taggers may be shared, and that what is
// kept of words does not change results.
func TestConcurrentTagging(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	var docs []*text.Document
	for _, d := range sample(t) {
		docs = append(docs, text.Parse(d.Text))
	}
	want := NewTagger(m, Options{}).Tag(docs)
	tagger := NewTagger(m, Options{Words: 8})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 4 {
				if diff := cmp.Diff(want, tagger.Tag(docs)); diff != "" {
					t.Errorf("mentions (-want +got):\n%s", diff)
				}
			}
		})
	}
	wg.Wait()
}

// TestHostileTexts checks that odd texts give mentions that lie within them.
func TestHostileTexts(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	tagger := NewTagger(m, Options{Words: 1})
	for name, in := range map[string]string{
		"no space":   strings.Repeat("Aa", 1<<19),
		"names":      strings.Repeat("Vladimir Putin ", 20_000),
		"hyphens":    strings.Repeat("US-", 20_000) + "led",
		"not UTF-8":  "\xff\xfePutin \xc3( \x00 Moscow\xe2",
		"joiners":    "Pu\u200dtin \u202eMoscow\ufeff",
		"scripts":    "Путин met 习近平 in دمشق and Αθήνα",
		"ẞ":          strings.Repeat("ŉẞİ ", 100),
		"a new line": strings.Repeat("\n", 1000),
	} {
		d := text.Parse(in)
		at := 0
		for _, n := range tagger.Tag([]*text.Document{d}) {
			if n.Start < at || n.End <= n.Start || n.End > len(in) || n.First >= n.Last || n.Last > len(d.Tokens) {
				t.Fatalf("%s: mention %+v is out of place", name, n)
			}
			at = n.End
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(magic))
	f.Add([]byte(magic + strings.Repeat("\x00", 4+18*18*4+1) + "\x02\x05\x01" + strings.Repeat("\x01", 34)))
	f.Fuzz(func(t *testing.T, in []byte) {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write(in)
		_ = w.Close()
		m, err := Read(&b)
		if err == nil {
			tag(m, "Ana Silva of Alpha Bank visits the US-led talks.")
		}
	})
}
