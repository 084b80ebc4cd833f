package ingest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/discover"
	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/ingest/internal/sitemap"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// suspectFrom is the delivery from which on a poll is thought to end its
// process: it is done alone and with halved bounds.
const suspectFrom = 3

// handle polls the feed of one due message.
func (s *Service) handle(ctx context.Context, d bus.Delivery) error {
	if err := s.pause(); err != nil {
		return bus.Environment(err)
	}
	id := d.Subject[strings.LastIndexByte(d.Subject, '.')+1:]
	settings, err := s.registry.Get(ctx, id)
	if errors.Is(err, registry.ErrNotFound) {
		// Removed while its timer ran. What a poll in flight has written
		// since goes as well.
		return s.feeds.Remove(ctx, id)
	}
	if err != nil {
		return err
	}
	suspect := d.Deliveries >= suspectFrom
	if suspect {
		s.alone.Lock()
		defer s.alone.Unlock()
		s.log.Warn("polling a feed alone that was due several times without an end",
			telemetry.KeyFeedID, id, telemetry.KeyFeedURL, settings.URL, telemetry.KeyDeliveries, d.Deliveries)
	} else {
		s.alone.RLock()
		defer s.alone.RUnlock()
	}
	wake := poll.DecodeWake(d.Data)
	if later, err := s.awaitHost(ctx, settings, wake, time.Now()); later || err != nil {
		return err
	}
	release, wait, ok := s.client.Acquire(settings.URL, time.Now())
	if !ok {
		s.metrics.waiting.Inc()
		// Timers have whole seconds; one early would wait again.
		return s.feeds.Arm(ctx, id, time.Now().Add(wait+time.Second).Truncate(time.Second), d.Data)
	}
	defer release()
	_, err = s.poll(ctx, settings, wake, suspect, time.Now().UTC(), release)
	return err
}

// pause says why nothing is to be published now. The guard is asked each time:
// a disk can fill up between two looks at the headroom.
func (s *Service) pause() error {
	if err := s.guard(); err != nil {
		return err
	}
	if p := s.paused.Load(); p != nil {
		return *p
	}
	return nil
}

// poll polls a feed once, as of now, and writes what came of it, which it
// returns. It releases the host once the feed was fetched.
func (s *Service) poll(ctx context.Context, settings registry.Settings, wake poll.Wake, suspect bool, now time.Time, release func()) (*poll.End, error) {
	state, seq, err := s.state(ctx, settings.ID)
	if errors.Is(err, errStateLost) {
		wake.ETag, wake.LastModified, wake.Body = "", "", ""
	} else if err != nil {
		return nil, err
	}
	request, fetched, err := s.fetch(ctx, settings, wake, suspect, now, release)
	if err != nil {
		return nil, err
	}
	s.tellHost(ctx, settings, fetched.Failure, now)
	hub := s.hub(ctx, settings.ID)
	config := s.withHub(&hub, wake.Good, now)
	var plan *poll.Plan
	var outcomes []bus.Outcome
	var end *poll.End
	for try := 1; ; try++ {
		plan = poll.Prepare(config, settings, state, wake, fetched, now)
		if outcomes, end, err = s.finish(ctx, request, settings, plan, seq); !errors.Is(err, errPushed) {
			break
		}
		if try == pushTries {
			return nil, err
		}
		apart(ctx, try)
		if state, seq, err = s.state(ctx, settings.ID); err != nil && !errors.Is(err, errStateLost) {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	s.polled(ctx, settings, &hub, plan, end, fetched, outcomes)
	outcome := string(end.Wake.Outcome)
	if f := fetched.Failure; f != nil {
		outcome = string(f.Class)
	}
	s.metrics.finished(plan, end, outcome)
	s.log.Debug("polled", telemetry.KeyFeedURL, settings.URL, "outcome", outcome, "detail", end.Wake.Detail, "next", end.Wake.Next, telemetry.KeyReason, end.Wake.Reason)
	return end, nil
}

// errStateLost is returned by state for one that cannot be read.
var errStateLost = errors.New("state of a feed lost, starting afresh")

// state reads what is remembered of a feed, and its sequence.
func (s *Service) state(ctx context.Context, id string) (poll.State, uint64, error) {
	record, err := s.feeds.State(ctx, id)
	if err != nil && !errors.Is(err, bus.ErrNotFound) {
		return poll.State{}, 0, err
	}
	state, err := poll.DecodeState(record.Data)
	if err != nil {
		// Articles have their own record, so starting afresh repeats nothing.
		s.log.Error(errStateLost.Error(), telemetry.KeyFeedID, id, telemetry.KeyErr, err)
		return state, record.Seq, errStateLost
	}
	return state, record.Seq, nil
}

// finish fetches the pages that a plan asks for, publishes and writes what
// came of it. errPushed tells that a hub has changed the state since.
func (s *Service) finish(ctx context.Context, request fetch.Request, settings registry.Settings, plan *poll.Plan, seq uint64) ([]bus.Outcome, *poll.End, error) {
	if err := s.fetchPages(ctx, request, plan); err != nil {
		return nil, nil, err
	}
	outcomes, err := s.publish(ctx, plan)
	if err != nil {
		return nil, nil, err
	}
	end, err := plan.Finish(outcomes, s.jitter())
	if err != nil {
		return nil, nil, bus.Permanent("bug", err)
	}
	if err := s.announce(ctx, settings, plan, end); err != nil {
		return nil, nil, err
	}
	if end.Move != "" {
		s.move(ctx, settings, end.Move)
	}
	return outcomes, end, s.store(ctx, settings.ID, seq, end)
}

// fetch asks for the feed, releases its host, and reads it. It also returns how
// it asked. The error is one of the surroundings; what is wrong with the feed
// is in the result.
func (s *Service) fetch(ctx context.Context, settings registry.Settings, wake poll.Wake, suspect bool, now time.Time, release func()) (fetch.Request, poll.Fetched, error) {
	defer release()
	limits := s.config.limits()
	if suspect {
		limits = limits.Halved()
	}
	request, err := settings.Request()
	if err != nil {
		return request, poll.Fetched{Failure: &poll.Failure{Class: rhythm.Settings, Words: err.Error()}}, nil
	}
	request.ETag, request.LastModified, request.MaxBytes = wake.ETag, wake.LastModified, limits.Bytes
	started := time.Now()
	response, err := s.client.Get(ctx, request, now)
	release()
	s.metrics.duration.Observe(time.Since(started).Seconds())
	if ctx.Err() != nil {
		return request, poll.Fetched{}, context.Cause(ctx)
	}
	if err != nil {
		return request, poll.Fetched{Failure: failure(err)}, nil
	}
	s.metrics.bytes.Add(float64(response.WireBytes))
	if response.NotModified() || response.Broken == nil && wake.Body != "" && poll.BodyHash(response.Body) == wake.Body {
		return request, poll.Fetched{Response: response}, nil
	}
	doc, err := s.read(ctx, settings.ID, request, response, limits, now)
	if ctx.Err() != nil {
		return request, poll.Fetched{}, context.Cause(ctx)
	}
	if err != nil {
		f := failure(err)
		if f.HTML {
			f.Feeds = named(response)
		}
		return request, poll.Fetched{Failure: f}, nil
	}
	if len(doc.Oddities) > 0 {
		s.metrics.oddities.Inc()
	}
	return request, poll.Fetched{Response: response, Document: doc}, nil
}

// read reads the feed of this id or a news sitemap; of an index of sitemaps it
// fetches the first few as well, where they are not as they were.
func (s *Service) read(ctx context.Context, id string, request fetch.Request, r *fetch.Response, limits feed.Limits, now time.Time) (*feed.Document, error) {
	if !sitemap.Is(r.Body) {
		return parse(r, limits, now)
	}
	o := sitemap.Options{URL: r.URL, ContentType: r.ContentType, Now: now, MaxItems: limits.Items}
	m, err := sitemap.Parse(r.Body, o)
	if err != nil {
		return nil, err
	}
	if m.Index {
		// The index stays as it is while its sitemaps change.
		r.ETag, r.LastModified, r.Body = "", "", nil
	}
	return sitemap.Follow(ctx, m, func(ctx context.Context, address string) (*fetch.Response, error) {
		release, err := s.client.Wait(ctx, address, s.config.Fetch.Spacing)
		if err != nil {
			return nil, err
		}
		defer release()
		return s.maps.Get(ctx, id, request.At(address), now, func(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
			return s.client.Get(ctx, r, now)
		})
	}, o)
}

// errPanic is wrapped by the error of a document that the parser could not
// survive.
var errPanic = errors.New("reading the document failed in an unforeseen way")

// parse reads a response. A panic of a parser is an error of its document.
func parse(r *fetch.Response, limits feed.Limits, now time.Time) (doc *feed.Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			doc, err = nil, fmt.Errorf("%w: %v\n%s", errPanic, p, debug.Stack())
		}
	}()
	doc, err = feed.Parse(r.Body, feed.Options{
		URL: r.URL, ContentType: r.ContentType, ContentLanguage: r.ContentLanguage, Now: now, Limits: limits, Hub: r.Link("hub"), Self: r.Link("self"),
	})
	if err == nil && r.Cut && len(doc.Items) == 0 {
		return nil, fmt.Errorf("%w: no whole item within %d bytes", feed.ErrTooLarge, len(r.Body))
	}
	if err == nil && r.Cut {
		doc.Oddities = append(doc.Oddities, fmt.Sprintf("the document is larger than %d bytes; the rest was not read", len(r.Body)))
	}
	return doc, err
}

// failure says what went wrong with a feed.
func failure(err error) *poll.Failure {
	if e, ok := errors.AsType[*fetch.Error](err); ok {
		return &poll.Failure{Class: e.Class, RetryAfter: e.RetryAfter, Words: e.Words}
	}
	class := rhythm.NotAFeed
	if errors.Is(err, feed.ErrTooLarge) {
		class = rhythm.TooLarge
	}
	words, _, _ := strings.Cut(err.Error(), "\n")
	other, ok := errors.AsType[*feed.NotFeedError](err)
	return &poll.Failure{Class: class, Words: words, HTML: ok && other.Kind == "an HTML page"}
}

// named returns the feeds that a page names which came in place of a feed.
func named(r *fetch.Response) []string {
	address, err := url.Parse(r.URL)
	if err != nil {
		return nil
	}
	var feeds []string
	for _, c := range discover.Page(r.Body, address) {
		if c.Named && c.URL != r.URL {
			feeds = append(feeds, c.URL)
		}
	}
	return feeds
}

// publish offers the candidates and returns what became of each.
func (s *Service) publish(ctx context.Context, plan *poll.Plan) ([]bus.Outcome, error) {
	outcomes := make([]bus.Outcome, len(plan.Candidates))
	var fresh []*news.Article
	var at []int
	for i := range plan.Candidates {
		c := &plan.Candidates[i]
		if plan.Waits(i) {
			outcomes[i] = poll.Waiting
			continue
		}
		if c.Unsettled() {
			if err := s.settle(ctx, c); err != nil {
				return nil, err
			}
		}
		if c.New {
			fresh, at = append(fresh, c.Article), append(at, i)
		}
	}
	done, err := s.bus.PublishNew(ctx, fresh, s.config.RevisionMin)
	for i, outcome := range done {
		outcomes[at[i]] = outcome
	}
	if err != nil && !unpublishable(err) {
		return nil, err
	}
	for i := range plan.Candidates {
		if outcomes[i] == bus.TakenDown {
			outcomes[i] = plan.TakenDown(i)
		}
		if outcomes[i] != "" {
			continue
		}
		a := plan.Candidates[i].Article
		outcomes[i], _, err = s.bus.PublishArticle(ctx, a, s.config.RevisionMin)
		if unpublishable(err) {
			outcomes[i] = bus.Unchanged
			plan.Drops = append(plan.Drops, poll.Drop{Reason: "unpublishable", Detail: err.Error(), Source: a.Source.ID, Title: a.Title, URL: a.URL})
		} else if err != nil {
			return nil, err
		}
		if outcomes[i] == bus.TakenDown {
			outcomes[i] = plan.TakenDown(i)
		}
		if outcomes[i] == bus.Revised {
			if err := s.bus.PublishEvent(ctx, revised(a)); err != nil {
				return nil, err
			}
		}
	}
	return outcomes, nil
}

// unpublishable reports an article that no retry makes publishable.
func unpublishable(err error) bool {
	return errors.Is(err, news.ErrMalformed) || errors.Is(err, news.ErrTooLarge)
}

// move gives a feed that has moved its new address. What stands in the way,
// such as another feed that has it, is tried again at every poll. What was
// meant for the former site alone, passwords before all, goes no further.
func (s *Service) move(ctx context.Context, settings registry.Settings, to string) {
	err := s.registry.Update(ctx, settings.ID, func(now *registry.Settings) error {
		if now.URL != settings.URL {
			return nil // the operator was faster
		}
		now.URL = to
		if !fetch.MayCarry(settings.URL, to) {
			now.User, now.Secret, now.Headers, now.InsecureTLS, now.AllowPrivate = "", "", nil, false, false
		}
		return nil
	})
	if err != nil {
		s.log.Warn("the new address of a feed was not stored", telemetry.KeyFeedID, settings.ID, telemetry.KeyFeedURL, settings.URL, "to", to, telemetry.KeyErr, err)
	}
}

// settle looks up the record of an item that kept its id by its GUID, or that
// has to do without its page.
func (s *Service) settle(ctx context.Context, c *poll.Candidate) error {
	record, _, err := s.bus.Record(ctx, c.Article.Source.ID, c.Article.ID)
	if err != nil && !errors.Is(err, bus.ErrNotFound) {
		return err
	}
	c.Settle(record)
	return nil
}

func revised(a *news.Article) news.Event {
	return news.Event{
		Kind: news.EventRevised, Time: a.Fetched, Reason: string(a.Reason), Feed: a.Feed.ID, Source: a.Source.ID,
		Article: a.ID, Revision: a.Revision, URL: a.URL, Title: a.Title,
	}
}

// announce publishes what was dropped and what became of the feed.
func (s *Service) announce(ctx context.Context, settings registry.Settings, plan *poll.Plan, end *poll.End) error {
	for _, d := range plan.Drops {
		event := news.Event{
			Kind: news.EventDropped, Time: end.Wake.Polled, Reason: d.Reason, Detail: d.Detail, Feed: settings.ID, Source: d.Source, URL: d.URL, Title: d.Title,
		}
		if err := s.bus.PublishEvent(ctx, event); err != nil {
			return err
		}
	}
	for _, e := range end.Events {
		if err := s.bus.PublishEvent(ctx, e); err != nil {
			return err
		}
		s.log.Info("feed "+e.Reason, telemetry.KeyFeedURL, settings.URL, telemetry.KeyFeedID, settings.ID, "detail", e.Detail)
	}
	return nil
}

// errPushed is returned for a poll that is to be compared again with what a
// hub has brought meanwhile.
var errPushed = errors.New("a hub has brought items while the feed was polled")

// pushedSince reports that hubs have brought more than a poll knows of.
func (s *Service) pushedSince(ctx context.Context, id string, pushes int) bool {
	if s.push == nil {
		return false
	}
	record, err := s.feeds.State(ctx, id)
	if err != nil {
		return false
	}
	state, err := poll.DecodeState(record.Data)
	return err == nil && state.Pushes != pushes
}

// store writes the state, then the timer. A state that has changed under the
// poll was written by another worker with the same due message, whose timer,
// or ours if it has none, stands; or by one with what a hub has brought: then
// the error is errPushed.
func (s *Service) store(ctx context.Context, id string, seq uint64, end *poll.End) error {
	body, err := end.Wake.Encode()
	if err != nil {
		return bus.Permanent("bug", err)
	}
	if end.StateChanged {
		data, err := end.State.Encode()
		if err != nil {
			return bus.Permanent("bug", err)
		}
		_, err = s.feeds.PutState(ctx, id, data, seq)
		if errors.Is(err, bus.ErrConflict) {
			if s.pushedSince(ctx, id, end.State.Pushes) {
				return errPushed
			}
			if err := s.feeds.ArmIfNone(ctx, id, end.Wake.Next, nil); err != nil && !errors.Is(err, bus.ErrConflict) {
				return err
			}
			return nil
		}
		if err != nil {
			return err
		}
	}
	return s.feeds.Arm(ctx, id, end.Wake.Next, body)
}
