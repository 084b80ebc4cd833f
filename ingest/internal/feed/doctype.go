package feed

import (
	"bytes"
	"strings"
)

// Bounds of the entities that a document type may declare.
const (
	maxEntities    = 200
	maxEntityBytes = 256
	// maxExpandedBytes bounds what all references to them give together.
	maxExpandedBytes = 256 << 10
)

// entities are the plain-text entities of a document type.
type entities struct {
	values   map[string]string
	expanded int
}

// value returns what a reference stands for: nothing once the document has
// had enough of them.
func (e *entities) value(name string) (string, bool) {
	if e == nil {
		return "", false
	}
	value, ok := e.values[name]
	if e.expanded += len(value); e.expanded > maxExpandedBytes {
		value = ""
	}
	return value, ok
}

// documentType skips the document type and remembers its entities. It ends
// at the ">" outside quotes and brackets. Only the first one of a document is
// read like this.
func (s *scanner) documentType() {
	i := s.pos + 2
	depth := 0
	for i < len(s.in) {
		switch c := s.in[i]; {
		case c == '"':
			if end := s.find(seekDouble, i+1); end >= 0 {
				i = end
			}
		case c == '\'':
			if end := s.find(seekSingle, i+1); end >= 0 {
				i = end
			}
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '<' && bytes.HasPrefix(s.in[i:], []byte("<!--")):
			if end := s.find(seekCommentEnd, i+4); end >= 0 {
				i = end + 2
			}
		case c == '<' && bytes.HasPrefix(s.in[i:], []byte("<!ENTITY")):
			s.entity(s.in[i+len("<!ENTITY") : min(len(s.in), i+2*maxEntityBytes)])
		case c == '>' && depth <= 0:
			s.pos = i + 1
			return
		}
		i++
	}
	// No end: take it to be one at the next ">".
	s.skip(-1, 0)
}

// entity remembers a general entity with a plain value: no markup and no
// reference in it, so that nothing expands twice.
func (s *scanner) entity(decl []byte) {
	decl = bytes.TrimLeft(decl, " \t\r\n")
	n := 0
	for n < len(decl) && nameByte(decl[n]) {
		n++
	}
	name, rest := decl[:n], bytes.TrimLeft(decl[n:], " \t\r\n")
	if n == 0 || len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' || len(s.entities.values) >= maxEntities {
		return
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 || end > maxEntityBytes || bytes.ContainsAny(rest[1:1+end], "<&%") {
		return
	}
	if s.entities.values == nil {
		s.entities.values = map[string]string{}
	}
	if _, known := s.entities.values[string(name)]; !known {
		s.entities.values[strings.Clone(string(name))] = string(rest[1 : 1+end])
	}
}
