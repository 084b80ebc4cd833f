package main

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/client"
)

// quotes prints quotations with their speakers.
func (a *app) quotes(ctx context.Context, args []string) error {
	f := newFlags("quotes", formatText, formatTable, formatJSON, formatCSV, formatMD)
	var when period
	var wanted paging
	request := client.QuotesRequest{}
	wanted.flags(f)
	when.flags(f)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if err := wanted.check(); err != nil {
		return err
	}
	request.Size, request.Sort, request.Cursor = wanted.size, wanted.sort, wanted.cursor
	if request.Query, err = a.query(rest, &when); err != nil {
		return err
	}
	if err := a.connect(); err != nil {
		return err
	}
	r, err := a.client().Quotes(ctx, request)
	if err != nil {
		return a.explain(err)
	}
	if err := a.printQuotes(r, f.output); err != nil {
		return err
	}
	if len(r.Quotes) == 0 {
		return errNothing
	}
	return nil
}

func (a *app) printQuotes(r *client.QuotesResponse, format string) error {
	switch format {
	case formatJSON:
		a.tell(r.Notes)
		for i := range r.Quotes {
			if err := a.printJSON(r.Quotes[i]); err != nil {
				return err
			}
		}
		a.tellNext(r.Next)
		return nil
	case formatText:
		p := &page{}
		a.preface(p, r.Names, r.Notes)
		for i := range r.Quotes {
			a.quote(p, &r.Quotes[i])
		}
		of := "%s in %s, %.0f ms"
		if r.Next != "" {
			of = "%s shown of those in %s, %.0f ms"
		}
		p.line("%s", a.styled(dim, fmt.Sprintf(of, count(uint64(len(r.Quotes)), "quotation"), count(r.Articles, "article"), r.Took)))
		a.more(p, r.Next)
		return a.print(p)
	}
	a.tell(r.Notes)
	g := &grid{columns: []string{"published", "source", "speaker", "speaker_id", "article", "more", "text"}, spare: []string{"speaker_id", "more", "source", "published", "article"}}
	for _, q := range r.Quotes {
		g.add(q.Published.UTC().Format(time.RFC3339), q.Source, cmp.Or(q.SpeakerName, q.Speaker), q.SpeakerID, q.Article, strconv.FormatUint(q.More, 10), q.Text.Text)
	}
	if err := a.printGrid(g, format); err != nil {
		return err
	}
	a.tellNext(r.Next)
	return nil
}

// tellNext says beside the output that there is more than was printed.
func (a *app) tellNext(cursor string) {
	if cursor != "" {
		a.tell([]string{"there are more, with -n or -cursor " + cursor})
	}
}

func (a *app) quote(p *page, q *client.Quote) {
	a.prose(p, "", "“"+a.marked(q.Text)+"”")
	speaker := safe(cmp.Or(q.SpeakerName, q.Speaker, "speaker not known"))
	if q.SpeakerID != "" {
		speaker += " " + a.styled(dim, safe(q.SpeakerID))
	}
	p.line("  %s", speaker)
	about := []string{safe(q.Title), safe(cmp.Or(q.SourceName, q.Source)), stamp(q.Published)}
	if q.More > 0 {
		about = append(about, fmt.Sprintf("and %d more", q.More))
	}
	p.line("  %s", a.styled(dim, strings.Join(about, " · ")))
	p.line("  %s", a.styled(dim, safe(q.Article))+"  "+a.linked(a.styled(dim, safe(q.URL)), q.URL))
	p.line("")
}
