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
// A knowledge base is for programs; to read one, or to see what a change of a
// table changes, print it as a table, an entry a line in the order of ids:
//
//	go run ./enrich/cmd/kbbuild -dump enrich/internal/kb/kb.bin
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/dateline-news/dateline/enrich/internal/kb"
)

func main() {
	core := flag.String("core", "enrich/internal/kb/core", "folder of the hand-written tables")
	sources := flag.String("sources", "", "folder of the public source files (required)")
	out := flag.String("o", "enrich/internal/kb/kb.bin", "file to write")
	forenames := flag.String("forenames", "enrich/internal/ner/forenames.txt", "file of forenames to write")
	verbose := flag.Bool("v", false, "list what was united, what may be the same, and what the sources gave no Wikidata id for")
	dumped := flag.String("dump", "", "print this compiled knowledge base as a table, and do nothing else")
	flag.Parse()
	if *dumped != "" {
		if err := dump(os.Stdout, *dumped); err != nil {
			fmt.Fprintln(os.Stderr, "kbbuild:", err)
			os.Exit(1)
		}
		return
	}
	if *sources == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	b := newBuilder(*core, *sources)
	b.build()
	if b.err == nil {
		b.err = b.write(*out)
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

// dump prints a compiled knowledge base.
func dump(w io.Writer, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	k, err := kb.Open(string(data))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	out := bufio.NewWriter(w)
	if err := k.WriteTable(out); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return out.Flush()
}
