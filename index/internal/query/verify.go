package query

import "slices"

import "time"

// Verify reports whether the index alone cannot decide the query: it has
// closeness, stretched phrases, or several conditions that one quotation must
// fulfil. What the index finds for such a query, with every AND in their
// place, holds all answers; each is then put to a [Matcher].
func (q *Query) Verify() bool { return q.Root != nil && verify(q.Root) }

func verify(n Node) bool {
	switch n := n.(type) {
	case *And:
		speakers, words, rest := n.quotation()
		if len(words) > 1 || len(words) == 1 && len(speakers) > 0 {
			return true
		}
		if slices.ContainsFunc([][]Node{speakers, words, rest}, anyVerify) {
			return true
		}
	case *Or:
		return anyVerify(n.Parts)
	case *Not:
		return verify(n.Part)
	case *Near:
		return true
	case *Term:
		return n.Slop > 0
	}
	return false
}

func anyVerify(parts []Node) bool {
	return slices.ContainsFunc(parts, verify)
}

// quotation sorts the parts of an AND: those that speak of nothing but the
// speaker of a quotation, those that speak of nothing but its words, and the
// rest, which every negation belongs to.
func (n *And) quotation() (speakers, words, rest []Node) {
	for _, p := range n.Parts {
		switch {
		case only(p, Said):
			speakers = append(speakers, p)
		case only(p, Quote):
			words = append(words, p)
		default:
			rest = append(rest, p)
		}
	}
	return speakers, words, rest
}

// only reports whether a node looks into nothing but the field and negates
// nothing.
func only(n Node, f Field) bool {
	return walk(n, false, func(t *Term, negated bool) bool { return t.Field == f && !negated })
}

// AsOf returns the moment that the query asks about, where it does: an article
// and its revision are answers if they were the newest at that moment. For a
// day, month or year that is its last moment.
func (q *Query) AsOf(now time.Time) (time.Time, bool) {
	for t := range q.Terms {
		if t.Field != AsOf {
			continue
		}
		from, to := t.Date.Interval(now)
		if to.After(from) {
			return to.Add(-time.Nanosecond), true
		}
		return from, true
	}
	return time.Time{}, false
}
