package search

import (
	"context"
	"errors"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// quotesAtOnce is how many articles are read at once for quotations.
	quotesAtOnce = 20
	// quoteRounds bounds how often that is done for one page. Where few of the
	// articles have a quotation that answers, the page is shorter.
	quoteRounds = 50
)

// Quotes returns quotations of the articles that answer a query: those that
// answer its said: and quote: themselves, or all where it has neither. The same
// words of the same speaker are told once, and the quotations of an article stay
// together. Errors are those of [Engine.Search].
func (e *Engine) Quotes(ctx context.Context, q *query.Query, p Page) (*client.QuotesResponse, error) {
	began := time.Now()
	if p.Sort == query.SortDefault {
		p.Sort = query.SortNewest
	}
	sort := sortOf(q, p.Sort)
	at := cursor{Query: fingerprint(q, "quotes "+string(sort)), Now: e.now().UTC()}
	if p.Cursor != "" {
		var err error
		if at, err = decodeCursor(p.Cursor, at.Query, sort); err != nil {
			return nil, err
		}
	}
	// An article without quotations has nothing to show.
	asked, err := e.ask(ctx, narrowed(&query.Term{Field: query.Has, Value: "quote"}, q), at.Now, p.Cursor != "")
	if err != nil {
		return nil, err
	}
	response := &client.QuotesResponse{Query: q.String(), Sort: string(sort), Names: asked.shown, Notes: asked.notes, Quotes: []client.Quote{}}
	chosen := e.chooser(asked)
	h := newHighlighter(q, asked.names, e.languages)
	told := newSayings(at.Told)
	for round := 0; ; round++ {
		got, err := e.answer(ctx, asked, stretch{sort: sort, at: at, size: quotesAtOnce, unfolded: p.Unfolded, copies: maxOthers})
		if errors.Is(err, ErrWindow) && round > 0 {
			break
		}
		if err != nil {
			return nil, err
		}
		if round == 0 {
			response.Articles = got.total
		}
		response.Partial = response.Partial || got.partial
		response.Notes = appendNew(response.Notes, got.notes...)
		for i := range got.found {
			f, err := e.earliest(&got.found[i], sort)
			if err != nil {
				return nil, err
			}
			quotes := chosen.quotes(f.article, h)
			if len(told.quotes) >= p.Size && told.adds(quotes) {
				response.Next = told.before(at)
				break
			}
			told.add(f, quotes)
			at = got.found[i].behind
		}
		if response.Next != "" || !got.more {
			break
		}
		at = got.next
		if len(told.quotes) >= p.Size || round == quoteRounds || ctx.Err() != nil {
			response.Next = told.before(at)
			break
		}
	}
	response.Quotes = append(response.Quotes, told.quotes...)
	response.Took = millis(began)
	return response, nil
}

// earliest is a hit in the place of which the first published of those that it
// stands for is put, where that is known.
func (e *Engine) earliest(f *found, sort query.Sort) (*found, error) {
	last := len(f.copies) - 1
	if sort != query.SortNewest || last < 0 || uint64(len(f.copies)) != f.more {
		return f, nil
	}
	entry, err := e.store.Document(f.copies[last])
	if err != nil || entry == nil {
		return f, err
	}
	other := *f
	other.article, other.document = entry.Article, f.copies[last]
	other.copies = append([]string{f.document}, f.copies[:last]...)
	return &other, nil
}

// chooser tells which quotations of an article answer a query.
type chooser struct {
	// matcher knows the parts of the query that speak of quotations; nil where
	// there are none.
	matcher *query.Matcher
}

func (e *Engine) chooser(asked *question) *chooser {
	root := ofSpeech(asked.query.Root)
	if root == nil {
		return &chooser{}
	}
	part := *asked
	part.query = &query.Query{Root: root}
	return &chooser{matcher: e.matcher(&part)}
}

// ofSpeech returns what of a query speaks of quotations, nil for nothing.
func ofSpeech(n query.Node) query.Node {
	several := func(parts []query.Node) (kept []query.Node) {
		for _, p := range parts {
			if p = ofSpeech(p); p != nil {
				kept = append(kept, p)
			}
		}
		return kept
	}
	switch n := n.(type) {
	case *query.And:
		switch kept := several(n.Parts); len(kept) {
		case 0:
			return nil
		case 1:
			return kept[0]
		default:
			return &query.And{Parts: kept, At: n.At}
		}
	case *query.Or:
		switch kept := several(n.Parts); len(kept) {
		case 0:
			return nil
		case 1:
			return kept[0]
		default:
			return &query.Or{Parts: kept, At: n.At}
		}
	case *query.Not:
		if part := ofSpeech(n.Part); part != nil {
			return &query.Not{Part: part, At: n.At}
		}
	case *query.Near:
		if n.Left.Field == query.Quote {
			return n
		}
	case *query.Term:
		if n.Field == query.Said || n.Field == query.Quote {
			return n
		}
	}
	return nil
}

// quotes returns the quotations of an article that are chosen.
func (c *chooser) quotes(a *news.Article, h *highlighter) []saying {
	if a.Annotations == nil {
		return nil
	}
	var out []saying
	for i := range a.Annotations.Quotations {
		q := &a.Annotations.Quotations[i]
		text, err := a.Cut(q.Span)
		if err != nil || text == "" || c.matcher != nil && !c.matcher.Match(alone(a, q, text)) {
			continue
		}
		one := client.Quote{
			Text: h.quote(a, q.Span), Speaker: q.Speaker, SpeakerID: q.SpeakerID, Cue: q.Cue,
			Article: a.ID, Title: clean(a.Title), Source: a.Source.ID, SourceName: a.Source.Name, URL: a.URL, Published: a.Published,
		}
		for j := range a.Annotations.Entities {
			if e := &a.Annotations.Entities[j]; e.ID == q.SpeakerID {
				one.SpeakerName = e.Name
			}
		}
		out = append(out, saying{one, sayingKey(&one, text)})
	}
	return out
}

// alone returns an article of nothing but one quotation and its speaker.
func alone(a *news.Article, q *news.Quotation, text string) *news.Article {
	one := *q
	one.Span = news.Span{Field: news.FieldText, Start: 0, End: len(text)}
	out := &news.Article{
		ID: a.ID, Revision: a.Revision, Text: text, Source: a.Source, Published: a.Published,
		Annotations: &news.Annotations{Language: a.Annotations.Language, Quotations: []news.Quotation{one}},
	}
	for i := range a.Annotations.Entities {
		if e := a.Annotations.Entities[i]; e.ID == q.SpeakerID {
			e.Mentions = nil
			out.Annotations.Entities = append(out.Annotations.Entities, e)
		}
	}
	return out
}
