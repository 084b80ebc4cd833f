package alert

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/news"
)

// Set is standing queries compiled together. An article is analysed once, and
// a query looks at it only if the article has what the query demands: by the
// language of the article at least one of these terms, ids, names or values,
// and one of those. A query that demands nothing looks at every article.
//
// A Set is not changed; With and Without return another that shares what has
// been compiled. It may be used concurrently.
type Set struct {
	languages *language.Set
	now       func() time.Time
	// entries are in no order; nil where a query was taken out.
	entries []*entry
	// byName holds the numbers of the entries.
	byName map[string]int32
	// indexes holds what articles of a chain are looked up in, made when the
	// first of them comes: *language.Language → *keyIndex.
	indexes sync.Map
}

// entry is one query of a set.
type entry struct {
	stored  Query
	matcher *query.Matcher
}

// NewSet compiles queries. The error names the first that cannot be compiled.
func NewSet(languages *language.Set, queries []Query, now func() time.Time) (*Set, error) {
	if now == nil {
		now = time.Now
	}
	s := &Set{languages: languages, now: now}
	s.byName = make(map[string]int32, len(queries))
	for _, q := range queries {
		if _, ok := s.byName[q.Name]; ok {
			return nil, fmt.Errorf("compiling queries: there are two of the name %q", q.Name)
		}
		e, err := s.compile(q)
		if err != nil {
			return nil, err
		}
		s.byName[q.Name] = int32(len(s.entries))
		s.entries = append(s.entries, e)
	}
	return s, nil
}

// compile makes the entry of a query, out of the one of its name where that
// means the same.
func (s *Set) compile(q Query) (*entry, error) {
	if number, ok := s.byName[q.Name]; ok {
		if old := s.entries[number]; old.stored.Query == q.Query && maps.EqualFunc(old.stored.Resolved, q.Resolved, slices.Equal) {
			return &entry{stored: q, matcher: old.matcher}, nil
		}
	}
	parsed, err := q.Parse()
	if err != nil {
		return nil, fmt.Errorf("compiling the query of %q: %w", q.Name, err)
	}
	return &entry{stored: q, matcher: query.NewMatcher(parsed, s.languages, query.MatcherOptions{Now: s.now, Resolved: q.Resolved})}, nil
}

// Len returns how many queries the set has.
func (s *Set) Len() int { return len(s.byName) }

// Get returns a query by its name.
func (s *Set) Get(name string) (Query, bool) {
	if number, ok := s.byName[name]; ok {
		return s.entries[number].stored, true
	}
	return Query{}, false
}

// With returns the set with a query in place of the one of its name.
func (s *Set) With(q Query) (*Set, error) {
	e, err := s.compile(q)
	if err != nil {
		return nil, err
	}
	return s.change(map[string]*entry{q.Name: e}), nil
}

// Without returns the set without the query of that name.
func (s *Set) Without(name string) *Set { return s.change(map[string]*entry{name: nil}) }

// change returns the set with entries in place of those of their names; nil
// takes one out. It costs as much for many changes as for one.
func (s *Set) change(changes map[string]*entry) *Set {
	out := &Set{languages: s.languages, now: s.now, entries: slices.Clone(s.entries), byName: maps.Clone(s.byName)}
	// numbers are those of the entries that articles are looked up anew for.
	var numbers []int32
	for name, e := range changes {
		number, known := out.byName[name]
		switch {
		case e == nil && !known:
			continue
		case e == nil:
			out.entries[number] = nil
			delete(out.byName, name)
			continue
		case !known:
			number = int32(len(out.entries)) //nolint:gosec // far fewer
			out.byName[name] = number
			out.entries = append(out.entries, e)
		default:
			same := out.entries[number].matcher == e.matcher
			out.entries[number] = e
			if same {
				continue
			}
		}
		numbers = append(numbers, number)
	}
	for chain, index := range s.indexes.Range {
		changed := index.(*keyIndex)
		if len(numbers) > 0 {
			changed = changed.clone()
		}
		for _, number := range numbers {
			changed.put(number, out.entries[number], chain.(*language.Language))
		}
		out.indexes.Store(chain, changed)
	}
	return out
}

// Match returns the names of the queries that an article answers, sorted.
func (s *Set) Match(a *news.Article) []string {
	names := []string{}
	if s.Len() == 0 {
		return names
	}
	r := query.NewReading(s.languages, a, s.now())
	s.index(r.Chain()).candidates(r, func(number int32) {
		if e := s.entries[number]; e != nil && e.matcher.MatchReading(r) {
			names = append(names, e.stored.Name)
		}
	})
	slices.Sort(names)
	return names
}

// index returns what articles of a chain are looked up in.
func (s *Set) index(chain *language.Language) *keyIndex {
	if index, ok := s.indexes.Load(chain); ok {
		return index.(*keyIndex)
	}
	index := newKeyIndex(len(s.entries))
	for number, e := range s.entries {
		if e != nil {
			index.put(int32(number), e, chain)
		}
	}
	got, _ := s.indexes.LoadOrStore(chain, index)
	return got.(*keyIndex)
}
