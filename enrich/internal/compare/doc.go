// Package compare tells what two versions of the enricher made of the same
// articles: [Articles] for one, [Run] for all that a file and the enriched
// stream, or two files, have in common, summed up in a [Summary].
//
// Only annotations of the same revision of an article are compared. Run reads
// both sides as streams: it keeps about 0.15 KB in memory for each article of
// the new side, two articles, and for each kind of change a bounded number of
// names.
package compare
