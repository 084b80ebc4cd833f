package page

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// block is a paragraph, a heading, an item of a list or a row of a table.
type block struct {
	text string
	// tag is the innermost block element that the text is in.
	tag atom.Atom
	// links is the number of bytes of text in links.
	links int
}

// hiddenElements hold no text of an article.
var hiddenElements = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Head: true, atom.Template: true, atom.Noscript: true, atom.Iframe: true, atom.Svg: true,
	atom.Textarea: true, atom.Select: true, atom.Button: true, atom.Video: true, atom.Audio: true, atom.Canvas: true, atom.Object: true,
	atom.Nav: true, atom.Footer: true, atom.Figcaption: true, atom.Rt: true, atom.Rp: true,
}

// inlineElements end no block.
var inlineElements = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.Acronym: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Big: true, atom.Cite: true,
	atom.Code: true, atom.Data: true, atom.Del: true, atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Img: true,
	atom.Ins: true, atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Meter: true, atom.Output: true, atom.Picture: true,
	atom.Progress: true, atom.Q: true, atom.Ruby: true, atom.S: true, atom.Samp: true, atom.Small: true,
	atom.Source: true, atom.Span: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.Tt: true, atom.U: true,
	atom.Var: true, atom.Wbr: true, atom.Td: true, atom.Th: true, atom.Br: true, 0: true,
}

// blocks returns the text below a node in reading order.
func blocks(n *html.Node) []block {
	w := &blockWriter{}
	w.walk(n, 0, false)
	w.end()
	return w.blocks
}

// blockWriter collects text, folding white space.
type blockWriter struct {
	blocks []block
	b      strings.Builder
	// space and line: what stands before the next word.
	space, line bool
	tag         atom.Atom
	links       int
}

func (w *blockWriter) walk(n *html.Node, tag atom.Atom, linked bool) {
	switch n.Type {
	case html.TextNode:
		w.write(n.Data, tag, linked)
		return
	case html.ElementNode, html.DocumentNode:
	default:
		return
	}
	name := element(n)
	if hiddenElements[name] {
		return
	}
	breaks := !inlineElements[name]
	if breaks {
		w.end()
		tag = name
	}
	switch name {
	case atom.Br:
		if w.line {
			w.end() // the second in a row
		} else {
			w.line = true
		}
	case atom.Td, atom.Th:
		w.space = true
	case atom.A:
		linked = true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, tag, linked)
	}
	if breaks {
		w.end()
	}
}

// element returns the name of an element, 0 for one that HTML does not have.
// Extractors that rename elements leave DataAtom as it was.
func element(n *html.Node) atom.Atom {
	if n.Type != html.ElementNode {
		return 0
	}
	return atom.Lookup([]byte(n.Data))
}

// end ends a block.
func (w *blockWriter) end() {
	if w.b.Len() > 0 {
		w.blocks = append(w.blocks, block{text: w.b.String(), tag: w.tag, links: w.links})
		w.b.Reset()
	}
	w.space, w.line, w.links = false, false, 0
}

func (w *blockWriter) write(s string, tag atom.Atom, linked bool) {
	before := w.b.Len()
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			w.space = true
		case unseen(r):
		default:
			switch {
			case w.b.Len() == 0:
				w.tag = tag
			case w.line:
				w.b.WriteByte('\n')
			case w.space:
				w.b.WriteByte(' ')
			}
			w.space, w.line = false, false
			w.b.WriteRune(r)
		}
	}
	if linked {
		w.links += w.b.Len() - before
	}
}

// unseen reports characters that show nothing and split words for a program:
// soft hyphen, zero-width space, byte order mark and control characters.
func unseen(r rune) bool {
	return r == 0xAD || r == 0x200B || r == 0xFEFF || r < 0x20 || r >= 0x7F && r < 0xA0
}

// join writes blocks with a blank line between them. Items of a list and rows
// of a table follow each other on lines.
func join(list []block) string {
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteByte('\n')
			if p.tag != list[i-1].tag || p.tag != atom.Li && p.tag != atom.Tr {
				b.WriteByte('\n')
			}
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// size is the number of bytes of text of blocks.
func size(list []block) int {
	n := 0
	for _, p := range list {
		n += len(p.text)
	}
	return n
}
