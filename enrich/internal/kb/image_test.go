package kb

import (
	"compress/gzip"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// sample has a line of each form, in the order of ids.
const sample = "Q1\tplace\tcountry\tFreedonia\tFreistaat@de|=FD|~Free\tiso-FD\t80\thand\t2026\t12.5,-30.25\tQ2\n" +
	"Q2\tplace\tcapital\tQuenby\tKwenbi@de,fr|Quenby, the City\tgn-7,Q1\t50\thand\t2026\t-1.2345,179.9\t\tQ1\n" +
	"Q3\tperson\tpolitician\tAnn O'Nimm\t\tQ1\t60\thand\t2026\t\t\t\tPresident of Freedonia;Q1;2001-02-03;2004|Mayor;;1999-12;\n" +
	"gn-7\tplace\tregion\tLower Quenby\t\tQ1\t40\tgeonames\t2020\n" +
	"dl-own\torganisation\tcompany\tOwn & Sons\tOwn\t\t45\thand\t2026\n"

func mustCompile(tb testing.TB, table string) string {
	tb.Helper()
	data, err := Compile(strings.NewReader(table))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// exercise uses all of a knowledge base.
func exercise(k *KB) {
	for e := range k.All() {
		k.ByID(e.ID)
		k.Lookup(e.Name)
	}
	k.CountryByCode("FD")
	k.Match(text.Parse("Quenby, Freedonia and Own & Sons of Lower Quenby"), "en")
}

func TestFormat(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSuffix(sample, "\n"), "\n")
	shuffled := "# a comment\n" + lines[4] + "\n\n" + strings.Join(lines[:4], "")
	var out strings.Builder
	if err := Format(&out, strings.NewReader(shuffled)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCompileIsDeterministic(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSuffix(sample, "\n"), "\n")
	lines[0], lines[3] = lines[3], lines[0]
	if a, b := mustCompile(t, sample), mustCompile(t, strings.Join(lines, "")+"\n"); a != b {
		t.Error("the order of lines changes the file")
	}
}

// TestEmbeddedIsItsTable holds the file against the table beside it.
func TestEmbeddedIsItsTable(t *testing.T) {
	if _, err := Open(embedded); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("kb.tsv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := Compile(table)
	if err != nil {
		t.Fatal(err)
	}
	if data != embedded {
		t.Error("kb.bin is not what kb.tsv.gz compiles to; kbbuild writes both")
	}
}

func TestOneAddressAnEntry(t *testing.T) {
	k, err := Open(mustCompile(t, sample))
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan *Entry)
	for range 8 {
		go func() {
			e, _ := k.ByID("dl-own")
			got <- e
		}()
	}
	first := <-got
	for range 7 {
		if e := <-got; e != first {
			t.Errorf("two entries for one id: %p, %p", e, first)
		}
	}
	if c := k.Lookup("Own & Sons"); len(c) != 1 || c[0].Entry != first {
		t.Errorf("Lookup = %v, want %p", c, first)
	}
}

// TestOpenRefusesDamage cuts and changes a file at each of its bytes: it is
// refused, or harmless.
func TestOpenRefusesDamage(t *testing.T) {
	data := mustCompile(t, sample)
	for i := range data {
		if _, err := Open(data[:i]); err == nil {
			t.Errorf("a file cut at byte %d of %d opens", i, len(data))
		}
		for _, c := range []byte{0, 1, 0x7f, 0xff} {
			if k, err := Open(data[:i] + string([]byte{c}) + data[i+1:]); err == nil {
				exercise(k)
			}
		}
	}
	for _, tt := range []struct{ name, data, want string }{
		{"other file", "PK\x03\x04", "no compiled knowledge base"},
		{"other version", strings.Replace(data, "DLKB\x01", "DLKB\x63", 1), "has the form of version 99"},
	} {
		if _, err := Open(tt.data); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(mustCompile(f, sample))
	f.Add(mustCompile(f, ""))
	f.Add("DLKB")
	f.Fuzz(func(t *testing.T, data string) {
		if k, err := Open(data); err == nil {
			exercise(k)
		}
	})
}

func FuzzCompile(f *testing.F) {
	f.Add(sample)
	f.Add("Q1\tplace\tcity\tX\t~=@|@|x@de\t,\t0\t\t\t0,0\tQ\tgn-\t;\n")
	f.Fuzz(func(t *testing.T, table string) {
		data, err := Compile(strings.NewReader(table))
		if err != nil {
			return
		}
		k, err := Open(data)
		if err != nil {
			t.Fatalf("what compiles does not open: %v", err)
		}
		exercise(k)
	})
}
