package ingest

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"net"
	"net/url"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/websub"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// push is what a service needs that subscribes to hubs.
type push struct {
	callback, addr string
	// every is how often it is looked which hubs are to be asked, grace how
	// long a hub may take to bring what a poll found.
	every, grace time.Duration
	// slots bounds the deliveries that are read at once, turns lets those of
	// one feed follow each other: they would only be in each other's way.
	slots chan struct{}
	turns [64]chan struct{}
	// open is from when on every delivery was taken, in nanoseconds: since the
	// start, or the last one that was turned away.
	open atomic.Int64
	// listening tells tests where.
	listening chan string
}

const (
	askEvery = time.Minute
	// maxPushes bounds the memory of deliveries, as Workers does for polls.
	maxPushes = 8
	// asksPerHost bounds the requests to one hub between two looks.
	asksPerHost = 100
	// hubsAtOnce bounds the hubs that are asked at once.
	hubsAtOnce = 8
	// hubTries is how often a record is changed again that another worker has
	// changed.
	hubTries = 20
	// hubAnswer bounds what is read of the answer of a hub.
	hubAnswer  = 64 << 10
	hubTimeout = 30 * time.Second
)

func newPush(cfg Config) *push {
	if cfg.Websub.Callback == "" {
		return nil
	}
	p := &push{
		callback: cfg.Websub.Callback, addr: cfg.Websub.Addr, every: askEvery, grace: websub.Grace,
		slots: make(chan struct{}, min(maxPushes, cfg.Workers)), listening: make(chan string, 1),
	}
	for i := range p.turns {
		p.turns[i] = make(chan struct{}, 1)
	}
	return p
}

// turn waits for the turn of a delivery of a feed; done ends it.
func (p *push) turn(ctx context.Context, feed string) (done func(), ok bool) {
	timer := time.NewTimer(pushTurn)
	defer timer.Stop()
	h := fnv.New32a()
	_, _ = h.Write([]byte(feed)) // never fails
	mine := p.turns[h.Sum32()%uint32(len(p.turns))]
	for i, c := range []chan struct{}{mine, p.slots} {
		select {
		case c <- struct{}{}:
			continue
		case <-timer.C:
		case <-ctx.Done():
		}
		if i > 0 {
			<-mine
		}
		return nil, false
	}
	return func() { <-p.slots; <-mine }, true
}

// apart waits a moment before a record is changed again that others change as
// well, the longer the more often it was tried.
func apart(ctx context.Context, try int) {
	timer := time.NewTimer(spread(time.Duration(try) * 10 * time.Millisecond))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// listen opens the callback's address; nil where there is none.
func (p *push) listen() (net.Listener, error) {
	if p == nil {
		return nil, nil
	}
	listener, err := net.Listen("tcp", p.addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("the address %s for what hubs push is taken by another process: stop that or set %s_WEBSUB_ADDR to another one", p.addr, Prefix)
	}
	if err != nil {
		return nil, fmt.Errorf("listening for what hubs push: %w; set %s_WEBSUB_ADDR to another address", err, Prefix)
	}
	p.missed()
	select {
	case p.listening <- listener.Addr().String():
	default: // nobody has asked where the last time
	}
	return listener, nil
}

// missed takes note that deliveries up to now may have been turned away.
func (p *push) missed() { p.open.Store(time.Now().UnixNano()) }

// hub reads the subscription of a feed. One that cannot be had is as good as
// none: the feed is polled.
func (s *Service) hub(ctx context.Context, id string) websub.Subscription {
	if s.push == nil {
		return websub.Subscription{}
	}
	record, err := s.feeds.Push(ctx, id)
	if errors.Is(err, bus.ErrNotFound) {
		return websub.Subscription{}
	}
	sub, decodeErr := websub.Decode(record.Data)
	if err = errors.Join(err, decodeErr); err != nil {
		s.log.Warn("the subscription of a feed is not known", telemetry.KeyFeedID, id, telemetry.KeyErr, err)
	}
	return sub
}

// changeHub changes the subscription of a feed, unless change returns false.
// It may be called several times, with what others have made of the record.
func (s *Service) changeHub(ctx context.Context, id string, change func(*websub.Subscription) bool) (websub.Subscription, error) {
	err := bus.ErrConflict
	for try := 0; try < hubTries && errors.Is(err, bus.ErrConflict); try++ {
		var record bus.FeedRecord
		if record, err = s.feeds.Push(ctx, id); err != nil && !errors.Is(err, bus.ErrNotFound) {
			return websub.Subscription{}, err
		}
		sub, decodeErr := websub.Decode(record.Data)
		if decodeErr != nil {
			s.log.Error("subscription of a feed lost, starting afresh", telemetry.KeyFeedID, id, telemetry.KeyErr, decodeErr)
		}
		if !change(&sub) {
			return sub, nil
		}
		var data []byte
		if data, err = sub.Encode(); err != nil {
			return sub, err
		}
		if _, err = s.feeds.PutPush(ctx, id, data, record.Seq); err == nil {
			return sub, nil
		}
		apart(ctx, try)
	}
	return websub.Subscription{}, err
}

// withHub are the settings of a poll of a feed with a subscription, which was
// last asked well when it says.
func (s *Service) withHub(sub *websub.Subscription, looked, now time.Time) poll.Config {
	c := s.config.poll()
	if s.push == nil {
		return c
	}
	c.Pushed = sub.PollEvery(now)
	c.Hub.Distrusted = sub.State == websub.Distrusted
	c.Hub.Announced = sub.Ping.After(looked)
	if n := sub.Missed(now, s.push.grace); n > 0 {
		what := "an item"
		if n > 1 {
			what = fmt.Sprintf("%d items", n)
		}
		c.Pushed = 0
		c.Hub.Missed = fmt.Sprintf("the hub %s has not brought %s that a poll found: the feed is polled by its own rhythm; if hubs do not reach %s, set %s_WEBSUB_CALLBACK right", sub.Hub, what, s.push.callback, Prefix)
	}
	return c
}

// polled takes note of a poll in the subscription of its feed. before is what
// the poll went by. It is best effort: the next poll does it again.
func (s *Service) polled(ctx context.Context, settings registry.Settings, before *websub.Subscription, plan *poll.Plan, end *poll.End, fetched poll.Fetched, outcomes []bus.Outcome) {
	if s.push == nil {
		return
	}
	p := websub.Poll{At: end.Wake.Polled, Before: plan.Looked(), Open: time.Unix(0, s.push.open.Load())}
	if doc := fetched.Document; doc != nil && settings.Kind == registry.KindFeed {
		p.Named, p.Hub, p.Topic = true, doc.Hub, doc.Self
		if p.Topic == "" {
			p.Topic = fetched.Response.URL
		}
		for _, a := range plan.Found(outcomes) {
			p.Found = append(p.Found, websub.Item{ID: a.ID, Published: a.Published})
		}
	}
	if !before.Known() && p.Hub == "" {
		return
	}
	missed := plan.Missed()
	sub, err := s.changeHub(ctx, settings.ID, func(sub *websub.Subscription) bool {
		changed := false
		if missed != "" && sub.Missed(p.At, s.push.grace) > 0 {
			sub.Distrust(missed, p.At)
			changed = true
		}
		return sub.Polled(p, websub.NewKeys(), p.At) || changed
	})
	if err == nil && fetched.Failure == nil && sub.Ping.After(p.At) {
		err = s.pollSoon(ctx, settings, p.At)
	}
	if err != nil && ctx.Err() == nil {
		s.log.Warn("what a poll says of a hub was not stored", telemetry.KeyFeedID, settings.ID, telemetry.KeyErr, err)
	}
}

// pollSoon makes a feed due as early as the operator allows, but not before a
// time. A feed without a timer is being polled: the end of that poll sees to
// it.
func (s *Service) pollSoon(ctx context.Context, settings registry.Settings, after time.Time) error {
	timer, err := s.feeds.Timer(ctx, settings.ID)
	if errors.Is(err, bus.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	wake := poll.DecodeWake(timer.Data)
	now := time.Now().UTC()
	if after.Before(now) {
		after = now
	}
	at, ok := poll.Earliest(s.config.poll(), settings, wake, after)
	if !ok || !timer.At.After(at) {
		return nil
	}
	wake = wake.Announced(at)
	body, err := wake.Encode()
	if err != nil {
		return err
	}
	return s.feeds.Arm(ctx, settings.ID, at, body)
}

// askHubs asks the hubs whose turn it is.
func (s *Service) askHubs(ctx context.Context) {
	records, err := s.feeds.AllPushes(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.log.Warn("subscriptions not read, trying again later", telemetry.KeyErr, err)
		}
		return
	}
	now := time.Now().UTC()
	states := map[websub.State]int{}
	feeds := map[string][]string{}
	for _, r := range records {
		sub, err := websub.Decode(r.Data)
		if err != nil {
			continue // the next poll starts afresh
		}
		states[sub.Standing(now)]++
		if host := hostOf(sub.Hub); sub.Act(s.push.callback, now) != websub.Nothing && len(feeds[host]) < asksPerHost {
			feeds[host] = append(feeds[host], r.Feed)
		}
	}
	for _, state := range websub.States() {
		s.metrics.subscribe.WithLabelValues(string(state)).Set(float64(states[state]))
	}
	var group errgroup.Group
	group.SetLimit(hubsAtOnce)
	for _, ids := range feeds {
		group.Go(func() error {
			for _, id := range ids {
				down, err := s.askHub(ctx, id)
				if ctx.Err() != nil {
					return nil
				}
				if err != nil {
					s.log.Warn("hub not asked, trying again later", telemetry.KeyFeedID, id, telemetry.KeyErr, err)
				}
				// The other hubs have their turn.
				if down || time.Since(now) > s.push.every {
					return nil
				}
			}
			return nil
		})
	}
	_ = group.Wait() // no function returns an error
}

// askHub asks the hub of a feed for what is due, unless another worker does.
// down tells that it did not answer.
func (s *Service) askHub(ctx context.Context, id string) (down bool, err error) {
	record, err := s.feeds.Push(ctx, id)
	if errors.Is(err, bus.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	sub, err := websub.Decode(record.Data)
	if err != nil {
		return false, err
	}
	begun := time.Now().UTC()
	action := sub.Act(s.push.callback, begun)
	if action == websub.Nothing {
		return false, nil
	}
	if _, err := s.registry.Get(ctx, id); err != nil {
		if errors.Is(err, registry.ErrNotFound) {
			return false, s.feeds.Remove(ctx, id)
		}
		return false, err
	}
	sub.Begin(action, s.push.callback, websub.NewKeys(), begun)
	data, err := sub.Encode()
	if err != nil {
		return false, err
	}
	if _, err := s.feeds.PutPush(ctx, id, data, record.Seq); err != nil {
		if errors.Is(err, bus.ErrConflict) {
			return false, nil
		}
		return false, err
	}
	refused := s.post(ctx, sub.Hub, sub.Form(action, id))
	if ctx.Err() != nil {
		return false, nil // the claim runs out
	}
	outcome, wait := "accepted", time.Duration(0)
	if refused != nil {
		outcome = "refused"
		if e, ok := errors.AsType[*fetch.Error](refused); ok {
			wait, down = e.RetryAfter, e.Status == 0
		}
	}
	s.metrics.hubs.WithLabelValues(outcome).Inc()
	s.log.Debug("hub asked", telemetry.KeyFeedID, id, telemetry.KeyURL, sub.Hub, "action", string(action), telemetry.KeyErr, refused)
	_, err = s.changeHub(ctx, id, func(sub *websub.Subscription) bool {
		if now := time.Now().UTC(); refused == nil {
			sub.Accepted(action, begun, now)
		} else {
			sub.Refused(action, begun, refused.Error(), wait, now)
		}
		return true
	})
	return down, err
}

// post sends a form to a hub, in turn with all other requests to its host.
func (s *Service) post(ctx context.Context, hub string, form url.Values) error {
	release, err := s.client.Wait(ctx, hub, s.config.Fetch.Spacing)
	if err != nil {
		return err
	}
	defer release()
	_, err = s.client.Get(ctx, fetch.Request{URL: hub, Form: form, Accept: "*/*", MaxBytes: hubAnswer, Timeout: hubTimeout}, time.Now())
	return err
}
