package search

import (
	"errors"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/internal/query"
)

// FuzzCursor reads what a client sends back: what is taken belongs to the
// query, counts no hits below nothing, and is written and read as the same;
// the cursor of one query is no cursor of another.
func FuzzCursor(f *testing.F) {
	const print = "0123456789ab"
	byRank := cursor{Query: print, Now: time.Unix(1483099200, 5).UTC(), From: 20}
	f.Add(byRank.encode(), print, true)
	byTime := cursor{Query: print, Now: time.Unix(0, 0).UTC(), After: []byte("\x20\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0aid")}
	f.Add(byTime.encode(), print, false)
	f.Add("", "", true)
	f.Add("eyJmIjotMX0", "", true)
	f.Add("////", print, false)
	f.Fuzz(func(t *testing.T, text, print string, relevance bool) {
		sort := query.SortNewest
		if relevance {
			sort = query.SortRelevance
		}
		c, err := decodeCursor(text, print, sort)
		if err != nil {
			if !errors.Is(err, ErrCursor) || c.Query != "" || c.From != 0 {
				t.Fatalf("%q: %+v, %v", text, c, err)
			}
			return
		}
		if c.Query != print || c.From < 0 || relevance == (len(c.After) > 0) && len(c.After) > 10 {
			t.Fatalf("%q of query %q is %+v", text, print, c)
		}
		again, err := decodeCursor(c.encode(), print, sort)
		if err != nil || !again.Now.Equal(c.Now) || again.From != c.From || string(again.After) != string(c.After) {
			t.Fatalf("%+v comes back as %+v, %v", c, again, err)
		}
		if _, err := decodeCursor(text, print+"x", sort); !errors.Is(err, ErrCursor) {
			t.Fatalf("%q is a cursor of two queries", text)
		}
	})
}
