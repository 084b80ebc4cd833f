package client

import (
	"encoding/json"
	"time"
)

// TimelineRequest asks how many articles answer a query over time.
type TimelineRequest struct {
	// Query is in Dateline's query language; empty: every article.
	Query string `json:"q"`
	// Interval is hour, day, week (from Monday), month or year, in UTC;
	// empty: one that gives some tens of bars.
	Interval string `json:"interval,omitempty"`
}

// Intervals lists what a timeline can be counted by.
func Intervals() []string { return []string{"hour", "day", "week", "month", "year"} }

// TimelineResponse is the number of articles by date of publication.
type TimelineResponse struct {
	Query    string  `json:"query"`
	Interval string  `json:"interval"`
	Total    uint64  `json:"total"`
	Took     float64 `json:"took_ms"`
	// Partial, Notes and Names are those of [SearchResponse].
	Partial bool           `json:"partial,omitempty"`
	Notes   []string       `json:"notes,omitempty"`
	Names   []ResolvedName `json:"names,omitempty"`
	// Bars are in the order of time, without holes from the first to the last.
	Bars []Bar `json:"bars"`
}

// Bar is one interval of a timeline.
type Bar struct {
	Start time.Time `json:"start"`
	Count uint64    `json:"count"`
}

// EntityRequest asks what the index knows of an entity.
type EntityRequest struct {
	ID string `json:"id"`
	// Query narrows the articles that are looked at, such as "after:30d".
	Query string `json:"q,omitempty"`
	// Size is how many articles and quotations are wanted, at most 100; 0: 10.
	Size int `json:"size,omitempty"`
}

// EntityResponse is what the index knows of an entity.
type EntityResponse struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Kind string `json:"kind,omitempty"`
	Name string `json:"name"`
	// Names are other names that articles gave it, most frequent first.
	Names []string `json:"names,omitempty"`
	// Within are the places that a place lies in, nearest first.
	Within []NamedItem `json:"within,omitempty"`
	// Total is how many articles name it, First and Last when the earliest
	// and the latest of them were published.
	Total   uint64    `json:"total"`
	First   time.Time `json:"first,omitzero"`
	Last    time.Time `json:"last,omitzero"`
	Took    float64   `json:"took_ms"`
	Partial bool      `json:"partial,omitempty"`
	Notes   []string  `json:"notes,omitempty"`
	// Bars is its timeline by Interval.
	Interval string `json:"interval,omitempty"`
	Bars     []Bar  `json:"bars,omitempty"`
	// With are the entities that share the most articles with it, by the
	// facets person, org, place and event; Sources are the outlets that name
	// it most.
	With    map[string][]FacetCount `json:"with,omitempty"`
	Sources []FacetCount            `json:"sources,omitempty"`
	// Quotes are what it said, Articles those that name it, newest first.
	Quotes   []Quote `json:"quotes,omitempty"`
	Articles []Hit   `json:"articles"`
}

// QuotesRequest asks for quotations: those of the articles that answer the
// query which answer its said: and quote: themselves, or all of them where it
// has neither.
type QuotesRequest struct {
	Query string `json:"q"`
	// Size is how many are wanted at least, at most 100; 0: 10. The quotations
	// of an article stay together, so a page may have more. The same words of
	// the same speaker are one quotation.
	Size   int    `json:"size,omitempty"`
	Cursor string `json:"cursor,omitempty"`
	// Sort is relevance, newest or oldest; empty: newest.
	Sort string `json:"sort,omitempty"`
}

// QuotesResponse is one page of quotations.
type QuotesResponse struct {
	Query   string         `json:"query"`
	Sort    string         `json:"sort"`
	Took    float64        `json:"took_ms"`
	Partial bool           `json:"partial,omitempty"`
	Notes   []string       `json:"notes,omitempty"`
	Names   []ResolvedName `json:"names,omitempty"`
	// Articles is how many articles answer the query.
	Articles uint64  `json:"articles"`
	Quotes   []Quote `json:"quotes"`
	Next     string  `json:"next,omitempty"`
}

// Quote is a stretch of direct speech.
type Quote struct {
	Text Marked `json:"text"`
	// Speaker is as the article has it, SpeakerID and SpeakerName the entity's
	// where it is known.
	Speaker     string `json:"speaker,omitempty"`
	SpeakerID   string `json:"speaker_id,omitempty"`
	SpeakerName string `json:"speaker_name,omitempty"`
	Cue         string `json:"cue,omitempty"`
	// Article is the id of the article; what follows is of it.
	Article    string    `json:"article"`
	Title      string    `json:"title"`
	Source     string    `json:"source"`
	SourceName string    `json:"source_name,omitempty"`
	URL        string    `json:"url,omitempty"`
	Published  time.Time `json:"published"`
	// More is how many other articles of the answer have the same words of the
	// same speaker, as far as they were read for the page; by date, the one
	// above was published first. Others are the ids, at most 100.
	More   uint64   `json:"more,omitempty"`
	Others []string `json:"others,omitempty"`
}

// RevisionsRequest asks for what an article was at different times.
type RevisionsRequest struct {
	ID string `json:"id"`
}

// RevisionsResponse lists the revisions that the index keeps, oldest first.
type RevisionsResponse struct {
	ID        string     `json:"id"`
	Revisions []Revision `json:"revisions"`
}

// Revision is one state of an article.
type Revision struct {
	Revision int    `json:"revision"`
	Reason   string `json:"reason,omitempty"`
	Title    string `json:"title"`
	// TextBytes is the size of the text.
	TextBytes int `json:"text_bytes"`
	// ValidFrom is when it was fetched, ValidTo when the next took its place;
	// zero for the newest.
	ValidFrom time.Time `json:"valid_from"`
	ValidTo   time.Time `json:"valid_to,omitzero"`
}

// ExportRequest asks for the whole articles that answer a query, by date of
// publication, one page after another.
type ExportRequest struct {
	Query string `json:"q"`
	// Cursor is Next of the page before; empty for the first page.
	Cursor string `json:"cursor,omitempty"`
	// Sort is oldest or newest; empty: what the query says, else oldest.
	Sort string `json:"sort,omitempty"`
	// Size is how many articles are wanted at most, at most 1000; 0: as many
	// as go into one message.
	Size int `json:"size,omitempty"`
}

// ExportResponse is one page of an export.
type ExportResponse struct {
	Query string `json:"query"`
	// Articles are the messages as they came, each a news.Article in JSON.
	Articles []json.RawMessage `json:"articles"`
	// Next is the cursor of the next page; empty on the last.
	Next string `json:"next,omitempty"`
}

// ExplainRequest asks how a query is understood, without running it.
type ExplainRequest struct {
	Query string `json:"q"`
}

// ExplainResponse is how a query is understood.
type ExplainResponse struct {
	// Query is the query in canonical writing.
	Query string         `json:"query"`
	Sort  string         `json:"sort"`
	Notes []string       `json:"notes,omitempty"`
	Names []ResolvedName `json:"names,omitempty"`
	// Words are the words of the query as each language of the index looks
	// for them.
	Words []ExplainedWord `json:"words,omitempty"`
}

// ExplainedWord is a word or phrase of the query after analysis.
type ExplainedWord struct {
	Term string `json:"term"`
	// Forms are by language chain: what is looked for in texts of that
	// language. Languages that leave the word out are not in it.
	Forms map[string]string `json:"forms"`
}
