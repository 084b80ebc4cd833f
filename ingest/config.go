package ingest

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/daemon"
)

// Prefix is the prefix of [Config].
const Prefix = "DATELINE_INGEST"

// AdminAddr is the default of DATELINE_INGEST_ADMIN_ADDR.
const AdminAddr daemon.Addr = "127.0.0.1:9401"

// Config holds the settings of the service.
type Config struct {
	// Workers bounds how many feeds are fetched at once, each with up to some
	// thirty times the size of its document in memory while it is parsed.
	Workers int `split_words:"true" default:"16" desc:"how many feeds are fetched at once"`
	Poll    struct {
		// Min loads the sites that are polled: below a minute, ask them first.
		Min time.Duration `split_words:"true" default:"2m" desc:"least time between two polls of a feed"`
		// Max is also how late a story of a sleepy feed may come.
		Max time.Duration `split_words:"true" default:"2h" desc:"most time between two polls of a feed that answers and asks for no more"`
	}
	// RevisionMin keeps a feed that changes an item with every fetch from
	// filling the stream; the last state of the item is never lost.
	RevisionMin time.Duration `split_words:"true" default:"5m" desc:"least time between two revisions of an article"`
	// UserAgent should let the owner of a site find whom to ask.
	UserAgent string `split_words:"true" default:"Dateline/1 (+https://github.com/dateline-news/dateline)" desc:"User-Agent of every request; put an address for complaints into it"`
	Fetch     struct {
		Timeout time.Duration `split_words:"true" default:"30s" desc:"most time for one request, from DNS to the last byte"`
		// Spacing slows down the start with many feeds of one host.
		Spacing time.Duration `split_words:"true" default:"1s" desc:"least time between two requests to one host"`
		// MaxBytes bounds the memory of a worker; see Workers.
		MaxBytes int `split_words:"true" default:"8388608" desc:"size of a feed, unpacked, beyond which the rest is not read"`
	}
	// FullText fetches the pages of articles; feeds say otherwise by their
	// own settings.
	FullText string `split_words:"true" default:"auto" desc:"article pages: auto fetches those of items that have a summary only, never fetches none; see also ingestd feeds set"`
	// MaxItems bounds the items taken from one document.
	MaxItems int `split_words:"true" default:"5000" desc:"items of a feed beyond which the rest is not read"`
	Websub   struct {
		// Callback is told to strangers: it must lead to Addr and nowhere
		// else. All ingestd of an installation need the same.
		Callback string `split_words:"true" default:"" desc:"public http or https address under which hubs reach WEBSUB_ADDR, such as https://news.example/websub; empty: feeds are polled only"`
		// Addr is for whoever stands before it; see Callback.
		Addr string `split_words:"true" default:"127.0.0.1:8090" desc:"address that is listened at for what hubs push, if WEBSUB_CALLBACK is set"`
	}
	// Hosts bypasses DNS and the guard for the names in it.
	Hosts Hosts `split_words:"true" default:"" desc:"hosts that have a fixed address, as NAME=IP:PORT or *.SUFFIX=IP:PORT, comma separated; for mirrors and tests"`
}

// The values of FullText.
const (
	fullTextAuto  = "auto"
	fullTextNever = "never"
)

// Bounds of the settings.
const (
	maxWorkers  = 1024
	leastBytes  = 64 << 10
	mostBytes   = 256 << 20
	leastPoll   = time.Second
	mostPoll    = 31 * 24 * time.Hour
	leastFetch  = time.Second
	mostFetch   = 10 * time.Minute
	mostSpacing = 10 * time.Minute
	maxCallback = 512
)

// Validate reports every setting that cannot work.
func (c *Config) Validate() error {
	var errs []error
	bad := func(name string, value any, remedy string, args ...any) {
		errs = append(errs, fmt.Errorf("%s_%s is %v: %s", Prefix, name, value, fmt.Sprintf(remedy, args...)))
	}
	if c.Workers < 1 || c.Workers > maxWorkers {
		bad("WORKERS", c.Workers, "use 1 to %d", maxWorkers)
	}
	if c.Poll.Min < leastPoll || c.Poll.Min > mostPoll {
		bad("POLL_MIN", c.Poll.Min, "use %s to %s", leastPoll, mostPoll)
	}
	if c.Poll.Max < c.Poll.Min || c.Poll.Max > mostPoll {
		bad("POLL_MAX", c.Poll.Max, "use at least %s_POLL_MIN, which is %s, and at most %s", Prefix, c.Poll.Min, mostPoll)
	}
	if c.RevisionMin < 0 {
		bad("REVISION_MIN", c.RevisionMin, "use 0s or more")
	}
	if strings.TrimSpace(c.UserAgent) == "" || len(c.UserAgent) > 256 || strings.ContainsFunc(c.UserAgent, unicode.IsControl) {
		bad("USER_AGENT", fmt.Sprintf("%q", c.UserAgent), "use one line of 1 to 256 characters")
	}
	if c.Fetch.Timeout < leastFetch || c.Fetch.Timeout > mostFetch {
		bad("FETCH_TIMEOUT", c.Fetch.Timeout, "use %s to %s", leastFetch, mostFetch)
	}
	if c.Fetch.Spacing < 0 || c.Fetch.Spacing > mostSpacing {
		bad("FETCH_SPACING", c.Fetch.Spacing, "use 0s to %s", mostSpacing)
	}
	if c.Fetch.MaxBytes < leastBytes || c.Fetch.MaxBytes > mostBytes {
		bad("FETCH_MAX_BYTES", c.Fetch.MaxBytes, "use %d to %d", leastBytes, mostBytes)
	}
	if c.FullText != fullTextAuto && c.FullText != fullTextNever {
		bad("FULL_TEXT", strconv.Quote(c.FullText), "use %s or %s", fullTextAuto, fullTextNever)
	}
	if c.MaxItems < 1 || c.MaxItems > 100_000 {
		bad("MAX_ITEMS", c.MaxItems, "use 1 to 100000")
	}
	if err := checkCallback(c.Websub.Callback); err != nil {
		bad("WEBSUB_CALLBACK", strconv.Quote(c.Websub.Callback), "%v", err)
	}
	if c.Websub.Callback != "" {
		if _, port, err := net.SplitHostPort(c.Websub.Addr); err != nil || port == "" {
			bad("WEBSUB_ADDR", strconv.Quote(c.Websub.Addr), "use a host and a port, such as 127.0.0.1:8090")
		}
	}
	return errors.Join(errs...)
}

// checkCallback says what keeps hubs from reaching a public address.
func checkCallback(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return errors.New("use an http or https address such as https://news.example/websub")
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || len(address) > maxCallback {
		return fmt.Errorf("use an address of at most %d bytes without user, query and fragment", maxCallback)
	}
	return nil
}

func (c *Config) poll() poll.Config {
	return poll.Config{Limits: rhythm.Limits{Min: c.Poll.Min, Max: c.Poll.Max}, RevisionMin: c.RevisionMin, Pages: c.FullText != fullTextNever}
}

func (c *Config) limits() feed.Limits {
	l := feed.DefaultLimits()
	l.Bytes, l.Items = c.Fetch.MaxBytes, c.MaxItems
	return l
}

func (c *Config) fetch() fetch.Options {
	return fetch.Options{UserAgent: c.UserAgent, MaxBytes: c.Fetch.MaxBytes, Timeout: c.Fetch.Timeout, Spacing: c.Fetch.Spacing}
}

// Hosts maps a host name, or "*.suffix" for all names below it, to the
// address that it is reached at, as IP:port.
type Hosts map[string]string

// UnmarshalText reads NAME=IP:PORT pairs.
func (h *Hosts) UnmarshalText(text []byte) error {
	hosts := Hosts{}
	for _, pair := range strings.FieldsFunc(string(text), func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		name, address, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return fmt.Errorf("%q is not a pair such as news.example=127.0.0.1:8080", pair)
		}
		if _, err := netip.ParseAddrPort(address); err != nil {
			if _, _, err := net.SplitHostPort(address); err != nil {
				return fmt.Errorf("%q is not an address such as 127.0.0.1:8080", address)
			}
			return fmt.Errorf("%q has no numeric IP address and port", address)
		}
		hosts[strings.ToLower(name)] = address
	}
	*h = hosts
	return nil
}
