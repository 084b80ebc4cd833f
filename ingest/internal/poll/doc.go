// Package poll decides what a fetched feed means: which items are new, which
// were edited, which are dropped, what is remembered, and when the feed is
// asked again.
//
// It is pure: what was fetched, what is remembered, the time and a random
// number go in; articles to publish, the next memory and the next poll come
// out. Whoever calls it does the fetching and the writing, in the order
// articles, state, timer, acknowledgement, and may repeat every step: a poll
// that is done twice publishes nothing twice and forgets nothing.
//
// Every item that a feed serves ends as published, revised, unchanged, held
// until its last revision is old enough, or dropped with a reason.
package poll
