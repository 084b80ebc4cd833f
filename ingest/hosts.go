package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// hostOf is the name under which what is known of the host of a feed is kept.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// hostRecord reads what all workers know of a host. What cannot be read is as
// good as nothing.
func (s *Service) hostRecord(ctx context.Context, name string) (h rhythm.Host, revision uint64, err error) {
	data, revision, err := s.bus.Hosts().Get(ctx, name)
	if errors.Is(err, bus.ErrNotFound) {
		return rhythm.Host{}, 0, nil
	}
	if err == nil && json.Unmarshal(data, &h) != nil {
		h = rhythm.Host{}
	}
	return h, revision, err
}

// awaitHost puts a poll off whose host asks all its feeds to wait. It reports
// whether it did.
func (s *Service) awaitHost(ctx context.Context, settings registry.Settings, wake poll.Wake, now time.Time) (bool, error) {
	h, _, err := s.hostRecord(ctx, hostOf(settings.URL))
	if err != nil || h.Wait(now) == 0 {
		return false, err
	}
	s.metrics.waiting.Inc()
	// Timers have whole seconds; the feeds of the host come back one by one.
	wake.Next = now.Add(h.Wait(now) + spread(min(h.Wait(now), time.Minute)) + time.Second).Truncate(time.Second)
	wake.Reason = h.Why
	body, err := wake.Encode()
	if err != nil {
		return false, bus.Permanent("bug", err)
	}
	return true, s.feeds.Arm(ctx, settings.ID, wake.Next, body)
}

// tellHost lets all workers know that a feed was told to wait in a way that
// may mean its whole host. It is best effort: the feed itself waits anyway.
func (s *Service) tellHost(ctx context.Context, settings registry.Settings, f *poll.Failure, now time.Time) {
	if f == nil || !rhythm.AsksHost(f.Class, f.RetryAfter) {
		return
	}
	name := hostOf(settings.URL)
	err := bus.ErrConflict
	for try := 0; try < 3 && errors.Is(err, bus.ErrConflict); try++ {
		var h rhythm.Host
		var revision uint64
		if h, revision, err = s.hostRecord(ctx, name); err != nil {
			break
		}
		next, keep := h.Add(settings.ID, f.Class, f.RetryAfter, now)
		data, encodeErr := json.Marshal(next)
		if encodeErr != nil {
			err = encodeErr
			break
		}
		err = s.bus.Hosts().Put(ctx, name, data, keep, revision)
		if err == nil && h.Until.IsZero() && !next.Until.IsZero() {
			s.log.Warn("a host asks to be left alone", telemetry.KeyHost, name, "until", next.Until, telemetry.KeyReason, next.Why)
		}
	}
	if err != nil {
		s.log.Debug("what a host asks for was not stored", telemetry.KeyHost, name, telemetry.KeyErr, err)
	}
}
