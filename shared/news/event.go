package news

import "time"

// EventKind names what happened.
type EventKind string

// The kinds of events.
const (
	// EventRevised is a new revision of a known article.
	EventRevised EventKind = "revised"
	// EventDropped is an item that a feed served and that was not published.
	EventDropped EventKind = "dropped"
	// EventFeed is a change in the life of a feed: it began to fail, it
	// recovered, items may have been missed.
	EventFeed EventKind = "feed"
	// EventAlert is an article that answers a standing query.
	EventAlert EventKind = "alert"
)

// Event is a message on the events stream.
type Event struct {
	Schema int       `json:"schema"`
	Kind   EventKind `json:"kind"`
	Time   time.Time `json:"time"`
	// Reason is a token: why an item was dropped, what became of a feed.
	Reason string `json:"reason,omitempty"`
	// Detail says it in words for people.
	Detail   string `json:"detail,omitempty"`
	Feed     string `json:"feed,omitempty"`
	Source   string `json:"source,omitempty"`
	Article  string `json:"article,omitempty"`
	Revision int    `json:"revision,omitempty"`
	URL      string `json:"url,omitempty"`
	Title    string `json:"title,omitempty"`
	// Alert is the name of a standing query, TextHash identifies the wording
	// that it is told of once.
	Alert    string `json:"alert,omitempty"`
	TextHash string `json:"text_hash,omitempty"`
}
