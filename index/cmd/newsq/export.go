package main

import (
	"bufio"
	"context"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/index/client"
)

// progressEvery is how often a long export says how far it is.
const progressEvery = time.Second

// export writes every article that answers a query as one line of JSON, in the
// form in which ingestd load reads them.
func (a *app) export(ctx context.Context, args []string) error {
	f := newFlags("export", formatJSON)
	var when period
	request := client.ExportRequest{}
	f.StringVar(&request.Cursor, "cursor", "", "")
	when.flags(f)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if request.Query, err = a.query(rest, &when); err != nil {
		return err
	}
	if err := a.connect(); err != nil {
		return err
	}
	found, err := a.client().Search(ctx, client.SearchRequest{Query: request.Query, Size: 1, Unfolded: true})
	if err != nil {
		return a.explain(err)
	}
	a.tell(found.Notes)
	out := bufio.NewWriterSize(a.stdout, 1<<16)
	written, told := uint64(0), time.Now()
	for {
		r, err := a.client().Export(ctx, request)
		if err != nil {
			return fmt.Errorf("after %s: %w; go on with -cursor %s", count(written, "article"), a.explain(err), request.Cursor)
		}
		for _, article := range r.Articles {
			if _, err := out.Write(append(article, '\n')); err != nil {
				return fmt.Errorf("writing the export: %w", err)
			}
		}
		// What the cursor is behind is out before it is told.
		if err := out.Flush(); err != nil {
			return fmt.Errorf("writing the export: %w", err)
		}
		written += uint64(len(r.Articles))
		if r.Next == "" {
			break
		}
		request.Cursor = r.Next
		if time.Since(told) >= progressEvery {
			told = time.Now()
			fmt.Fprintf(a.stderr, "newsq: %d of about %d articles\n", written, found.Total)
		}
	}
	fmt.Fprintf(a.stderr, "newsq: %s\n", count(written, "article"))
	if written == 0 {
		return errNothing
	}
	return nil
}
