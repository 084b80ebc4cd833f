package rhythm

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"time"
)

// days is how many daily counts are kept: four of each weekday.
const days = 28

// unknown is the count of a day on which the feed was not looked at, or not
// all day.
const unknown = math.MaxUint16

// Learned is what the past of a feed says about when it publishes: how many
// items each hour of the day brings, how many each of the last days brought,
// how long an item stays in the document and how long the feed is quiet. All
// hours and days are in UTC. The zero value has learned nothing.
type Learned struct {
	// Since is from when on publishing is known, Upto how far it has been
	// counted, Last when the newest item came.
	Since, Upto, Last time.Time
	// Hours are the items that each hour of the day brings, an average over
	// the last fortnight.
	Hours [24]float32
	// Days are the items of each of the last days; the last entry is the day
	// of Upto. Days of which nothing is known are unknown.
	Days [days]uint16
	// Stay is the shortest time that an item was in the document before
	// others pushed it out; 0: none was. It doubles in eight weeks, so that
	// an exception is forgotten.
	Stay time.Duration
	// Lull is the 95th percentile of the stretches without an item, counted
	// in the items that were to be expected in each: 3 for a feed whose items
	// come independently of each other.
	Lull float32
}

// Figures of learning.
const (
	// memory is the number of days over which the hours are averaged.
	memory = 14
	// unknownRate is the items an hour of a feed of which nothing is known.
	unknownRate = 1.0
	// firstLull is the 95th percentile of an exponential distribution.
	firstLull = 3
	mostLull  = 1000
	// stayDoubles is the time in which Stay doubles.
	stayDoubles = 8 * 7 * 24 * time.Hour
	mostStay    = 60 * 24 * time.Hour
)

// Known reports whether anything was learned.
func (l *Learned) Known() bool { return !l.Since.IsZero() }

// Begin learns from the first document: the dates of its items, zero for
// those without one.
func Begin(now time.Time, published []time.Time) Learned {
	l := Learned{Since: now, Upto: now, Lull: firstLull}
	dates := slices.DeleteFunc(slices.Clone(published), func(t time.Time) bool { return t.IsZero() || t.After(now) })
	rate, window := unknownRate, time.Duration(0)
	if len(dates) > 0 {
		slices.SortFunc(dates, time.Time.Compare)
		l.Last = dates[len(dates)-1]
		// The oldest may have been pinned there.
		oldest := dates[len(dates)/10]
		window = min(max(now.Sub(oldest), time.Minute), (days-1)*24*time.Hour)
		l.Since = now.Add(-window)
		dates = slices.DeleteFunc(dates, func(t time.Time) bool { return t.Before(l.Since) })
		rate = float64(max(1, len(dates))) / window.Hours()
	}
	for i := range l.Days {
		if dayOf(now)-int64(days-1-i) <= dayOf(l.Since) {
			l.Days[i] = unknown
		}
	}
	for _, t := range dates {
		l.day(t)
	}
	if window < 24*time.Hour || len(dates) == 0 || onlyDays(dates) {
		for h := range l.Hours {
			l.Hours[h] = float32(rate)
		}
	} else {
		each := float32(24 / window.Hours())
		for _, t := range dates {
			l.Hours[t.UTC().Hour()] += each
		}
	}
	// The longest lull of the document is usual until more is known.
	w := l.profile()
	for i := range max(0, len(dates)-1) {
		l.Lull = max(l.Lull, min(float32(w.between(dates[i], dates[i+1])), mostLull))
	}
	return l
}

// onlyDays reports dates that have a day but no time: all at the same full
// minute of several days.
func onlyDays(dates []time.Time) bool {
	first := dates[0].UTC().Truncate(time.Minute)
	several := false
	for _, t := range dates {
		if d := t.Sub(first); d%(24*time.Hour) != 0 {
			return false
		} else if d != 0 {
			several = true
		}
	}
	return several
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Came returns when an item that is new at now came, given its date and the
// last look at the feed: its date, if it lies between the two, else their
// middle.
func Came(published, looked, now time.Time) time.Time {
	if published.After(looked) && !published.After(now) {
		return published
	}
	if looked.IsZero() || looked.After(now) {
		return now
	}
	return looked.Add(now.Sub(looked) / 2)
}

// Learn counts the items that came since the last look, each with the time
// that [Came] gives it. stay is how long an item was in the document that is
// no longer, 0 if none went.
func (l Learned) Learn(now time.Time, came []time.Time, stay time.Duration) Learned {
	if len(came) > 0 {
		first := slices.MinFunc(came, time.Time.Compare)
		if !l.Last.IsZero() && first.After(l.Last) {
			l.Lull = nextLull(l.Lull, float32(l.Expect(l.Last, first)))
		}
		if last := slices.MaxFunc(came, time.Time.Compare); last.After(l.Last) {
			l.Last = last
		}
	}
	l.advance(now)
	for _, t := range came {
		l.day(t)
		l.Hours[t.UTC().Hour()] += float32(l.weight(t))
	}
	if stay > 0 && (l.Stay == 0 || stay < l.Stay) {
		l.Stay = stay
	}
	return l
}

// nextLull moves a 95th percentile by one value: it rises by a quarter when
// it is passed and falls so that the two balance where one in twenty passes.
func nextLull(p, value float32) float32 {
	if value > p {
		// A stretch that is far longer is the feed's way from now on.
		return min(max(p*1.25, value/silence), mostLull)
	}
	return max(1, p*(1-0.0117))
}

// weight is the weight of the day of t in the averages: one day among those
// learned, later one of a fortnight.
func (l *Learned) weight(t time.Time) float64 {
	return 1 / min(memory, max(0, t.Sub(l.Since).Hours()/24)+2)
}

// advance moves Upto to now: hours that passed fade, days go by.
func (l *Learned) advance(now time.Time) {
	if !now.After(l.Upto) {
		return
	}
	passed := now.Sub(l.Upto)
	l.Stay = min(time.Duration(float64(l.Stay)*math.Pow(2, float64(passed)/float64(stayDoubles))), mostStay)
	const most = 60 * 24 * time.Hour // nothing of the past weighs by then
	if passed > most {
		l.Hours, passed = [24]float32{}, 0
	}
	for t := now.Add(-passed).Truncate(time.Hour).Add(time.Hour); !t.After(now); t = t.Add(time.Hour) {
		l.Hours[t.UTC().Hour()] *= float32(1 - l.weight(t))
	}
	if n := int(min(dayOf(now)-dayOf(l.Upto), days)); n > 0 {
		copy(l.Days[:], l.Days[n:])
		clear(l.Days[days-n:])
	}
	l.Upto = now
}

func dayOf(t time.Time) int64 { return t.Unix() / (24 * 60 * 60) }

// day counts an item on the day of t.
func (l *Learned) day(t time.Time) {
	if ago := dayOf(l.Upto) - dayOf(t); ago >= 0 && ago < days {
		if at := &l.Days[days-1-ago]; *at < unknown-1 {
			*at++
		}
	}
}

// Resume returns what is known after a time in which the feed could not be
// looked at: it teaches nothing, neither of its hours and days nor of a lull.
func (l Learned) Resume(now time.Time) Learned {
	if !now.After(l.Upto) {
		return l
	}
	n := int(min(dayOf(now)-dayOf(l.Upto), days-1))
	copy(l.Days[:], l.Days[n:])
	for i := days - 1 - n; i < days; i++ {
		l.Days[i] = unknown
	}
	l.Since = l.Since.Add(now.Sub(l.Upto))
	l.Upto, l.Last = now, now
	return l
}

// whole returns the counts of the days that have wholly passed, the oldest
// first, and the weekday of the first.
func (l *Learned) whole() ([]uint16, time.Weekday) {
	first := time.Unix((dayOf(l.Upto)-(days-1))*24*60*60, 0).UTC()
	return l.Days[:days-1], first.Weekday()
}

// week is the items to be expected in each hour of the week, from Sunday 0:00
// UTC on.
type week [7 * 24]float64

// profile makes the week out of the hours and the days.
func (l *Learned) profile() *week {
	var w week
	if !l.Known() {
		for i := range w {
			w[i] = unknownRate
		}
		return &w
	}
	total := l.total()
	// The fewer items, the less their hours say.
	const doubt = 10
	trust := l.met() / (l.met() + doubt)
	factors := l.weekdays()
	for d := range 7 {
		for h := range 24 {
			// Feeds are off by some minutes, and by an hour twice a year.
			near := (float64(l.Hours[(h+23)%24]) + 4*float64(l.Hours[h]) + float64(l.Hours[(h+1)%24])) / 6
			w[24*d+h] = factors[d] * (trust*near + (1-trust)*total/24)
		}
	}
	return &w
}

// total is the items of an average day.
func (l *Learned) total() float64 {
	sum := 0.0
	for _, h := range l.Hours {
		sum += float64(h)
	}
	return sum
}

// met is about how many items the averages stand on.
func (l *Learned) met() float64 {
	return l.total() * min(memory, l.Upto.Sub(l.Since).Hours()/24)
}

// weekdays returns how many times the average each weekday brings.
func (l *Learned) weekdays() (f [7]float64) {
	counts, first := l.whole()
	var sum, n [7]float64
	all, known := 0.0, 0.0
	for i, c := range counts {
		if c == unknown {
			continue
		}
		d := (int(first) + i) % 7
		sum[d] += float64(c)
		n[d]++
		all += float64(c)
		known++
	}
	for d := range f {
		f[d] = 1
		if all > 0 {
			// Half a day of doubt.
			mean := all / known
			f[d] = (sum[d] + mean/2) / (n[d] + 0.5) / mean
		}
	}
	return f
}

// at returns the items an hour to be expected at t.
func (w *week) at(t time.Time) float64 {
	t = t.UTC()
	return w[24*int(t.Weekday())+t.Hour()]
}

// between returns the items to be expected between two times.
func (w *week) between(from, to time.Time) float64 {
	const long = 7 * 24 * time.Hour
	sum := 0.0
	if n := to.Sub(from) / long; n > 0 {
		for _, v := range w {
			sum += v
		}
		sum *= float64(n)
		from = from.Add(n * long)
	}
	for from.Before(to) {
		next := earlier(to, from.Truncate(time.Hour).Add(time.Hour))
		sum += w.at(from) * next.Sub(from).Hours()
		from = next
	}
	return sum
}

// Expect returns how many items the feed was to bring between two times by
// its own rhythm.
func (l *Learned) Expect(from, to time.Time) float64 { return l.profile().between(from, to) }

// LearnedBytes is the size of the stored form.
const LearnedBytes = 4*3 + 4*24 + 2*days + 4 + 4

// AppendBinary appends the stored form, of [LearnedBytes]. Times keep their
// minutes.
func (l *Learned) AppendBinary(b []byte) ([]byte, error) {
	for _, t := range []time.Time{l.Since, l.Upto, l.Last} {
		b = binary.BigEndian.AppendUint32(b, uint32(min(max(0, t.Unix()/60), math.MaxUint32))) //nolint:gosec // bounded
	}
	for _, h := range l.Hours {
		b = binary.BigEndian.AppendUint32(b, math.Float32bits(h))
	}
	for _, d := range l.Days {
		b = binary.BigEndian.AppendUint16(b, d)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(min(max(0, l.Stay/time.Second), math.MaxUint32))) //nolint:gosec // bounded
	return binary.BigEndian.AppendUint32(b, math.Float32bits(l.Lull)), nil
}

// errLearned is returned for bytes that AppendBinary did not write.
var errLearned = errors.New("the learned rhythm cannot be read")

// UnmarshalBinary reads what AppendBinary wrote.
func (l *Learned) UnmarshalBinary(b []byte) error {
	if len(b) != LearnedBytes {
		return errLearned
	}
	u32 := func() uint32 {
		v := binary.BigEndian.Uint32(b)
		b = b[4:]
		return v
	}
	number := func() float32 {
		v := math.Float32frombits(u32())
		if !(v >= 0 && v < 1e6) {
			return 0
		}
		return v
	}
	for _, t := range []*time.Time{&l.Since, &l.Upto, &l.Last} {
		*t = time.Time{}
		if m := u32(); m > 0 {
			*t = time.Unix(int64(m)*60, 0).UTC()
		}
	}
	for i := range l.Hours {
		l.Hours[i] = number()
	}
	for i := range l.Days {
		l.Days[i] = binary.BigEndian.Uint16(b)
		b = b[2:]
	}
	l.Stay = time.Duration(u32()) * time.Second
	l.Lull = number()
	return nil
}

// Stay returns how long an item was in the document before it was pushed out
// between two polls: dates are those of the document now, zero where there
// is none, gone when the newest of the items that went came. It is the time
// that the document spans or that the item was there, whichever is longer,
// since items also go for other reasons.
func Stay(dates []time.Time, gone, looked, now time.Time) time.Duration {
	dates = slices.DeleteFunc(slices.Clone(dates), time.Time.IsZero)
	newest := now
	span := time.Duration(0)
	if len(dates) > 1 {
		slices.SortFunc(dates, time.Time.Compare)
		newest = earlier(now, dates[len(dates)-1])
		span = newest.Sub(dates[len(dates)/10])
	}
	if !newest.After(looked) {
		newest = now
	}
	return max(span, newest.Sub(gone), time.Minute)
}
