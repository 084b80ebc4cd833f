package kb

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/news"
)

// base is a small knowledge base that stands for the embedded one.
const base = "Q1\tplace\tcountry\tFreedonia\tFreedonia@en\tiso-FD\t80\thand\t2026\n" +
	"Q2\tplace\tcity\tQuenby\t~Quenby\tQ1\t50\thand\t2026\t1,2\n" +
	"Q3\tperson\tpolitician\tAnn Nimm\tNimm\tQ1\t60\thand\t2026\n"

func withExtra(t *testing.T, table string) *KB {
	t.Helper()
	k, err := Read(strings.NewReader(base))
	if err != nil {
		t.Fatal(err)
	}
	k, err = k.with(strings.NewReader(table), "names.tsv")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestExtra(t *testing.T) {
	k := withExtra(t, "\ufeff# ours\r\n"+
		"acme-17\torganisation\tcompany\tAcme & Co\tAcme|=AC|Akme@de\tFD\t70\r\n"+
		"\tperson\t-\tNimm Junior\tNimm\tQ2\n"+
		"Q2\t\t\t\tQuenby City|~The Town\n"+
		"Q3\tperson\tspokesperson\tAnna Nimm\t\t\t90\n\n"+
		"watch\tmisc\t\tproject x\n")
	for _, tt := range []struct{ name, language, in, want string }{
		{"a name", "en", "Acme & Co and AC", "Acme & Co=Acme & Co; AC=Acme & Co"},
		{"case as with all names", "en", "acme, ac, Project X, project x", "Project X=project x; project x=project x"},
		{"language", "en", "Akme", ""},
		{"language", "de", "Akme", "Akme=Acme & Co"},
		{"outranks", "en", "Nimm spoke", "Nimm=Nimm Junior"},
		{"more names of what is known", "en", "Quenby City, The Town", "Quenby City=Quenby; The Town=~Quenby"},
		{"old names stay as they are", "en", "Quenby, Ann Nimm and Anna Nimm", "Quenby=~Quenby; Ann Nimm=Anna Nimm; Anna Nimm=Anna Nimm"},
	} {
		if got := matches(t, k, tt.language, tt.in); got != tt.want {
			t.Errorf("%s: names in %q (%s) = %q, want %q", tt.name, tt.in, tt.language, got, tt.want)
		}
	}
	nil1 := news.NilID(news.TypePerson, "Nimm Junior")
	want := map[string]Entry{
		"acme-17": {ID: "acme-17", Type: news.TypeOrganisation, Kind: "company", Name: "Acme & Co", Of: []string{"Q1"}, Prominence: 70, Source: "names.tsv"},
		nil1:      {ID: nil1, Type: news.TypePerson, Name: "Nimm Junior", Of: []string{"Q2", "Q1"}, Prominence: 60, Source: "names.tsv"},
		"Q2":      {ID: "Q2", Type: news.TypePlace, Kind: "city", Name: "Quenby", Of: []string{"Q1"}, Prominence: 50, Latitude: 1, Longitude: 2, HasPoint: true, Source: "hand", AsOf: "2026"},
		"Q3":      {ID: "Q3", Type: news.TypePerson, Kind: "spokesperson", Name: "Anna Nimm", Of: []string{"Q1"}, Prominence: 90, Source: "hand", AsOf: "2026"},
	}
	for id, e := range want {
		got, ok := k.ByID(id)
		if !ok {
			t.Errorf("no entry %q", id)
			continue
		}
		if diff := cmp.Diff(e, *got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
	if n := len(slices.Collect(k.All())); n != 6 || k.Len() != n {
		t.Errorf("%d entries, Len %d, want 6", n, k.Len())
	}
	if c := k.Lookup("Quenby City"); len(c) != 1 || !c[0].House {
		t.Errorf("Lookup(Quenby City) = %+v", c)
	} else if e, _ := k.ByID("Q2"); c[0].Entry != e {
		t.Error("the entry has two addresses")
	}
}

func TestExtraReportsEveryBrokenLine(t *testing.T) {
	k, err := Read(strings.NewReader(base))
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.with(strings.NewReader("one column\n"+
		"a b\tperson\t\tX\n"+
		"x\tpeople\t\tX\n"+
		"x\tperson\n"+
		"x\tperson\t\t\n"+
		"y\tperson\t\tX\t!|B@xx\tZZ\t200\n"+
		"z\tperson\t\tX\n"+
		"z\tperson\t\tY\n"+
		"\xff\n"+
		"w\tperson\t\tX\t\tQ9\n"), "names.tsv")
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"names.tsv:1: the line has 1 columns, want 4 to 7",
		`names.tsv:2: id "a b" is not made of`,
		`names.tsv:3: type "people" is none of`,
		"names.tsv:4: the line has 2 columns",
		"names.tsv:5: the entry has no name",
		`names.tsv:6: prominence "200" is not in 0..100; leave column 7 empty for 60`,
		`names.tsv:6: name "!" has no letters; correct or remove it`,
		`names.tsv:6: name "B@xx" is tied to an unknown language "xx" (known: en de`,
		`names.tsv:8: "Y" has the id "z", which line 7 has already`,
		"names.tsv:9: the line is not UTF-8",
		`names.tsv:10: "Q9" in column 6 is no ISO 3166-1 code and no id`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
}

func TestExtraIsBounded(t *testing.T) {
	k, err := Read(strings.NewReader(base))
	if err != nil {
		t.Fatal(err)
	}
	var many strings.Builder
	for i := range maxExtraEntries + 1 {
		fmt.Fprintf(&many, "n%d\tperson\t\tN%d X\n", i, i)
	}
	for _, tt := range []struct{ name, in, want string }{
		{"entries", many.String(), "names.tsv:200001: there are more than 200000 entries"},
		{"line", "a\tperson\t\tA\t" + strings.Repeat("b", maxExtraLine), "names.tsv:1: the line is longer than 64 KB"},
		{"errors", strings.Repeat("?\n", 50), "30 more problems"},
		{"text", "a\tperson\t" + strings.Repeat("b", 300) + "\tA\n", "is longer than 255 bytes"},
	} {
		if _, err := k.with(strings.NewReader(tt.in), "names.tsv"); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func FuzzExtra(f *testing.F) {
	f.Add("acme-17\torganisation\tcompany\tAcme & Co\tAcme|=AC|Akme@de\tFD\t70\n")
	f.Add("Q2\t\t\t\t~a|b@de,fr\tQ1,Q2\t\n\tmisc\t\tü 1\t|\t-\t-")
	f.Add("# x\n\ufeff\r\n\t\t\t\t\t\t\n")
	k, err := Read(strings.NewReader(base))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, table string) {
		if k, err := k.with(strings.NewReader(table), "names.tsv"); err == nil {
			exercise(k)
		}
	})
}
