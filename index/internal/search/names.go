package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// maxEntities is how many entities one name may stand for.
	maxEntities = 50
	// maxSuggestions is for how many unknown names of a query another is
	// looked for.
	maxSuggestions = 5
	// maxNameTerms bounds what is read of the table of names for one lookup
	// in one slice.
	maxNameTerms = 2000
)

// resolve finds what each name of the query stands for: the entity of that
// id, or else all entities that the index has met under that name, the most
// frequent first.
func (e *Engine) resolve(ctx context.Context, q *query.Query) (map[*query.Term][]string, []client.ResolvedName, error) {
	ids := make(map[*query.Term][]string)
	var shown []client.ResolvedName
	unknown := 0
	for t := range q.Terms {
		if !t.Field.IsName() {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, nil, fmt.Errorf("%w: looking up names: %w", store.ErrPartial, err)
		}
		entities, err := e.entities(t)
		if err != nil {
			return nil, nil, err
		}
		r := client.ResolvedName{Term: t.String()}
		if len(entities) > maxEntities {
			r.Omitted = len(entities) - maxEntities
			entities = entities[:maxEntities]
		}
		for i := range entities {
			ids[t] = append(ids[t], entities[i].ID)
			entities[i].Name = e.nameOf(entities[i].ID)
		}
		r.Entities = entities
		if len(entities) == 0 && t.Field == query.Said && e.speaks(t) {
			continue
		}
		if unknown < maxSuggestions && len(entities) == 0 {
			unknown++
			if r.Suggestion, err = e.nearName(t); err != nil {
				return nil, nil, err
			}
		}
		if !slices.ContainsFunc(shown, func(s client.ResolvedName) bool { return s.Term == r.Term }) {
			shown = append(shown, r)
		}
	}
	return ids, shown, nil
}

// speaks reports whether some speaker is called by the words of a term, though
// no entity is.
func (e *Engine) speaks(t *query.Term) bool {
	words := e.languages.Named(language.Unknown).Phrase(t.Value)
	for _, terms := range words {
		for _, term := range terms {
			if n, err := e.store.Frequency(store.FieldSpeaker, term); err != nil || n == 0 {
				return false
			}
		}
	}
	return len(words) > 0
}

// entities returns what one name term stands for, without names.
func (e *Engine) entities(t *query.Term) ([]client.NamedItem, error) {
	for _, id := range []string{t.Value, strings.ToUpper(t.Value), strings.ToLower(t.Value)} {
		if !news.ValidToken(id) {
			break
		}
		field := store.FieldEntity
		if t.Within {
			field = store.FieldInside
		}
		terms, err := e.store.Terms(field, id, 1)
		if err != nil {
			return nil, err
		}
		for _, term := range terms {
			if term.Text == id {
				return []client.NamedItem{{ID: id, Count: term.Count}}, nil
			}
		}
	}
	var found []client.NamedItem
	for _, kind := range t.Field.EntityTypes() {
		prefix := store.AliasPrefix(kind, news.Fold(t.Value))
		terms, err := e.store.Terms(store.FieldAlias, prefix, maxNameTerms)
		if err != nil {
			return nil, err
		}
		for _, term := range terms {
			found = append(found, client.NamedItem{ID: strings.TrimPrefix(term.Text, prefix), Count: term.Count})
		}
	}
	slices.SortStableFunc(found, func(a, b client.NamedItem) int {
		switch {
		case a.Count > b.Count:
			return -1
		case a.Count < b.Count:
			return 1
		}
		return strings.Compare(a.ID, b.ID)
	})
	return found, nil
}

// nameOf returns the name that the index has met most often for an id, empty
// if it has met none.
func (e *Engine) nameOf(id string) string {
	if name, ok := e.names.get(id); ok {
		return name
	}
	prefix := store.NamePrefix(id)
	terms, err := e.store.Terms(store.FieldEntityName, prefix, 16)
	if err != nil || len(terms) == 0 {
		// Without its name an id still says what it is.
		return ""
	}
	name := strings.TrimPrefix(terms[0].Text, prefix)
	e.names.put(id, name)
	return name
}

const (
	// namesKept bounds the names that are remembered, some 10 MB of them, and
	// namesFor how long: which name is the most frequent changes slowly.
	namesKept = 50_000
	namesFor  = time.Minute
)

// nameCache remembers the names of ids. It may be used concurrently.
type nameCache struct {
	// mu guards what follows.
	mu    sync.Mutex
	byID  map[string]string
	since time.Time
}

func (n *nameCache) get(id string) (string, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if time.Since(n.since) > namesFor {
		n.byID, n.since = make(map[string]string), time.Now()
	}
	name, ok := n.byID[id]
	return name, ok
}

func (n *nameCache) put(id, name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.byID) < namesKept {
		n.byID[id] = name
	}
}

// nearName returns the most frequent name of the index that begins like the
// one that was asked for and is written nearly the same.
func (e *Engine) nearName(t *query.Term) (string, error) {
	folded := news.Fold(t.Value)
	letters := []rune(folded)
	if len(letters) < 4 {
		return "", nil
	}
	var names []string
	for _, kind := range t.Field.EntityTypes() {
		terms, err := e.store.Terms(store.FieldAlias, store.AliasBeginning(kind, string(letters[:2])), maxNameTerms)
		if err != nil {
			return "", err
		}
		for _, term := range terms {
			names = append(names, store.AliasName(term.Text))
		}
	}
	return query.Suggest(folded, names), nil
}
