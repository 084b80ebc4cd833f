package client

import (
	"encoding/json"
	"time"
)

// SearchRequest asks for articles.
type SearchRequest struct {
	// Query is in Dateline's query language; empty: every article.
	Query string `json:"q"`
	// Size is how many hits are wanted, at most 100; 0: 10.
	Size int `json:"size,omitempty"`
	// Cursor is Next of the page before; empty for the first page.
	Cursor string `json:"cursor,omitempty"`
	// Sort is relevance, newest or oldest; empty: what the query says, else
	// relevance for a query with words or names, newest for any other.
	Sort string `json:"sort,omitempty"`
	// Facets are the facets to be counted, out of [Facets], over every article
	// that answers, also those that others stand for.
	Facets []string `json:"facets,omitempty"`
	// Unfolded asks for every article, also where several have nearly the
	// same text; else the best of them stands for all.
	Unfolded bool `json:"unfolded,omitempty"`
}

// SearchResponse is one page of an answer.
type SearchResponse struct {
	// Query is the query as it was understood, in canonical writing.
	Query string `json:"query"`
	// Sort is the order of the hits.
	Sort string `json:"sort"`
	// Total is how many articles answer the query.
	Total      uint64  `json:"total"`
	TookMillis float64 `json:"took_ms"`
	// Partial is set when not all of the index answered; Notes say why.
	Partial bool `json:"partial,omitempty"`
	// Notes are things to know about the answer, in words.
	Notes []string `json:"notes,omitempty"`
	// Names says what each name of the query was taken for.
	Names []ResolvedName `json:"names,omitempty"`
	Hits  []Hit          `json:"hits"`
	// Facets holds the counts by facet, most frequent first.
	Facets map[string][]FacetCount `json:"facets,omitempty"`
	// Next is the cursor of the next page; empty on the last.
	Next string `json:"next,omitempty"`
	// LagSeconds is how far the index is behind the stream, as last seen.
	LagSeconds float64 `json:"lag_s"`
}

// ResolvedName is a name of the query with the entities it stands for.
type ResolvedName struct {
	// Term is the part of the query, such as person:Erdogan.
	Term     string      `json:"term"`
	Entities []NamedItem `json:"entities"`
	// Suggestion is a name that the index knows, where it does not know this.
	Suggestion string `json:"suggestion,omitempty"`
	// Omitted is how many less frequent entities of that name were left out.
	Omitted int `json:"omitted,omitempty"`
}

// NamedItem is an entity or another thing with a name.
type NamedItem struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Count is in how many documents the index has met it under the name that
	// was asked for; revisions count singly.
	Count uint64 `json:"count,omitempty"`
}

// FacetCount is one value of a facet.
type FacetCount struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Count uint64 `json:"count"`
}

// Marked is text without control characters, in which the byte ranges
// [start, end) of Marks answer the query.
type Marked struct {
	Text  string   `json:"text"`
	Marks [][2]int `json:"marks,omitempty"`
}

// Hit is an article that answers a query.
type Hit struct {
	ID       string  `json:"id"`
	Revision int     `json:"revision"`
	Score    float64 `json:"score"`
	Title    Marked  `json:"title"`
	// Snippet is a sentence or two of the text, the best for the query.
	Snippet    Marked    `json:"snippet"`
	Source     string    `json:"source"`
	SourceName string    `json:"source_name,omitempty"`
	Country    string    `json:"country,omitempty"`
	Language   string    `json:"lang"`
	Agency     string    `json:"agency,omitempty"`
	URL        string    `json:"url,omitempty"`
	Published  time.Time `json:"published"`
	FirstSeen  time.Time `json:"first_seen"`
	// More is how many other articles of the answer have nearly the same text
	// and are left out of it, see [SearchRequest.Unfolded].
	More uint64 `json:"more,omitempty"`
	// Entities are what the article is about, most salient first.
	Entities []HitEntity `json:"entities,omitempty"`
}

// HitEntity is an entity of a hit.
type HitEntity struct {
	ID       string  `json:"id"`
	Type     string  `json:"type"`
	Name     string  `json:"name"`
	Salience float64 `json:"salience"`
}

// ArticleRequest asks for one article.
type ArticleRequest struct {
	ID string `json:"id"`
	// Revision is an older revision; 0: the newest.
	Revision int `json:"revision,omitempty"`
}

// ArticleResponse is one article as the index keeps it.
type ArticleResponse struct {
	// Slice is the month whose slice holds it.
	Slice string `json:"slice"`
	// StreamSeq is the article's sequence on the stream of annotated articles.
	StreamSeq uint64 `json:"stream_seq"`
	// ValidTo is when a later revision took its place; zero for the newest.
	ValidTo time.Time `json:"valid_to,omitzero"`
	// Article is the message as it came, a news.Article in JSON.
	Article json.RawMessage `json:"article"`
}

// StatsResponse describes an index.
type StatsResponse struct {
	Replica   string `json:"replica"`
	Documents uint64 `json:"documents"`
	// LagSeconds and Pending say how far the index is behind the stream.
	LagSeconds float64 `json:"lag_s"`
	Pending    uint64  `json:"pending"`
	// Blocked says why nothing is indexed now; empty when all is well.
	Blocked string  `json:"blocked,omitempty"`
	Slices  []Slice `json:"slices"`
	// Rebuild is set while the index is rebuilt.
	Rebuild *RebuildProgress `json:"rebuild,omitempty"`
	// Torn are months that could not be read and are not made anew yet:
	// answers are partial until then.
	Torn []TornSlice `json:"torn,omitempty"`
	// Retired are the months that were given up.
	Retired []string `json:"retired,omitempty"`
	// ReadOnly is set for a copy that no longer follows the stream.
	ReadOnly bool `json:"read_only,omitempty"`
}

// TornSlice is a month that could not be read.
type TornSlice struct {
	Month  string    `json:"month"`
	Reason string    `json:"reason"`
	Since  time.Time `json:"since,omitzero"`
}

// Slice is one month of an index.
type Slice struct {
	Month     string `json:"month"`
	Documents uint64 `json:"documents"`
	// From and To are the earliest and latest publication.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

// RebuildProgress is how far a rebuild has come, in documents.
type RebuildProgress struct {
	Done  uint64 `json:"done"`
	Total uint64 `json:"total"`
}

// Error is what the service answers when it refuses or fails.
type Error struct {
	// Status is an HTTP status code: 400 for a query that is wrong, 404 for an
	// article that is not there, 413 for an answer over the size limit, 429
	// when too many searches run, 503 when the index cannot answer.
	Status int    `json:"status"`
	Title  string `json:"title"`
	// Detail says what is wrong, in words.
	Detail string `json:"detail"`
	// Column is where a query is wrong, in characters from 1.
	Column int `json:"column,omitempty"`
}

// Error returns the detail.
func (e *Error) Error() string { return e.Detail }

// Facets lists the facets that can be counted.
func Facets() []string {
	return []string{"person", "org", "place", "event", "source", "country", "lang", "topic", "agency", "tag"}
}
