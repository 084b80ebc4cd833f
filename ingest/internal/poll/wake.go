package poll

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// Wake travels with the timer of a feed: what every poll changes, so that a
// quiet poll costs one write, and what the operator asks most.
type Wake struct {
	Rhythm rhythm.Memory `json:"rhythm"`
	// ETag and LastModified make the next request conditional; Body is a
	// hash of the last body. They are empty while an item is held.
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	Body         string `json:"body,omitempty"`
	// Whole is when a document came last. Distrusted is set once the server
	// had said that nothing is new while something was: from then on it is
	// not asked.
	Whole      time.Time `json:"whole,omitzero"`
	Distrusted bool      `json:"distrusted,omitempty"`
	// Move is where the feed may have moved to.
	Move Move `json:"move,omitzero"`
	// Polled is when the feed was asked last, Good when it last answered.
	Polled time.Time `json:"polled,omitzero"`
	Good   time.Time `json:"good,omitzero"`
	// Outcome is a word, Detail says it in a sentence.
	Outcome Outcome `json:"outcome,omitempty"`
	Detail  string  `json:"detail,omitempty"`
	// Next is when the feed is polled next, Reason why then.
	Next   time.Time `json:"next,omitzero"`
	Reason string    `json:"reason,omitempty"`
}

// Outcome is what a poll came to.
type Outcome string

// The outcomes of a poll.
const (
	NotModified Outcome = "not_modified" // the server said so, or sent the same bytes
	Unchanged   Outcome = "unchanged"    // other bytes, the same items
	Changed     Outcome = "changed"
	Failed      Outcome = "failed"
)

// Encode returns the body of a timer.
func (w *Wake) Encode() ([]byte, error) {
	b, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("encoding the timer of a feed: %w", err)
	}
	return b, nil
}

// DecodeWake reads the body of a timer. One that cannot be read is as good as
// none: the feed is asked without validators and its rhythm learned again.
func DecodeWake(b []byte) Wake {
	var w Wake
	if json.Unmarshal(b, &w) != nil {
		return Wake{}
	}
	return w
}

// BodyHash identifies a body for Wake.
func BodyHash(body []byte) string {
	sum := sha256.Sum256(body)
	return idEncoding.EncodeToString(sum[:16])
}
