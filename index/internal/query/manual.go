package query

import (
	"strings"

	"github.com/dateline-news/dateline/index/internal/document"
)

// Chapter is a part of the manual of the language.
type Chapter struct {
	Title   string
	Entries []Entry
}

// Entry says how something is written and what it means, with an example that
// is a whole query.
type Entry struct {
	Write, Means, Example string
}

// Manual returns the manual of the language, about a page: what programs print
// as help and show on their pages.
func Manual() []Chapter {
	return []Chapter{
		{"Words", []Entry{
			{"ceasefire", "articles with the word in any of its forms, in title, summary, text or the name of something", "ceasefire"},
			{"a b", "all of the words; AND may stand between them", "ceasefire Aleppo"},
			{"a OR b", "one of them at least", "ceasefire OR truce"},
			{"-a, NOT a", "articles without it", "Turkey -football"},
			{"( )", "holds together; AND binds tighter than OR", "Aleppo (ceasefire OR truce)"},
			{`"a b"`, "the words one after the other", `"nationwide ceasefire"`},
			{`"a b"~5`, "the words in any order, with at most 5 others among them", `"ceasefire Russia Turkey"~5`},
			{"a NEAR/1 b", "words or phrases in one sentence; 2: in the next at most, and so on to 10", `"peace talks" NEAR/1 Astana`},
			{"negotiat*", "words that begin so, three letters at least", "negotiat*"},
			{"Gaddafi~", "the word with at most one slip behind its first letter", "Ghadafi~"},
			{`\`, "takes the next sign as it is; lower-case and, or, not are words", `\NEAR`},
		}},
		{"Where", []Entry{
			{"title: text:", "words of the title; of the summary and the text", "title:(truce OR ceasefire)"},
			{"quote: said:", "words of direct speech; who speaks, by name, id or words. In one AND they mean the same quotation", `said:Peskov quote:"nationwide ceasefire"`},
			{"author:", "words of an author's name", `author:"Jane Roe"`},
		}},
		{"Who and what", []Entry{
			{"person: org: place: event:", "a person, organisation, place or event, by any of its names or by its id", `person:"Recep Tayyip Erdogan"`},
			{"place:Syria/", "the place and all that lies in it", "place:Syria/"},
			{"entity:", "anything that has a name", "entity:Q858"},
			{"topic:", "a topic of the IPTC Media Topics by id, name or short name, with all below it", "topic:conflict"},
		}},
		{"From where", []Entry{
			{"source: domain:", "the outlet by id or name; by domain, with all hosts below it", "source:bbc OR domain:lemonde.fr"},
			{"country: lang:", "the outlet's country and the article's language, two letters each", "country:TR lang:en"},
			{"agency: category: tag:", "the agency of the dateline; a category of the feed's; a tag that the operator gave the feed", "agency:AFP -tag:sport"},
			{"url: id:", "one article by link or id", "url:https://example.org/story"},
		}},
		{"When (days of UTC)", []Entry{
			{"date:", "published in the time: a year, month, day, instant, today, yesterday, this-week, last-month", "date:2016-12-29"},
			{"date:A..B", "published between two, both included; either may be left out", "date:2016-12-01..2016-12-31"},
			{"after: before:", "from its beginning on; up to its beginning", "after:2016-12-01 before:2017-01-01"},
			{"7d", "seven days ago; 12h, 2w, 3mo and 1y alike", "ceasefire after:7d"},
			{"asof:", "what was known then: the articles and revisions that were the newest", "Aleppo asof:2016-12-29"},
		}},
		{"What it is like", []Entry{
			{"has:", "has one of: " + strings.Join(document.HasValues(), ", "), "has:quote"},
			{"is:", "is one of: " + strings.Join(document.IsValues(), ", "), "-is:short"},
			{"sort:", "relevance, newest or oldest, for the whole query", "ceasefire sort:newest"},
		}},
	}
}
