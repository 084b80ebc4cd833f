package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// span is what stands between two quotation marks.
type span struct {
	// inner is without, outer with the marks.
	inner, outer text.Range
	// open says that no mark closes it: it runs to the end of its paragraph
	// and goes on in the next one.
	open bool
}

// mark is an opening mark that waits for its closing one.
type mark struct {
	at, after int
	closers   string
}

// maxDepth bounds how deep quotations nest.
const maxDepth = 4

// paragraphs returns the lines of a text that hold anything.
func paragraphs(s string) []text.Range {
	var out []text.Range
	for start := 0; start < len(s); {
		end := len(s)
		if i := strings.IndexByte(s[start:], '\n'); i >= 0 {
			end = start + i
		}
		if strings.TrimSpace(s[start:end]) != "" {
			out = append(out, text.Range{Start: start, End: end})
		}
		start = end + 1
	}
	return out
}

// quoted returns the outermost quotations of a paragraph in order. goesOn
// says whether the next paragraph opens with a quotation mark.
func quoted(s string, p text.Range, goesOn bool) []span {
	var out []span
	var stack []mark
	single := lastSingleClose(s, p)
	prev := ' '
	for i := p.Start; i < p.End; {
		r, n := utf8.DecodeRuneInString(s[i:p.End])
		next, _ := utf8.DecodeRuneInString(s[i+n : p.End])
		if i+n >= p.End {
			next = ' '
		}
		switch {
		case r < utf8.RuneSelf && r != '"' && r != '\'', r > 0xff && r < 0x2018, !isMark(r):
		case closes(stack, r, prev, next, s[i+n:p.End], i < single):
			k := len(stack) - 1
			for !strings.ContainsRune(stack[k].closers, r) {
				k--
			}
			m := stack[k]
			stack = stack[:k]
			for len(out) > 0 && out[len(out)-1].outer.Start > m.at {
				out = out[:len(out)-1]
			}
			out = append(out, span{inner: text.Range{Start: m.after, End: i}, outer: text.Range{Start: m.at, End: i + n}})
		default:
			if c := closers(r, prev, next); c != "" && len(stack) < maxDepth {
				stack = append(stack, mark{i, i + n, c})
			}
		}
		prev = r
		i += n
	}
	if len(stack) > 0 && goesOn {
		m := stack[0]
		for len(out) > 0 && out[len(out)-1].outer.Start > m.at {
			out = out[:len(out)-1]
		}
		out = append(out, span{inner: text.Range{Start: m.after, End: p.End}, outer: text.Range{Start: m.at, End: p.End}, open: true})
	}
	return out
}

func isMark(r rune) bool {
	return strings.ContainsRune("\"'“”„‟«»‹›‘’‚「」『』", r)
}

// closers returns the marks that close a quotation that r opens, or "".
func closers(r, prev, next rune) string {
	free := !isWordRune(prev)
	if unicode.IsSpace(next) && r != '«' && r != '‹' {
		return ""
	}
	switch r {
	case '"':
		if free {
			return "\"”"
		}
	case '“', '‟':
		return "”\"“"
	case '”':
		if free && !strings.ContainsRune(".,!?…", prev) {
			return "”"
		}
	case '„':
		return "“”\""
	case '«':
		return "»"
	case '»':
		if free && isWordRune(next) {
			return "«"
		}
	case '‹':
		return "›"
	case '›':
		if free && isWordRune(next) {
			return "‹"
		}
	case '‘':
		if free {
			return "’"
		}
	case '‚':
		return "‘’"
	case '\'':
		if free && !unicode.IsDigit(next) && !strings.ContainsRune(".,!?…", prev) {
			return "'"
		}
	case '「':
		return "」"
	case '『':
		return "』"
	}
	return ""
}

// closes says whether r closes one of the open quotations. A single mark
// between letters is an apostrophe, and so is one after an s where a surer one
// follows.
func closes(stack []mark, r, prev, next rune, rest string, surer bool) bool {
	for _, m := range stack {
		if !strings.ContainsRune(m.closers, r) {
			continue
		}
		if r != '\'' && r != '’' {
			return true
		}
		if isWordRune(next) {
			return false
		}
		return prev != 's' || !surer || !startsLower(rest)
	}
	return false
}

func startsLower(rest string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest[:min(len(rest), 4)], " "))
	return unicode.IsLower(r)
}

// lastSingleClose returns the last place in a paragraph where a single mark
// after punctuation closes a quotation for sure, or -1.
func lastSingleClose(s string, p text.Range) int {
	for i := p.End - 1; i > p.Start; i-- {
		if s[i] == '\'' && strings.IndexByte(".,!?", s[i-1]) >= 0 || s[i] == 0xe2 && strings.HasPrefix(s[i:p.End], "’") && strings.IndexByte(".,!?", s[i-1]) >= 0 {
			return i
		}
	}
	return -1
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// trimmed returns r without the white space around it.
func trimmed(s string, r text.Range) text.Range {
	t := strings.TrimLeftFunc(s[r.Start:r.End], unicode.IsSpace)
	r.Start = r.End - len(t)
	r.End = r.Start + len(strings.TrimRightFunc(t, unicode.IsSpace))
	return r
}
