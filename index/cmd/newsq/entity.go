package main

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/news"
)

// entity prints what the index knows of an entity, by its id or its name.
func (a *app) entity(ctx context.Context, args []string) error {
	f := newFlags("entity", formatText, formatJSON)
	var when period
	request := client.EntityRequest{}
	f.IntVar(&request.Size, "n", 5, "")
	when.flags(f)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	name := strings.Join(rest, " ")
	if name == "" {
		return &usageError{"no id and no name of an entity"}
	}
	if request.Query, err = when.narrow(""); err != nil {
		return err
	}
	if err := a.connect(); err != nil {
		return err
	}
	if request.ID, err = a.entityID(ctx, name); err != nil {
		return err
	}
	r, err := a.client().Entity(ctx, request)
	if notThere(err) {
		a.tell([]string{err.Error()})
		return errNothing
	}
	if err != nil {
		return a.explain(err)
	}
	if f.output == formatJSON {
		return a.printJSON(r)
	}
	p := &page{}
	a.known(p, r)
	return a.print(p)
}

// entityID returns the id that a name most often stands for, or the id itself.
func (a *app) entityID(ctx context.Context, name string) (string, error) {
	q := query.Query{Root: &query.Term{Field: query.Entity, Value: name}}
	r, err := a.client().Explain(ctx, client.ExplainRequest{Query: q.String()})
	if err != nil {
		return "", a.explain(err)
	}
	for _, n := range r.Names {
		if len(n.Entities) > 1 {
			a.tell([]string{resolved(n) + "; the first is shown, an id chooses another"})
		}
		if len(n.Entities) > 0 {
			return n.Entities[0].ID, nil
		}
	}
	if news.ValidToken(name) {
		return name, nil
	}
	a.tell(r.Notes)
	return "", errNothing
}

func (a *app) known(p *page, r *client.EntityResponse) {
	kind := r.Type
	if r.Kind != "" {
		kind += ", " + r.Kind
	}
	p.line("%s  %s", a.styled(bold, safe(r.Name)), a.styled(dim, safe(kind+"  "+r.ID)))
	if len(r.Names) > 0 {
		p.line("  %s", a.styled(dim, "also "+safe(strings.Join(r.Names, ", "))))
	}
	if len(r.Within) > 0 {
		var in []string
		for _, place := range r.Within {
			in = append(in, named(place))
		}
		p.line("  %s", a.styled(dim, "in "+safe(strings.Join(in, ", "))))
	}
	p.line("  %s, %s to %s", count(r.Total, "article"), stamp(r.First), stamp(r.Last))
	for _, note := range r.Notes {
		p.line("Note: %s.", safe(note))
	}
	if len(r.Bars) > 1 {
		p.line("")
		a.bars(p, r.Bars, r.Interval)
	}
	p.line("")
	a.facets(p, r.With)
	if len(r.Sources) > 0 {
		a.facets(p, map[string][]client.FacetCount{"source": r.Sources})
	}
	for i := range r.Quotes {
		a.quote(p, &r.Quotes[i])
	}
	for i := range r.Articles {
		a.hit(p, &r.Articles[i])
	}
}

// named is the name of a thing, else its id.
func named(n client.NamedItem) string {
	if n.Name == "" {
		return n.ID
	}
	return n.Name
}

// explainQuery prints how a query is understood.
func (a *app) explainQuery(ctx context.Context, args []string) error {
	f := newFlags("explain", formatText, formatJSON)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	text, err := a.query(rest, &period{})
	if err != nil {
		return err
	}
	if err := a.connect(); err != nil {
		return err
	}
	r, err := a.client().Explain(ctx, client.ExplainRequest{Query: text})
	if err != nil {
		return a.explain(err)
	}
	if f.output == formatJSON {
		return a.printJSON(r)
	}
	p := &page{}
	p.line("%s", safe(cmp.Or(r.Query, "every article")))
	a.preface(p, r.Names, r.Notes)
	for _, w := range r.Words {
		p.line("%s", safe(w.Term))
		byForm := map[string][]string{}
		for chain, form := range w.Forms {
			byForm[form] = append(byForm[form], chain)
		}
		for _, form := range slices.Sorted(maps.Keys(byForm)) {
			p.line("  %-24s %s", safe(form), a.styled(dim, safe(strings.Join(slices.Sorted(slices.Values(byForm[form])), " "))))
		}
	}
	p.line("%s", a.styled(dim, ordered(r.Sort)))
	return a.print(p)
}
