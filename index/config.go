package index

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/dateline-news/dateline/index/internal/api"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/news"
)

// Prefix is the prefix of the service's settings.
const Prefix = "DATELINE_INDEX"

// AdminAddr is the default of DATELINE_INDEX_ADMIN_ADDR.
const AdminAddr daemon.Addr = "127.0.0.1:9403"

// Config is what the operator sets.
type Config struct {
	// Dir belongs to one process at a time. Without it the index starts empty
	// and reads the stream from its beginning.
	Dir string `split_words:"true" default:"dateline-index" desc:"folder of the index"`
	// ReadOnly answers from a folder as it is, such as a backup: nothing is
	// written into it, NATS is not needed and not answered.
	ReadOnly bool `split_words:"true" default:"false" desc:"answer over HTTP from the folder as it is, without writing into it and without NATS"`
	// Retention gives articles up for good, by whole months of first_seen.
	Retention Retention `split_words:"true" default:"0" desc:"how long after the end of its month an article is kept, as 365d; 0: for ever"`
	// Replica names the durable consumer of this copy. Two copies under one
	// name would each get half of the articles.
	Replica string `split_words:"true" default:"" desc:"name of this copy of the index; empty: one made at first start and kept in the folder"`
	HTTP    struct {
		// Addr is ignored by programs that mount the API on an address of
		// their own.
		Addr daemon.Addr `split_words:"true" default:"127.0.0.1:8088" desc:"address of the search API and the pages over HTTP, as host:port"`
		// PublicURL begins every link of pages and feeds. A proxy may take its
		// path away or leave it. Without it links lead to the root of whatever
		// name the reader used, and JSON feeds do not name themselves.
		PublicURL PublicURL `split_words:"true" default:"" desc:"address under which readers see API and pages, such as https://news.example/search/; empty: the root of whatever name they use"`
		// Token guards API and pages; without it whoever reaches the address
		// may read the index.
		Token env.Secret `split_words:"true" default:"" desc:"tokens that let in over HTTP, comma separated; empty: everybody who reaches the address may read"`
		// TLS is read again when the files have changed.
		TLS struct {
			Cert string `split_words:"true" default:"" desc:"path of the certificate (PEM) with which API and pages are served over TLS; empty: without"`
			Key  string `split_words:"true" default:"" desc:"path of the key (PEM) of DATELINE_INDEX_HTTP_TLS_CERT"`
		}
		// Rate bounds each client address; one on the same machine, such as a
		// proxy, is not bounded.
		Rate  float64 `split_words:"true" default:"50" desc:"requests a second of one client address, beyond which it is told 429; 0: no bound"`
		Burst int     `split_words:"true" default:"200" desc:"requests that a client may make at once after a pause"`
		// Origins lets the pages of other sites read with the rights of
		// whoever looks at them.
		Origins string `split_words:"true" default:"" desc:"sites whose pages may read the API (CORS), such as https://desk.example, comma separated; * for all; empty: none"`
		// Streams costs a reader of the stream each.
		Streams int `split_words:"true" default:"64" desc:"event streams (/v1/stream) that may be open at once"`
	}
	// Batch says when articles are written: at Count, at Bytes, or when the
	// first is Age old. Larger batches are faster and use more memory (about
	// 0.4 GB at 1,000 articles); a greater age makes articles appear later.
	Batch struct {
		Count int           `split_words:"true" default:"1000" desc:"articles written at once at most"`
		Bytes int           `split_words:"true" default:"16777216" desc:"size of a batch in bytes at which it is written"`
		Age   time.Duration `split_words:"true" default:"250ms" desc:"age of the oldest article of a batch at which it is written"`
	}
	// GC concerns indexd alone, where it takes the place of GOGC and
	// GOMEMLIMIT: a program that holds more than the index has its own.
	GC struct {
		// Percent buys speed of indexing with memory: 200 is 1.2 times as fast
		// as Go's 100, 300 is 1.4 times, see deployments/docs/benchmarks.md.
		Percent int `split_words:"true" default:"200" desc:"how much the memory of indexd may grow over what is in use before it is collected, in per cent"`
		// Memory is a bound that collection tries to keep, at the price of
		// speed; files of the index that the system holds in memory do not
		// count.
		Memory int64 `split_words:"true" default:"0" desc:"memory in bytes at which indexd collects as often as it takes; 0: no bound"`
	}
	Search struct {
		Timeout time.Duration `split_words:"true" default:"5s" desc:"time limit of a search; then what was found is answered, marked as partial"`
		// Running above the number of cores makes every search slower.
		Running int `split_words:"true" default:"0" desc:"searches that run at once; 0: as many as there are cores"`
		Waiting int `split_words:"true" default:"64" desc:"searches that wait to run; the next is refused"`
		// HalfLife pulls new articles up: at this age half of the advantage of
		// a new one is gone. 0 turns it off.
		HalfLife time.Duration `split_words:"true" default:"720h" desc:"age at which an article has lost half of the advantage that new ones have in relevance; 0: age does not count"`
		// FacetBytes is used as facets are asked for: some 250 bytes an article
		// for all of them. Beyond the bound facets take longer.
		FacetBytes int64 `split_words:"true" default:"268435456" desc:"memory in bytes that is kept to count facets quickly"`
		// The bounds of a query: each word costs a look into every language.
		QueryBytes    int `split_words:"true" default:"16384" desc:"length of a query in bytes at most"`
		QueryWords    int `split_words:"true" default:"512" desc:"words, names and other values in a query at most"`
		QueryDepth    int `split_words:"true" default:"16" desc:"nested parentheses and negations in a query at most"`
		PrefixLetters int `split_words:"true" default:"3" desc:"letters that a prefix* needs at least"`
	}
}

// maxBatch bounds the memory of a batch.
const maxBatch = 5000

// Validate reports every setting that cannot work.
func (c *Config) Validate() error {
	var errs []error
	check := func(ok bool, name string, value any, want string) {
		if !ok {
			errs = append(errs, fmt.Errorf("%s_%s is %v: use %s", Prefix, name, value, want))
		}
	}
	check(c.Dir != "", "DIR", `""`, "the path of a folder")
	check(c.Replica == "" || news.ValidToken(c.Replica), "REPLICA", c.Replica, "1 to 64 of A-Z, a-z, 0-9, _ and -")
	check((c.HTTP.TLS.Cert == "") == (c.HTTP.TLS.Key == ""), "HTTP_TLS_CERT", fmt.Sprintf("%q and %s_HTTP_TLS_KEY %q", c.HTTP.TLS.Cert, Prefix, c.HTTP.TLS.Key), "both or neither")
	check(c.HTTP.Rate >= 0 && c.HTTP.Rate <= 1e6, "HTTP_RATE", c.HTTP.Rate, "0 to 1000000")
	check(c.HTTP.Burst >= 1 && c.HTTP.Burst <= 1_000_000, "HTTP_BURST", c.HTTP.Burst, "1 to 1000000")
	check(c.HTTP.Streams >= 0 && c.HTTP.Streams <= 10_000, "HTTP_STREAMS", c.HTTP.Streams, "0 to 10000")
	check(c.Retention == 0 || c.Retention >= minRetention, "RETENTION", c.Retention, fmt.Sprintf("0, or at least %s", minRetention))
	check(c.Batch.Count >= 1 && c.Batch.Count <= maxBatch, "BATCH_COUNT", c.Batch.Count, fmt.Sprintf("1 to %d", maxBatch))
	check(c.Batch.Bytes >= news.MaxMessageBytes && c.Batch.Bytes <= 1<<30, "BATCH_BYTES", c.Batch.Bytes, fmt.Sprintf("%d to %d", news.MaxMessageBytes, 1<<30))
	check(c.Batch.Age > 0 && c.Batch.Age <= 10*time.Second, "BATCH_AGE", c.Batch.Age, "more than 0s and at most 10s")
	check(c.GC.Percent >= 10 && c.GC.Percent <= 1000, "GC_PERCENT", c.GC.Percent, "10 to 1000")
	check(c.GC.Memory == 0 || c.GC.Memory >= 64<<20, "GC_MEMORY", c.GC.Memory, fmt.Sprintf("0, or at least %d", 64<<20))
	check(c.Search.Timeout >= 10*time.Millisecond && c.Search.Timeout <= time.Minute, "SEARCH_TIMEOUT", c.Search.Timeout, "10ms to 1m")
	check(c.Search.Running >= 0 && c.Search.Running <= 1024, "SEARCH_RUNNING", c.Search.Running, "0 to 1024")
	check(c.Search.Waiting >= 0 && c.Search.Waiting <= 100_000, "SEARCH_WAITING", c.Search.Waiting, "0 to 100000")
	check(c.Search.HalfLife >= 0, "SEARCH_HALF_LIFE", c.Search.HalfLife, "0s or more")
	check(c.Search.FacetBytes >= 1<<20, "SEARCH_FACET_BYTES", c.Search.FacetBytes, "1048576 or more")
	check(c.Search.QueryBytes >= 1 && c.Search.QueryBytes <= 1<<20, "SEARCH_QUERY_BYTES", c.Search.QueryBytes, "1 to 1048576")
	check(c.Search.QueryWords >= 1 && c.Search.QueryWords <= 1024, "SEARCH_QUERY_WORDS", c.Search.QueryWords, "1 to 1024")
	check(c.Search.QueryDepth >= 1 && c.Search.QueryDepth <= 64, "SEARCH_QUERY_DEPTH", c.Search.QueryDepth, "1 to 64")
	check(c.Search.PrefixLetters >= 2, "SEARCH_PREFIX_LETTERS", c.Search.PrefixLetters, "2 or more")
	return errors.Join(errs...)
}

func (c *Config) limits() api.Limits {
	running := c.Search.Running
	if running == 0 {
		running = runtime.GOMAXPROCS(0)
	}
	return api.Limits{
		Query:   query.Limits{Bytes: c.Search.QueryBytes, Words: c.Search.QueryWords, Depth: c.Search.QueryDepth, PrefixLetters: c.Search.PrefixLetters},
		Timeout: c.Search.Timeout,
		Running: running,
		Waiting: c.Search.Waiting,
	}
}
