// Package collection makes any number of annotated articles out of the stories
// in index/testdata, for tests and benchmarks: paragraphs of one language are
// put together anew, with their entities, quotations and topics, and each
// paragraph gains words, names and numbers of its own, so that the vocabulary
// grows as it does in news. The n-th article is always the same.
//
// Paragraphs come again and again: phrases are more frequent and rare words
// fewer than in real news.
package collection

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// stories is where the articles come from, as seen from index/internal/x.
const stories = "../../testdata/ranking/stories.ndjson.gz"

const (
	// outlets, tailEntities and tailWords are how many there are of each;
	// they are drawn with few frequent and most rare.
	outlets      = 400
	tailEntities = 200_000
	tailWords    = 2_000_000
	// tailPerArticle is how many entities an article has that no story names.
	tailPerArticle = 8
)

// Options says what articles are like.
type Options struct {
	// Language is the one language of all; empty: those of the stories, a
	// third of them English.
	Language string
	// Paragraphs is how many an article has; 0: ten, some 400 words.
	Paragraphs int
}

// Collection is the source of articles. It may be used concurrently.
type Collection struct {
	options    Options
	paragraphs map[string][]paragraph
	headlines  map[string][]string
	languages  []string
}

// paragraph is a piece of a story with what was found in it.
type paragraph struct {
	text       string
	entities   []news.Entity
	quotations []news.Quotation
	topics     []news.Topic
}

// New reads the stories.
func New(tb testing.TB, o Options) *Collection {
	tb.Helper()
	data, err := os.ReadFile(stories)
	if err != nil {
		tb.Fatal(err)
	}
	zip, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	if o.Paragraphs == 0 {
		o.Paragraphs = 10
	}
	c := &Collection{options: o, paragraphs: make(map[string][]paragraph), headlines: make(map[string][]string)}
	lines := bufio.NewScanner(zip)
	lines.Buffer(nil, news.MaxMessageBytes)
	for lines.Scan() {
		var a news.Article
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			tb.Fatal(err)
		}
		c.add(&a)
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
	return c
}

func (c *Collection) add(a *news.Article) {
	n := a.Annotations
	code := n.Language.Code
	if c.options.Language != "" && code != c.options.Language {
		return
	}
	c.languages = append(c.languages, code)
	c.headlines[code] = append(c.headlines[code], a.Title)
	at := 0
	for text := range strings.SplitSeq(a.Text, "\n\n") {
		p := paragraph{text: text, topics: n.Topics}
		inside := func(s *news.Span) bool {
			if s.Field != news.FieldText || s.Start < at || s.End > at+len(text) {
				return false
			}
			s.Start, s.End = s.Start-at, s.End-at
			return true
		}
		for _, e := range n.Entities {
			var mentions []news.Mention
			for _, m := range e.Mentions {
				if inside(&m.Span) {
					mentions = append(mentions, m)
				}
			}
			if e.Mentions = mentions; len(mentions) > 0 {
				p.entities = append(p.entities, e)
			}
		}
		for _, q := range n.Quotations {
			if inside(&q.Span) {
				p.quotations = append(p.quotations, q)
			}
		}
		c.paragraphs[code] = append(c.paragraphs[code], p)
		at += len(text) + len("\n\n")
	}
}

// Article returns the n-th article, published n minutes after the first.
func (c *Collection) Article(n int) *news.Article {
	rng := rand.New(rand.NewPCG(uint64(n), 4177))
	code := c.languages[rng.IntN(len(c.languages))]
	at := time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Minute)
	outlet := rare(rng, outlets)
	domain := fmt.Sprintf("outlet%d.example", outlet)
	a := &news.Article{
		Schema: news.SchemaVersion, Revision: 1, URL: fmt.Sprintf("https://%s/news/%d", domain, n),
		Source:   news.Source{ID: fmt.Sprintf("outlet%d", outlet), Name: fmt.Sprintf("Outlet %d", outlet), Domain: domain, Country: []string{"GB", "DE", "FR", "US", "TR"}[outlet%5], Language: code},
		Title:    c.headlines[code][rng.IntN(len(c.headlines[code]))] + " " + strange(rng),
		TextFrom: news.TextFromContent, Published: at, FirstSeen: at, Fetched: at,
		Annotations: &news.Annotations{Enricher: news.Enricher{Name: "collection", Version: "0001-00"}, Language: news.Language{Code: code, Confidence: 1}},
	}
	var err error
	if a.ID, err = news.IDFromURL(a.URL); err != nil {
		panic(err)
	}
	var text strings.Builder
	for i := range c.options.Paragraphs {
		if i > 0 {
			text.WriteString("\n\n")
		}
		p := &c.paragraphs[code][rng.IntN(len(c.paragraphs[code]))]
		take(a.Annotations, p, text.Len())
		fmt.Fprintf(&text, "%s %s %s, %d.", p.text, strange(rng), strange(rng), rare(rng, 90_000))
	}
	a.Text = text.String()
	for range tailPerArticle {
		k := rare(rng, tailEntities)
		a.Annotations.Entities = append(a.Annotations.Entities, news.Entity{
			ID: fmt.Sprintf("Q9%d", k), Type: []news.EntityType{news.TypePerson, news.TypeOrganisation, news.TypePlace, news.TypeEvent}[min(k%5, 3)],
			Name: word(k) + " " + word(k/3), Salience: 0.1, Confidence: 0.5,
			Mentions: []news.Mention{{Span: news.Span{Field: news.FieldText, Start: 0, End: len(firstWord(a.Text))}}},
		})
	}
	a.Annotations.Entities = once(a.Annotations.Entities)
	a.ContentHash = news.ContentHash(a.Title, a.Text)
	return a
}

// firstWord returns the first word of a text.
func firstWord(text string) string {
	first, _, _ := strings.Cut(text, " ")
	return first
}

// once leaves out entities that came before.
func once(entities []news.Entity) []news.Entity {
	seen := make(map[string]bool)
	return slices.DeleteFunc(entities, func(e news.Entity) bool {
		was := seen[e.ID]
		seen[e.ID] = true
		return was
	})
}

// take adds what was found in a paragraph that now begins at a place.
func take(n *news.Annotations, p *paragraph, at int) {
	for _, e := range p.entities {
		moved := make([]news.Mention, len(e.Mentions))
		for i, m := range e.Mentions {
			m.Start, m.End = m.Start+at, m.End+at
			moved[i] = m
		}
		have := slices.IndexFunc(n.Entities, func(o news.Entity) bool { return o.ID == e.ID })
		if have >= 0 {
			n.Entities[have].Mentions = append(n.Entities[have].Mentions, moved...)
			continue
		}
		e.Mentions = moved
		n.Entities = append(n.Entities, e)
	}
	for _, q := range p.quotations {
		q.Start, q.End = q.Start+at, q.End+at
		n.Quotations = append(n.Quotations, q)
	}
	if len(n.Topics) == 0 {
		n.Topics = p.topics
	}
}

// rare draws a number below limit, small ones far more often.
func rare(rng *rand.Rand, limit int) int {
	return int(float64(limit) * math.Pow(rng.Float64(), 4))
}

// strange returns a word that few articles have.
func strange(rng *rand.Rand) string { return word(rare(rng, tailWords)) }

// word spells a number in syllables, with a capital.
func word(n int) string {
	const consonants, vowels = "bcdfghklmnprstvz", "aeiou"
	var b strings.Builder
	for n += 80; n > 0; n /= 80 {
		b.WriteByte(consonants[n%16])
		b.WriteByte(vowels[n/16%5])
	}
	s := b.String()
	return strings.ToUpper(s[:1]) + s[1:] + "r"
}

// Message returns the n-th article and its encoding.
func (c *Collection) Message(n int) (*news.Article, []byte) {
	a := c.Article(n)
	message, err := news.Encode(a)
	if err != nil {
		panic(fmt.Errorf("article %d: %w", n, err))
	}
	return a, message
}
