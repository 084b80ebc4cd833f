package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/shared/news"
)

// gold knows which links are right.
type gold struct {
	kb  *kb.KB
	ids map[keyed]string
}

// keyed is a canonical name in an article, in "*" for all.
type keyed struct{ article, name string }

// unknown is the id of what the knowledge base does not have.
const unknown = "-"

// readKey reads the table of judged ids. An id that the knowledge base has no
// more is an error, for every right link would count as wrong.
func readKey(path string, k *kb.KB) (map[keyed]string, error) {
	out := map[keyed]string{}
	if path == "" {
		return out, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading judged ids: %w", err)
	}
	n := 0
	for line := range strings.Lines(string(b)) {
		n++
		if line = strings.TrimSuffix(line, "\n"); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != 3 {
			return nil, fmt.Errorf("reading %q: line %d has %d columns, want article, canonical name, id", path, n, len(c))
		}
		if _, ok := k.ByID(c[2]); !ok && c[2] != unknown {
			return nil, fmt.Errorf("reading %q: line %d: the knowledge base has no entry %q; look %q up and give its id, or - for none", path, n, c[2], c[1])
		}
		out[keyed{c[0], c[1]}] = c[2]
	}
	return out, nil
}

// wanted returns the ids that are right for a name; none if the knowledge base
// does not have it.
func (g *gold) wanted(article string, n *corpus.Name) []string {
	for _, a := range []string{article, "*"} {
		switch id := g.ids[keyed{a, n.Canonical}]; id {
		case "":
		case unknown:
			return nil
		default:
			return []string{id}
		}
	}
	var out []string
	for _, c := range g.kb.Lookup(n.Canonical) {
		if corpus.Coarse(c.Entry.Type) == n.Type && !c.Inflected {
			out = append(out, c.Entry.ID)
		}
	}
	return out
}

// right reports whether a name is the entity id, or unknown as the id says.
func (g *gold) right(article string, n *corpus.Name, id string) bool {
	want := g.wanted(article, n)
	return slices.Contains(want, id) || len(want) == 0 && news.IsNil(id)
}
