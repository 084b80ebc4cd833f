package search

import "github.com/dateline-news/dateline/index/internal/sentence"

// span is a byte range [start, end) of a text.
type span struct{ start, end int }

// sentences cuts text into sentences, see [sentence.Split].
func sentences(text string) []span {
	split := sentence.Split(text)
	out := make([]span, len(split))
	for i, s := range split {
		out[i] = span{s.Start, s.End}
	}
	return out
}

func isBreak(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
