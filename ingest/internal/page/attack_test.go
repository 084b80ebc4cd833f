package page_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/page"
)

// sentences is an article that stands before each attack.
const sentences = `<p>The harbour master of Lowmouth closed the outer basin on Tuesday after a survey found that the western breakwater had moved.</p>
<p>Divers measured a shift of forty centimetres since the spring, she told the town council, and two of the caissons had cracked.</p>
<p>Fishing boats may still land their catch at the inner quay, but the ferry to the islands will leave from Eastness until the repairs are done.</p>`

// attack is a page that is made to be slow or large.
type attack struct {
	name, html string
	// method is how the text is found; "" for a page without any.
	method page.Method
	// whole is set where all of the article must be found.
	whole bool
}

func attacks() []attack {
	article := func(s string) string {
		return `<!DOCTYPE html><html lang="en"><head><title>Breakwater</title></head><body><article><h1>Breakwater moves</h1>` + sentences + s + `</article></body></html>`
	}
	var distinct strings.Builder
	for i := range 500 {
		fmt.Fprintf(&distinct, `<font size=%d>`, i)
	}
	var attrs strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&attrs, ` a%d=x`, i)
	}
	long := strings.Repeat("x", 1<<20)
	many := func(s string, n int) string { return strings.Repeat(s, n) }
	return []attack{
		{"4,500 paragraphs", article(many("<p>"+many("The tide was low and the wind came from the west. ", 8)+"</p>", 4500)), page.Quick, true},
		{"1 MB of dates", article("<p>" + many("On 12 March 2024, or 13.03.2024, ", 30_000) + "</p>"), page.Both, true},
		{"300,000 line breaks", article(many("<br>", 300_000)), page.Both, true},
		{"300,000 line breaks apart", article(many("a<br>", 300_000)), page.Quick, true},
		{"100,000 rows", article("<table>" + many("<tr><td>1</td></tr>", 100_000) + "</table>"), page.Quick, true},
		{"100,000 rows in a cell", article(many("<table><tr><td>", 100_000)), page.Plain, true},
		{"600 open elements", article(many("<div>", 600) + "deep"), page.Plain, true},
		{"100,000 open elements", article(many("<div>", 100_000) + "deep"), page.Plain, true},
		{"100,000 open links", article(many("<a href=/x>y", 100_000)), page.Quick, true},
		{"500 formats opened anew", article(distinct.String() + many("<p>x", 50_000)), page.Quick, true},
		{"1 MB attribute", article(`<p class="` + long + `">tail</p>`), page.Both, true},
		{"100,000 attributes", article("<p" + attrs.String() + ">tail</p>"), page.Both, true},
		{"100,000 bodies", article(many("<body a=b>", 100_000)), page.Quick, true},
		{"1 MB comment", article("<!--" + long + "-->"), page.Both, true},
		{"open comment", article("<!--" + long), page.Both, true},
		{"open script", article("<script>" + long), page.Both, true},
		{"4 MB script", "<html><head><script>" + many(long, 4) + "</script></head><body><article>" + sentences + "</article>", page.Both, true},
		{"4 MB word", article("<p>" + many(long, 4)), page.Quick, true},
		{"1 MB of linked data", article(`<script type="application/ld+json">{"a":` + many("[", 100_000) + many("]", 100_000) + `}</script>`), page.Both, true},
		{"100,000 select", article(many("<select><option>", 100_000)), page.Quick, true},
		{"100,000 lists", article(many("<ul><li>", 100_000)), page.Plain, true},
		{"100,000 less-than", article(many("<", 1_000_000)), page.Both, true},
		{"200,000 entities", article("<p>" + many("&CounterClockwiseContourIntegral;", 30_000)), page.Both, true},
		{"1,900 paragraphs", article(many("<p>"+many("The tide was low and the wind came from the west. ", 10)+"</p>", 1900)), page.Both, true},
		{"1,900 line breaks", article("<div>" + many("The tide was low.<br>", 1900) + "</div>"), page.Both, true},
		{"1,900 cells", article("<table><tr>" + many("<td>The tide was low", 1900) + "</table>"), page.Both, true},
		{"19,000 divisions", article(many("<div>The tide was low.</div>", 19_000)), page.Both, true},
		{"19,000 links", article(many("<div><a href=/x>The tide was low</a></div>", 9_000)), page.Both, true},
		{"9,000 spans in depth", article(many(many("<span>", 400)+"x"+many("</span>", 400), 22)), page.Both, true},
		{"40 deep trees of divisions", article(many(many("<div>", 400)+"The tide was low."+many("</div>", 400), 40)), page.Both, true},
		{"19,000 names", article(many(`<div class="comment sidebar share related">low</div>`, 18_000)), page.Both, true},
		{"only links", "<html><body>" + many(`<p><a href="/a">Read about the other things that happened elsewhere today</a></p>`, 5_000), "", false},
		{"zeros", string(make([]byte, 1<<20)), "", false},
		{"nothing", "", "", false},
	}
}

// TestExtractBoundsAttacks runs each attack with far more time than it may
// take, and bounds what it may allocate.
func TestExtractBoundsAttacks(t *testing.T) {
	for _, tt := range attacks() {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			p, err := page.NewExtractor(1, 2*time.Minute).Extract(ctx, []byte(tt.html), page.Options{URL: "https://lowmouth.example/breakwater"})
			runtime.ReadMemStats(&after)
			t.Logf("%d bytes: %s, %d MB", len(tt.html), time.Since(start).Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20)
			if tt.method == "" {
				if !errors.Is(err, page.ErrNoText) {
					t.Fatalf("got %+v, %v, want ErrNoText", p, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if p.Method != tt.method {
				t.Errorf("method %s, want %s", p.Method, tt.method)
			}
			for _, want := range []string{"western breakwater had moved", "caissons had cracked", "until the repairs are done"} {
				if tt.whole && !strings.Contains(p.Text, want) {
					t.Errorf("%q is missing from %.300q", want, p.Text)
				}
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 1<<30 {
				t.Errorf("%d MB allocated", used>>20)
			}
		})
	}
}
