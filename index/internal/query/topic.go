package query

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"github.com/dateline-news/dateline/shared/news"
)

// topicTable lists the topics that are known by name. An article may have
// others, which are found by id.
//
//go:embed topics.tsv
var topicTable string

// topicScheme begins the id of a topic.
const topicScheme = "medtop:"

// topics maps the folded names and short names of topics to their official
// name, and that to the id.
type topics struct {
	name map[string]string
	id   map[string]string
}

// knownTopics reads the table once, when a query first asks for a topic.
var knownTopics = sync.OnceValue(readTopics)

func readTopics() topics {
	t := topics{name: make(map[string]string), id: make(map[string]string)}
	for line := range strings.Lines(topicTable) {
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(columns) != 3 {
			continue
		}
		name := columns[2]
		t.id[name] = topicScheme + columns[1]
		for short := range strings.FieldsSeq(columns[0]) {
			t.name[news.Fold(short)] = name
		}
	}
	// The whole name comes before another topic's short one.
	for name := range t.id {
		t.name[news.Fold(name)] = name
	}
	return t
}

var topicID = regexp.MustCompile(`^(?i:medtop:)?([0-9]{8})$`)

// canonicalTopic returns the id of a topic that was written as one, and the
// official name of one that is known by another. What is not known may still
// be the name of a topic that another program annotates.
func canonicalTopic(value string) (canonical, suggestion string) {
	if m := topicID.FindStringSubmatch(value); m != nil {
		return topicScheme + m[1], ""
	}
	known := knownTopics()
	folded := news.Fold(value)
	if name, ok := known.name[folded]; ok {
		return name, ""
	}
	names := make([]string, 0, len(known.name))
	for name := range known.name {
		names = append(names, name)
	}
	return value, Suggest(folded, names)
}

// Exact returns the value that a term of a field of exact values looks for, as
// the index holds it: the id of a topic that is known, else the value folded.
func (t *Term) Exact() string {
	if t.Field == Topic {
		if id, ok := knownTopics().id[t.Value]; ok {
			return id
		}
	}
	return news.Fold(t.Value)
}
