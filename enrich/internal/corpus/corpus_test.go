package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// marked writes a document's text with its names in brackets.
func marked(d Document) string {
	var b strings.Builder
	at := 0
	for _, n := range d.Names {
		b.WriteString(d.Text[at:n.Start] + "[" + d.Text[n.Start:n.End] + "|" + string(n.Type[:2]) + "]")
		at = n.End
	}
	return b.String() + d.Text[at:]
}

// rows turns "Paris/B-LOC is/O" into lines.
func rows(sentences ...string) string {
	var b strings.Builder
	for _, s := range sentences {
		for f := range strings.FieldsSeq(s) {
			i := strings.LastIndexByte(f, '/')
			b.WriteString(f[:i] + "\t" + f[i+1:] + "\n")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestReadTSV(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"punctuation", rows("Mr./O Assad/B-PER 's/O army/O ,/O (/O in/O Aleppo/B-LOC )/O ,/O won/O ./O"),
			[]string{"Mr. [Assad|pe]'s army, (in [Aleppo|pl]), won."}},
		{"quotes", rows(`"/O We/O won/O ,/O "/O he/O said/O ./O`, "The/O rebels/O '/O retreat/O"),
			[]string{"\"We won,\" he said.\nThe rebels' retreat"}},
		{"long names", rows("Bank/B-ORG of/I-ORG England/I-ORG France/B-LOC Spain/B-LOC"),
			[]string{"[Bank of England|or] [France|pl] [Spain|pl]"}},
		{"hyphens cut out", rows("US/B-LOC -/O led/O al/B-PER -/I-PER Assad/I-PER"), []string{"[US|pl]-led [al-Assad|pe]"}},
		{"hyphens that stand alone", rows("a/O Nobel-winner/O and/O ex-minister/O", "Rome/B-LOC -/O dpa/B-ORG"),
			[]string{"a Nobel-winner and ex-minister\n[Rome|pl] - [dpa|or]"}},
		{"documents", "-DOCSTART-\tO\n\n" + rows("A/O") + "-DOCSTART-\tO\n\n" + rows("B/B-MISC", "C/O"), []string{"A", "[B|mi]\nC"}},
		{"an inside without a beginning", rows("New/I-LOC York/I-LOC"), []string{"[New York|pl]"}},
		{"the types of CrossNER", rows("Ana/B-politician Silva/I-politician left/O Mali/B-country"), []string{"[Ana Silva|pe] left [Mali|pl]"}},
		{"empty", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			docs, err := ReadTSV("t", strings.NewReader(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range docs {
				got = append(got, marked(d))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("documents (-want +got):\n%s", diff)
			}
		})
	}
	for _, in := range []string{"word\n", "word\tB-FOO\n", "\tO\n"} {
		if _, err := ReadTSV("t", strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("ReadTSV(%q) = %v, want an error that names line 1", in, err)
		}
	}
}

func TestReadStandoff(t *testing.T) {
	const body = "Washington Post: Washington won\n\nDenzel Washington told the US-led Kurds in Washington. USA!"
	tests := []struct {
		name, list, want string
	}{
		{"longest first", "Washington\tplace\tWashington, D.C.\nWashington Post\torganisation\tThe Washington Post\nDenzel Washington\tperson\tDenzel Washington\n",
			"[Washington Post|or]: [Washington|pl] won\n\n[Denzel Washington|pe] told the US-led Kurds in [Washington|pl]. USA!"},
		{"occurrences", "Washington\tplace\tWashington, D.C.\t@2,4\nWashington\tperson\tDenzel Washington\t@3\n",
			"Washington Post: [Washington|pl] won\n\nDenzel [Washington|pe] told the US-led Kurds in [Washington|pl]. USA!"},
		{"borders", "US\tplace\tUnited States\nKurds\tmisc\tKurds\n\n",
			"Washington Post: Washington won\n\nDenzel Washington told the [US|pl]-led [Kurds|mi] in Washington. USA!"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := ReadStandoff("t", body, strings.NewReader(tt.list))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, marked(d)); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
	}
	d, err := ReadStandoff("t", "東京、日本人8名とトヨタ3人、米NASA。2日本州", strings.NewReader("東京\tplace\tTokyo\n日本人\tmisc\tJapanese\nトヨタ\torganisation\tToyota\nNASA\torganisation\tNASA\n本州\tplace\tHonshu\n"))
	if diff := cmp.Diff("[東京|pl]、[日本人|mi]8名と[トヨタ|or]3人、米[NASA|or]。2日[本州|pl]", marked(d)); err != nil || diff != "" {
		t.Errorf("names beside digits: %v (-want +got):\n%s", err, diff)
	}
	for _, list := range []string{"Paris\tplace\tParis\n", "US\tcountry\tUS\n", "US\tplace\n", "US\tplace\tUS\t@0\n", "US\tplace\tUS\t@x\n"} {
		if _, err := ReadStandoff("t", body, strings.NewReader(list)); err == nil {
			t.Errorf("ReadStandoff(%q) gave no error", list)
		}
	}
}

func TestLoadDirectory(t *testing.T) {
	dir, texts := t.TempDir(), t.TempDir()
	for path, content := range map[string]string{
		filepath.Join(dir, "2.tsv"):   "Rome\tplace\tRome\n",
		filepath.Join(dir, "1.tsv"):   "Bonn\tplace\tBonn\n",
		filepath.Join(dir, "notes"):   "none",
		filepath.Join(texts, "1.txt"): "In Bonn",
		filepath.Join(texts, "2.txt"): "In Rome",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	docs, err := Load(dir, texts)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range docs {
		got = append(got, d.ID+" "+marked(d))
	}
	if diff := cmp.Diff([]string{"1.tsv In [Bonn|pl]", "2.tsv In [Rome|pl]"}, got); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	if _, err := Load(dir, dir); err == nil {
		t.Error("Load without texts gave no error")
	}
}

func TestLoadCollection(t *testing.T) {
	dir, texts := t.TempDir(), t.TempDir()
	bodies := map[string]string{"01": "Rome\n\nIn Rome\n", "02": "Bonn, not Bonn\n"}
	var articles strings.Builder
	articles.WriteString("article\tcorpus\turl\tsha256\ttitle\n")
	for _, id := range []string{"01", "02"} {
		sum := sha256.Sum256([]byte(bodies[id]))
		articles.WriteString(id + "\tnews.csv\thttps://news.example/" + id + "\t" + hex.EncodeToString(sum[:]) + "\tTitle\n")
	}
	const head = "article\tsurface\ttype\tname\toccurrences\n"
	files := map[string]string{
		filepath.Join(dir, "articles.tsv"): articles.String(),
		filepath.Join(dir, "names.tsv"):    head + "01\tRome\tplace\tRome\t\n02\tBonn\tplace\tBonn\t2\n",
		filepath.Join(texts, "01.txt"):     bodies["01"],
		filepath.Join(texts, "02.txt"):     bodies["02"],
	}
	write := func(path, content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for path, content := range files {
		write(path, content)
	}
	for part, want := range map[string][]string{
		"":     {"[Rome|pl]\n\nIn [Rome|pl]\n", "Bonn, not [Bonn|pl]\n"},
		"@1-1": {"[Rome|pl]\n\nIn [Rome|pl]\n"},
		"@2-9": {"Bonn, not [Bonn|pl]\n"},
	} {
		docs, err := Load(dir+part, texts)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range docs {
			got = append(got, marked(d))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("documents of %q (-want +got):\n%s", part, diff)
		}
	}
	for _, part := range []string{"@", "@0-1", "@2-1", "@x-3"} {
		if _, err := Load(dir+part, texts); err == nil {
			t.Errorf("Load with part %q gave no error", part)
		}
	}
	write(filepath.Join(texts, "02.txt"), "Bonn, not  Bonn\n")
	if _, err := Load(dir, texts); !errors.Is(err, ErrText) {
		t.Errorf("Load of another text = %v, want ErrText", err)
	}
	for _, names := range []string{"", "article\tname\n", head + "03\tRome\tplace\tRome\t\n", head + "01\tRome\ttown\tRome\t\n", head + "01\tRome\tplace\tRome\tx\n", head + "01\tRome\n"} {
		write(filepath.Join(dir, "names.tsv"), names)
		if _, err := ReadCollection(dir); err == nil {
			t.Errorf("ReadCollection with names %q gave no error", names)
		}
	}
}

func TestScore(t *testing.T) {
	name := func(start, end int, kind news.EntityType) Name {
		return Name{Range: text.Range{Start: start, End: end}, Type: kind}
	}
	d := Document{
		Names:  []Name{name(0, 4, news.TypePerson), name(5, 9, news.TypePlace), name(10, 14, news.TypeMisc), name(15, 19, news.TypePlace)},
		Ignore: []text.Range{{Start: 30, End: 40}},
	}
	found := []Name{
		name(0, 4, news.TypePerson),       // right
		name(5, 9, news.TypeOrganisation), // of another type
		name(10, 14, news.TypeEvent),      // misc to annotators
		name(15, 18, news.TypePlace),      // of other borders
		name(20, 24, news.TypePerson),     // none
		name(32, 36, news.TypePerson),     // not judged
	}
	s := NewScore()
	s.Add(&d, found)
	if want := (Count{Right: 2, Wrong: 3, Missed: 2}); s.Typed != want {
		t.Errorf("typed = %+v, want %+v", s.Typed, want)
	}
	if want := (Count{Right: 3, Wrong: 2, Missed: 1}); s.Untyped != want {
		t.Errorf("untyped = %+v, want %+v", s.Untyped, want)
	}
	if want := (Count{Wrong: 1, Missed: 2}); *s.ByType[news.TypePlace] != want {
		t.Errorf("place = %+v, want %+v", *s.ByType[news.TypePlace], want)
	}
	three := NewScore(Types[:3]...)
	three.Add(&d, found)
	if want := (Count{Right: 1, Wrong: 3, Missed: 2}); three.Typed != want {
		t.Errorf("typed without misc = %+v, want %+v", three.Typed, want)
	}
	if got, want := s.String(), "P 40.0 R 50.0 F1 44.4, untyped 66.7; person 66.7 organisation 0.0 place 0.0 misc 100.0"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

func TestRecase(t *testing.T) {
	d, err := ReadStandoff("t", "the fall of the straße: Bank of Oslo hits the US-led talks.\nA man", strings.NewReader("Bank of Oslo\torganisation\tB\nUS\tplace\tUS\n"))
	if err != nil {
		t.Fatal(err)
	}
	for style, want := range map[Style]string{
		Capitals: "THE FALL OF THE STRAßE: [BANK OF OSLO|or] HITS THE [US|pl]-LED TALKS.\nA MAN",
		Titles:   "The Fall of the Straße: [Bank Of Oslo|or] Hits the [US|pl]-led Talks.\nA man",
	} {
		if got := marked(d.Recase(style)); got != want {
			t.Errorf("Recase(%d) = %q, want %q", style, got, want)
		}
	}
	part := d.Slice(text.Range{Start: len("the fall of the straße: "), End: len(d.Text) - len("\nA man")})
	if got, want := marked(part), "[Bank of Oslo|or] hits the [US|pl]-led talks."; got != want {
		t.Errorf("Slice = %q, want %q", got, want)
	}
}

func FuzzReadTSV(f *testing.F) {
	f.Add(rows("US/B-LOC -/O led/O", "``/O No/O ''/O"))
	f.Add("-DOCSTART-\tO\n\nA\tI-PER\nB\tX\n")
	f.Fuzz(func(t *testing.T, in string) {
		docs, err := ReadTSV("f", strings.NewReader(in))
		if err != nil {
			return
		}
		for _, d := range docs {
			at := 0
			for _, n := range d.Names {
				if n.Start < at || n.End <= n.Start || n.End > len(d.Text) {
					t.Fatalf("name %v of %q is out of order", n, d.Text)
				}
				at = n.End
			}
		}
	})
}

func FuzzReadStandoff(f *testing.F) {
	f.Add("US\tplace\tUS\nUS\tmisc\tUS\t@2\n", "the US and US-led")
	f.Fuzz(func(t *testing.T, list, body string) {
		d, err := ReadStandoff("f", body, strings.NewReader(list))
		if err != nil {
			return
		}
		at := 0
		for _, n := range d.Names {
			if n.Start < at || n.End <= n.Start || n.End > len(d.Text) {
				t.Fatalf("name %v of %q is out of order", n, d.Text)
			}
			at = n.End
		}
	})
}
