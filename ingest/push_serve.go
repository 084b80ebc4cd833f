package ingest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/websub"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// What comes of deliveries; Proof has the rest.
const (
	pushChanged   = "changed"
	pushUnchanged = "unchanged"
	pushPoll      = "poll"
	pushUnknown   = "unknown"
	pushTooLarge  = "too_large"
	pushBusy      = "busy"
	pushFailed    = "failed"
)

const (
	// pushTime bounds a delivery from its header to the answer.
	pushTime = time.Minute
	// pushTurn is how long a delivery waits for its turn.
	pushTurn = 5 * time.Second
	// pushDrain is how long the deliveries in hand may take at the end.
	pushDrain = 20 * time.Second
	// pushTries is how often a delivery is compared again with what a poll or
	// another delivery has changed meanwhile.
	pushTries = 20
)

// servePushes answers hubs until ctx ends, then what is in hand.
func (s *Service) servePushes(ctx context.Context, listener net.Listener) error {
	var inHand sync.WaitGroup
	server := &http.Server{
		Handler: daemon.Strict(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			inHand.Add(1)
			defer inHand.Done()
			s.serveHub(w, r)
		})),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       pushTime / 2,
		WriteTimeout:      pushTime,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	s.log.Info("listening to hubs", telemetry.KeyAddr, listener.Addr().String())
	var served error
	var done sync.WaitGroup
	done.Go(func() { served = server.Serve(listener) })
	ended := make(chan struct{})
	go func() { done.Wait(); close(ended) }()
	select {
	case <-ctx.Done():
	case <-ended:
		return served
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), pushDrain)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		_ = server.Close() // what is still in hand is delivered again
	}
	<-ended
	inHand.Wait()
	return nil
}

// serveHub answers one request.
func (s *Service) serveHub(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	ctx, cancel := context.WithTimeout(r.Context(), pushTime-5*time.Second)
	defer cancel()
	feed, token, ok := websub.Path(r.URL.Path)
	switch {
	case !ok:
		s.answer(w, http.StatusNotFound, "no such subscription")
	case r.Method == http.MethodGet:
		status, text := s.verify(ctx, feed, token, r.URL.RawQuery)
		s.answer(w, status, text)
	case r.Method == http.MethodPost:
		status, outcome := s.receive(ctx, feed, token, w, r)
		if status == http.StatusServiceUnavailable {
			s.push.missed()
		}
		s.metrics.pushes.WithLabelValues(outcome).Inc()
		s.log.Debug("hub has pushed", telemetry.KeyFeedID, feed, "outcome", outcome)
		s.answer(w, status, outcome)
	default:
		w.Header().Set("Allow", "GET, POST")
		s.answer(w, http.StatusMethodNotAllowed, "hubs GET and POST")
	}
}

func (s *Service) answer(w http.ResponseWriter, status int, text string) {
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "60")
	}
	w.WriteHeader(status)
	// A hub that went away asks again.
	_, _ = io.WriteString(w, text)
}

// verify answers a hub that asks what is wanted.
func (s *Service) verify(ctx context.Context, feed, token, query string) (status int, text string) {
	v, err := websub.ParseVerification(query)
	if err != nil {
		return http.StatusBadRequest, err.Error()
	}
	now := time.Now().UTC()
	agreed, denied, outcome := false, false, "unasked"
	_, err = s.changeHub(ctx, feed, func(sub *websub.Subscription) bool {
		agreed, denied, outcome = false, false, "unasked"
		if !sub.Owns(token) {
			return false
		}
		switch {
		case v.Denied():
			if denied = sub.Deny(v.Topic, v.Reason, now); denied {
				outcome = "denied"
			}
			return denied
		case v.Mode == string(websub.Subscribe):
			if agreed = sub.Confirm(v.Topic, v.Lease, now); agreed {
				outcome = "confirmed"
			}
			return agreed
		}
		if agreed = sub.Leaves(v.Topic); agreed {
			outcome = "left"
		}
		return false
	})
	if err != nil {
		s.log.Warn("a hub that asked was not answered", telemetry.KeyFeedID, feed, telemetry.KeyErr, err)
		return http.StatusServiceUnavailable, "try again later"
	}
	s.metrics.hubs.WithLabelValues(outcome).Inc()
	switch {
	case agreed:
		return http.StatusOK, v.Challenge
	case denied:
		// The feed may have waited for the hub.
		if err := s.follow(ctx, feed, now); err != nil {
			s.log.Warn("a feed was not polled at once", telemetry.KeyFeedID, feed, telemetry.KeyErr, err)
		}
		return http.StatusOK, ""
	}
	return http.StatusNotFound, "no such subscription"
}

// follow has a feed polled at once.
func (s *Service) follow(ctx context.Context, feed string, after time.Time) error {
	settings, err := s.registry.Get(ctx, feed)
	if err != nil {
		return err
	}
	return s.pollSoon(ctx, settings, after)
}

// receive takes a delivery. What it brings is stored before it is answered.
func (s *Service) receive(ctx context.Context, feed, token string, w http.ResponseWriter, r *http.Request) (status int, outcome string) {
	done, ok := s.push.turn(ctx, feed)
	if !ok {
		return http.StatusServiceUnavailable, pushBusy
	}
	defer done()
	record, err := s.feeds.Push(ctx, feed)
	if err != nil && !errors.Is(err, bus.ErrNotFound) {
		return s.failed(feed, err)
	}
	sub, err := websub.Decode(record.Data)
	if err != nil {
		return s.failed(feed, err)
	}
	if !sub.Owns(token) || sub.State == websub.Denied || sub.State == websub.Distrusted {
		return http.StatusGone, pushUnknown
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(s.config.Fetch.MaxBytes)))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return http.StatusRequestEntityTooLarge, pushTooLarge
		}
		return http.StatusBadRequest, pushFailed
	}
	proof := sub.Check(r.Header.Values("X-Hub-Signature"), body)
	if proof == websub.Forged || proof == websub.Unsigned {
		return http.StatusAccepted, string(proof)
	}
	if s.pause() != nil {
		return http.StatusServiceUnavailable, pushBusy
	}
	settings, err := s.registry.Get(ctx, feed)
	if errors.Is(err, registry.ErrNotFound) {
		return http.StatusGone, pushUnknown
	}
	if err != nil {
		return s.failed(feed, err)
	}
	if proof == websub.Genuine {
		response := &fetch.Response{Status: http.StatusOK, URL: sub.Topic, ContentType: r.Header.Get("Content-Type"), Body: body}
		outcome, err = s.take(ctx, settings, response)
	} else {
		outcome, err = string(proof), s.ping(ctx, settings, time.Now())
	}
	if err != nil {
		return s.failed(feed, err)
	}
	return http.StatusAccepted, outcome
}

// failed answers a delivery that is to come again.
func (s *Service) failed(feed string, err error) (status int, outcome string) {
	s.log.Warn("a delivery was not stored, the hub is to try again", telemetry.KeyFeedID, feed, telemetry.KeyErr, err)
	return http.StatusServiceUnavailable, pushFailed
}

// ping has a feed polled because of a delivery, not before a time.
func (s *Service) ping(ctx context.Context, settings registry.Settings, after time.Time) error {
	_, err := s.changeHub(ctx, settings.ID, func(sub *websub.Subscription) bool {
		if !sub.Known() {
			return false
		}
		sub.Pinged(time.Now().UTC())
		return true
	})
	if err != nil {
		return err
	}
	return s.pollSoon(ctx, settings, after)
}

// take publishes what a genuine delivery brings and remembers it, by the rules
// of polls. The order is articles, state, subscription.
func (s *Service) take(ctx context.Context, settings registry.Settings, r *fetch.Response) (outcome string, err error) {
	now := time.Now().UTC()
	if !s.alone.TryRLock() {
		return "", errBusy
	}
	defer s.alone.RUnlock()
	doc, err := parse(r, s.config.limits(), now)
	if err != nil || len(doc.Items) == 0 {
		return pushPoll, s.ping(ctx, settings, now)
	}
	for try := range pushTries {
		record, err := s.feeds.State(ctx, settings.ID)
		if err != nil && !errors.Is(err, bus.ErrNotFound) {
			return "", err
		}
		state, err := poll.DecodeState(record.Data)
		if err != nil || !state.Pushable() {
			return pushPoll, s.ping(ctx, settings, now)
		}
		plan := poll.PreparePush(s.config.poll(), settings, state, *doc, now)
		end, err := s.takePlan(ctx, settings, plan, record.Seq)
		if errors.Is(err, bus.ErrConflict) {
			apart(ctx, try)
			continue
		}
		if err != nil {
			return "", err
		}
		s.metrics.ended(plan, &end.End)
		return s.taken(ctx, settings, end)
	}
	return "", bus.ErrConflict
}

// errBusy is returned while a feed is polled alone.
var errBusy = errors.New("a feed is polled alone that may be what ends the process")

// takePlan publishes and writes the state.
func (s *Service) takePlan(ctx context.Context, settings registry.Settings, plan *poll.Plan, seq uint64) (*poll.PushEnd, error) {
	outcomes, err := s.publish(ctx, plan)
	if err != nil {
		return nil, err
	}
	end, err := plan.FinishPush(outcomes)
	if err != nil {
		return nil, err
	}
	if err := s.announce(ctx, settings, plan, &end.End); err != nil {
		return nil, err
	}
	if !end.StateChanged {
		return end, nil
	}
	data, err := end.State.Encode()
	if err != nil {
		return nil, err
	}
	_, err = s.feeds.PutState(ctx, settings.ID, data, seq)
	return end, err
}

// taken takes note of a delivery in its subscription.
func (s *Service) taken(ctx context.Context, settings registry.Settings, end *poll.PushEnd) (outcome string, err error) {
	_, err = s.changeHub(ctx, settings.ID, func(sub *websub.Subscription) bool {
		if !sub.Known() {
			return false
		}
		now := time.Now().UTC()
		sub.Delivered(end.IDs, now)
		if end.Poll {
			sub.Pinged(now)
		}
		return true
	})
	if err != nil {
		return "", err
	}
	if end.Poll {
		return pushPoll, s.pollSoon(ctx, settings, end.After)
	}
	if !end.StateChanged {
		return pushUnchanged, nil
	}
	return pushChanged, nil
}
