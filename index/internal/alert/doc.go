// Package alert tells of new articles that answer standing queries.
//
// A standing query is stored under a name in the bucket of queries. Every
// indexd watches the bucket and shares one durable consumer of the annotated
// articles, apart from that of any index, so that neither replicas nor
// rebuilds repeat an alert. An article is analysed once for all queries, see
// [Set], and what it answers is published on news.event.alert.<name>.
//
// A query is told of one wording of a text once: reprints and revisions that
// differ in dateline, credits or notices alone are passed over. That is kept
// by a mark, which is created before the event is published and says which
// message of the stream it belongs to. Of several articles of one wording, the
// one that makes the mark is told.
//
// Articles are taken by batches of what has come meanwhile: first all their
// marks are made, then all events published, in the order of the stream for
// each query, then the articles acknowledged, each step when the one before is
// on the server's disk. Where a process ends in between, the articles come
// again: a mark of another message says that nothing is to be done; the own
// mark, that the event is published if the events stream does not have it. So
// nothing is lost or doubled by a crash at any moment.
//
// Marks are kept for [Remembered], or, with more than a million on
// a server with room for all streams, as long as there is room for them; a query
// that is removed and stored anew begins without any. An article that is
// annotated anew counts as the same wording unless other parts of its text are
// now marked as credits or notices.
//
// A name in a query, such as person:Erdogan, means whatever an article itself
// calls by that name in any of its folded forms, and the entities whose ids
// were stored with the query, which newsq asks an index for when it stores
// one. Thus an article that says "the president" of a person it links is found
// by the id alone, and place:Syria/ finds what lies in Syria only with the id.
//
// A new query is told of articles that were stored on the stream after it, and
// from an earlier date on where it asks for that: the past is read once, by one
// of the processes, through the same matching and marks.
//
// Alerts of a query with a webhook are posted to it, at least once each, see
// [Webhook], by a durable consumer of the alerts. Where a post fails, the alert
// and those after it are left on the events stream, and the sequence is kept
// with the query, see [Behind]: so a webhook that is dead holds up no other,
// and misses nothing that the stream still holds when it comes back. An alert
// that it refuses for good while it accepts later ones goes to quarantine.
package alert
