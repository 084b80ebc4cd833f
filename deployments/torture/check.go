package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/dateline-news/dateline/deployments/internal/newsroom"
	"github.com/dateline-news/dateline/shared/bus"
)

// world is the truth beside what is there.
type world struct {
	items []newsroom.Item
	// poison is the garbage that was put on the streams.
	poison []poisoned
	// articles and enriched are the messages of their streams, in order,
	// without garbage.
	articles, enriched []message
	// index is everything that the index answers with; total is how much it
	// counts itself.
	index []message
	total uint64
	// alerts is what the standing query was told.
	alerts     []told
	quarantine []bus.QuarantineEntry
}

// message is an article in one of the places where it can be.
type message struct {
	id       string
	revision int
	hash     string
	seq      uint64
	// entities is how many the annotations have, -1 without annotations.
	entities int
}

// told is an alert.
type told struct {
	article  string
	revision int
	wording  string
}

// finding is something that is not as it has to be.
type finding struct {
	// kind is lost, doubled, wrong, stray, quarantine, unrest, growth,
	// verify, crash or harness.
	kind string
	// id is the article, if it is about one.
	id   string
	text string
}

// check compares the truth with what is there.
func check(w *world) []finding {
	c := &checker{world: w, served: map[string]*newsroom.Item{}}
	for i := range w.items {
		c.served[w.items[i].ID] = &w.items[i]
	}
	c.stream()
	c.annotated()
	c.indexed()
	c.alerted()
	c.quarantined()
	return c.findings
}

type checker struct {
	*world
	served   map[string]*newsroom.Item
	findings []finding
}

func (c *checker) find(kind, id, format string, args ...any) {
	c.findings = append(c.findings, finding{kind, id, fmt.Sprintf(format, args...)})
}

// stream looks for every version of every item on the articles stream, once
// and in order.
func (c *checker) stream() {
	got := map[string][]message{}
	for _, m := range c.articles {
		got[m.id] = append(got[m.id], m)
		if c.served[m.id] == nil {
			c.find("stray", m.id, "sequence %d of the articles stream is an article that nobody served", m.seq)
		}
	}
	for _, it := range c.items {
		messages := got[it.ID]
		for i, m := range messages {
			switch {
			case i > 0 && m.revision == messages[i-1].revision:
				c.find("doubled", it.ID, "revision %d is on the articles stream at sequences %d and %d", m.revision, messages[i-1].seq, m.seq)
			case m.revision != i+1:
				c.find("wrong", it.ID, "message %d on the articles stream, at sequence %d, is revision %d", i+1, m.seq, m.revision)
			case i >= len(it.Versions):
				c.find("doubled", it.ID, "revision %d, at sequence %d, is a version that was never served; %s", m.revision, m.seq, c.which(it, m.hash))
			case m.hash != it.Versions[i].Hash:
				c.find("wrong", it.ID, "revision %d, at sequence %d, is not version %d; %s", m.revision, m.seq, i+1, c.which(it, m.hash))
			}
		}
		if len(messages) < len(it.Versions) {
			c.find("lost", it.ID, "%d of %d versions are on the articles stream; %s in %s", len(messages), len(it.Versions), it.URL, it.Feed)
		}
	}
}

// which says which version has a hash.
func (c *checker) which(it newsroom.Item, hash string) string {
	i := slices.IndexFunc(it.Versions, func(v newsroom.Version) bool { return v.Hash == hash })
	if i < 0 {
		return "its content is none of the item's versions"
	}
	return fmt.Sprintf("its content is version %d", i+1)
}

// annotated looks for every version on the enriched stream, with annotations.
// There may be more of a kind: delivery is at least once.
func (c *checker) annotated() {
	type key struct {
		id       string
		revision int
	}
	got := map[key]bool{}
	for _, m := range c.enriched {
		got[key{m.id, m.revision}] = true
		if c.served[m.id] == nil {
			c.find("stray", m.id, "sequence %d of the enriched stream is an article that nobody served", m.seq)
		}
		if m.entities < 0 {
			c.find("wrong", m.id, "sequence %d of the enriched stream has no annotations", m.seq)
		}
	}
	for _, it := range c.items {
		for i := range it.Versions {
			if !got[key{it.ID, i + 1}] {
				c.find("lost", it.ID, "revision %d is not on the enriched stream; %s", i+1, it.URL)
			}
		}
	}
}

// indexed looks for every item in the index, once, in its last version.
func (c *checker) indexed() {
	got := map[string]bool{}
	for _, m := range c.index {
		it := c.served[m.id]
		switch {
		case it == nil:
			c.find("stray", m.id, "the index has an article that nobody served")
			continue
		case got[m.id]:
			c.find("doubled", m.id, "the index has it more than once")
		case m.revision != len(it.Versions):
			c.find("wrong", m.id, "the index has revision %d as the last of %d", m.revision, len(it.Versions))
		case m.hash != it.Versions[len(it.Versions)-1].Hash:
			c.find("wrong", m.id, "revision %d in the index has another text; %s", m.revision, c.which(*it, m.hash))
		case m.entities <= 0:
			c.find("wrong", m.id, "it is in the index without entities")
		}
		got[m.id] = true
	}
	for _, it := range c.items {
		if !got[it.ID] {
			c.find("lost", it.ID, "it is not in the index; %s", it.URL)
		}
	}
	if c.total != uint64(len(got)) {
		c.find("wrong", "", "the index counts %d articles and gives %d", c.total, len(got))
	}
}

// alerted looks whether the standing query was told of each wording once.
func (c *checker) alerted() {
	got := map[told]int{}
	for _, a := range c.alerts {
		got[told{article: a.article, wording: a.wording}]++
		if it := c.served[a.article]; it == nil || !it.Signal {
			c.find("stray", a.article, "an alert tells of revision %d, which does not answer the query", a.revision)
		}
	}
	wordings := map[string]int{}
	for a, n := range got {
		wordings[a.article]++
		if n > 1 {
			c.find("doubled", a.article, "an alert told of the wording %s %d times", a.wording, n)
		}
	}
	for _, it := range c.items {
		if it.Signal && wordings[it.ID] != len(it.Versions) {
			c.find("lost", it.ID, "an alert told of %d of %d wordings", wordings[it.ID], len(it.Versions))
		}
	}
}

// quarantined looks whether there is all garbage and nothing else, with
// reasons.
func (c *checker) quarantined() {
	bad := map[string]*poisoned{}
	for i := range c.poison {
		bad[c.poison[i].subject] = &c.poison[i]
	}
	type key struct{ stage, subject string }
	got := map[key]int{}
	for _, e := range c.quarantine {
		got[key{e.Stage, e.Subject}]++
		if bad[e.Subject] == nil {
			c.find("quarantine", e.Header.Get(bus.HeaderArticle), "stage %s put what is no garbage there: %s, sequence %d of %s, after %d deliveries: %s: %s",
				e.Stage, e.Subject, e.Sequence, e.Stream, e.Deliveries, e.Reason, e.Error)
		}
		if e.Reason == "" || e.Error == "" {
			c.find("quarantine", "", "stage %s gives no reason for %s", e.Stage, e.Subject)
		}
	}
	for _, p := range c.poison {
		for _, stage := range p.stages {
			if n := got[key{stage, p.subject}]; n != 1 {
				c.find("quarantine", "", "stage %s put the garbage on %s there %d times", stage, p.subject, n)
			}
		}
	}
	slices.SortStableFunc(c.findings, func(a, b finding) int { return cmp.Compare(a.kind, b.kind) })
}
