package feed

import (
	"bytes"
	"strings"
)

// tokenKind is the kind of a token.
type tokenKind uint8

const (
	tokenText tokenKind = iota
	// tokenCDATA is the content of a CDATA section.
	tokenCDATA
	tokenStart
	tokenEnd
)

// token is a piece of a document. Its slices point into the document.
type token struct {
	kind tokenKind
	// data is the raw text, or the name of the tag as written.
	data []byte
	// raw is a tag as it stands in the document.
	raw   []byte
	attrs []attribute
	// empty is set on a start tag that closes itself.
	empty bool
}

// attr returns the raw value of the named attribute, or nil. Prefixes count
// as part of a name, case does not.
func (t *token) attr(name string) []byte {
	for _, a := range t.attrs {
		if len(a.name) == len(name) && strings.EqualFold(string(a.name), name) {
			return a.value
		}
	}
	return nil
}

// attribute is an attribute of a start tag, its value raw.
type attribute struct{ name, value []byte }

// maxScanAttrs bounds the attributes kept of one tag. The rest is skipped.
const maxScanAttrs = 64

// maxAttrBytes bounds the value of one attribute. A longer one is skipped.
const maxAttrBytes = 8 << 10

// scanner splits a document into tokens. It takes every byte sequence: what
// is no markup is text. It never looks at a byte more than a few times, so
// its time is linear. Comments, processing instructions and the document
// type never become tokens; entities that the document type declares are
// remembered.
type scanner struct {
	in  []byte
	pos int
	// entities are the plain-text entities of the document type.
	entities entities
	// cut is set when the document ends inside markup.
	cut bool
	// stray counts the "<" that open no markup.
	stray int
	// repairs counts markup that had to be guessed at.
	repairs int
	attrs   []attribute
	next    [5]cachedSearch
	// doubtful is how far a "<" that turned out to open no tag has led. Up to
	// there no attribute value may hold a "<", so that a chain of such tags
	// is not walked once for each.
	doubtful int
	doctype  bool
}

// cachedSearch remembers where a search found its needle, so that many
// searches for one that is far away or absent cost one pass together.
type cachedSearch struct {
	needle string
	from   int
	at     int
}

// The needles that scanner looks for.
const (
	seekCDATAEnd = iota
	seekCommentEnd
	seekInstructionEnd
	seekDouble
	seekSingle
)

func newScanner(in []byte) *scanner {
	s := &scanner{in: in}
	for i, needle := range []string{"]]>", "-->", "?>", `"`, "'"} {
		s.next[i] = cachedSearch{needle: needle, from: -1}
	}
	return s
}

// find returns the position of a needle at or after from, or -1.
func (s *scanner) find(seek, from int) int {
	c := &s.next[seek]
	switch {
	case c.from >= 0 && from >= c.from && (c.at < 0 || from <= c.at):
		return c.at
	case c.from >= 0 && from < c.from:
		// Gone back: only what lies before the last search is unknown.
		end := min(len(s.in), c.from+len(c.needle)-1)
		if i := bytes.Index(s.in[from:end], []byte(c.needle)); i >= 0 {
			c.at = from + i
		}
	default:
		c.at = -1
		if i := bytes.Index(s.in[from:], []byte(c.needle)); i >= 0 {
			c.at = from + i
		}
	}
	c.from = from
	return c.at
}

// token returns the next token, and false at the end of the document. The
// attributes of a start tag are valid until the next call.
func (s *scanner) token() (token, bool) {
	for s.pos < len(s.in) {
		if s.in[s.pos] != '<' {
			end := len(s.in)
			if i := bytes.IndexByte(s.in[s.pos:], '<'); i >= 0 {
				end = s.pos + i
			}
			t := token{kind: tokenText, data: s.in[s.pos:end]}
			s.pos = end
			return t, true
		}
		if t, ok := s.markup(); ok {
			return t, true
		}
	}
	return token{}, false
}

// markup reads what begins with "<". It returns false where nothing came of
// it, having moved on.
func (s *scanner) markup() (token, bool) {
	rest := s.in[s.pos:]
	switch {
	case len(rest) == 1:
		s.pos, s.cut = len(s.in), true
		return token{}, false
	case bytes.HasPrefix(rest, []byte("<!--")):
		s.skip(s.find(seekCommentEnd, s.pos+4), 3)
		return token{}, false
	case len(rest) >= 9 && bytes.EqualFold(rest[:9], []byte("<![CDATA[")):
		return s.cdata(), true
	case rest[1] == '?':
		s.skip(s.find(seekInstructionEnd, s.pos+2), 2)
		return token{}, false
	case !s.doctype && len(rest) >= 9 && bytes.EqualFold(rest[:9], []byte("<!DOCTYPE")):
		s.doctype = true
		s.documentType()
		return token{}, false
	case rest[1] == '!':
		s.skip(-1, 0)
		return token{}, false
	case rest[1] == '/':
		return s.endTag()
	case nameStart(rest[1]):
		return s.startTag()
	}
	return s.strayBracket(), true
}

// strayBracket returns the "<" at the position as text.
func (s *scanner) strayBracket() token {
	t := token{kind: tokenText, data: s.in[s.pos : s.pos+1]}
	s.pos++
	s.stray++
	return t
}

// skip moves behind an end mark of n bytes at position at. Without one, the
// markup is taken to end at the next ">", as lost marks do.
func (s *scanner) skip(at, n int) {
	if at >= 0 {
		s.pos = at + n
		return
	}
	s.repairs++
	if i := bytes.IndexByte(s.in[s.pos:], '>'); i >= 0 {
		s.pos += i + 1
		return
	}
	s.pos, s.cut = len(s.in), true
}

// cdata returns the content of a CDATA section. One that never ends takes
// the rest of the document, which therefore is cut.
func (s *scanner) cdata() token {
	start := s.pos + len("<![CDATA[")
	end := s.find(seekCDATAEnd, start)
	if end < 0 {
		s.cut = true
		s.pos = len(s.in)
		return token{kind: tokenCDATA, data: s.in[start:]}
	}
	s.pos = end + 3
	data := s.in[start:end]
	if bytes.HasPrefix(bytes.TrimLeft(data, " \r\n\t"), []byte("<![CDATA[")) {
		// A section inside a section: the outer end mark is left over.
		s.repairs++
		data = bytes.TrimLeft(data, " \r\n\t")[len("<![CDATA["):]
		after := bytes.TrimLeft(s.in[s.pos:], " \r\n\t")
		if bytes.HasPrefix(after, []byte("]]>")) {
			s.pos = len(s.in) - len(after) + 3
		}
	}
	return token{kind: tokenCDATA, data: data}
}

// endTag reads an end tag. One that the document's end cuts short counts.
func (s *scanner) endTag() (token, bool) {
	i := s.pos + 2
	for i < len(s.in) && space(s.in[i]) {
		i++
	}
	start := i
	for i < len(s.in) && nameByte(s.in[i]) {
		i++
	}
	name := s.in[start:i]
	for i < len(s.in) && s.in[i] != '>' && s.in[i] != '<' {
		i++
	}
	if i == len(s.in) {
		s.cut = true
	} else if s.in[i] == '>' {
		i++
	}
	t := token{kind: tokenEnd, data: name, raw: s.in[s.pos:i]}
	s.pos = i
	return t, len(name) > 0
}

// startTag reads a start tag. A "<" outside quotes before its end shows that
// it is none: then the first "<" is text.
func (s *scanner) startTag() (token, bool) {
	i := s.pos + 1
	for i < len(s.in) && nameByte(s.in[i]) {
		i++
	}
	t := token{kind: tokenStart, data: s.in[s.pos+1 : i]}
	s.attrs = s.attrs[:0]
	for i < len(s.in) {
		switch c := s.in[i]; {
		case c == '>':
			t.raw, t.attrs = s.in[s.pos:i+1], s.attrs
			s.pos = i + 1
			return t, true
		case c == '<':
			s.doubtful = max(s.doubtful, i)
			return s.strayBracket(), true
		case c == '/':
			i++
			t.empty = i < len(s.in) && s.in[i] == '>'
		case space(c), c == '"', c == '\'', c == '=':
			i++
		default:
			i = s.attribute(i)
		}
	}
	s.pos, s.cut = len(s.in), true
	return token{}, false
}

// attribute reads an attribute at i and returns the position behind it.
func (s *scanner) attribute(i int) int {
	start := i
	for i < len(s.in) && attrNameByte(s.in[i]) {
		i++
	}
	if i == start {
		return i + 1
	}
	name := s.in[start:i]
	j := i
	for j < len(s.in) && space(s.in[j]) {
		j++
	}
	if j == len(s.in) || s.in[j] != '=' {
		s.keep(name, name)
		return i
	}
	for j++; j < len(s.in) && space(s.in[j]); j++ {
	}
	if j == len(s.in) {
		return j
	}
	if c := s.in[j]; c == '"' || c == '\'' {
		if end := s.quoteEnd(j + 1); end >= 0 {
			s.keep(name, s.in[j+1:end])
			return end + 1
		}
		s.repairs++
		j++
	}
	start = j
	for j < len(s.in) && !space(s.in[j]) && s.in[j] != '>' && s.in[j] != '<' {
		j++
	}
	value := s.in[start:j]
	if j < len(s.in) && s.in[j] == '>' && bytes.HasSuffix(value, []byte("/")) {
		value = value[:len(value)-1]
		j--
	}
	s.keep(name, bytes.Trim(value, `"'`))
	return j
}

// quoteEnd returns the position of the quote that closes the one before i,
// or -1 if the next such quote closes nothing: a value with markup in it,
// and no tag going on behind it.
func (s *scanner) quoteEnd(i int) int {
	seek := seekDouble
	if s.in[i-1] == '\'' {
		seek = seekSingle
	}
	end := s.find(seek, i)
	if end > 0 && i < s.doubtful && bytes.IndexByte(s.in[i:end], '<') >= 0 {
		return -1
	}
	if end < 0 || bytes.IndexByte(s.in[i:min(end, i+maxAttrBytes)], '<') < 0 {
		return end
	}
	if end+1 == len(s.in) || space(s.in[end+1]) || s.in[end+1] == '>' || s.in[end+1] == '/' {
		return end
	}
	return -1
}

func (s *scanner) keep(name, value []byte) {
	if len(s.attrs) < maxScanAttrs && len(value) <= maxAttrBytes {
		s.attrs = append(s.attrs, attribute{name, value})
	}
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

func nameByte(c byte) bool {
	return nameStart(c) || c >= '0' && c <= '9' || c == '-' || c == '.'
}

func attrNameByte(c byte) bool {
	return c > ' ' && c != '=' && c != '>' && c != '<' && c != '/' && c != '"' && c != '\''
}
