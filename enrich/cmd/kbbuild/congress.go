package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/kb"
)

const (
	congressDate = "2026-06-15"
	// congressProminence is that of members of Congress who are not among the
	// hand-written newsmakers.
	congressProminence = 32
)

// legislator is a member of the United States Congress.
type legislator struct {
	qid, name, enwiki string
	// chamber is "sen" or "rep"; since is the first day in it without a break.
	chamber, since string
}

// legislators reads the members of Congress. Of the YAML of the source it
// reads the lines it needs; each is a key and a plain value.
func (b *builder) legislators() []legislator {
	data, err := os.ReadFile(filepath.Join(b.sources, "us.legislators-current.yaml"))
	if err != nil {
		b.fail(err)
		return nil
	}
	var out []legislator
	chamber := ""
	for line := range strings.Lines(string(data)) {
		if line == "- id:\n" {
			out = append(out, legislator{})
			continue
		}
		key, value, ok := strings.Cut(strings.TrimLeft(line, " -"), ":")
		if value = strings.Trim(value, " '\"\n"); !ok || len(out) == 0 {
			continue
		}
		l := &out[len(out)-1]
		switch key {
		case "wikidata":
			l.qid = value
		case "wikipedia":
			l.enwiki = untitled.ReplaceAllString(value, "")
		case "official_full":
			l.name = value
		case "type":
			chamber = value
		case "start":
			if chamber != l.chamber {
				l.chamber, l.since = chamber, value
			}
		}
	}
	return out
}

// addCongress adds the members of Congress that are not there yet.
func (b *builder) addCongress() {
	office := map[string]string{"sen": "United States senator", "rep": "Member of the United States House of Representatives"}
	for _, l := range b.legislators() {
		if l.qid == "" || l.name == "" || office[l.chamber] == "" {
			continue
		}
		e := b.byID[l.qid]
		if e == nil {
			e = &entry{
				id: l.qid, typ: "person", kind: "politician", name: l.name, names: []string{l.enwiki},
				of: []string{b.country["US"]}, prominence: congressProminence, source: "congress-legislators", asOf: congressDate,
			}
			b.add(e)
		}
		e.tenures = append(e.tenures, kb.Tenure{Office: office[l.chamber], Of: b.country["US"], From: l.since})
	}
}
