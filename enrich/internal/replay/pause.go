package replay

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/diskspace"
	"github.com/dateline-news/dateline/shared/news"
)

// pause is why nothing is done now. It may be used concurrently.
type pause struct {
	mu  sync.Mutex
	err error // guarded by mu
}

func (p *pause) set(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
}

func (p *pause) reason() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// How long to wait before trying again.
const (
	retryFirst = 100 * time.Millisecond
	retryMost  = 5 * time.Second
)

// until calls f until it returns nil or an error that waiting does not cure.
func (r *run) until(ctx context.Context, f func() error, curable func(error) bool) error {
	paused := false
	for delay := retryFirst; ; delay = min(2*delay, retryMost) {
		err := f()
		if err == nil {
			if paused {
				r.pause.set(nil)
			}
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !curable(err) {
			return err
		}
		paused = true
		r.pause.set(err)
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(delay):
		}
	}
}

// headroom waits while a reader of a stream could lose messages by more.
func (r *run) headroom(ctx context.Context) error {
	return r.until(ctx, func() error { return r.bus.CheckHeadroom(ctx) }, func(err error) bool {
		return errors.Is(err, bus.ErrHeadroom) || bus.IsEnvironment(err)
	})
}

// isLow reports a disk that is nearly full.
func isLow(err error) bool {
	_, ok := errors.AsType[*diskspace.LowError](err)
	return ok
}

// publish publishes an annotated article, as long as it takes.
func (r *run) publish(ctx context.Context, a *news.Article) error {
	return r.until(ctx, func() error {
		_, err := r.bus.PublishEnriched(ctx, a)
		return err
	}, func(err error) bool {
		return bus.IsEnvironment(err) || errors.Is(err, context.DeadlineExceeded)
	})
}

// pace spreads work evenly in time. It is for one goroutine.
type pace struct {
	interval time.Duration
	next     time.Time
}

// newPace makes a pace of so many a second; 0: no limit.
func newPace(perSecond float64) *pace {
	if perSecond <= 0 {
		return &pace{}
	}
	return &pace{interval: time.Duration(float64(time.Second) / perSecond)}
}

// burst is how much lost time is made up for.
const burst = time.Second

// wait returns when the next piece of work is due.
func (p *pace) wait(ctx context.Context) error {
	if p.interval == 0 {
		return ctx.Err()
	}
	now := time.Now()
	switch {
	case p.next.IsZero():
		p.next = now
	case p.next.Before(now.Add(-burst)):
		p.next = now.Add(-burst)
	}
	delay := p.next.Sub(now)
	p.next = p.next.Add(p.interval)
	if delay <= 0 {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(delay):
		return nil
	}
}
