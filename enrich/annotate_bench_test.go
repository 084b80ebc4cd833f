package enrich_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

// stories makes distinct articles of the mean length of news, some 3.4 KB.
func stories(n int) []*news.Article {
	paragraphs := []string{
		"The talks in %s entered their third day on %s, with the delegation of %s refusing to sit in one room with that of the opposition, diplomats said.",
		"\"We have come to listen,\" said %s, the head of the delegation, before he went into the meeting. %s, his deputy, said that no text was on the table and that %s would not accept one.",
		"More than 310,000 people have been killed since the uprising of %s, according to the Syrian Observatory for Human Rights, and millions have fled to %s, %s and beyond.",
		"The UN envoy, Staffan de Mistura, who met Secretary-General Antonio Guterres in %s last week, has warned that time was running out. The %s Coordination Committee (%s) agreed.",
		"In %s, the government of President %s said that its army had taken a village from fighters of %s after a night of shelling and air strikes.",
	}
	names := []string{"Margaret Quenby", "Jan Egeland", "Sergei Lavrov", "John Kerry", "Bashar al-Jaafari", "Recep Tayyip Erdogan", "Federica Mogherini", "Zorblat Okonkwo"}
	places := []string{"Geneva", "Astana", "Vienna", "Beirut", "Ankara", "Paris", "Idlib", "Deir Ezzor", "Mosul", "Cairo", "Amman", "Doha"}
	var out []*news.Article
	for i := range n {
		var b strings.Builder
		fmt.Fprintf(&b, "%s (MPA) - ", places[i%len(places)])
		for j := 0; b.Len() < 3400; j++ {
			k := i*7 + j*5
			p := paragraphs[(i+j)%len(paragraphs)]
			args := []any{places[k%len(places)], names[k%len(names)], places[(k+3)%len(places)]}
			fmt.Fprintf(&b, p+"\n\n", args[:strings.Count(p, "%s")]...)
		}
		out = append(out, &news.Article{Title: fmt.Sprintf("%s hosts talks, day %d", places[i%len(places)], i), Text: strings.TrimSpace(b.String())})
	}
	return out
}

// BenchmarkAnnotate annotates distinct articles one after another.
func BenchmarkAnnotate(b *testing.B) {
	an := annotator(b)
	articles := stories(500)
	bytes := 0
	for _, a := range articles {
		bytes += len(a.Text)
	}
	b.ReportAllocs()
	b.SetBytes(int64(bytes / len(articles)))
	i := 0
	for b.Loop() {
		an.Annotate(articles[i%len(articles)])
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}
