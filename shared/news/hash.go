package news

import (
	"regexp"
	"strings"
)

var (
	urlInText = regexp.MustCompile(`(?i)\bhttps?://\S+`)
	// volatileLine is a line that is only a time, a date of digits or a
	// counter: "Updated 14:05", "12 comments", "3 min read", "2016-12-29".
	volatileLine = regexp.MustCompile(`(?i)^(?:(?:last )?(?:updated?|published|posted)[: ]*)?[\d\s.,:/+-]*(?:\d)[\d\s.,:/+-]*(?:(?:am|pm|a\.m\.|p\.m\.|gmt|utc|z|[a-z]{3,4}t|h|hrs?|hours?|min|mins|minutes?|secs?|seconds?|days?|comments?|views?|shares?|likes?|reads?|ago|read)\.?\s*)*$`)
)

// ContentHash identifies what a reader would call the content: title and
// text with white space folded, without URLs and without lines that are only
// a time or a counter. Two revisions with one hash are one revision. It is 26
// base32 characters.
func ContentHash(title, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.Join(strings.Fields(urlInText.ReplaceAllString(line, "")), " ")
		if line == "" || len(line) < 64 && volatileLine.MatchString(line) {
			continue
		}
		b.WriteString(line)
		b.WriteByte(' ')
	}
	folded := strings.Join(strings.Fields(title), " ")
	return digest("content", folded, strings.TrimSpace(b.String()))
}
