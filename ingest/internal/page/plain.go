package page

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxPlain bounds the text that the plain reading gives.
const maxPlain = 512 << 10

// asideElements hold what is beside the text of an article.
var asideElements = map[atom.Atom]bool{
	atom.Nav: true, atom.Footer: true, atom.Aside: true, atom.Header: true, atom.Figcaption: true, atom.Button: true,
	atom.Select: true, atom.Title: true, atom.Template: true, atom.Video: true, atom.Audio: true, atom.Object: true,
}

// plain reads the prose of a page without making a tree of it: every block of
// some length that is not mostly links nor in navigation. It is for pages that
// cannot be parsed or are too much for the extractors, and takes linear time.
func plain(page []byte) []block {
	var out []block
	w := &blockWriter{}
	z := html.NewTokenizer(bytes.NewReader(page))
	linked, total := false, 0
	var aside atom.Atom
	nested := 0
	tag := atom.Body
	flush := func(next atom.Atom) {
		w.end()
		for _, p := range w.blocks {
			if len(p.text) >= prose && p.links*10 < len(p.text)*3 {
				out, total = append(out, p), total+len(p.text)
			}
		}
		w.blocks, tag = w.blocks[:0], next
	}
	for total < maxPlain {
		kind := z.Next()
		if kind == html.ErrorToken {
			flush(0)
			return out
		}
		switch kind {
		case html.TextToken:
			if nested == 0 {
				w.write(string(z.Text()), tag, linked)
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			raw, _ := z.TagName()
			name := atom.Lookup(raw)
			if nested > 0 {
				switch {
				case name == aside && kind == html.StartTagToken:
					nested++
				case name == aside && kind == html.EndTagToken, name == atom.Article, name == atom.Main:
					nested--
				}
				continue
			}
			switch {
			case asideElements[name]:
				if kind == html.StartTagToken {
					flush(0)
					aside, nested = name, 1
				}
			case name == atom.A:
				linked = kind == html.StartTagToken
			case name == atom.Br:
				if w.line {
					flush(tag)
				} else {
					w.line = true
				}
			case !inlineElements[name]:
				flush(name)
			}
		}
	}
	return out
}
