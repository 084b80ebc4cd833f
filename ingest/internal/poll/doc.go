// Package poll decides what a fetched feed means: which items are new, which
// were edited, which are dropped, whose pages are wanted, what is remembered,
// what is wrong with the feed, and when it is asked again.
//
// It is pure: what was fetched, what is remembered, the time and a random
// number go in; articles to publish, the next memory and the next poll come
// out. Whoever calls it does the fetching and the writing, in the order
// articles, state, timer, acknowledgement, and may repeat every step: a poll
// that is done twice publishes nothing twice and forgets nothing.
//
// Every item that a feed serves ends as published, revised, unchanged, held
// until its last revision is old enough, waiting for its page, or dropped with
// a reason. What is held or waits is not forgotten: the feed is asked for the
// whole document until it has ended.
//
// What goes wrong with a feed is told once when it begins and once when it
// ends, and [Troubles] lists what is open.
package poll
