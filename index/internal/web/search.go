package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
)

const pageSize = 20

// searchView is a page of results.
type searchView struct {
	Head
	// Wrong is what is wrong with the query, nil for none.
	Wrong   *Wrong
	Answer  *client.SearchResponse
	Hits    []hitView
	Filters []Filter
	Facets  []Facet
	Sorts   []Choice
	Chart   *Chart
	// Next is the address of the next page, First that of the first where
	// this is a later one, Unfolded that of every article.
	Next, First, Unfolded string
	// Quotes is the address of the quotations of the same query.
	Quotes string
	// Start is set before anything was asked.
	Start bool
	// Long is set for a query that is too long for links that narrow it.
	Long bool
	// Alert is the command that stores the query.
	Alert string
}

// hitView is an article of an answer.
type hitView struct {
	client.Hit
	Entities []Chip
	// SourceLink narrows the query to the outlet, Copies is the same answer
	// with all that has nearly the same text.
	SourceLink, Copies string
}

// Chip is an entity with the query narrowed to it.
type Chip struct {
	Name, Type, Link string
}

// Wrong is a query with the place of its mistake.
type Wrong struct {
	Detail             string
	Before, At, Behind string
}

// Facet is a list of values by which a query can be narrowed.
type Facet struct {
	Title  string
	Values []FacetValue
}

// FacetValue is a value of a facet with the query narrowed to it.
type FacetValue struct {
	Name  string
	Count uint64
	Link  string
	// Chosen is set for what narrows the query already.
	Chosen bool
}

// Choice is one of several, with its address.
type Choice struct {
	Name, Link string
	Chosen     bool
}

// facets are the facets of the page in its order.
var facets = []struct {
	name, title string
	field       query.Field
}{
	{"person", "People", query.Person}, {"org", "Organisations", query.Org}, {"place", "Places", query.Place}, {"event", "Events", query.Event},
	{"source", "Sources", query.Source}, {"country", "Countries", query.Country}, {"lang", "Languages", query.Lang},
	{"topic", "Topics", query.Topic}, {"agency", "Agencies", query.Agency}, {"tag", "Tags", query.Tag},
}

func (s *Site) search(r *http.Request) (any, int, error) {
	values := r.URL.Query()
	text, sort, cursor := strings.TrimSpace(values.Get("q")), values.Get("sort"), values.Get("cursor")
	unfolded := values.Get("unfolded") != ""
	view := &searchView{Head: Head{Title: "Dateline", Query: text}, Start: text == ""}
	if text != "" {
		view.Title = cutText(text, mostTitle)
	}
	request := client.SearchRequest{Query: text, Size: pageSize, Sort: sort, Cursor: cursor, Unfolded: unfolded}
	a := s.ask(text)
	view.Long = a.long(longForFacets)
	if cursor == "" && !view.Long {
		for _, f := range facets {
			request.Facets = append(request.Facets, f.name)
		}
	}
	answer, err := s.index.Search(r.Context(), request)
	if told, ok := errors.AsType[*client.Error](err); ok && told.Status == http.StatusBadRequest {
		view.Wrong = wrongAt(text, told)
		return view, http.StatusBadRequest, nil
	}
	if err != nil {
		return nil, 0, err
	}
	view.Answer, view.Filters = answer, a.filters(answer.Names)
	for _, h := range answer.Hits {
		v := s.hit(a, h)
		if h.More > 0 && !view.Long {
			v.Copies = s.links.to("/", "q", text, "sort", sort, "unfolded", "1")
		}
		view.Hits = append(view.Hits, v)
	}
	for _, n := range answer.Names {
		for i := range n.Entities {
			n.Entities[i].Name = cutText(n.Entities[i].Name, mostName)
		}
	}
	view.Facets = s.facetsOf(a, answer)
	flag := ""
	if unfolded {
		flag = "1"
	}
	for _, by := range query.Sorts() {
		view.Sorts = append(view.Sorts, Choice{Name: string(by), Link: s.links.to("/", "q", withoutSort(a), "sort", string(by), "unfolded", flag), Chosen: string(by) == answer.Sort})
	}
	if answer.Next != "" {
		view.Next = s.links.to("/", "q", text, "sort", sort, "cursor", answer.Next, "unfolded", flag)
	}
	if cursor != "" {
		view.First = s.links.to("/", "q", text, "sort", sort, "unfolded", flag)
		return view, http.StatusOK, nil
	}
	if text != "" && !view.Long {
		view.Alert = "newsq alert add NAME '" + strings.ReplaceAll(withoutSort(a), "'", `'\''`) + "'"
	}
	view.Quotes = s.links.to("/quotes", "q", withoutSort(a))
	view.Unfolded = s.links.to("/", "q", text, "sort", sort, "unfolded", "1")
	if t, err := s.index.Timeline(r.Context(), client.TimelineRequest{Query: text}); err == nil {
		view.Chart = s.chart(a, t.Bars, t.Interval)
	}
	return view, http.StatusOK, nil
}

// withoutSort is the query without the order that it asks for itself, which
// would count more than a link's.
func withoutSort(a asked) string {
	if a.parsed == nil || a.parsed.Sort == query.SortDefault {
		return a.text
	}
	return (&query.Query{Root: a.parsed.Root}).String()
}

func (s *Site) hit(a asked, h client.Hit) hitView {
	h.Title.Text, h.Snippet.Text = cutText(h.Title.Text, mostTitle), cutText(h.Snippet.Text, mostSnippet)
	h.SourceName, h.Agency = cutText(h.SourceName, mostName), cutText(h.Agency, mostName)
	v := hitView{Hit: h}
	if !a.long(longForFacets) {
		v.SourceLink = s.links.search(a.with(term(query.Source, h.Source)))
	}
	for _, e := range h.Entities {
		v.Entities = append(v.Entities, Chip{Name: cutText(e.Name, mostName), Type: e.Type, Link: s.links.entity(e.ID)})
	}
	return v
}

func (s *Site) facetsOf(a asked, answer *client.SearchResponse) []Facet {
	var out []Facet
	for _, f := range facets {
		counts := answer.Facets[f.name]
		if len(counts) == 0 {
			continue
		}
		facet := Facet{Title: f.title}
		for _, c := range counts {
			t := term(f.field, c.ID)
			name := c.Name
			if name == "" {
				name = c.ID
			}
			facet.Values = append(facet.Values, FacetValue{Name: cutText(name, mostName), Count: c.Count, Link: s.links.search(a.with(t)), Chosen: a.has(t)})
		}
		out = append(out, facet)
	}
	return out
}

// mostAround is how many characters of a wrong query are shown on each side.
const mostAround = 200

// wrongAt cuts a query at the character where it is wrong.
func wrongAt(text string, e *client.Error) *Wrong {
	w := &Wrong{Detail: e.Detail}
	letters := []rune(text)
	if e.Column < 1 || e.Column > len(letters)+1 {
		return w
	}
	at := e.Column - 1
	w.Before = string(letters[:at])
	if at > mostAround {
		w.Before = "…" + string(letters[at-mostAround:at])
	}
	if at < len(letters) {
		w.At, w.Behind = string(letters[at:at+1]), string(letters[at+1:])
		if len(letters)-at > mostAround {
			w.Behind = string(letters[at+1:at+mostAround]) + "…"
		}
	} else {
		w.At = "\u2423"
	}
	return w
}
