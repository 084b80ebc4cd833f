package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search"

	"github.com/dateline-news/dateline/shared/news"
)

// DecodeShown returns what an answer shows of the article that a hit was
// loaded with, in a part of the time of [DecodeHit]: its id, revision, link,
// source, texts and times; of its annotations the language, the dateline, the
// stretches that are no story, and the entities with their mentions, without
// aliases and coordinates; with speech, the quotations. All else is empty.
func DecodeShown(hit *search.DocumentMatch, speech bool) (*news.Article, error) {
	message, ok := hit.Fields[FieldMessage].(string)
	if !ok {
		return nil, fmt.Errorf("reading document %s: it holds no message", hit.ID)
	}
	a, err := decodeShown([]byte(message), speech)
	if err != nil {
		// The whole decoder knows what is wrong, if anything is.
		return DecodeHit(hit)
	}
	return a, nil
}

func decodeShown(message []byte, speech bool) (*news.Article, error) {
	a := &news.Article{}
	r := &reader{data: message}
	r.members(func(key []byte) {
		switch string(key) {
		case "schema":
			r.integer(&a.Schema)
		case "id":
			r.text(&a.ID)
		case "revision":
			r.integer(&a.Revision)
		case "url":
			r.text(&a.URL)
		case "source":
			r.value(&a.Source)
		case "title":
			r.text(&a.Title)
		case "summary":
			r.text(&a.Summary)
		case "text":
			r.text(&a.Text)
		case "published":
			r.value(&a.Published)
		case "first_seen":
			r.value(&a.FirstSeen)
		case "annotations":
			if !r.null() {
				a.Annotations = &news.Annotations{}
				r.annotations(a.Annotations, speech)
			}
		default:
			r.skip()
		}
	})
	if r.err == nil && a.Schema != news.SchemaVersion {
		r.err = news.ErrSchema
	}
	if r.err != nil {
		return nil, r.err
	}
	return news.Bounded(a), nil
}

// reader passes once over JSON, which it trusts to be valid, as what was
// indexed is. After an error it stands at the end.
type reader struct {
	data []byte
	at   int
	err  error
}

func (r *reader) annotations(n *news.Annotations, speech bool) {
	r.members(func(key []byte) {
		switch string(key) {
		case "language":
			r.value(&n.Language)
		case "dateline":
			r.value(&n.Dateline)
		case "headings":
			r.value(&n.Headings)
		case "credits":
			r.value(&n.Credits)
		case "boilerplate":
			r.value(&n.Boilerplate)
		case "entities":
			if r.null() {
				return
			}
			n.Entities = make([]news.Entity, 0, 32)
			r.elements(func() {
				n.Entities = append(n.Entities, news.Entity{})
				r.entity(&n.Entities[len(n.Entities)-1])
			})
		case "quotations":
			if speech {
				r.value(&n.Quotations)
			} else {
				r.skip()
			}
		default:
			r.skip()
		}
	})
}

func (r *reader) entity(e *news.Entity) {
	r.members(func(key []byte) {
		switch string(key) {
		case "id":
			r.text(&e.ID)
		case "type":
			r.text((*string)(&e.Type))
		case "name":
			r.text(&e.Name)
		case "within":
			if r.null() {
				return
			}
			r.elements(func() {
				e.Within = append(e.Within, "")
				r.text(&e.Within[len(e.Within)-1])
			})
		case "relation":
			r.value(&e.Relation)
		case "salience":
			r.number(&e.Salience)
		case "mentions":
			if r.null() {
				return
			}
			e.Mentions = make([]news.Mention, 0, 4)
			r.elements(func() {
				e.Mentions = append(e.Mentions, news.Mention{})
				r.mention(&e.Mentions[len(e.Mentions)-1])
			})
		default:
			r.skip()
		}
	})
}

func (r *reader) mention(m *news.Mention) {
	r.members(func(key []byte) {
		switch string(key) {
		case "field":
			r.text((*string)(&m.Field))
		case "start":
			r.integer(&m.Start)
		case "end":
			r.integer(&m.End)
		case "metonym":
			r.value(&m.Metonym)
		default:
			r.skip()
		}
	})
}

// errUnusual is returned for what is not the plain JSON of an article.
var errUnusual = errors.New("not the plain JSON of an article")

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.at = len(r.data)
}

// next returns the next character that is no white space, 0 at the end.
func (r *reader) next() byte {
	for r.at < len(r.data) {
		if c := r.data[r.at]; c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
		r.at++
	}
	return 0
}

// take passes over a character.
func (r *reader) take(c byte) bool {
	if r.next() != c {
		return false
	}
	r.at++
	return true
}

// null passes over a null.
func (r *reader) null() bool {
	if r.next() != 'n' {
		return false
	}
	r.skip()
	return true
}

// members calls yield at the value of each member of an object, which passes
// over it.
func (r *reader) members(yield func(key []byte)) {
	if !r.take('{') {
		r.fail(errUnusual)
		return
	}
	if r.take('}') {
		return
	}
	for r.err == nil {
		r.next()
		begin := r.at
		r.skipString()
		if r.err != nil {
			return
		}
		key := r.data[begin+1 : r.at-1]
		if !r.take(':') {
			r.fail(errUnusual)
			return
		}
		yield(key)
		if r.take('}') {
			return
		}
		if !r.take(',') {
			r.fail(errUnusual)
		}
	}
}

// elements calls yield at each element of an array, which passes over it.
func (r *reader) elements(yield func()) {
	if !r.take('[') {
		r.fail(errUnusual)
		return
	}
	if r.take(']') {
		return
	}
	for r.err == nil {
		yield()
		if r.take(']') {
			return
		}
		if !r.take(',') {
			r.fail(errUnusual)
		}
	}
}

// raw passes over a value and returns it.
func (r *reader) raw() []byte {
	r.next()
	begin := r.at
	r.skip()
	return r.data[begin:r.at]
}

// skip passes over a value.
func (r *reader) skip() {
	switch r.next() {
	case '"':
		r.skipString()
	case '{', '[':
		for depth := 0; r.at < len(r.data); {
			switch r.data[r.at] {
			case '"':
				r.skipString()
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			r.at++
			if depth == 0 {
				return
			}
		}
		r.fail(errUnusual)
	default:
		begin := r.at
		for r.at < len(r.data) && !ends[r.data[r.at]] {
			r.at++
		}
		if r.at == begin {
			r.fail(errUnusual)
		}
	}
}

// ends has the characters that end a number or a name.
var ends = [256]bool{',': true, '}': true, ']': true, ' ': true, '\n': true, '\t': true, '\r': true, ':': true, '"': true, '{': true, '[': true}

func (r *reader) skipString() {
	if r.at >= len(r.data) || r.data[r.at] != '"' {
		r.fail(errUnusual)
		return
	}
	for at := r.at + 1; ; {
		quote := bytes.IndexByte(r.data[at:], '"')
		if quote < 0 {
			r.fail(errUnusual)
			return
		}
		at += quote + 1
		slashes := 0
		for r.data[at-2-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			r.at = at
			return
		}
	}
}

// value decodes a value in the usual way.
func (r *reader) value(out any) {
	raw := r.raw()
	if r.err != nil {
		return
	}
	if err := json.Unmarshal(raw, out); err != nil {
		r.fail(err)
	}
}

// usual are strings that come in every article.
var usual = map[string]string{
	string(news.FieldText): string(news.FieldText), string(news.FieldTitle): string(news.FieldTitle), string(news.FieldSummary): string(news.FieldSummary),
}

func (r *reader) text(out *string) {
	raw := r.raw()
	if r.err != nil {
		return
	}
	if raw[0] != '"' || bytes.IndexByte(raw, '\\') >= 0 || !utf8.Valid(raw) {
		if err := json.Unmarshal(raw, out); err != nil {
			r.fail(err)
		}
		return
	}
	if s, ok := usual[string(raw[1:len(raw)-1])]; ok {
		*out = s
		return
	}
	*out = string(raw[1 : len(raw)-1])
}

func (r *reader) number(out *float64) {
	n, err := strconv.ParseFloat(string(r.raw()), 64)
	if err != nil {
		r.fail(err)
		return
	}
	*out = n
}

func (r *reader) integer(out *int) {
	n, err := strconv.Atoi(string(r.raw()))
	if err != nil {
		r.fail(err)
		return
	}
	*out = n
}
