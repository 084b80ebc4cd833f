package main

import (
	"fmt"

	"github.com/dateline-news/dateline/index/internal/query"
)

// period narrows a query to when articles were published.
type period struct{ since, until string }

func (p *period) flags(f *flags) {
	f.StringVar(&p.since, "since", "", "")
	f.StringVar(&p.until, "until", "", "")
}

// narrow reads a query as it was typed and narrows it. The error is a
// *query.Error for the text, or says which flag is wrong.
func (p *period) narrow(text string) (string, error) {
	q, err := query.Parse(text, query.DefaultLimits())
	if err != nil {
		return "", err
	}
	if p.since == "" && p.until == "" {
		return text, nil
	}
	var parts []query.Node
	if q.Root != nil {
		parts = append(parts, q.Root)
	}
	for _, bound := range []struct{ flag, field, value string }{{"-since", "after:", p.since}, {"-until", "before:", p.until}} {
		if bound.value == "" {
			continue
		}
		date, err := query.Parse(bound.field+bound.value, query.DefaultLimits())
		if err != nil || date.Root == nil {
			return "", &usageError{fmt.Sprintf("%s is %q, it must be a date or an age such as 2016-12-29, 2016-12, 7d or yesterday", bound.flag, bound.value)}
		}
		parts = append(parts, date.Root)
	}
	narrowed := query.Query{Root: parts[0], Sort: q.Sort}
	if len(parts) > 1 {
		if and, ok := parts[0].(*query.And); ok {
			parts = append(and.Parts[:len(and.Parts):len(and.Parts)], parts[1:]...)
		}
		narrowed.Root = &query.And{Parts: parts}
	}
	return narrowed.String(), nil
}
