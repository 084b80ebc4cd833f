package news

import "time"

// SchemaVersion is the version of the JSON form of [Article].
//
//	1: first release.
const SchemaVersion = 1

// Article is one news item as a feed served it. The message on the articles
// stream is an Article without Annotations, the one on the enriched stream an
// Article with them.
type Article struct {
	// Schema is the version of the JSON form, see [SchemaVersion].
	Schema int `json:"schema"`
	// ID identifies the article for good: 26 lower-case base32 characters,
	// see [IDFromURL] and [IDFromGUID].
	ID string `json:"id"`
	// Revision counts from 1; a later revision replaces an earlier one.
	Revision int `json:"revision"`
	// Reason says why a revision after the first exists.
	Reason Reason `json:"reason,omitempty"`
	// ContentHash is [ContentHash] of Title and Text; two revisions in a row
	// never share it.
	ContentHash string `json:"content_hash"`

	Feed   Feed   `json:"feed"`
	Source Source `json:"source"`

	// URL is the item's link, absolute, as the feed gave it.
	URL string `json:"url,omitempty"`
	// AlsoURLs are earlier links of an item that kept its GUID.
	AlsoURLs []string `json:"also_urls,omitempty"`
	// CanonicalURL is the address that the article's page gives for itself,
	// absolute and on the same site, where the page was fetched. It is
	// evidence and identifies nothing.
	CanonicalURL string `json:"canonical_url,omitempty"`
	// GUID is the feed's own identifier, byte for byte but for runs of what is
	// no UTF-8, which are U+FFFD.
	GUID string `json:"guid,omitempty"`

	// Title, Summary and Text are plain text in UTF-8. Text keeps its
	// paragraphs, separated by one blank line.
	Title   string `json:"title"`
	Summary string `json:"summary,omitempty"`
	Text    string `json:"text,omitempty"`
	// TextFrom says how Text was had.
	TextFrom TextOrigin `json:"text_from"`
	// Truncated is set when Text was cut at [MaxTextBytes].
	Truncated bool `json:"truncated,omitempty"`

	Authors    []string `json:"authors,omitempty"`
	Categories []string `json:"categories,omitempty"`
	Image      string   `json:"image,omitempty"`

	// Published is the feed's date, never later than FirstSeen; without a
	// usable date it is FirstSeen. PublishedRaw keeps what the feed said
	// where that could not be taken as it was.
	Published    time.Time `json:"published"`
	PublishedRaw string    `json:"published_raw,omitempty"`
	Updated      time.Time `json:"updated,omitzero"`
	// FirstSeen is when the first revision was fetched; all revisions of an
	// article carry the same.
	FirstSeen time.Time `json:"first_seen"`
	// Fetched is when this revision was fetched.
	Fetched time.Time `json:"fetched"`

	// Annotations is nil on the articles stream.
	Annotations *Annotations `json:"annotations,omitempty"`
}

// Reason says why a revision exists.
type Reason string

const (
	// ReasonEdit is a change of title or text within the feed that first
	// brought the article.
	ReasonEdit Reason = "edit"
	// ReasonFulltext is the text of the article's page, had after the article
	// was published without it.
	ReasonFulltext Reason = "fulltext"
)

// TextOrigin says how an article's text was had.
type TextOrigin string

const (
	// TextFromContent is the feed's full content element.
	TextFromContent TextOrigin = "content"
	// TextFromSummary means that the feed carried a summary only.
	TextFromSummary TextOrigin = "summary"
	// TextFromPage is the text of the article's page.
	TextFromPage TextOrigin = "page"
	// TextFromNone means that the item had neither.
	TextFromNone TextOrigin = "none"
)

// Feed names the feed that brought an article.
type Feed struct {
	// ID is [FeedID] of the address as first added.
	ID    string `json:"id"`
	URL   string `json:"url"`
	Title string `json:"title,omitempty"`
	// Tags are the operator's words for the feed.
	Tags []string `json:"tags,omitempty"`
}

// Source is the outlet behind an article, a function of its URL alone, see
// [SourceOf].
type Source struct {
	// ID is a subject token.
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Domain is the registrable domain in ASCII.
	Domain string `json:"domain,omitempty"`
	// Country is an ISO 3166-1 alpha-2 code in upper case, Language an
	// ISO 639-1 code in lower case; both empty where unknown.
	Country  string `json:"country,omitempty"`
	Language string `json:"language,omitempty"`
}
