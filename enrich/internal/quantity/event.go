package quantity

import "github.com/dateline-news/dateline/enrich/internal/text"

// The reach of a cue word, in tokens behind and before a count, and the most
// parts of a count that may stand before its verb.
const (
	maxParts    = 4
	reachAfter  = 8
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
			count.Event = f.lex.event(f.word(c.cue))
		} else if k > 0 && (f.isPart(c.first) || f.isJoined(k)) {
			count.Event = f.found.Counts[c.index-1].Event
		}
	}
	f.dropOnes()
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
	if f.lex.event(f.word(c.first-1)) != "" && (k == 0 || f.counted[k-1].cue != c.first-1) {
		return c.first - 1
	}
	// A count that is part of this one stands between it and its verb.
	end, limit := c.end, f.last
	for n := k + 1; n < len(f.counted); n++ {
		if n > k+maxParts || !f.isPart(f.counted[n].first) || f.counted[n].first > end+3 {
			limit = f.counted[n].first
			break
		}
		end = f.counted[n].end
		if f.word(end) == "," {
			end++
		}
	}
	for i := c.number; i < min(end+reachAfter, limit); i++ {
		if i >= end && f.endsClause(i) {
			break
		}
		if f.lex.event(f.word(i)) != "" && (i+1 != limit || i < c.end) {
			return i
		}
	}
	floor := f.first
	if k > 0 {
		floor = max(f.counted[k-1].end, f.counted[k-1].cue+1)
	}
	for i := c.first - 1; i >= max(c.first-reachBefore, floor) && !f.endsClause(i); i-- {
		if f.lex.event(f.word(i)) != "" {
			return i
		}
	}
	return -1
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
	case ",", "،", "and", "und", "et", "y", "и", "و":
		return true
	}
	return false
}

func (f *finder) endsClause(i int) bool {
	if f.d.Tokens[i].Kind != text.Punct {
		return false
	}
	switch f.word(i) {
	case ",", ";", ":", "،", "؛", "–", "—", "(", ")", "-", "--":
		return true
	}
	return false
}
