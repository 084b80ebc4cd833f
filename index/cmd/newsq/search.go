package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
)

// search prints the articles that answer a query.
func (a *app) search(ctx context.Context, args []string) error {
	f := newFlags("newsq", formatText, formatTable, formatJSON, formatCSV, formatMD)
	request := client.SearchRequest{}
	var when period
	var wanted paging
	facets := ""
	wanted.flags(f)
	f.BoolVar(&request.Unfolded, "unfolded", false, "")
	f.StringVar(&facets, "facets", "", "")
	when.flags(f)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if err := wanted.check(); err != nil {
		return err
	}
	request.Size, request.Sort, request.Cursor = wanted.size, wanted.sort, wanted.cursor
	if facets != "" && f.output != formatText {
		return &usageError{"-facets goes with -o text alone; /v1/search has them in JSON"}
	}
	switch facets {
	case "":
	case "all":
		request.Facets = client.Facets()
	default:
		request.Facets = strings.Split(facets, ",")
	}
	if request.Query, err = a.query(rest, &when); err != nil {
		return err
	}
	if err := a.connect(); err != nil {
		return err
	}
	response, err := a.client().Search(ctx, request)
	if err != nil {
		return a.explain(err)
	}
	if err := a.printSearch(response, f.output); err != nil {
		return err
	}
	if len(response.Hits) == 0 {
		a.suggest(rest)
		return errNothing
	}
	return nil
}

// suggest names the command that was meant where the first word looks like
// one.
func (a *app) suggest(words []string) {
	var names []string
	for _, c := range a.commands() {
		names = append(names, c.name)
	}
	if len(words) > 1 {
		if near := query.Suggest(words[0], names); near != "" {
			a.tell([]string{fmt.Sprintf("there is no command %s, so it was searched for; did you mean newsq %s?", words[0], near)})
		}
	}
}

// query joins the words of a query and narrows it. A wrong query is told with
// its place even when nothing is running.
func (a *app) query(words []string, when *period) (string, error) {
	text := strings.Join(words, " ")
	narrowed, err := when.narrow(text)
	if err != nil {
		return "", a.pointAt(text, err)
	}
	return narrowed, nil
}

// pointAt prints the query with a mark under the column of the error.
func (a *app) pointAt(text string, err error) error {
	wrong, ok := errors.AsType[*query.Error](err)
	if ok && wrong.Column > 0 && a.terminal.colour && len([]rune(text)) < usualWidth {
		fmt.Fprintf(a.stderr, "  %s\n  %s^\n", safe(text), strings.Repeat(" ", wrong.Column-1))
	}
	return err
}

func (a *app) printSearch(r *client.SearchResponse, format string) error {
	switch format {
	case formatJSON:
		for i := range r.Hits {
			if err := a.printJSON(r.Hits[i]); err != nil {
				return err
			}
		}
		a.tell(r.Notes)
		a.tellMore(len(r.Hits), r.Total, r.Next)
		return nil
	case formatText:
		return a.printHits(r)
	}
	a.tell(r.Notes)
	g := &grid{columns: []string{"id", "published", "source", "lang", "title", "url"}, spare: []string{"lang", "source", "published"}}
	switch format {
	case formatTable:
		// Links would leave no room for titles.
		g.columns = g.columns[:5]
	case formatMD:
		g.columns, g.linked = g.columns[:5], "title"
	}
	for i := range r.Hits {
		h := &r.Hits[i]
		published := h.Published.UTC().Format(time.RFC3339)
		if format == formatTable {
			published = h.Published.UTC().Format("2006-01-02 15:04")
		}
		g.add([]string{h.ID, published, h.Source, h.Language, cmp.Or(h.Title.Text, untitled), h.URL}[:len(g.columns)]...)
		g.addresses = append(g.addresses, h.URL)
	}
	if err := a.printGrid(g, format); err != nil {
		return err
	}
	a.tellMore(len(r.Hits), r.Total, r.Next)
	return nil
}

// untitled stands for the title of an article that has none.
const untitled = "Untitled"

// tellMore says beside the output that there is more than was printed.
func (a *app) tellMore(shown int, total uint64, cursor string) {
	if cursor != "" {
		a.tell([]string{fmt.Sprintf("%d of %s shown; more with -n, or -cursor %s", shown, count(total, "article"), cursor)})
	}
}

func (a *app) printHits(r *client.SearchResponse) error {
	p := &page{}
	a.preface(p, r.Names, r.Notes)
	for i := range r.Hits {
		a.hit(p, &r.Hits[i])
	}
	a.facets(p, r.Facets)
	shown := ""
	if uint64(len(r.Hits)) < r.Total {
		shown = fmt.Sprintf(", %d shown", len(r.Hits))
	}
	p.line("%s", a.styled(dim, fmt.Sprintf("%s%s, %s, %.0f ms", count(r.Total, "article"), shown, ordered(r.Sort), r.TookMillis)))
	a.more(p, r.Next)
	return a.print(p)
}

// ordered says in what order an answer is.
func ordered(sort string) string {
	if sort == string(query.SortNewest) || sort == string(query.SortOldest) {
		return sort + " first"
	}
	return "by " + sort
}

// preface says what names were taken for, and what else there is to know.
func (a *app) preface(p *page, names []client.ResolvedName, notes []string) {
	for _, n := range names {
		// Of names that nobody has met the notes tell.
		if len(n.Entities) > 0 || len(notes) == 0 {
			p.line("%s", a.styled(dim, safe(resolved(n))))
		}
	}
	for _, note := range notes {
		p.line("Note: %s.", safe(note))
	}
}

// more says how to read on.
func (a *app) more(p *page, cursor string) {
	if cursor != "" {
		p.line("%s", a.styled(dim, "more: -cursor "+safe(cursor)))
	}
}

// tell puts notes where they do not mix with the output.
func (a *app) tell(notes []string) {
	for _, note := range notes {
		fmt.Fprintf(a.stderr, "newsq: %s\n", safe(note))
	}
}

// resolved says what a name was taken for.
func resolved(n client.ResolvedName) string {
	var all []string
	for i, e := range n.Entities {
		if i == 3 {
			all = append(all, fmt.Sprintf("and %d more", len(n.Entities)-i))
			break
		}
		name := e.ID
		if e.Name != "" {
			name = fmt.Sprintf("%s (%s)", e.Name, e.ID)
		}
		all = append(all, name)
	}
	if len(all) == 0 {
		all = []string{"nothing that the index has met"}
	}
	return n.Term + " is " + strings.Join(all, ", ")
}

func (a *app) hit(p *page, h *client.Hit) {
	source := h.SourceName
	if source == "" {
		source = h.Source
	}
	about := []string{source, h.Country, stamp(h.Published), h.Language}
	if h.Agency != "" {
		about = append(about, h.Agency)
	}
	if h.Revision > 1 {
		about = append(about, fmt.Sprintf("revision %d", h.Revision))
	}
	if h.More > 0 {
		about = append(about, fmt.Sprintf("and %d more", h.More))
	}
	about = slices.DeleteFunc(about, func(s string) bool { return s == "" })
	a.prose(p, "", a.titled(h.Title))
	p.line("  %s", a.styled(dim, safe(strings.Join(about, " · "))))
	if h.Snippet.Text != "" {
		a.prose(p, "  ", a.marked(h.Snippet))
	}
	var names []string
	for _, e := range h.Entities {
		names = append(names, safe(e.Name))
	}
	if len(names) > 0 {
		a.prose(p, "  ", a.styled(cyan, strings.Join(names, ", ")))
	}
	p.line("  %s", strings.TrimSpace(a.styled(dim, safe(h.ID))+"  "+a.linked(a.styled(dim, safe(h.URL)), h.URL)))
	p.line("")
}

// titled shows a title in bold, its marks in colour as well.
func (a *app) titled(m client.Marked) string {
	if len(m.Marks) == 0 || !a.terminal.colour {
		return a.styled(bold, safe(cmp.Or(m.Text, untitled)))
	}
	return a.marked(m)
}

func (a *app) facets(p *page, all map[string][]client.FacetCount) {
	for _, name := range client.Facets() {
		counts := all[name]
		if len(counts) == 0 {
			continue
		}
		var values []string
		for _, c := range counts {
			label := c.Name
			if label == "" {
				label = c.ID
			}
			values = append(values, fmt.Sprintf("%s %d", safe(label), c.Count))
		}
		p.line("%-8s %s", name, strings.Join(values, ", "))
	}
	if len(all) > 0 {
		p.line("")
	}
}

// stats prints what the index holds.
func (a *app) stats(ctx context.Context, args []string) error {
	f := newFlags("stats", formatText, formatJSON)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return &usageError{"stats takes no arguments"}
	}
	if err := a.connect(); err != nil {
		return err
	}
	s, err := a.client().Stats(ctx)
	if err != nil {
		return a.explain(err)
	}
	if f.output == formatJSON {
		return a.printJSON(s)
	}
	p := &page{}
	p.line("%s in %s, copy %s", count(s.Documents, "document"), count(uint64(len(s.Slices)), "slice"), safe(s.Replica))
	switch {
	case s.Blocked != "":
		p.line("not indexing: %s", safe(s.Blocked))
	case s.Pending > 0:
		p.line("behind the stream by %s, %.0f s", count(s.Pending, "message"), s.LagSeconds)
	default:
		p.line("up to date with the stream")
	}
	if s.Rebuild != nil {
		p.line("rebuilding: %d of %d documents", s.Rebuild.Done, s.Rebuild.Total)
	}
	for _, torn := range s.Torn {
		p.line("damaged and being made anew, answers are partial until then: %s since %s", safe(torn.Month), stamp(torn.Since))
	}
	if len(s.Retired) > 0 {
		p.line("retired: %s", safe(strings.Join(s.Retired, ", ")))
	}
	for _, slice := range s.Slices {
		p.line("  %s  %8d  published %s to %s", safe(slice.Month), slice.Documents, stamp(slice.From), stamp(slice.To))
	}
	return a.print(p)
}
