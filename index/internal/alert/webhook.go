package alert

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/netguard"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// webhookWorkers is how many posts run at once in one process, but for
	// webhooks that are behind.
	webhookWorkers = 16
	// hostWorkers is how many of them go to one host: a slow one cannot take
	// all workers. What comes beyond is left to be caught up with.
	hostWorkers = 4
	// postTimeout bounds one post.
	postTimeout = 10 * time.Second
	// firstDelay and mostDelay are how long a webhook that fails is left
	// alone, twice as long each time.
	firstDelay = 10 * time.Second
	mostDelay  = time.Hour
	// drained is how much of an answer is read, so that its connection can be
	// used again.
	drained = 64 << 10
)

// The headers of a post.
const (
	// HeaderSignature holds "t=<seconds of 1970>,v1=<hex>": the HMAC-SHA256,
	// by the secret, of the seconds, a full stop and the body.
	HeaderSignature = "Dateline-Signature"
	// HeaderDelivery identifies the alert: a repeated post has the same.
	HeaderDelivery = "Dateline-Delivery"
)

// poster posts alerts to webhooks.
type poster struct {
	client *http.Client
	now    func() time.Time
	// first is firstDelay, but in tests.
	first time.Duration
}

func newPoster(dialer *netguard.Dialer, now func() time.Time) *poster {
	return &poster{now: now, first: firstDelay, client: &http.Client{
		Transport: dialer.Transport(),
		Timeout:   postTimeout,
		// An address that has moved is for its owner to correct.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// post hands one alert to the webhook of its query, if it has one now. Where
// that fails the alert and those after it are left on the stream, and the
// others go on.
func (s *session) post(ctx context.Context, d bus.Delivery) error {
	var e news.Event
	if err := json.Unmarshal(d.Data, &e); err != nil {
		return bus.Permanent("malformed", fmt.Errorf("reading an alert: %w", err))
	}
	q, ok := s.set.Load().Get(e.Alert)
	if !ok || q.Webhook == nil {
		return nil
	}
	if d.Stream != s.o.Bus.Names().Stream(bus.Events) {
		// Out of quarantine: it has no place among the others.
		return s.postAgain(ctx, q, d)
	}
	if left, err := s.left(ctx, q, d.Seq); err != nil || left {
		if left {
			s.metrics.webhooks.WithLabelValues("left").Inc()
		}
		return err
	}
	err := s.hosts.post(q.Webhook.URL, func() error {
		return s.poster.post(ctx, q.Webhook, deliveryID(d.Header), d.Data)
	})
	outcome := "put_off"
	switch {
	case err == nil:
		s.metrics.webhooks.WithLabelValues("delivered").Inc()
		return nil
	case ctx.Err() != nil:
		return err
	case errors.Is(err, errHostBusy):
		outcome = "left"
	case final(err):
		outcome = "refused"
	}
	if outcome != "left" {
		s.o.Log.Warn("a webhook failed; its alerts wait on the stream of events", "alert", q.Name, telemetry.KeyErr, err)
	}
	s.metrics.webhooks.WithLabelValues(outcome).Inc()
	return ignoreNotFound(s.store.fallBehind(ctx, q.Name, d.Seq, s.o.Now(), err))
}

// postAgain posts an alert that stands for itself.
func (s *session) postAgain(ctx context.Context, q Query, d bus.Delivery) error {
	err := s.poster.post(ctx, q.Webhook, deliveryID(d.Header), d.Data)
	switch {
	case err == nil:
		s.metrics.webhooks.WithLabelValues("delivered").Inc()
	case ctx.Err() != nil:
	case final(err):
		s.metrics.webhooks.WithLabelValues("refused").Inc()
		return bus.Permanent("refused", err)
	default:
		s.metrics.webhooks.WithLabelValues("put_off").Inc()
		return bus.Later(delayAfter(s.poster.first, d.Deliveries), err)
	}
	return err
}

// deliveryID is the id of an alert by the headers of its message.
func deliveryID(h nats.Header) string { return h.Get(nats.MsgIdHdr) }

// errHostBusy is returned where a host has as many posts as it may have.
var errHostBusy = errors.New("its host has as many posts as run at once")

// hosts bounds the posts that go to one host at once.
type hosts struct {
	mu sync.Mutex
	// running is guarded by mu.
	running map[string]int
}

// post calls do unless the host of an address is busy.
func (h *hosts) post(address string, do func() error) error {
	host := address
	if u, err := url.Parse(address); err == nil {
		host = u.Host
	}
	h.mu.Lock()
	if h.running[host] >= hostWorkers {
		h.mu.Unlock()
		return errHostBusy
	}
	h.running[host]++
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.running[host]--; h.running[host] == 0 {
			delete(h.running, host)
		}
	}()
	return do()
}

// delayAfter is how long to wait after so many posts.
func delayAfter(first time.Duration, posts int) time.Duration {
	return min(first<<min(max(posts-1, 0), 16), mostDelay)
}

// statusError is an answer that is not of success.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("it answered with status %d", int(e)) }

// final reports whether a later post cannot succeed either: the address is not
// allowed, or the receiver says that the post itself is wrong.
func final(err error) bool {
	if _, blocked := errors.AsType[*netguard.BlockedError](err); blocked {
		return true
	}
	status, ok := errors.AsType[statusError](err)
	if !ok || status >= 500 || status < 300 {
		return false
	}
	switch int(status) {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusNotFound:
		return false
	}
	return true
}

// postError says why an alert could not be posted to a host. The rest of the
// address may hold a secret and is not told.
type postError struct {
	host string
	err  error
}

func (e *postError) Error() string { return fmt.Sprintf("posting to %s: %v", e.host, e.err) }

func (e *postError) Unwrap() error { return e.err }

// post posts an alert; its errors are postErrors.
func (p *poster) post(ctx context.Context, w *Webhook, id string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(body))
	if err != nil {
		return &postError{"its address", withoutAddress(err)}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Dateline-Webhook/1")
	request.Header.Set(HeaderDelivery, id)
	if w.Secret != "" {
		request.Header.Set(HeaderSignature, sign(w.Secret, p.now(), body))
	}
	response, err := p.client.Do(request)
	if err != nil {
		return &postError{request.URL.Host, withoutAddress(err)}
	}
	defer func() { _ = response.Body.Close() }()
	// What else it says does not matter.
	_, _ = io.CopyN(io.Discard, response.Body, drained)
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return &postError{request.URL.Host, statusError(response.StatusCode)}
	}
	return nil
}

// withoutAddress is what a URL's error is about.
func withoutAddress(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// sign returns the signature of a body.
func sign(secret string, at time.Time, body []byte) string {
	seconds := strconv.FormatInt(at.Unix(), 10)
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write([]byte(seconds + "."))
	sum.Write(body)
	return "t=" + seconds + ",v1=" + hex.EncodeToString(sum.Sum(nil))
}
