package page

import (
	"net/url"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

// exact asks the extractor that finds less beside the text and is of more
// than linear time.
func exact(doc *html.Node, at *url.URL) []block {
	if doc == nil {
		return nil
	}
	result, err := trafilatura.ExtractDocument(doc, trafilatura.Options{
		OriginalURL:     at,
		ExcludeComments: true,
		HtmlDateMode:    trafilatura.Disabled,
	})
	if err != nil {
		return nil
	}
	return blocks(result.ContentNode)
}

// quick asks the extractor that misses less and is of nearly linear time.
func quick(doc *html.Node, at *url.URL) []block {
	if doc == nil {
		return nil
	}
	parser := readability.NewParser()
	parser.DisableJSONLD = true
	article, err := parser.ParseAndMutate(doc, at)
	if err != nil || article.Node == nil {
		return nil
	}
	return blocks(article.Node)
}
