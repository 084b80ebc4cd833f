package feed

import (
	"strings"
)

// vocabularies maps a namespace to the prefix by which this package knows
// it. Keys are without scheme, "www." and trailing "/" or "#", in lower case.
// "" is RSS, "atom" any Atom.
var vocabularies = map[string]string{
	"purl.org/rss/1.0":                             "",
	"channel.netscape.com/rdf/simple/0.9":          "",
	"my.netscape.com/rdf/simple/0.9":               "",
	"my.netscape.com/publish/formats/rss-0.91.dtd": "",
	"backend.userland.com/rss":                     "",
	"backend.userland.com/rss2":                    "",
	"blogs.law.harvard.edu/tech/rss":               "",
	"cyber.law.harvard.edu/rss":                    "",
	"w3.org/2005/atom":                             "atom",
	"purl.org/atom/ns":                             "atom",
	"purl.org/dc/elements/1.1":                     "dc",
	"purl.org/dc/elements/1.0":                     "dc",
	"purl.org/dc/terms":                            "dcterms",
	"purl.org/rss/1.0/modules/content":             "content",
	"purl.org/rss/1.0/modules/syndication":         "sy",
	"search.yahoo.com/mrss":                        "media",
	"itunes.com/dtds/podcast-1.0.dtd":              "itunes",
	"rssnamespace.org/feedburner/ext/1.0":          "feedburner",
	"pheedo.com/namespace/pheedo":                  "pheedo",
	"w3.org/1999/xhtml":                            "xhtml",
	"w3.org/1999/02/22-rdf-syntax-ns":              "rdf",
	"news.yandex.ru":                               "yandex",
	"turbo.yandex.ru":                              "turbo",
}

// vocabulary returns the prefix for a namespace and false for one that this
// package does not know.
func vocabulary(uri string) (string, bool) {
	uri = strings.ToLower(strings.TrimSpace(uri))
	if _, rest, ok := strings.Cut(uri, "://"); ok {
		uri = rest
	}
	uri = strings.TrimRight(strings.TrimPrefix(uri, "www."), "/#")
	if strings.HasPrefix(uri, "purl.org/atom/ns") {
		return "atom", true
	}
	v, ok := vocabularies[uri]
	return v, ok
}

// name is an element's name in the form this package works with.
type name struct {
	// key is the name as written, in lower case; an end tag matches a start
	// tag with the same key.
	key string
	// space is the vocabulary's prefix, "" for the native one of the format;
	// local is in lower case.
	space, local string
}

// String returns the name as the rewritten document has it.
func (n *name) String() string {
	if n.space == "" {
		return n.local
	}
	return n.space + ":" + n.local
}

// names interns element names and resolves their prefixes. Declarations of
// prefixes hold for the whole document, which is what feeds mean; default
// namespaces are ignored, since feeds get them wrong and names tell enough.
type names struct {
	known    map[string]*name
	prefixes map[string]string
	// native is the vocabulary that the root element belongs to.
	native string
}

func newNames() *names {
	return &names{known: map[string]*name{}, prefixes: map[string]string{}}
}

// declare remembers the prefixes that a start tag declares.
func (ns *names) declare(t token) {
	for _, a := range t.attrs {
		prefix, ok := strings.CutPrefix(string(a.name), "xmlns:")
		if !ok || len(ns.prefixes) >= 100 {
			continue
		}
		if v, ok := vocabulary(string(a.value)); ok {
			if old, declared := ns.prefixes[prefix]; declared && old == v {
				continue
			}
			ns.prefixes[prefix] = v
			clear(ns.known)
		}
	}
}

// of returns the name that a tag bears.
func (ns *names) of(raw []byte) *name {
	if n, ok := ns.known[string(raw)]; ok {
		return n
	}
	n := &name{key: strings.ToLower(string(raw))}
	prefix, local, ok := strings.Cut(string(raw), ":")
	if !ok || prefix == "" {
		prefix, local = "", strings.Trim(string(raw), ":")
	}
	n.local = tagName(local)
	switch v, known := ns.prefixes[prefix]; {
	case prefix == "" || known && v == ns.native:
	case known:
		n.space = v
	default:
		n.space = tagName(prefix)
		if v, ok := undeclared[n.space]; ok {
			n.space = v
		}
		if n.space == ns.native {
			n.space = ""
		}
	}
	ns.known[string(raw)] = n
	return n
}

// undeclared says what prefixes mean in feeds that forget to declare them.
var undeclared = map[string]string{
	"rss": "", "atom10": "atom", "atom03": "atom", "a10": "atom",
}

// tagName returns s in lower case with everything but letters, digits, "-",
// "_" and "." made "_", and a letter or "_" first.
func tagName(s string) string {
	b := []byte(strings.ToLower(s))
	for i, c := range b {
		switch {
		case c >= 'a' && c <= 'z' || c == '_':
		case i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '.'):
		default:
			b[i] = '_'
		}
	}
	if len(b) == 0 {
		return "_"
	}
	return string(b)
}

// use says what the gate does with an element.
type use uint8

const (
	// useSkip: nothing in it is of use.
	useSkip use = iota
	// useText: its content is text or markup; gofeed gets it as one string.
	useText
	// useTree: its attributes and child elements matter; gofeed gets them.
	useTree
	// useFact: this package reads it itself, and gofeed never sees it.
	useFact
)

// itemUses are the children of an item that are of use, in RSS and Atom.
var itemUses = map[string]use{
	"title": useText, "description": useText, "summary": useText, "content": useText, "abstract": useText,
	"author": useTree, "category": useTree, "enclosure": useTree, "keywords": useText, "tags": useText, "source": useTree,
	"content:encoded": useText, "encoded": useText, "body": useText, "xhtml:body": useText, "fullitem": useText,
	"yandex:full-text": useText, "turbo:content": useText, "full-text": useText, "fulltext": useText,
	"dc:title": useText, "dc:description": useText, "dc:creator": useText, "dc:author": useText, "dc:subject": useText, "dcterms:abstract": useText,
	"media:group": useTree, "media:content": useTree, "media:thumbnail": useTree, "media:title": useText,
	"media:description": useText, "media:keywords": useText, "media:category": useTree, "image": useText,
	"itunes:author": useText, "itunes:summary": useText, "itunes:image": useTree, "itunes:keywords": useText, "itunes:category": useTree,
	"atom:author": useTree, "atom:title": useText, "atom:summary": useText, "atom:content": useText, "atom:category": useTree,

	"guid": useFact, "id": useFact, "atom:id": useFact, "link": useFact, "atom:link": useFact,
	"feedburner:origlink": useFact, "pheedo:origlink": useFact, "url": useFact,
	"pubdate": useFact, "published": useFact, "issued": useFact, "created": useFact, "updated": useFact, "modified": useFact,
	"date": useFact, "dc:date": useFact, "dc:created": useFact, "dcterms:issued": useFact, "dcterms:created": useFact,
	"dcterms:modified": useFact, "dcterms:date": useFact, "atom:published": useFact, "atom:updated": useFact,
	"atom:issued": useFact, "atom:modified": useFact, "lastmod": useFact, "language": useFact, "dc:language": useFact,
}

// feedUses are the children of the channel or feed that are of use.
var feedUses = map[string]use{
	"title": useText, "dc:title": useText, "itunes:title": useText,
	"description": useText, "subtitle": useText, "tagline": useText, "abstract": useText, "info": useText, "dc:description": useText,
	"itunes:summary": useText, "itunes:subtitle": useText, "atom:subtitle": useText,
	"copyright": useText, "rights": useText, "dc:rights": useText,
	"author": useTree, "managingeditor": useText, "dc:creator": useText, "dc:author": useText, "itunes:author": useText, "atom:author": useTree,
	"category": useTree, "dc:subject": useText, "itunes:category": useTree, "itunes:keywords": useText, "media:category": useTree, "atom:category": useTree,
	"image": useTree, "logo": useText, "icon": useText, "itunes:image": useTree, "atom:logo": useText, "atom:icon": useText,
	"language": useText, "dc:language": useText, "ttl": useText, "skiphours": useTree, "skipdays": useTree,
	"sy:updateperiod": useText, "sy:updatefrequency": useText,

	"link": useFact, "atom:link": useFact, "id": useFact, "atom:id": useFact,
	"lastbuilddate": useFact, "pubdate": useFact, "published": useFact, "updated": useFact, "modified": useFact, "issued": useFact,
	"created": useFact, "date": useFact, "atom:updated": useFact, "atom:modified": useFact, "dc:date": useFact, "dc:created": useFact,
	"dcterms:modified": useFact, "dcterms:issued": useFact, "dcterms:created": useFact, "dcterms:date": useFact,
}

// headNames maps elements of the channel or feed to those that gofeed takes
// the same from.
var headNames = map[frame]map[string]string{
	frameRSS: {
		"subtitle": "description", "tagline": "description", "abstract": "description",
		"rights": "copyright", "author": "managingeditor",
	},
	frameAtom: {
		"tagline": "subtitle", "description": "subtitle", "copyright": "rights",
	},
}

// renamed maps elements that carry the full text to the one that gofeed
// takes it from.
var renamed = map[string]string{
	"encoded": "content:encoded", "body": "content:encoded", "xhtml:body": "content:encoded", "fullitem": "content:encoded",
	"yandex:full-text": "content:encoded", "turbo:content": "content:encoded", "full-text": "content:encoded", "fulltext": "content:encoded",
	"abstract": "description",
}

// endsField are elements that occur in no text: where one starts inside an
// item's text, the end tag of that text is missing.
var endsField = map[string]bool{
	"guid": true, "pubdate": true, "description": true, "content:encoded": true, "dc:creator": true, "dc:date": true,
	"dc:subject": true, "media:content": true, "media:thumbnail": true, "enclosure": true,
}

// voidTags are the HTML elements that have no end tag.
var voidTags = map[string]bool{
	"br": true, "hr": true, "img": true, "input": true, "meta": true, "wbr": true, "area": true, "col": true,
	"embed": true, "frame": true, "keygen": true, "source": true, "track": true, "base": true, "param": true, "link": true,
}
