package page

import (
	"context"
	"net/url"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/charset"
)

// Run runs a stand-in of an extractor and says whether it ended in time.
func (e *Extractor) Run(ctx context.Context, f func()) error {
	_, err := e.run(ctx, func() extraction {
		f()
		return extraction{}
	})
	return err
}

// ErrBusy is returned for an extractor that had no time or no place.
var ErrBusy = errBusy

// Metadata reads a page's metadata alone.
func Metadata(b []byte, contentType, address string, now time.Time) (*Page, error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	text, _, _ := charset.Decode(b, contentType, charset.HTML)
	r := reduce(text)
	return readMeta(r.html, readLinked(r.linked), at, now).page, nil
}
