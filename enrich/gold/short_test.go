package gold

import (
	"testing"

	"github.com/dateline-news/dateline/enrich/internal/kb"
)

// TestShortStories loads the short stories in many languages, which puts every
// surface in its place, and looks up their ids.
func TestShortStories(t *testing.T) {
	const folder = "../testdata/short"
	stories, err := Load(folder, folder, "")
	if err != nil {
		t.Fatal(err)
	}
	k, err := kb.Load()
	if err != nil {
		t.Fatal(err)
	}
	canonical := map[string]string{}
	for _, s := range stories {
		for _, n := range s.Sheet.Names {
			if !known(k, n) {
				t.Errorf("%s: id %s of %s is not in the knowledge base; write nil", s.Name, n.ID, n.Surface)
			}
			thing := string(n.Type) + " " + n.Canonical
			if id := canonical[thing]; id != "" && id != n.ID {
				t.Errorf("%s: %s has the id %s here and %s elsewhere", s.Name, thing, n.ID, id)
			}
			canonical[thing] = n.ID
		}
	}
}
