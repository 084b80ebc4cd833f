package rhythm

import (
	"math"
	"slices"
	"time"
)

// Figures of the alarms.
const (
	// silence is how many times its 95th percentile a lull lasts before a
	// feed counts as silent; leastSilence is its least length.
	silence      = 5
	leastSilence = 24 * time.Hour
	// Before so many items or so much time a rhythm is a guess, and a lull no
	// silence.
	leastItems = 10
	leastTime  = 21 * 24 * time.Hour
	// Before two weeks nothing is known of weekdays, and only more than a
	// week is a silence.
	weekdaysKnown = 14 * 24 * time.Hour
	youngSilence  = 8 * 24 * time.Hour
	// A week whose daily mean lies lowSigmas under that of the twenty days
	// before, or highSigmas above it, is out of the band. nearer is how much
	// closer it must come again to be back.
	lowSigmas  = 1.5
	highSigmas = 2.0
	nearer     = 0.5
	// leastVolume is the daily mean from which the alarm says something.
	leastVolume = 1.0
)

// Quiet returns how many items were to be expected since the last one, and
// whether that makes the feed silent: five times as many as in the longest
// lulls that are usual for it, and a day or more, or eight where little is
// known of the feed.
//
// It is to be asked of what was learned when the last item came: a profile
// that has advanced through the silence expects less and less.
func (l *Learned) Quiet(now time.Time) (expected float64, silent bool) {
	if !l.Known() || l.Last.IsZero() {
		return 0, false
	}
	expected = l.Expect(l.Last, now)
	age := l.Upto.Sub(l.Since)
	least := leastSilence
	if age < weekdaysKnown {
		least = youngSilence
	}
	known := l.met() >= leastItems || age >= leastTime
	return expected, known && expected > silence*float64(max(l.Lull, 1)) && now.Sub(l.Last) >= least
}

// Doubtful reports a lull longer than is usual: what the server says about
// nothing being new is no longer believed unseen.
func (l *Learned) Doubtful(now time.Time) bool {
	if !l.Known() || l.Last.IsZero() {
		return false
	}
	return l.Expect(l.Last, now) > float64(max(l.Lull, 1))
}

// Band is the number of items a day that is usual for a feed, and how it was
// in the last week.
type Band struct {
	// Mean is that of the last seven whole days, Usual and Sigma the mean and
	// the standard deviation of the twenty days before, weekdays compared
	// with their like.
	Mean, Usual, Sigma float64
}

// leastKnown is how many of the twenty days before must be known.
const leastKnown = 14

// Volume returns the band; ok is false before three weeks were learned, and
// for a feed that hardly brings anything.
func (l Learned) Volume(now time.Time) (b Band, ok bool) {
	l.advance(now)
	counts, _ := l.whole()
	last, before := counts[len(counts)-7:], counts[:len(counts)-7]
	var means, n [7]float64
	known := 0.0
	for i, c := range before {
		if c != unknown {
			means[i%7] += float64(c)
			n[i%7]++
			b.Usual += float64(c)
			known++
		}
	}
	if known < leastKnown || slices.Contains(last, unknown) || slices.Contains(n[:], 0) {
		return Band{}, false
	}
	for d := range means {
		means[d] /= n[d]
	}
	b.Usual /= known
	squares := 0.0
	for i, c := range before {
		if c != unknown {
			squares += (float64(c) - means[i%7]) * (float64(c) - means[i%7])
		}
	}
	// Counts of rare things vary by the root of their mean at least.
	b.Sigma = max(math.Sqrt(squares/max(known-7, 1)), math.Sqrt(b.Usual))
	for _, c := range last {
		b.Mean += float64(c) / 7
	}
	return b, max(b.Usual, b.Mean) >= leastVolume
}

// Side tells on which side of the band the last week is: -1 under it, 1 above
// it, 0 in it. Once it is out, it is in again a bit further in.
func (b Band) Side(before int) int {
	low, high := lowSigmas, highSigmas
	switch {
	case before < 0:
		low -= nearer
	case before > 0:
		high -= nearer
	}
	switch {
	case b.Mean < b.Usual-low*b.Sigma:
		return -1
	case b.Mean > b.Usual+high*b.Sigma:
		return 1
	}
	return 0
}
