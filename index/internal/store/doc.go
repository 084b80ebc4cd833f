// Package store keeps annotated articles in bleve indexes, one a month of
// first_seen, under <dir>/<generation>/<yyyy-mm>.
//
// It guarantees that the index is a function of the set of messages it was
// given: any order and repetition of revisions and of annotations of one
// revision gives the same documents. The newest revision of an article is the
// document <id>, an older one <id>.<revision>. Apply returns nil only when its
// records are on disk and can be found. Each document holds the message it was
// made from, so that a new generation can be built from the old one.
//
// One process owns a folder at a time. The store knows nothing of queries as
// people type them, nor of NATS.
package store
