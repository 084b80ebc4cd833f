package search

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
)

// ErrCursor is returned for a cursor that no answer gave, or one of another
// query.
var ErrCursor = errors.New("this cursor does not belong to this query; ask for the first page again")

// cursor is where the next page begins. By date it names the last hit, so that
// it stays right while articles come in; by relevance it counts hits, since
// scores change with every article.
type cursor struct {
	// Query is the fingerprint of the query and its order.
	Query string `json:"q"`
	// Now is the time that relative dates and freshness are counted from.
	Now time.Time `json:"n"`
	// After is the order key of the last hit.
	After []byte `json:"a,omitempty"`
	From  int    `json:"f,omitempty"`
	// Told are the last quotations of the pages before, [toldBytes] of the key
	// of each.
	Told []byte `json:"t,omitempty"`
}

func (c cursor) encode() string {
	data, err := json.Marshal(c)
	if err != nil {
		// Times, strings and bytes always encode.
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// decodeCursor reads a cursor and checks that it belongs to the query.
func decodeCursor(text, fingerprint string, sort query.Sort) (cursor, error) {
	var c cursor
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(data, &c) != nil || c.Query != fingerprint || c.From < 0 || len(c.Told)%toldBytes != 0 {
		return cursor{}, ErrCursor
	}
	if _, ok := store.OrderTime(c.After); ok != byDate(sort) {
		return cursor{}, ErrCursor
	}
	return c, nil
}

// fingerprint identifies a query with its order and what is read of it.
func fingerprint(q *query.Query, kind string) string {
	sum := sha256.Sum256([]byte(q.String() + "\x00" + kind))
	return hex.EncodeToString(sum[:6])
}

// pass moves the cursor behind a hit.
func (c *cursor) pass(sort query.Sort, key string) {
	if byDate(sort) {
		c.After = []byte(key)
	} else {
		c.From++
	}
}

// past reports whether a hit comes after the one of another key.
func past(sort query.Sort, key, after string) bool {
	if sort == query.SortOldest {
		return key > after
	}
	return key < after
}

func byDate(sort query.Sort) bool { return sort == query.SortNewest || sort == query.SortOldest }
