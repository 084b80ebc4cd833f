package news_test

import (
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/dateline-news/dateline/shared/news"
)

// Read an annotated article and the words that its spans cover.
func ExampleDecode() {
	message, err := os.ReadFile("testdata/enriched-v1.json")
	if err != nil {
		log.Fatal(err)
	}
	a, err := news.Decode(message)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s (%s, revision %d)\n", a.Title, a.Source.Name, a.Revision)
	for _, e := range a.Annotations.Entities {
		words, err := a.Cut(e.Mentions[0].Span)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %s %q\n", e.Type, e.ID, words)
	}

	_, err = news.Decode([]byte(`{"schema": 2}`))
	fmt.Println(errors.Is(err, news.ErrSchema), err)

	// Output:
	// Turkey and Russia agree on a truce for Syria (Harbour Wire, revision 2)
	// place Q858 "Syria"
	// person Q39259 "Recep Tayyip Erdoğan"
	// place Q41183 "Aleppo"
	// place Q3640 "ANKARA"
	// misc demonym-TR "Turkish"
	// person nil-324c8e079469fea5 "Idris Qasem"
	// true unknown schema version: 2, this program reads 1
}

// One article has many links and one id.
func ExampleIDFromURL() {
	for _, link := range []string{
		"https://www.harbour.example/world/truce-holds?utm_source=rss",
		"http://m.harbour.example/world/truce-holds/amp#comments",
	} {
		id, err := news.IDFromURL(link)
		fmt.Println(id, err)
	}
	// Output:
	// 7mbc44drxggekczlaa3bqfmgqy <nil>
	// 7mbc44drxggekczlaa3bqfmgqy <nil>
}

func ExampleCanonicalURL() {
	canonical, err := news.CanonicalURL("HTTP://www.Harbour.example:80/world/?b=2&utm_medium=feed&a=1")
	fmt.Println(canonical, err)
	// Output: https://harbour.example/world?a=1&b=2 <nil>
}

// Names that differ in case, accents and spacing fold alike.
func ExampleFold() {
	fmt.Println(news.Fold("Recep  Tayyip ERDOĞAN"))
	// Output: recep tayyip erdogan
}
