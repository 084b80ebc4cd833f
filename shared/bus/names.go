package bus

import (
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// StreamName is the name of a stream without the prefix.
type StreamName string

// The streams.
const (
	Articles   StreamName = "ARTICLES"
	Enriched   StreamName = "ENRICHED"
	Mentions   StreamName = "MENTIONS"
	Events     StreamName = "EVENTS"
	Feeds      StreamName = "FEEDS"
	Quarantine StreamName = "QUARANTINE"
)

// Streams lists every stream.
func Streams() []StreamName {
	return []StreamName{Articles, Enriched, Mentions, Events, Feeds, Quarantine}
}

// BucketName is the name of a key-value bucket without the prefix.
type BucketName string

// The buckets.
const (
	// Hosts is the bucket of [HostLog].
	Hosts BucketName = "hosts"
	// Queries holds the standing queries by name, Alerted which of them was
	// told of which text.
	Queries BucketName = "queries"
	Alerted BucketName = "alerted"
	// Forgotten is the bucket of tombstones, see [Bus.Forgotten].
	Forgotten BucketName = "forgotten"
)

// Names makes every stream name and subject of one installation.
type Names struct {
	// Prefix is [Config].Prefix.
	Prefix string
}

func (n Names) subject(tokens ...string) string {
	return n.Prefix + "." + strings.Join(tokens, ".")
}

// token is [news.Token] that lets the wildcard "*" pass.
func token(s string) string {
	if s == "*" {
		return s
	}
	return news.Token(s)
}

// Stream returns the name of a stream on the server, such as NEWS_ARTICLES.
func (n Names) Stream(s StreamName) string {
	return strings.ToUpper(strings.ReplaceAll(n.Prefix, "-", "_")) + "_" + string(s)
}

// Bucket returns the name of a bucket on the server, such as news_hosts.
func (n Names) Bucket(b BucketName) string { return n.Prefix + "_" + string(b) }

// Article returns the subject whose last message is the record of an article.
func (n Names) Article(source, id string) string {
	return n.subject("article", source, id)
}

// Enriched returns the subject of annotated articles of a language and source.
func (n Names) Enriched(language, source string) string {
	return n.subject("enriched", language, source)
}

// EnrichedAll returns the wildcard of all annotated articles.
func (n Names) EnrichedAll() string { return n.subject("enriched", ">") }

// Mention returns the subject of pointers to articles that name an entity; as
// with the other subjects, "*" in place of an argument makes the wildcard.
func (n Names) Mention(t news.EntityType, entity string) string {
	return n.subject("mention", token(string(t)), entity)
}

// Event returns the subject of an event: revised.<source>,
// dropped.<reason>.<source>, feed.<reason>.<feed> or alert.<name>.
func (n Names) Event(e news.Event) string {
	switch e.Kind {
	case news.EventRevised:
		return n.subject("event", "revised", news.Token(e.Source))
	case news.EventDropped:
		return n.subject("event", "dropped", news.Token(e.Reason), news.Token(e.Source))
	case news.EventAlert:
		return n.subject("event", "alert", news.Token(e.Alert))
	default:
		return n.subject("event", "feed", news.Token(e.Reason), news.Token(e.Feed))
	}
}

// EventsOf returns the wildcard of all events of a kind.
func (n Names) EventsOf(kind news.EventKind) string {
	return n.subject("event", string(kind), ">")
}

// FeedSettings, FeedState, FeedTimer, FeedDue and FeedPush return the subjects
// of a feed; the id "*" makes the wildcard.
func (n Names) FeedSettings(feed string) string { return n.subject("feed", "settings", feed) }

// FeedState is where the worker keeps what it knows of a feed.
func (n Names) FeedState(feed string) string { return n.subject("feed", "state", feed) }

// FeedTimer holds the scheduled message of a feed's next poll.
func (n Names) FeedTimer(feed string) string { return n.subject("feed", "timer", feed) }

// FeedDue is where the server puts the timer when it fires.
func (n Names) FeedDue(feed string) string { return n.subject("feed", "due", feed) }

// FeedPush holds the subscription of a feed to its hub.
func (n Names) FeedPush(feed string) string { return n.subject("feed", "push", feed) }

// Quarantine returns the subject of messages that a stage could not handle.
func (n Names) Quarantine(stage string) string { return n.subject("quarantine", token(stage)) }

// Retry returns the subject of messages that a stage is to handle again. They
// lie on the quarantine stream.
func (n Names) Retry(stage string) string { return n.subject("retry", token(stage)) }

// API returns the subject of an endpoint of the search service.
func (n Names) API(endpoint string) string { return n.subject("api", endpoint) }

// SearchQueue is the queue group that shares search requests.
func (n Names) SearchQueue() string { return n.Prefix + "-search" }

// SearchService is the name of the search micro service.
const SearchService = "dateline-search"

// Durable names of the consumers.
const (
	// DurablePoll is shared by every ingestd on the due messages of FEEDS.
	DurablePoll = "poll"
	// DurableEnrich is shared by every enrichd on ARTICLES.
	DurableEnrich = "enrich"
	// DurableIndexPrefix and a replica id name each indexd's own on ENRICHED.
	DurableIndexPrefix = "index-"
	// DurableAlerts is shared by every indexd on ENRICHED, DurableWebhooks on
	// the alerts of EVENTS.
	DurableAlerts   = "alerts"
	DurableWebhooks = "webhooks"
)

// The headers of published messages.
const (
	HeaderArticle  = "Dateline-Article"
	HeaderRevision = "Dateline-Revision"
	HeaderType     = "Content-Type"

	contentJSON = "application/json"
)
