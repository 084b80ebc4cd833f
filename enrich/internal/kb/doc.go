// Package kb is the knowledge base that mentions are linked to: countries,
// cities, regions, people, organisations, events and the peoples of
// countries, with their names in many languages.
//
// [Load] opens the embedded file, which is used in place: the operating system
// reads what of it is touched, and entries take memory once an article has
// met them. [LoadWith] adds names of the user's own. A knowledge base is
// read-only and may be used concurrently. [KB.Match] finds the names of a text
// in time linear in its length. A name that also is a common word, a short
// acronym, or shared by many is marked weak: whether it counts is for the
// linker to decide from the rest of the article.
//
// The file is kb.bin, built by enrich/cmd/kbbuild from the hand-written tables
// under core/ and the public sources named in NOTICE. kb.tsv.gz beside it is the
// table that it was compiled from; see [Compile]. The file does not hold the
// names but their canonical ones: they are found by the hashes of their folded
// words. Two that share 32 bits of hash and their place, about one word in 10⁹,
// would be taken for each other.
package kb
