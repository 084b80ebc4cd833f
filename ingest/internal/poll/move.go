package poll

import "github.com/dateline-news/dateline/ingest/internal/registry"

// Move is an address that permanent redirects lead to, and how many polls in
// a row they have.
type Move struct {
	To    string `json:"to,omitempty"`
	Polls int    `json:"polls,omitempty"`
}

// movePolls is for how many polls a permanent redirect must hold before the
// feed is believed to have moved: a captive portal or a slip of the server's
// configuration redirects for good as well, but not for long.
const movePolls = 3

// seen returns the move after a good poll whose redirects, if they were all
// permanent, led from the feed's address to another.
func (m Move) seen(from, to string) Move {
	if to == "" || to == from {
		return Move{}
	}
	if _, err := registry.CheckAddress(to); err != nil {
		return Move{}
	}
	if to != m.To {
		return Move{To: to, Polls: 1}
	}
	return Move{To: to, Polls: m.Polls + 1}
}

// held reports a move that is to be believed.
func (m Move) held() bool { return m.Polls >= movePolls }
