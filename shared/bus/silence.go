package bus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const (
	// silencePeriod is how far back is looked for what is usual.
	silencePeriod = 7 * 24 * time.Hour
	// silenceSamples is how many messages are looked at, each a request.
	silenceSamples = 32
	// silenceLeast is how many articles must have come, and silenceSpan over
	// what time, before anything is usual; silenceFloor is never a silence.
	silenceLeast = 50
	silenceSpan  = 24 * time.Hour
	silenceFloor = 10 * time.Minute
	// silenceTimes is how many times the usual wait makes a silence. Waits
	// that vary by chance alone are so long once in 20,000.
	silenceTimes = 10
)

// Silence is how long no article has been published, and how long that is
// usual.
type Silence struct {
	// Last is when the last article or revision was stored; zero: never. For
	// is how long that is ago by the server's clock.
	Last time.Time     `json:"last,omitzero"`
	For  time.Duration `json:"for"`
	// Usual is the mean time between two in the slowest part of the last
	// seven days; 0 where too few have come to say.
	Usual time.Duration `json:"usual,omitempty"`
}

// Times is how many times the usual wait has passed, 0 where that is not
// known.
func (s Silence) Times() float64 {
	if s.Usual <= 0 {
		return 0
	}
	return s.For.Seconds() / s.Usual.Seconds()
}

// Silent reports a silence that is far from usual: ten times as long as the
// usual wait, and ten minutes at least.
func (s Silence) Silent() bool {
	return s.Usual > 0 && s.For > silenceFloor && s.Times() > silenceTimes
}

// LastArticle tells how long no article was published, by one request; what is
// usual it leaves open.
func (b *Bus) LastArticle(ctx context.Context) (Silence, error) {
	s, _, err := b.lastArticle(ctx)
	return s, err
}

func (b *Bus) lastArticle(ctx context.Context) (Silence, jetstream.Stream, error) {
	stream, err := b.js.Stream(ctx, b.names.Stream(Articles))
	if err != nil {
		return Silence{}, nil, fmt.Errorf("looking up stream %s: %w", b.names.Stream(Articles), err)
	}
	info := stream.CachedInfo()
	if info.State.LastSeq == 0 {
		return Silence{}, stream, nil
	}
	return Silence{Last: info.State.LastTime, For: max(0, info.TimeStamp.Sub(info.State.LastTime))}, stream, nil
}

// Silence is [Bus.LastArticle] with what is usual, which changes slowly. It
// reads at most 32 messages of the last seven days, from all over the stream:
// the server loads a block of its file for each, so ask seldom.
func (b *Bus) Silence(ctx context.Context) (Silence, error) {
	s, stream, err := b.lastArticle(ctx)
	if err != nil {
		return s, err
	}
	info := stream.CachedInfo()
	if info.State.Msgs < silenceLeast || info.State.LastTime.Sub(info.State.FirstTime) < silenceSpan {
		return s, nil
	}
	var times []time.Time
	step := max(1, (info.State.LastSeq-info.State.FirstSeq)/silenceSamples)
	// Backwards, until the period is over.
	for seq := info.State.LastSeq; seq >= info.State.FirstSeq && len(times) <= silenceSamples; seq -= step {
		m, err := stream.GetMsg(ctx, seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			if seq < step {
				break
			}
			continue // purged, such as an article that was taken down
		}
		if err != nil {
			return s, fmt.Errorf("reading message %d of %s: %w", seq, b.names.Stream(Articles), err)
		}
		times = append(times, m.Time)
		if s.Last.Sub(m.Time) > silencePeriod || seq < step {
			break
		}
	}
	s.Usual = slowest(times, step)
	return s, nil
}

// slowest returns the mean time between two messages in the slowest stretch
// between samples that are step apart, newest first.
func slowest(times []time.Time, step uint64) time.Duration {
	var waits []time.Duration
	for i := 1; i < len(times); i++ {
		waits = append(waits, times[i-1].Sub(times[i])/time.Duration(step)) //nolint:gosec // a part of a stream
	}
	if len(waits) == 0 || times[0].Sub(times[len(times)-1]) < silenceSpan {
		return 0
	}
	return max(slices.Max(waits), time.Millisecond)
}
