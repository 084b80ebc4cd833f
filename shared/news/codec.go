package news

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of an encoded article.
const (
	// MaxTextBytes is where Text is cut, at the last paragraph that fits.
	MaxTextBytes = 256 << 10
	// MaxSummaryBytes and MaxTitleBytes are where Summary and Title are cut.
	MaxSummaryBytes = 16 << 10
	MaxTitleBytes   = 2 << 10
	// MaxListItems bounds Authors, Categories, AlsoURLs and Feed.Tags each.
	MaxListItems = 64
	// MaxItemBytes bounds one author or category.
	MaxItemBytes = 512
	// MaxMentions bounds the mentions of all entities together; those of the
	// least salient entities go first, and an entity without any goes too.
	MaxMentions = 2000
	// MaxQuotations bounds the quotations of an article, the first ones stay.
	MaxQuotations = 200
	// MaxTopics bounds the topics of an article, the first ones stay.
	MaxTopics = 20
	// MaxFigures bounds Counts, Money, Percentages and Dates each, the first
	// ones stay.
	MaxFigures = 500
	// MaxMessageBytes bounds the encoded article, below the default maximal
	// payload of a NATS server (1 MB).
	MaxMessageBytes = 900_000
)

var (
	// ErrMalformed is returned for bytes that are no article: broken JSON or
	// a required field that is missing or impossible.
	ErrMalformed = errors.New("malformed article")
	// ErrSchema is returned for an article of a schema version that this
	// program does not know.
	ErrSchema = errors.New("unknown schema version")
	// ErrTooLarge is returned for an article over [MaxMessageBytes] even
	// after every bound was applied.
	ErrTooLarge = errors.New("article too large")
)

// Encode returns the JSON form of an article after applying the bounds above;
// a itself is not changed. Control characters other than line feed and tab
// and invalid UTF-8 are removed from its texts. The error wraps
// [ErrMalformed] for an article that [Decode] would refuse and [ErrTooLarge]
// for one that cannot be made small enough.
func Encode(a *Article) ([]byte, error) {
	bounded := Bounded(a)
	if err := bounded.check(); err != nil {
		return nil, err
	}
	data, err := encodeJSON(bounded)
	if err != nil {
		return nil, fmt.Errorf("encoding article %s: %w", a.ID, err)
	}
	if len(data) > MaxMessageBytes {
		return nil, fmt.Errorf("%w: %s has %d bytes, the limit is %d", ErrTooLarge, a.ID, len(data), MaxMessageBytes)
	}
	return data, nil
}

// encodeJSON writes v without escaping <, > and &, which a stream does not
// need and which would triple the size of markup.
func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Decode reads the JSON form of an article. Fields it does not know are
// ignored, so that a program reads articles of a later minor release. What it
// returns keeps the bounds above, whoever wrote it, and encodes to the same
// article. The error wraps [ErrSchema] for another schema version and
// [ErrMalformed] for everything else that is wrong.
func Decode(data []byte) (*Article, error) {
	// The outer field hides the article's own.
	var versioned struct {
		Schema *int `json:"schema"`
		Article
	}
	err := json.Unmarshal(data, &versioned)
	if err != nil {
		// An article of another version may have another shape.
		var version struct {
			Schema *int `json:"schema"`
		}
		if json.Unmarshal(data, &version) != nil || version.Schema == nil || *version.Schema == SchemaVersion {
			return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		versioned.Schema = version.Schema
	}
	if versioned.Schema == nil {
		return nil, fmt.Errorf("%w: field schema is missing", ErrMalformed)
	}
	if *versioned.Schema != SchemaVersion {
		return nil, fmt.Errorf("%w: %d, this program reads %d", ErrSchema, *versioned.Schema, SchemaVersion)
	}
	a := versioned.Article
	bounded := Bounded(&a)
	if a.Annotations != nil && (bounded.Title != a.Title || bounded.Summary != a.Summary || bounded.Text != a.Text) {
		// Mending the text would shift what the spans point at.
		return nil, fmt.Errorf("%w: article %s is annotated, but its texts pass the bounds or hold control characters", ErrMalformed, clip(a.ID))
	}
	if err := bounded.check(); err != nil {
		return nil, err
	}
	return bounded, nil
}

// Bounded returns a copy of the article with every bound applied. It shares
// what it did not have to change with a.
func Bounded(a *Article) *Article {
	b := *a
	b.Schema = SchemaVersion
	b.Title = cut(Clean(a.Title), MaxTitleBytes)
	b.Summary = cut(Clean(a.Summary), MaxSummaryBytes)
	b.Text = Clean(a.Text)
	if len(b.Text) > MaxTextBytes {
		b.Text, b.Truncated = cutParagraph(b.Text, MaxTextBytes), true
	}
	b.Authors = boundList(a.Authors)
	b.Categories = boundList(a.Categories)
	b.Feed.Tags = boundList(a.Feed.Tags)
	if len(a.AlsoURLs) > MaxListItems {
		b.AlsoURLs = a.AlsoURLs[len(a.AlsoURLs)-MaxListItems:]
	}
	b.PublishedRaw = cut(Clean(a.PublishedRaw), MaxItemBytes)
	// JSON has no other bytes; one that stood for them already is written
	// otherwise.
	b.GUID = strings.ToValidUTF8(a.GUID, "\uFFFD")
	b.Annotations = boundAnnotations(a.Annotations)
	return &b
}

func boundList(list []string) []string {
	if len(list) > MaxListItems {
		list = list[:MaxListItems]
	}
	clean := func(s string) string { return cut(Clean(s), MaxItemBytes) }
	if !slices.ContainsFunc(list, func(s string) bool { return clean(s) != s }) {
		return list
	}
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = clean(s)
	}
	return out
}

func boundAnnotations(n *Annotations) *Annotations {
	if n == nil {
		return nil
	}
	b := *n
	b.Entities = slices.Clone(n.Entities)
	room := MaxMentions
	for i := range b.Entities {
		e := &b.Entities[i]
		if room == 0 && len(e.Mentions) > 0 {
			b.Entities = b.Entities[:i]
			break
		}
		e.Mentions = e.Mentions[:min(len(e.Mentions), room)]
		if e.Mentions == nil {
			e.Mentions = []Mention{}
		}
		room -= len(e.Mentions)
	}
	b.Quotations = n.Quotations[:min(len(n.Quotations), MaxQuotations)]
	b.Counts = n.Counts[:min(len(n.Counts), MaxFigures)]
	b.Money = n.Money[:min(len(n.Money), MaxFigures)]
	b.Percentages = n.Percentages[:min(len(n.Percentages), MaxFigures)]
	b.Dates = n.Dates[:min(len(n.Dates), MaxFigures)]
	b.Topics = n.Topics[:min(len(n.Topics), MaxTopics)]
	return &b
}

// Clean returns s as valid UTF-8 without control characters other than line
// feed and tab.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	drop := func(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 }
	if strings.IndexFunc(s, drop) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if drop(r) {
			return -1
		}
		return r
	}, s)
}

// cut shortens s to at most limit bytes at a rune border.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return strings.TrimSpace(s[:limit])
}

// cutParagraph shortens s to at most limit bytes, at the end of a paragraph
// if one ends in the second half.
func cutParagraph(s string, limit int) string {
	s = cut(s, limit)
	if i := strings.LastIndex(s, "\n\n"); i > limit/2 {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}

// check reports the first field that makes the article unusable.
func (a *Article) check() error {
	malformed := func(format string, args ...any) error {
		return fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, args...)...)
	}
	switch {
	case !ValidID(a.ID):
		return malformed("id %q is not %d base32 characters", clip(a.ID), IDLen)
	case a.Revision < 1:
		return malformed("article %s has revision %d, revisions count from 1", a.ID, a.Revision)
	case !ValidToken(a.Source.ID):
		return malformed("article %s has source id %q, which is no subject token", a.ID, clip(a.Source.ID))
	case a.FirstSeen.IsZero():
		return malformed("article %s has no first_seen", a.ID)
	case a.Published.IsZero():
		return malformed("article %s has no published", a.ID)
	case a.Annotations == nil:
		return nil
	}
	return a.checkAnnotations(malformed)
}

func (a *Article) checkAnnotations(malformed func(string, ...any) error) error {
	n := a.Annotations
	if !ValidToken(n.Language.Code) {
		return malformed("article %s has language %q, which is no subject token", a.ID, clip(n.Language.Code))
	}
	spans := slices.Concat(n.Headings, n.Credits, n.Boilerplate)
	if n.Dateline != nil {
		spans = append(spans, n.Dateline.Span)
	}
	for _, e := range n.Entities {
		if !ValidToken(e.ID) {
			return malformed("article %s has entity id %q, which is no subject token", a.ID, clip(e.ID))
		}
		for _, m := range e.Mentions {
			spans = append(spans, m.Span)
		}
	}
	for _, q := range n.Quotations {
		if q.SpeakerID != "" && !ValidToken(q.SpeakerID) {
			return malformed("article %s has speaker id %q, which is no subject token", a.ID, clip(q.SpeakerID))
		}
		spans = append(spans, q.Span)
	}
	for _, s := range append(spans, n.figures()...) {
		if _, err := a.Cut(s); err != nil {
			return malformed("article %s: %w", a.ID, err)
		}
	}
	return nil
}

// figures returns the spans of counts, money, percentages and dates.
func (n *Annotations) figures() []Span {
	var spans []Span
	for _, c := range n.Counts {
		spans = append(spans, c.Span)
	}
	for _, m := range n.Money {
		spans = append(spans, m.Span)
	}
	for _, p := range n.Percentages {
		spans = append(spans, p.Span)
	}
	for _, d := range n.Dates {
		spans = append(spans, d.Span)
	}
	return spans
}

// Field returns the text that spans of a field point into, and false for an
// unknown field.
func (a *Article) Field(f Field) (string, bool) {
	switch f {
	case FieldTitle:
		return a.Title, true
	case FieldSummary:
		return a.Summary, true
	case FieldText:
		return a.Text, true
	}
	return "", false
}

// Cut returns the text that a span covers, or an error if the span does not
// lie in its field on rune borders.
func (a *Article) Cut(s Span) (string, error) {
	text, ok := a.Field(s.Field)
	if !ok {
		return "", fmt.Errorf("span in unknown field %q", clip(string(s.Field)))
	}
	border := func(i int) bool { return i == len(text) || i >= 0 && i < len(text) && utf8.RuneStart(text[i]) }
	if s.Start > s.End || !border(s.Start) || !border(s.End) {
		return "", fmt.Errorf("span [%d, %d) does not lie in %s of %d bytes", s.Start, s.End, s.Field, len(text))
	}
	return text[s.Start:s.End], nil
}
