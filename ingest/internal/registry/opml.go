package registry

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/dateline-news/dateline/shared/news"
)

// Bounds of an OPML file.
const (
	maxOPMLBytes = 32 << 20
	maxOPMLDepth = 32
	maxOPMLFeeds = 100_000
	// maxElements bounds how deep elements of all kinds nest.
	maxElements = 100
	maxOddities = 1000
)

// ReadOPML returns the feeds of an OPML file, each once, with the path of
// folders that hold it, and its categories as tags. Outlines without an address
// are folders. The second result says in words which outlines could not be
// taken; the error is for a file that is no OPML at all or breaks off, beside
// the feeds read before.
func ReadOPML(r io.Reader) ([]Settings, []string, error) {
	p := opmlReader{seen: map[string]bool{}}
	limited := &io.LimitedReader{R: r, N: maxOPMLBytes + 1}
	d := xml.NewDecoder(limited)
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = charset.NewReaderLabel
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if limited.N == 0 {
			return p.feeds, p.oddities, fmt.Errorf("the OPML file is larger than %d bytes", maxOPMLBytes)
		}
		if err != nil {
			line, column := d.InputPos()
			return p.feeds, p.oddities, fmt.Errorf("reading OPML at line %d, column %d: %w", line, column, err)
		}
		if err := p.token(d, token); err != nil {
			return p.feeds, p.oddities, err
		}
	}
	if !p.opml {
		return nil, nil, errors.New("not an OPML file: it has no <opml> element")
	}
	return p.feeds, p.oddities, nil
}

type opmlReader struct {
	opml bool
	// path holds the folder of each open outline; a feed's own is empty.
	path []string
	// depth counts the open elements of all kinds.
	depth    int
	feeds    []Settings
	oddities []string
	seen     map[string]bool
}

func (p *opmlReader) token(d *xml.Decoder, token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		if p.depth++; p.depth > maxElements {
			return fmt.Errorf("the elements of the OPML file are nested deeper than %d", maxElements)
		}
		switch strings.ToLower(t.Name.Local) {
		case "opml":
			p.opml = true
		case "outline":
			if len(p.path) == maxOPMLDepth {
				return fmt.Errorf("the outlines of the OPML file are nested deeper than %d", maxOPMLDepth)
			}
			p.path = append(p.path, p.outline(d, t))
			if len(p.feeds) > maxOPMLFeeds {
				return fmt.Errorf("the OPML file has more than %d feeds", maxOPMLFeeds)
			}
		}
	case xml.EndElement:
		p.depth--
		if strings.EqualFold(t.Name.Local, "outline") && len(p.path) > 0 {
			p.path = p.path[:len(p.path)-1]
		}
	}
	return nil
}

// outline takes a feed, or returns the name of a folder.
func (p *opmlReader) outline(d *xml.Decoder, t xml.StartElement) (folder string) {
	attr := map[string]string{}
	for _, a := range t.Attr {
		attr[strings.ToLower(a.Name.Local)] = strings.TrimSpace(a.Value)
	}
	name := words(cmp.Or(attr["title"], attr["text"]))
	if attr["xmlurl"] == "" {
		return name
	}
	address, err := CheckAddress(attr["xmlurl"])
	if err != nil {
		line, _ := d.InputPos()
		if len(p.oddities) < maxOddities {
			p.oddities = append(p.oddities, fmt.Sprintf("line %d: %v", line, err))
		}
		return ""
	}
	if p.seen[address] {
		return ""
	}
	p.seen[address] = true
	s := Settings{URL: address, Title: name, Language: languageOf(attr["language"])}
	for _, folder := range p.path {
		if folder != "" {
			s.Folder = append(s.Folder, folder)
		}
	}
	// OPML 2.0 has category; categories is met as well.
	for _, tag := range split(cmp.Or(attr["category"], attr["categories"]), ",") {
		if tag = words(strings.Trim(tag, "/ ")); tag != "" && len(s.Tags) < maxTags && !slices.Contains(s.Tags, tag) {
			s.Tags = append(s.Tags, tag)
		}
	}
	p.feeds = append(p.feeds, s)
	return ""
}

// words returns a name from outside in one line and within its bound.
func words(s string) string {
	s = oneLine(news.Clean(s))
	if len(s) > maxWords {
		s = strings.TrimSpace(strings.ToValidUTF8(s[:maxWords], ""))
	}
	return s
}

// languageOf returns the language of a tag such as en-GB, or "" where it has
// none of two letters.
func languageOf(tag string) string {
	tag, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	if len(tag) != 2 || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return tag
}

// WriteOPML writes the feeds as OPML 2.0, in their folders, with their tags
// as categories.
func WriteOPML(w io.Writer, feeds []Settings) error {
	b := bufio.NewWriter(w)
	_, _ = b.WriteString(xml.Header + "<opml version=\"2.0\">\n  <head>\n    <title>Dateline feeds</title>\n  </head>\n  <body>\n")
	root := &folder{}
	for _, s := range feeds {
		f := root
		for _, name := range s.Folder {
			f = f.child(name)
		}
		f.feeds = append(f.feeds, s)
	}
	root.write(b, "    ")
	_, _ = b.WriteString("  </body>\n</opml>\n")
	if err := b.Flush(); err != nil {
		return fmt.Errorf("writing OPML: %w", err)
	}
	return nil
}

// folder is a node of the tree of folders.
type folder struct {
	name    string
	folders []*folder
	byName  map[string]*folder
	feeds   []Settings
}

func (f *folder) child(name string) *folder {
	if c, ok := f.byName[name]; ok {
		return c
	}
	c := &folder{name: name}
	if f.byName == nil {
		f.byName = map[string]*folder{}
	}
	f.byName[name] = c
	f.folders = append(f.folders, c)
	return c
}

// write writes what the folder holds. The errors of b come with its Flush.
// Folders are no deeper than Settings may say, so it may call itself.
func (f *folder) write(b *bufio.Writer, indent string) {
	for _, s := range f.feeds {
		_, _ = b.WriteString(indent + `<outline type="rss"`)
		attr(b, "text", s.Title)
		attr(b, "xmlUrl", s.URL)
		if s.Language != "" {
			attr(b, "language", s.Language)
		}
		if len(s.Tags) > 0 {
			attr(b, "category", strings.Join(s.Tags, ","))
		}
		_, _ = b.WriteString("/>\n")
	}
	for _, c := range f.folders {
		_, _ = b.WriteString(indent + "<outline")
		attr(b, "text", c.name)
		_, _ = b.WriteString(">\n")
		c.write(b, indent+"  ")
		_, _ = b.WriteString(indent + "</outline>\n")
	}
}

func attr(b *bufio.Writer, name, value string) {
	_, _ = b.WriteString(" " + name + `="`)
	_ = xml.EscapeText(b, []byte(value))
	_ = b.WriteByte('"')
}
