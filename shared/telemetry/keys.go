package telemetry

// The keys of log attributes. A thing has one key in all programs, so that a
// search over logs finds it everywhere.
const (
	KeyComponent  = "component"
	KeyService    = "service"
	KeyFeedID     = "feed_id"
	KeyFeedURL    = "feed_url"
	KeyURL        = "url"
	KeyHost       = "host"
	KeyArticleID  = "article_id"
	KeyRevision   = "revision"
	KeyStage      = "stage"
	KeyStream     = "stream"
	KeySubject    = "subject"
	KeyConsumer   = "consumer"
	KeyStreamSeq  = "stream_seq"
	KeyDeliveries = "deliveries"
	KeyBatchSize  = "batch_size"
	KeyCount      = "count"
	KeyBytes      = "bytes"
	KeyElapsed    = "elapsed"
	KeyReason     = "reason"
	KeyPath       = "path"
	KeyAddr       = "addr"
	KeyVersion    = "version"
	KeyErr        = "err"
)
