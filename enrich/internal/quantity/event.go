package quantity

import "github.com/dateline-news/dateline/enrich/internal/text"

// hospitalised is the event of those who were taken to a hospital.
const hospitalised = "hospitalised"

// The reach of a cue word, in tokens behind and before a count, and the most
// parts of a count that may stand before its verb.
const (
	maxParts    = 4
	reachAfter  = 9
	reachBefore = 6
)

// events says of each count of the sentence what became of its people: by its
// own noun ("60,000 missing"), else by the nearest cue behind it, else by the
// nearest before it that no earlier count has taken. A count that has none
// takes it from the count it is part of ("22 civilians, including 10
// children") or joined to ("killed 20 soldiers and 12 civilians").
func (f *finder) events() {
	for k := range f.counted {
		c := &f.counted[k]
		count := &f.found.Counts[c.index]
		if c.head >= 0 && f.lex.things(f.word(c.head)) {
			continue
		}
		if c.cue = f.cue(k); c.cue >= 0 {
			count.Event = f.eventAt(c.cue)
			if c.head >= 0 && f.isSaved(c) {
				count.Event = "rescued"
			}
		} else if k > 0 && (c.part && !f.lex.passive[f.word(c.end)] || f.isPart(c.first) || f.isJoined(k)) {
			count.Event = f.found.Counts[c.index-1].Event
		} else if c.head >= 0 && f.disease && f.lex.cases[f.word(c.head)] {
			count.Event = "infected"
		}
	}
	f.shareEvents()
	f.dropOnes()
}

// shareEvents gives a count the event of the one that it is joined to, where
// their verb stands behind both ("20 soldiers and 12 civilians were killed").
func (f *finder) shareEvents() {
	for k := len(f.counted) - 2; k >= 0; k-- {
		c, next := &f.counted[k], &f.counted[k+1]
		count := &f.found.Counts[c.index]
		if count.Event == "" && c.head >= 0 && next.cue >= next.end && f.isJoined(k+1) && !f.lex.things(f.word(c.head)) {
			count.Event, c.cue = f.found.Counts[next.index].Event, next.cue
		}
	}
}

// isSaved says whether the lives that a count is of were saved.
func (f *finder) isSaved(c *counted) bool {
	behind := f.word(c.end)
	if f.lex.passive[behind] {
		behind = f.word(c.end + 1)
	}
	return c.cue == c.head && (f.lex.saved[behind] || f.lex.saved[f.word(c.first-1)])
}

// dropOnes drops the persons that stand alone and to whom nothing happened:
// "one" and its like are mostly articles or pronouns.
func (f *finder) dropOnes() {
	if len(f.counted) == 0 {
		return
	}
	first := f.counted[0].index
	kept := f.found.Counts[:first]
	for _, c := range f.found.Counts[first:] {
		if c.Value > 1 || c.Event != "" || c.Bound != "" {
			kept = append(kept, c)
		}
	}
	f.found.Counts = kept
}

// cue is the token that tells the event of count k, or -1.
func (f *finder) cue(k int) int {
	c := f.counted[k]
	if c.head >= 0 && f.lex.event(f.word(c.head)) != "" {
		return c.head
	}
	before := c.first - 1
	for f.lex.more[f.word(before)] {
		before--
	}
	if f.lex.event(f.word(before)) != "" && (k == 0 || f.counted[k-1].cue != before) {
		return before
	}
	// A count that is part of this one stands between it and its verb.
	end, limit := c.end, f.last
	for n := k + 1; n < len(f.counted); n++ {
		if n > k+maxParts || !f.counted[n].part && !f.isPart(f.counted[n].first) || f.counted[n].first > end+3 {
			limit = f.counted[n].first
			break
		}
		end = f.counted[n].end
		if f.word(end) == "," {
			end++
		}
	}
	if t := f.toll(c.first); t >= 0 {
		return t
	}
	for i := c.number; i < min(end+reachAfter, limit); i++ {
		if i >= end && f.endsClause(i) {
			if i = f.hop(i, limit); i < 0 {
				break
			}
			end = max(end, i-reachAfter/2)
			continue
		}
		if f.eventAt(i) != "" && (i+1 != limit || i < c.end) {
			return i
		}
	}
	floor := f.first
	if k > 0 {
		floor = max(f.counted[k-1].end, f.counted[k-1].cue+1)
	}
	reach := reachBefore
	if f.lex.eastern {
		reach *= 2
	}
	for i := c.first - 1; i >= max(c.first-reach, floor) && !f.endsClause(i); i-- {
		if f.lex.event(f.word(i)) != "" {
			return i
		}
	}
	return -1
}

// maxAside bounds what stands between commas before a verb.
const maxAside = 14

// hop returns the token before which the clause goes on that a comma at token
// i interrupts: behind an aside ("Five people, who were all crew, were
// rescued") or a place ("in Baghdad, Iraq have died"); -1 where it ends.
func (f *finder) hop(i, limit int) int {
	if f.word(i) != "," {
		return -1
	}
	if f.lex.passive[f.word(i+1)] {
		return i
	}
	for j := i + 1; j < min(i+3, limit); j++ {
		if !f.capital(j) {
			break
		}
		if f.lex.passive[f.word(j+1)] {
			return j
		}
	}
	for j := i + 2; j < min(i+maxAside, limit); j++ {
		if f.word(j) == "," {
			if f.lex.passive[f.word(j+1)] || f.lex.event(f.word(j+1)) != "" && f.lex.relative(f.word(i+1)) {
				return j
			}
			return -1
		}
	}
	return -1
}

// eventAt is what token i says became of people, or "".
func (f *finder) eventAt(i int) string {
	w := f.word(i)
	if f.lex.clinics[w] && f.lex.into[f.word(i-1)] && f.lex.admitted[f.word(i-2)] {
		return hospitalised
	}
	return f.lex.event(w)
}

// isPart says whether a word such as "including" stands before token i.
func (f *finder) isPart(i int) bool {
	return f.lex.including[f.word(i-1)] || i-2 >= f.first && f.lex.including[f.phrase(i-2, i)]
}

// isJoined says whether count k follows the one before it with nothing but a
// comma or a conjunction between.
func (f *finder) isJoined(k int) bool {
	before := f.counted[k-1].end
	if f.counted[k].first != before+1 {
		return false
	}
	switch f.word(before) {
	case ",", "،", "、", "and", "und", "et", "y", "и", "و", "e", "en", "ve":
		return true
	}
	return false
}

func (f *finder) endsClause(i int) bool {
	if f.d.Tokens[i].Kind != text.Punct {
		return false
	}
	switch f.word(i) {
	case ",", ";", ":", "،", "؛", "，", "；", "、", "–", "—", "(", ")", "-", "--":
		return true
	}
	return false
}
