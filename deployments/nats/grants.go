package main

import (
	"slices"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// grant is a right: one of its subjects suffices, the others are other forms
// of the same thing that servers use by version or load.
type grant []string

// user is who connects and what it may do. What is not listed is refused.
type user struct {
	name string
	// does says in a few words who this is.
	does               string
	publish, subscribe []grant
	// denied are subjects within what is allowed that are others' own; hidden
	// are those of subscriptions.
	denied, hidden []string
	// replies lets it answer requests, each once.
	replies bool
	// index is set for the user of indexd.
	index bool
}

// rights collects what a user may do.
type rights struct {
	names bus.Names
	user
}

func (r *rights) pub(subjects ...string) {
	for _, s := range subjects {
		r.either(s)
	}
}

func (r *rights) either(subjects ...string) { r.publish = append(r.publish, subjects) }

func (r *rights) sub(subjects ...string) {
	for _, s := range subjects {
		r.subscribe = append(r.subscribe, grant{s})
	}
}

// know lets it ask whether a stream exists and how it stands.
func (r *rights) know(streams ...string) {
	for _, s := range streams {
		r.pub("$JS.API.STREAM.INFO." + s)
	}
}

// get lets it read single messages of a stream by their subjects.
func (r *rights) get(stream, subjects string) { r.pub("$JS.API.DIRECT.GET." + stream + "." + subjects) }

// consume lets it read a stream through a durable consumer of a name, which it
// makes itself.
func (r *rights) consume(stream, durable string) {
	r.pub(
		"$JS.API.CONSUMER.INFO."+stream+"."+durable,
		"$JS.API.CONSUMER.CREATE."+stream+"."+durable,
		"$JS.API.CONSUMER.MSG.NEXT."+stream+"."+durable,
	)
	r.ack(stream, durable)
	// How old the oldest message is that waits.
	r.pub("$JS.API.DIRECT.GET." + stream)
}

// retries lets it read what its stages are to try again.
func (l layout) retries(r *rights, durables ...string) {
	quarantine := l.stream(bus.Quarantine)
	for _, d := range durables {
		r.consume(quarantine, retryOf(d))
	}
}

// retryOf is the durable consumer of what one is to try again.
func retryOf(durable string) string {
	if durable == "*" {
		return durable
	}
	return "retry-" + durable
}

// ack grants both forms of acknowledgements: the usual one, and that with the
// domain and a hash of the account in front, which servers from 2.14 on use
// where their feature js_ack_fc_v2 is on.
func (r *rights) ack(stream, durable string) {
	r.either("$JS.ACK.*.*."+stream+"."+durable+".>", "$JS.ACK."+stream+"."+durable+".>")
}

// scan lets it read a stream through passing consumers, whose names are
// random: of the whole stream where the filter is empty, else of a part.
func (r *rights) scan(stream string, filters ...string) {
	for _, f := range filters {
		if f != "" {
			f = "." + f
		}
		r.pub("$JS.API.CONSUMER.CREATE." + stream + ".*" + f)
	}
	r.pub("$JS.API.CONSUMER.MSG.NEXT." + stream + ".*")
}

// discard lets it remove passing consumers when it has done with them; else
// they go by themselves within minutes.
func (r *rights) discard(streams ...string) {
	for _, s := range streams {
		r.pub("$JS.API.CONSUMER.DELETE." + s + ".*")
	}
}

// keeping keeps it from removing a durable consumer that it only reads through.
func (r *rights) keeping(stream, durable string) {
	r.denied = append(r.denied, "$JS.API.CONSUMER.DELETE."+stream+"."+durable)
}

// sparing keeps it from the durable consumers of others, which the random
// names of scan would reach.
func (r *rights) sparing(stream string, durables ...string) {
	for _, d := range durables {
		r.denied = append(r.denied,
			"$JS.API.CONSUMER.CREATE."+stream+"."+d, "$JS.API.CONSUMER.CREATE."+stream+"."+d+".>",
			"$JS.API.CONSUMER.MSG.NEXT."+stream+"."+d, "$JS.API.CONSUMER.DELETE."+stream+"."+d)
	}
}

// watch lets it read a bucket and hear of changes. Behind the first megabytes
// the server waits for an answer that what it has sent has come, in one of the
// two forms that [rights.ack] has.
func (r *rights) watch(bucket string) {
	r.know("KV_" + bucket)
	r.either("$JS.FC.*.*.KV_"+bucket+".>", "$JS.FC.KV_"+bucket+".>")
	r.pub("$JS.API.CONSUMER.CREATE.KV_"+bucket+".*.$KV."+bucket+".>", "$JS.API.CONSUMER.DELETE.KV_"+bucket+".*")
}

// layout has the names of one installation.
type layout struct {
	names bus.Names
	// replicas are the names of the copies of the index, where they are known.
	replicas []string
}

func (l layout) stream(s bus.StreamName) string { return l.names.Stream(s) }

// indexes are the durable consumers of the copies of the index; "*" where
// their names are made by themselves.
func (l layout) indexes() []string {
	if len(l.replicas) == 0 {
		return []string{"*"}
	}
	var out []string
	for _, r := range l.replicas {
		out = append(out, bus.DurableIndexPrefix+r)
	}
	return out
}

// others are the durable consumers of a stream that a user with random names
// must not touch.
func (l layout) others(s bus.StreamName, but ...string) []string {
	all := map[bus.StreamName][]string{
		bus.Articles:   {bus.DurableEnrich},
		bus.Enriched:   {bus.DurableAlerts},
		bus.Events:     {bus.DurableWebhooks},
		bus.Feeds:      {bus.DurablePoll},
		bus.Quarantine: {retryOf(bus.DurablePoll), retryOf(bus.DurableEnrich), retryOf(bus.DurableAlerts), retryOf(bus.DurableWebhooks)},
	}[s]
	if s == bus.Enriched && len(l.replicas) > 0 {
		all = append(all, l.indexes()...)
	}
	return slices.DeleteFunc(slices.Clone(all), func(d string) bool { return slices.Contains(but, d) })
}

// users returns everybody with the least rights that let each do its work.
func (l layout) users() []user {
	return []user{l.ingestd(), l.enrichd(), l.indexd(), l.newsq(), l.reader(), l.subscriber(), l.admin()}
}

// begin makes a user with its own replies.
func (l layout) begin(name, does string) *rights {
	r := &rights{names: l.names, user: user{name: name, does: does}}
	r.sub(inbox(name) + ".>")
	return r
}

// inbox is the prefix of a user's replies.
func inbox(name string) string { return "_INBOX_" + name }

// streams lets it find every stream, as each service does at its start.
func (l layout) streams(r *rights) {
	for _, s := range bus.Streams() {
		r.know(l.stream(s))
	}
}

// serves is what every service does: it finds the streams, knows what was
// taken down, and says how it is when asked.
func (l layout) serves(r *rights) {
	l.streams(r)
	l.tombstones(r)
	r.sub(l.names.API("status"))
	r.replies = true
}

// tombstones lets it know what was taken down.
func (l layout) tombstones(r *rights) {
	forgotten := l.names.Bucket(bus.Forgotten)
	r.know("KV_" + forgotten)
	r.scan("KV_"+forgotten, "$KV."+forgotten+".>")
	r.discard("KV_" + forgotten)
}

// events returns the wildcard of all events.
func (l layout) events() string { return l.names.Prefix + ".event.>" }

func (l layout) ingestd() user {
	r := l.begin("ingestd", "polls feeds and publishes articles")
	n := l.names
	l.serves(r)
	r.pub(n.Article("*", "*"), n.EventsOf(news.EventDropped), n.EventsOf(news.EventRevised), n.EventsOf(news.EventFeed), n.Quarantine(ingest.Stage))
	r.get(l.stream(bus.Articles), n.Article("*", "*"))
	// What it knows of feeds, and their timers.
	feeds := l.stream(bus.Feeds)
	r.pub(n.FeedSettings("*"), n.FeedState("*"), n.FeedTimer("*"), n.FeedPush("*"))
	r.get(feeds, n.Prefix+".feed.*.*")
	r.pub("$JS.API.STREAM.PURGE." + feeds)
	r.consume(feeds, bus.DurablePoll)
	l.retries(r, bus.DurablePoll)
	r.scan(feeds, n.FeedSettings("*"), n.FeedState("*"), n.FeedTimer("*"), n.FeedDue("*"), n.FeedPush("*"))
	r.discard(feeds)
	r.keeping(feeds, bus.DurablePoll)
	// Room is left for who reads slowly.
	for _, s := range []bus.StreamName{bus.Articles, bus.Enriched} {
		r.pub("$JS.API.CONSUMER.LIST."+l.stream(s), "$JS.API.DIRECT.GET."+l.stream(s))
	}
	hosts := n.Bucket(bus.Hosts)
	r.know("KV_" + hosts)
	r.get("KV_"+hosts, "$KV."+hosts+".>")
	r.pub("$KV." + hosts + ".>")
	return r.user
}

func (l layout) enrichd() user {
	r := l.begin("enrichd", "annotates articles")
	n := l.names
	l.serves(r)
	r.consume(l.stream(bus.Articles), bus.DurableEnrich)
	l.retries(r, bus.DurableEnrich)
	r.pub(n.Enriched("*", "*"), n.Mention("*", "*"), n.Quarantine(enrich.Stage))
	return r.user
}

func (l layout) indexd() user {
	r := l.begin("indexd", "keeps the index, answers searches and tells of alerts")
	r.index = true
	n := l.names
	l.serves(r)
	enriched := l.stream(bus.Enriched)
	for _, d := range l.indexes() {
		r.consume(enriched, d)
	}
	r.scan(enriched, "")
	r.discard(enriched)
	r.consume(enriched, bus.DurableAlerts)
	r.consume(l.stream(bus.Events), bus.DurableWebhooks)
	l.retries(r, append(l.indexes(), bus.DurableAlerts, bus.DurableWebhooks)...)
	quarantine := l.stream(bus.Quarantine)
	r.sparing(quarantine, retryOf(bus.DurablePoll), retryOf(bus.DurableEnrich))
	// verify looks for what the stream has and the index has not.
	r.scan(quarantine, n.Quarantine("index"))
	r.discard(quarantine)
	r.keeping(quarantine, retryOf(bus.DurableAlerts))
	r.keeping(quarantine, retryOf(bus.DurableWebhooks))
	r.pub(n.EventsOf(news.EventAlert), n.Quarantine("index"), n.Quarantine("alert"), n.Quarantine("webhook"))
	r.scan(l.stream(bus.Events), n.EventsOf(news.EventAlert))
	r.discard(l.stream(bus.Events))
	r.keeping(enriched, bus.DurableAlerts)
	r.keeping(l.stream(bus.Events), bus.DurableWebhooks)
	queries := n.Bucket(bus.Queries)
	r.watch(queries)
	r.get("KV_"+queries, "$KV."+queries+".>")
	r.pub("$KV." + queries + ".>")
	alerted := n.Bucket(bus.Alerted)
	r.know("KV_" + alerted)
	r.get("KV_"+alerted, "$KV."+alerted+".>")
	r.pub("$KV." + alerted + ".>")
	l.answers(r)
	return r.user
}

// answers lets it be the search service.
func (l layout) answers(r *rights) {
	r.sub(l.names.API("*")+" "+l.names.SearchQueue(), "$SRV.*", "$SRV.*."+bus.SearchService, "$SRV.*."+bus.SearchService+".*")
}

// asks lets it ask the search service.
func (l layout) asks(r *rights) { r.pub(l.names.API("*")) }

func (l layout) reader() user {
	r := l.begin("reader", "searches and follows: newsq without what changes anything")
	l.asks(r)
	enriched := l.stream(bus.Enriched)
	r.know(enriched)
	r.scan(enriched, "")
	r.sparing(enriched, l.others(bus.Enriched)...)
	return r.user
}

// subscriberDurable is the one durable consumer of the user subscriber.
const subscriberDurable = "subscriber"

func (l layout) subscriber() user {
	r := l.begin("subscriber", "reads annotated articles, events and mentions as they come")
	n := l.names
	for _, s := range []bus.StreamName{bus.Enriched, bus.Events, bus.Mentions} {
		r.know(l.stream(s))
		r.consume(l.stream(s), subscriberDurable)
	}
	r.know(l.stream(bus.Quarantine))
	l.tombstones(r)
	r.sub(n.EnrichedAll(), l.events(), n.Mention("*", "*"))
	l.retries(r, subscriberDurable)
	r.pub(n.Quarantine(subscriberDurable))
	return r.user
}

func (l layout) newsq() user {
	r := l.begin("newsq", "the operator's tool")
	n := l.names
	l.streams(r)
	l.asks(r)
	quarantine, feeds := l.stream(bus.Quarantine), l.stream(bus.Feeds)
	r.scan(l.stream(bus.Articles), n.Article("*", "*"))
	r.scan(l.stream(bus.Enriched), "", n.EnrichedAll())
	r.scan(l.stream(bus.Events), l.events())
	r.scan(quarantine, n.Prefix+".quarantine.*")
	r.scan(feeds, n.FeedSettings("*"), n.FeedTimer("*"), n.FeedDue("*"), n.FeedState("*"))
	r.discard(l.stream(bus.Articles), l.stream(bus.Enriched), l.stream(bus.Events), quarantine, feeds)
	for _, s := range bus.Streams() {
		r.sparing(l.stream(s), l.others(s)...)
	}
	// How the server and everybody who reads a stream stand.
	r.pub("$JS.API.INFO", "$JS.API.CONSUMER.INFO."+feeds+"."+bus.DurablePoll)
	for _, s := range bus.Streams() {
		r.pub("$JS.API.CONSUMER.LIST."+l.stream(s), "$JS.API.DIRECT.GET."+l.stream(s))
	}
	r.pub("$JS.API.CONSUMER.INFO." + l.stream(bus.Enriched) + ".*")
	r.get(feeds, n.Prefix+".feed.*.*")
	for _, b := range []bus.BucketName{bus.Hosts, bus.Alerted} {
		r.know("KV_" + n.Bucket(b))
	}
	l.tombstones(r)
	r.get("KV_"+n.Bucket(bus.Forgotten), "$KV."+n.Bucket(bus.Forgotten)+".>")
	// What is tried again, or dropped, leaves quarantine.
	r.pub(n.Retry("*"), "$JS.API.STREAM.MSG.DELETE."+quarantine, "$JS.API.STREAM.PURGE."+quarantine)
	queries := n.Bucket(bus.Queries)
	r.watch(queries)
	r.get("KV_"+queries, "$KV."+queries+".>")
	r.pub("$KV." + queries + ".>")
	return r.user
}

func (l layout) admin() user {
	return user{
		name: "admin", does: "makes and changes streams and buckets",
		publish: []grant{{">"}}, subscribe: []grant{{">"}}, denied: []string{"$SYS.>"}, hidden: []string{"$SYS.>"},
	}
}
