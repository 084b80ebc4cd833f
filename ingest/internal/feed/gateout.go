package feed

import (
	"bytes"
)

// written returns the name under which a text field goes to gofeed.
func (g *gate) written(n *name) string {
	s := n.String()
	if g.item < 0 {
		if r, ok := headNames[g.frame][s]; ok {
			return r
		}
	} else if r, ok := renamed[s]; ok {
		return r
	}
	return s
}

// open writes a start tag.
func (g *gate) open(tag string, attrs []attribute) {
	g.elements++
	g.out = append(append(g.out, '<'), tag...)
	for _, a := range attrs {
		if g.attrs >= g.limits.Elements {
			break
		}
		if bytes.HasPrefix(a.name, []byte("xml")) {
			continue
		}
		g.attrs++
		g.plain = decodeText(g.plain[:0], a.value, &g.scan.entities, &g.counts.text)
		g.out = append(append(append(g.out, ' '), tagName(string(a.name))...), '=')
		g.out = escapeAttr(g.out, g.plain)
	}
	g.out = append(g.out, '>')
}

// openTree writes the start tag of an element whose attributes matter.
func (g *gate) openTree(n *name, t token) {
	g.open(g.written(n), t.attrs)
}

// close ends what an element has written and takes note of its value.
func (g *gate) close(e element) {
	switch e.use {
	case useText:
		g.out = append(append(append(g.out, "]]></"...), g.written(e.name)...), '>')
	case useTree:
		g.out = append(append(append(g.out, "</"...), g.written(e.name)...), '>')
	case useFact:
		g.noteValue(e.name, e.base)
	}
}

// push opens an element, or returns false where it would lie too deep.
func (g *gate) push(e element) bool {
	if len(g.stack) >= g.limits.Depth {
		return false
	}
	g.stack = append(g.stack, e)
	return true
}

func (g *gate) top() *element { return &g.stack[len(g.stack)-1] }

// popTo closes all elements from position i of the stack on.
func (g *gate) popTo(i int) {
	for len(g.stack) > i {
		last := len(g.stack) - 1
		e := g.stack[last]
		g.stack = g.stack[:last]
		switch {
		case last == g.item:
			g.out = append(append(append(g.out, "</"...), g.itemTag()...), '>')
			g.item = -1
		case last == g.field:
			g.close(e)
			g.field = -1
		case g.field >= 0 && e.use == useTree:
			g.close(e)
		}
	}
}

// finish ends the document. An item that the document's end cuts short is
// left out, since its id and its text may be half.
func (g *gate) finish() *gated {
	cut := g.scan.cut && !g.done
	if !g.done && len(g.stack) > 0 {
		cut = true
	}
	if g.item >= 0 && cut {
		g.out = g.out[:g.itemStart]
		g.facts = g.facts[:len(g.facts)-1]
		g.stack = g.stack[:g.item]
		g.item, g.field = -1, -1
		g.odd.add("the document ends inside an item; that item was left out")
	} else if cut {
		g.odd.add("the document ends before its last end tag")
	}
	g.popTo(0)
	if g.frame == frameAtom {
		g.out = append(g.out, "</feed>"...)
	} else {
		g.out = append(g.out, "</channel></rss>"...)
	}
	g.report()
	return &gated{frame: g.frame, xml: g.out, meta: g.meta, facts: g.facts, cut: cut}
}

// report turns counts into oddities.
func (g *gate) report() {
	c := g.counts
	g.odd.count(c.text.control, "illegal characters or character references dropped")
	g.odd.count(c.text.windows, "control characters read as Windows-1252")
	g.odd.count(c.text.named, "HTML entities that XML does not know")
	g.odd.count(c.text.ampersand, `bare "&" read as text`)
	g.odd.count(g.scan.stray, `stray "<" read as text`)
	g.odd.count(g.scan.repairs, "broken tags, comments or sections repaired")
	g.odd.count(c.unclosed, "missing end tags supplied")
	g.odd.count(c.flattened, "elements nested too deeply or too many, flattened")
	g.odd.count(c.cutURLs, "links, ids or dates too long, dropped")
	if c.overflow {
		g.odd.add("the document is too large once repaired; cut")
	}
}

// maxResolved bounds how many bases are resolved in one document; beyond it,
// elements inherit.
const maxResolved = 20_000

// base returns the base in force inside an element: its xml:base, resolved
// against the one around it.
func (g *gate) base(outer string, t token) string {
	b := t.attr("xml:base")
	if b == nil && g.meta.format == "CDF" {
		b = t.attr("base")
	}
	if b == nil || len(g.stack) > maxBaseDepth || g.resolved >= maxResolved {
		return outer
	}
	g.resolved++
	g.plain = decodeText(g.plain[:0], b, &g.scan.entities, &g.counts.text)
	if len(g.plain) > maxBaseBytes {
		g.counts.cutURLs++
		return outer
	}
	if resolved := resolve(outer, string(g.plain)); len(resolved) <= maxBaseBytes {
		return resolved
	}
	return outer
}
