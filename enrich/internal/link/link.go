// Package link says which entity each mention of an article means.
//
// Names are gathered first: mentions of the same words are one name, a
// surname goes with the full name in the same article, an acronym with what
// the article says it stands for, "the Senate" with the "Freedonian Senate".
// Each name is then given the entry of the knowledge base that fits it and the
// rest of the article best, or none: it becomes an entity with the id of its
// type and name, or is dropped where it was no more than a word that also is a
// name. Peoples ("Turkish") are entities of their own, tied to their country;
// capitals and seats that stand for a government keep their type and say for
// which.
//
// Linking takes time linear in the number of mentions. A [Trace] keeps how it
// decided, where one is asked for.
package link

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/shared/news"
)

// Context is what is known of an article beside its mentions.
type Context struct {
	// Language is ISO 639-1 or "und".
	Language string
	// Country is the ISO 3166-1 code of the outlet's country, or "".
	Country string
	// Published is when the article appeared; zero where that is not known.
	Published time.Time
	// Trace, where given, is filled with how each mention was decided.
	Trace *Trace
}

// Options are the settings of a linker.
type Options struct {
	// MinConfidence leaves out the entities whose confidence is lower; 0
	// keeps all.
	MinConfidence float64
}

// Linker links mentions to entries of a knowledge base. It may be used
// concurrently.
type Linker struct {
	kb      *kb.KB
	options Options
	// actors are by language.
	actors map[string]*actors
	// bodies are the words of names that bodies of many states have.
	bodies map[string]bool
	// heads begin the names of bodies that end with a place.
	heads map[string]bool
	// holders are listed when first asked for.
	holders func() map[string][]*kb.Entry
}

// New returns a linker over a knowledge base.
func New(k *kb.KB, o Options) *Linker {
	return &Linker{
		kb: k, options: o, actors: newActors(), bodies: newBodies(), heads: newHeads(),
		holders: sync.OnceValue(func() map[string][]*kb.Entry { return officeHolders(k) }),
	}
}

// Link returns the entities of an article, sorted by falling salience, then
// id, each with its mentions in the order of the fields. mentions are sorted
// by field and start.
func (l *Linker) Link(c Context, fields []ner.Field, mentions []ner.Mention) []news.Entity {
	d := newDocument(l, c, fields, mentions)
	d.vote()
	d.weighCountries()
	d.resolveLongNames()
	d.resolveShortNames()
	out := d.entities(l.options.MinConfidence)
	slices.SortFunc(out, func(a, b news.Entity) int {
		return cmp.Or(cmp.Compare(b.Salience, a.Salience), cmp.Compare(a.ID, b.ID))
	})
	return out
}
