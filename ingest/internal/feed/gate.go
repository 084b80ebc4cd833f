package feed

import (
	"bytes"
	"strings"
)

// frame is the shape of the rewritten document.
type frame uint8

const (
	frameNone frame = iota
	frameRSS
	frameAtom
)

// gate reads a document of any quality and writes a new one that says the
// same: well-formed, in UTF-8, flat, with nothing in it but what is of use,
// every text as one CDATA section. Ids, links and dates do not pass; the
// gate notes them as facts, item by item, in the order of the written items.
//
// Its output is well-formed whatever it reads, it keeps within the limits,
// and its work is linear in its input.
type gate struct {
	scan   *scanner
	names  *names
	limits Limits
	odd    *oddities

	frame frame
	out   []byte
	stack []element
	// field is the position in stack of the text, tree or fact element that
	// is open, or -1; item that of the open item, or -1.
	field, item int
	// itemStart is where the open item begins in out.
	itemStart int
	// elements, attrs and resolved count towards their limits.
	elements, attrs, resolved int
	// done is set when the root element has ended.
	done bool

	meta  meta
	facts []facts
	// pending is the link element that is open: an address may yet come.
	pending link
	value   []byte
	plain   []byte
	counts  gateCounts
}

// gateCounts become oddities.
type gateCounts struct {
	text                         textCounts
	flattened, unclosed, cutURLs int
	overflow                     bool
}

// element is an open element.
type element struct {
	name *name
	use  use
	// base is the xml:base in force, resolved as far as known.
	base string
	// markup is set on a text whose characters are to be read as written,
	// not as escaped HTML: type="xhtml".
	markup bool
}

// gated is what leaves the gate.
type gated struct {
	frame frame
	// xml is the rewritten document.
	xml   []byte
	meta  meta
	facts []facts
	cut   bool
}

// passGate rewrites a document. The error is a [*NotFeedError] or [ErrEmpty].
func passGate(text []byte, o Options, odd *oddities) (*gated, error) {
	g := &gate{
		scan: newScanner(text), names: newNames(), limits: o.Limits, odd: odd, field: -1, item: -1,
		out: make([]byte, 0, len(text)+256),
	}
	if err := g.root(); err != nil {
		return nil, err
	}
	for !g.done {
		t, ok := g.scan.token()
		if !ok {
			break
		}
		switch t.kind {
		case tokenText, tokenCDATA:
			g.text(t)
		case tokenStart:
			g.start(t)
		case tokenEnd:
			g.end(t)
		}
		if len(g.out) > 2*g.limits.Bytes {
			g.counts.overflow, g.scan.cut = true, true
			break
		}
	}
	return g.finish(), nil
}

// root finds the element that makes the document a feed. What stands before
// it, such as a warning of the server's, is ignored.
func (g *gate) root() error {
	const patience = 200
	first, tags, junk := "", 0, false
	for tags < patience {
		t, ok := g.scan.token()
		if !ok {
			break
		}
		if t.kind != tokenStart {
			junk = junk || len(bytes.TrimSpace(t.data)) > 0
			continue
		}
		g.names.declare(t)
		n := g.names.of(t.data)
		switch n.local {
		case "rss", "rdf", "channel":
			g.begin(t, n, frameRSS)
		case "feed":
			g.names.native = "atom"
			clear(g.names.known)
			g.begin(t, n, frameAtom)
		case "html", "head", "body", "urlset", "sitemapindex", "opml":
			return &NotFeedError{rootKind(n.local)}
		}
		if g.frame != frameNone {
			if tags > 0 || junk {
				g.odd.add("something stands before the feed's first element; ignored")
			}
			return nil
		}
		if first == "" {
			first = n.local
		}
		tags++
	}
	switch {
	case first != "":
		return &NotFeedError{rootKind(first)}
	case junk:
		return &NotFeedError{"plain text"}
	}
	return ErrEmpty
}

// rootKind says what a document with this first element is.
func rootKind(local string) string {
	switch local {
	case "html", "head", "body", "script", "div", "p", "meta", "title":
		return "an HTML page"
	case "urlset":
		return "a sitemap"
	case "sitemapindex":
		return "an index of sitemaps"
	case "opml":
		return "an OPML list of feeds"
	}
	return "an XML document of type <" + clip(local) + ">"
}

func (g *gate) begin(t token, n *name, f frame) {
	g.frame = f
	if f == frameAtom {
		g.out = append(g.out, "<feed>"...)
	} else {
		g.out = append(g.out, `<rss version="2.0"><channel>`...)
	}
	g.meta.root(t, n)
	base := g.base("", t)
	g.meta.channel(t, base)
	g.push(element{name: n, base: base})
}

// start handles a start tag.
func (g *gate) start(t token) {
	g.names.declare(t)
	n := g.names.of(t.data)
	if g.isItem(n) {
		g.startItem(t, n)
		return
	}
	if g.endsField(n) {
		g.counts.unclosed++
		g.popTo(g.field)
	}
	if g.field >= 0 {
		g.inner(t, n)
		return
	}
	u := g.useOf(n)
	e := element{name: n, use: u}
	if u != useSkip || n.local == "channel" {
		e.base = g.base(g.top().base, t)
	}
	if u == useSkip && n.local == "channel" && len(g.stack) == 1 {
		g.meta.channel(t, e.base)
	}
	switch u {
	case useText:
		e.markup = bytes.Contains(bytes.ToLower(t.attr("type")), []byte("xhtml"))
		g.noteType(n, t)
		g.noteSource(n, t, e.base)
		g.open(g.written(n), nil)
		g.out = append(g.out, "<![CDATA["...)
	case useTree:
		g.openTree(n, t)
	case useFact:
		g.value = g.value[:0]
		g.noteLink(n, t, e.base)
	}
	if t.empty && u == useSkip {
		return
	}
	if !g.push(e) {
		// Too deep for a child of an item: the limits are tiny.
		g.close(e)
		return
	}
	if u != useSkip {
		g.field = len(g.stack) - 1
	}
	if t.empty {
		g.popTo(len(g.stack) - 1)
	}
}

// useOf says what a child of an item, or of what surrounds items, is for.
func (g *gate) useOf(n *name) use {
	s := n.String()
	switch {
	case g.item >= 0 && len(g.stack)-1 == g.item:
		if (s == "author" || s == "category") && g.frame == frameRSS {
			return useText
		}
		return itemUses[s]
	case g.item >= 0:
		return useSkip
	case g.top().use == useSkip && (len(g.stack) == 1 || g.top().name.local == "channel"):
		if (s == "author" || s == "category") && g.frame == frameRSS {
			return useText
		}
		return feedUses[s]
	}
	return useSkip
}

// endsField reports a start tag that shows the end of the open field of an
// item: an element that occurs in no text.
func (g *gate) endsField(n *name) bool {
	if g.field < 0 || g.item < 0 {
		return false
	}
	f := g.stack[g.field]
	if f.use == useTree || f.name.key == n.key {
		return false
	}
	return endsField[n.String()] || n.String() == "link" && f.name.local == "title"
}

// isItem reports the element that is an item in this document.
func (g *gate) isItem(n *name) bool {
	if n.space != "" {
		return false
	}
	if n.local != "entry" && n.local != "item" {
		return false
	}
	// By the other format's name where nothing else is open.
	return n.local == g.itemTag() || g.item < 0 && g.field < 0
}

// startItem opens an item. Items never nest: one that is open ends here.
func (g *gate) startItem(t token, n *name) {
	if g.item >= 0 {
		g.counts.unclosed++
		g.popTo(g.item)
	} else if g.field >= 0 {
		g.popTo(g.field)
	}
	for len(g.stack) > 1 && g.top().name.local != "channel" {
		g.popTo(len(g.stack) - 1)
	}
	if len(g.facts) >= g.limits.Items {
		g.odd.add("more than %d items; the rest was left out", g.limits.Items)
		g.done = true
		return
	}
	e := element{name: n, base: g.base(g.top().base, t)}
	g.itemStart = len(g.out)
	if !g.push(e) {
		return
	}
	g.item = len(g.stack) - 1
	g.facts = append(g.facts, newFacts(t, e.base))
	g.out = append(append(append(g.out, '<'), g.itemTag()...), '>')
	if t.empty {
		g.popTo(g.item)
	}
}

func (g *gate) itemTag() string {
	if g.frame == frameAtom {
		return "entry"
	}
	return "item"
}

// inner handles a start tag inside a field.
func (g *gate) inner(t token, n *name) {
	switch g.stack[g.field].use {
	case useText:
		g.cdata(g.clean(t.raw))
		if t.empty || voidTags[n.local] {
			return
		}
		if !g.push(element{name: n, use: useText}) {
			g.counts.flattened++
		}
	case useTree:
		if g.elements >= g.limits.Elements || len(g.stack) >= g.limits.Depth {
			g.counts.flattened++
			return
		}
		g.openTree(n, t)
		e := element{name: n, use: useTree}
		if t.empty {
			g.close(e)
			return
		}
		g.push(e)
	case useFact:
		if !t.empty {
			g.push(element{name: n, use: useSkip})
		}
	}
}

// end handles an end tag: it closes the nearest open element of its name and
// everything inside. One that closes nothing is markup of a text, or noise.
func (g *gate) end(t token) {
	key := strings.ToLower(string(t.data))
	for i := len(g.stack) - 1; i >= 0; i-- {
		if g.stack[i].name.key != key {
			continue
		}
		if i == 0 {
			g.done = true
		}
		if g.field >= 0 && i > g.field && g.stack[i].use == useText {
			g.cdata(g.clean(t.raw))
		}
		if g.item >= 0 && i < g.item || g.field >= 0 && i < g.field {
			g.counts.unclosed++
		}
		g.popTo(i)
		return
	}
	if g.field >= 0 && g.stack[g.field].use == useText {
		g.cdata(g.clean(t.raw))
	}
}

// text handles characters between tags.
func (g *gate) text(t token) {
	if g.field < 0 {
		return
	}
	top := g.top()
	f := &g.stack[g.field]
	switch f.use {
	case useText:
		literal := t.kind == tokenText && (f.markup || len(g.stack)-1 > g.field)
		if literal {
			// Characters of markup stay as written, made safe as HTML.
			g.plain = decodeText(g.plain[:0], t.data, &g.scan.entities, &g.counts.text)
			g.cdata(escapeText(nil, g.plain))
			return
		}
		g.cdata(g.characters(t))
	case useTree:
		g.out = escapeText(g.out, g.characters(t))
	case useFact:
		if top.use == useFact && len(g.value) <= maxGUIDBytes {
			g.value = append(g.value, g.characters(t)...)
		}
	}
}

// characters returns the plain text of a token, valid until the next call.
func (g *gate) characters(t token) []byte {
	if t.kind == tokenCDATA {
		return g.clean(t.data)
	}
	g.plain = decodeText(g.plain[:0], t.data, &g.scan.entities, &g.counts.text)
	return g.plain
}

// clean returns text without illegal characters.
func (g *gate) clean(text []byte) []byte {
	for _, c := range text {
		if !plainByte(c) {
			g.plain = cleanText(g.plain[:0], text, &g.counts.text)
			return g.plain
		}
	}
	return text
}

// cdata appends text to the open CDATA section. Its end mark may come about
// across two calls, so the last bytes written count.
func (g *gate) cdata(text []byte) {
	for {
		i := bytes.IndexByte(text, '>')
		if i < 0 {
			g.out = append(g.out, text...)
			return
		}
		g.out = append(g.out, text[:i]...)
		if bytes.HasSuffix(g.out, []byte("]]")) {
			g.out = append(g.out, "]]><![CDATA["...)
		}
		g.out = append(g.out, '>')
		text = text[i+1:]
	}
}
