// Package kb is the knowledge base that mentions are linked to: countries,
// cities, regions, people, organisations, events and the peoples of
// countries, with their names in many languages.
//
// [Load] reads the embedded file into memory, once a process; the result is
// read-only and may be used concurrently. [KB.Match] finds the names of a
// text in time linear in its length. A name that also is a common word, a
// short acronym, or shared by many is marked weak: whether it counts is for
// the linker to decide from the rest of the article.
//
// The file is kb.tsv.gz, built by enrich/cmd/kbbuild from the hand-written
// tables under core/ and the public sources named in NOTICE. A line is one
// entry; its columns are id, type, kind, canonical name, further names, what
// it belongs to (ids, or "iso-" and the ISO 3166-1 code of a country),
// prominence, source and the date the source was taken.
package kb
