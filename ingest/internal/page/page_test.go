package page_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/dateline-news/dateline/ingest/internal/page"
)

var now = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestExtract(t *testing.T) {
	tests := []struct {
		file, url string
		want      page.Page
		// text is the whole text, as paragraphs.
		text []string
	}{
		{
			file: "wire.html", url: "https://www.lowmouth.example/news/breakwater?utm_source=rss",
			want: page.Page{
				Title: "Breakwater at Lowmouth has moved", Authors: []string{"Ada Lind", "Ivo Marek"},
				Published: time.Date(2026, 3, 14, 8, 30, 0, 0, time.UTC), Image: "https://img.lowmouth.example/breakwater.jpg",
				Canonical: "https://www.lowmouth.example/news/breakwater", Language: "en", Method: page.Both,
			},
			text: []string{
				"The harbour master of Lowmouth closed the outer basin on Tuesday after a survey found that the western breakwater had moved.",
				"Divers measured a shift of forty centimetres since the spring, she told the town council, and two of the caissons had cracked.",
				"What happens next",
				"Fishing boats may still land their catch at the inner quay, but the ferry to the islands will leave from Eastness until the repairs are done.",
				"“Nobody is going to risk a ferry full of schoolchildren,” the harbour master said.",
			},
		},
		{
			file: "blog.html", url: "https://blog.example.org/2026/03/duenen",
			want: page.Page{
				Title: "Die Dünen wandern schneller", Authors: []string{"Grete Holm"}, Published: time.Date(2026, 3, 12, 5, 0, 0, 0, time.UTC),
				Image: "https://blog.example.org/bild/duene.jpg", Canonical: "https://blog.example.org/2026/03/duenen", Language: "de", Method: page.Both,
			},
			text: []string{
				"Auf der Westseite der Insel sind die Dünen in diesem Winter um elf Meter gewandert, so weit wie noch in keinem Jahr seit Beginn der Messungen.",
				"Der Küstenschutz hat am Donnerstag angekündigt, auf zwei Kilometern neue Zäune aus Reisig zu setzen und den Strandhafer nachzupflanzen.",
				"Für die drei Häuser am nördlichen Ende kommt das zu spät: Sie sollen bis zum Herbst geräumt und abgetragen werden.",
			},
		},
		{
			file: "walled.html", url: "https://daily.example/markets/tin",
			want: page.Page{
				Title: "Tin prices fall for a ninth day", Authors: []string{"Noor Baker"}, Published: time.Date(2026, 3, 13, 17, 5, 0, 0, time.UTC),
				Canonical: "https://daily.example/markets/tin", Language: "en", Paywall: true, Method: page.Both,
			},
			text: []string{
				"The price of tin fell for a ninth day on Friday as smelters in two provinces said that they would start work again before the end of the month.",
				"Traders had expected the stoppage to last until May. Stocks in the warehouses of the exchange have doubled since January, the weekly report showed.",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			tt.want.URL = tt.url
			got, err := page.Extract(t.Context(), read(t, tt.file), page.Options{URL: tt.url, ContentType: "text/html", Now: now})
			if err != nil {
				t.Fatal(err)
			}
			tt.want.Text = strings.Join(tt.text, "\n\n")
			if diff := cmp.Diff(&tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestExtractReadsCharsets(t *testing.T) {
	body := func(charset string) string {
		return `<html><head>` + charset + `<title>Škoda</title></head><body><article><p>` +
			strings.Repeat("Příliš žluťoučký kůň úpěl ďábelské ódy, řekl v úterý mluvčí závodiště v Chuchli. ", 4) + `</p></article></body></html>`
	}
	encode := func(s string, to interface{ String(string) (string, error) }) string {
		out, err := to.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	cp1250 := charmap.Windows1250.NewEncoder()
	tests := []struct{ name, contentType, page string }{
		{"UTF-8", "text/html; charset=utf-8", body("")},
		{"UTF-8 undeclared", "text/html", body("")},
		{"UTF-8 declared otherwise", "text/html; charset=iso-8859-1", body(`<meta charset="windows-1252">`)},
		{"UTF-8 with a mark", "text/html", "\uFEFF" + body("")},
		{"UTF-8 with a broken byte", "text/html", body("") + "<p>\xE9"},
		{"by header", "text/html; charset=windows-1250", encode(body(""), cp1250)},
		{"by meta", "text/html", encode(body(`<meta charset=windows-1250>`), cp1250)},
		{"by http-equiv", "", encode(body(`<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">`), cp1250)},
		{"UTF-16", "text/html", encode(body(""), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder())},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := page.Extract(t.Context(), []byte(tt.page), page.Options{URL: "https://kone.example/", ContentType: tt.contentType, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			if want := "Příliš žluťoučký kůň úpěl ďábelské ódy"; !strings.HasPrefix(got.Text, want) {
				t.Errorf("text is %.80q, want %q first", got.Text, want)
			}
		})
	}
}

// TestExtractLinked has pages that scripts fill, with their text in the linked
// data.
func TestExtractLinked(t *testing.T) {
	const one, two = "The harbour council of Port Ashby voted on Friday to close the northern pier for two years, after engineers had found cracks.",
		"Ferries to the outer islands leave from the fish quay instead, which is shorter and has to be dredged before the tides of March arrive."
	body := func(said, free, shown string) string {
		return `<html><head><title>Council closes pier</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Council closes pier","isAccessibleForFree":` +
			free + `,"articleBody":"` + said + `"}</script></head><body><div id="root">` + shown + `</div><noscript>Please switch JavaScript on.</noscript></body></html>`
	}
	all := one + "\n\n" + two + "\n\n" + one + " Again."
	for name, c := range map[string]struct{ page, want string }{
		"lines":          {body(one+`\n\n`+two+`\n`+one+" Again.", "true", ""), all},
		"markup":         {body(`<p>`+one+`<\/p><p>`+two+`<\/p><p>`+one+` Again.<\/p>`, "true", ""), all},
		"escaped markup": {body("&lt;p&gt;"+one+"&lt;/p&gt;&lt;p&gt;"+two+"&lt;/p&gt;&lt;p&gt;"+one+" Again.&lt;/p&gt;", "true", ""), all},
		"a paywall":      {body(one+" "+two+" "+one, "false", ""), ""},
		"a page with a text of its own": {body(one+" "+two+" "+one, "true", "<article><p>"+two+"</p><p>Divers look at the foundations again in the spring, the harbour master said.</p></article>"),
			two + "\n\nDivers look at the foundations again in the spring, the harbour master said."},
	} {
		got, err := page.Extract(t.Context(), []byte(c.page), page.Options{URL: "https://ashby.example/pier", ContentType: "text/html", Now: now})
		if c.want == "" && errors.Is(err, page.ErrNoText) {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Text != c.want || (got.Method == page.Linked) != (c.want == all) {
			t.Errorf("%s: by %s %q, want %q", name, got.Method, got.Text, c.want)
		}
	}
}

func TestExtractEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := page.Extract(ctx, read(t, "wire.html"), page.Options{URL: "https://lowmouth.example/"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that of the context", err)
	}
}
