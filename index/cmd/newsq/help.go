package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/dateline-news/dateline/index/internal/query"
)

// asksHelp reports a request for help among arguments; behind "--" there is
// none.
func asksHelp(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.ContainsFunc(args, func(arg string) bool { return arg == "-h" || arg == "-help" || arg == "--help" })
}

// help prints the usage of newsq, or that of one command.
func (a *app) help(args []string) error {
	text := usage
	if len(args) > 0 {
		var names []string
		for _, c := range a.commands() {
			names = append(names, c.name)
			if c.name == args[0] {
				text = c.usage
			}
		}
		if !slices.Contains(names, args[0]) {
			hint := ""
			if near := query.Suggest(args[0], names); near != "" {
				hint = fmt.Sprintf(", did you mean %s?", near)
			}
			return &usageError{fmt.Sprintf("no command %q%s", args[0], hint)}
		}
	}
	_, err := io.WriteString(a.stdout, text)
	return err
}

// The usage of each command.
const (
	usageShow = `newsq show ID|URL: one article with its entities

  -r REVISION              an older revision of it
  -o text|json             json is the message as it is on the stream
`
	usageQuotes = `newsq quotes QUERY: who said what

  -n N                     how many at least, 1 to 100 (10)
  -since DATE -until DATE  published then
  -sort ORDER              newest (as it is), oldest, relevance
  -cursor C                the next page
  -o text|table|json|csv|md

  newsq quotes said:Peskov                 what he said
  newsq quotes 'said:Peskov quote:truce'   what he said of that
`
	usageEntity = `newsq entity NAME|ID: how often it is named, when, with whom, and what it said

  -n N                     how many articles and quotations (5)
  -since DATE -until DATE  in articles published then
  -o text|json
`
	usageTimeline = `newsq timeline QUERY: how many articles over time

  -by hour|day|week|month|year
                           what to count by, in UTC; else what gives some tens of bars
  -since DATE -until DATE  published then
  -o text|table|json|csv|md
                           text leaves long empty stretches out
`
	usageTail = `newsq tail [QUERY]: new articles that answer the query, as they come, until Ctrl-C

  -o text|json             json is the message as it is on the stream
`
	usageAlert = `newsq alert: standing queries, which tell of each new article that answers,
once for each wording of a story, on news.event.alert.NAME

  newsq alert add NAME QUERY
    -from DATE             of the past as well
    -webhook URL           to this address, too
    -secret-file FILE      signed with what the file holds
  newsq alert list         -o table|json|csv|md
  newsq alert show NAME    -o text|json
  newsq alert remove NAME
  newsq alert test NAME|QUERY
                           how often it would have fired
    -since DATE            since then (7d)
    -o text|json

A webhook gets one event in JSON; Dateline-Signature is its HMAC-SHA256 with the
secret. nats sub 'news.event.alert.>' shows all alerts.
`
	usageExport = `newsq export QUERY: every article that answers, whole, one JSON object a line,
as ingestd load reads them

  -since DATE -until DATE  published then
  -cursor C                go on where an export broke off

  newsq export 'place:Syria/' > syria.ndjson
`
	usageExplain = `newsq explain QUERY: how the query is understood, in canonical writing, with the
entities that its names stand for and its words as each language has them

  -o text|json
`
	usageTrace = `newsq trace URL|ID: where an item is and what became of it

  -o text|json
`
	usageQuarantine = `newsq quarantine: messages that a stage could not handle, with the reason

  newsq quarantine list [ID...]
    -n N                   how many (50)
    -after ID              those behind it
    -o table|json|csv|md
  newsq quarantine show ID...
    -o text|json           json has the message whole, in base64
  newsq quarantine retry [ID...]
                           have the stage handle them again, once the cause is mended
  newsq quarantine drop [ID...]
    -yes                   do not ask

Without numbers of entries:
  -stage STAGE             ingest, enrich, index, alert, webhook
  -reason REASON           schema, malformed, panic, transient, deliveries, ...
  -since DATE -until DATE  put there then: 2016-12, 2016-12-29, 7d, yesterday
  -all                     all, where retry and drop need to be told

  newsq quarantine retry -stage enrich -since yesterday
`
	usageForget = `newsq forget ID|URL...: take articles down for good

  -reason TEXT             why, which newsq forgotten and newsq trace tell; required
  -source SOURCE           all that is had of an outlet, in place of ids
  -yes                     do not ask
  -dry-run                 say what would be removed

They leave the streams, overwritten, and every copy of the index; a tombstone,
which holds a hash of the id, keeps them from coming again. It may be cut short
and done again. Backups and what subscribers have read are theirs who keep them.
`
	usageForgotten = `newsq forgotten [list]: what was taken down: hashes of ids, when and why

  -o table|json|csv|md

  newsq forgotten ID|URL...
                           whether these were
  newsq forgotten enforce  removes it all again from the streams, as after an older
                           copy of them was restored
`
	usageStats = `newsq stats: what the index holds and how far it is behind

  -o text|json
`
	usageCompletion = `newsq completion bash|zsh|fish: completion for a shell

  bash   source <(newsq completion bash)
  zsh    source <(newsq completion zsh)
  fish   newsq completion fish | source
`
)
