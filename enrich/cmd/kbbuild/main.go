// Command kbbuild compiles the knowledge base that enrichd carries.
//
//	go run ./enrich/cmd/kbbuild -core enrich/internal/kb/core -sources DIR -o enrich/internal/kb/kb.bin
//
// It reads the hand-written tables of the core folder and, from the sources
// folder, the public files that NOTICE names, under these names and without
// compression: rigour.territories.jsonl, country-codes.csv,
// geonames-cities.tsv (columns geonameid, name, country, admin1, pop,
// feature, lat, lon, names as "lang=name|…"), wikidata-us-cities.csv,
// ourairports.regions.csv, eps-persons.tsv, eps-holders.tsv,
// world-leaders-2021.wikidata.csv, partyfacts.wikidata.csv, nsi-brands.tsv,
// ror.tsv, forenames.csv, surnames.csv, us.legislators-current.yaml,
// geonames.admin1.json (divisions of countries by GeoNames' codes) and the
// folder factbook (pages of the CIA World Factbook, a folder a region). Names of
// countries in other languages come from Unicode CLDR through golang.org/x/text.
//
// It also writes the forenames by which the recogniser knows persons.
//
// The same inputs give the same bytes. A file that is absent or broken ends
// the run; nothing is written then.
//
// What programs carry is kb.bin; kb.tsv.gz beside it is the same for people and
// for nertrain: a table, an entry a line in the order of ids, so that two
// versions compare well.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	core := flag.String("core", "enrich/internal/kb/core", "folder of the hand-written tables")
	sources := flag.String("sources", "", "folder of the public source files (required)")
	out := flag.String("o", "enrich/internal/kb/kb.bin", "file to write")
	forenames := flag.String("forenames", "enrich/internal/ner/forenames.txt", "file of forenames to write")
	verbose := flag.Bool("v", false, "list what was united, what may be the same, and what the sources gave no Wikidata id for")
	table := flag.String("table", "enrich/internal/kb/kb.tsv.gz", "file for the same as a table")
	flag.Parse()
	if *sources == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	b := newBuilder(*core, *sources)
	b.build()
	if b.err == nil {
		b.err = b.write(*out, *table)
	}
	if b.err == nil {
		b.err = b.writeForenames(*forenames)
	}
	if b.err != nil {
		fmt.Fprintln(os.Stderr, "kbbuild:", b.err)
		os.Exit(1)
	}
	b.report(os.Stderr, *verbose)
}
