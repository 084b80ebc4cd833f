package main

import (
	"bufio"
	"errors"
	"flag"
	"io"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/enrich/gold"
	"github.com/dateline-news/dateline/shared/daemon"
)

const evalUsage = `usage: enrichd eval -gold PATH [-texts FOLDER] [-lang CODE] [-case capitals|titles]

Annotates texts whose annotations people made and prints, for each language,
how well the two agree, in per cent: names by exact span, by type and in all,
links, dateline, headings, credits, notices, quotations with their speakers,
and counts.

PATH is a file of one token and its tag a line, parted by a tab, with an empty
line after each sentence and -DOCSTART- before each text (names are scored), or
a folder of annotated stories, with their texts in FOLDER, or a folder of such
folders, named by language, as FOLDER then is too. CODE (ISO 639-1) picks one
language, and is what is expected of the texts of a file. With -case the texts
are set as headlines are, and only names are scored. Needs no NATS; names of
your own (DATELINE_ENRICH_KB_EXTRA) are used.
`

// eval runs "enrichd eval".
func eval(cfg enrich.Config, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	path := flags.String("gold", "", "")
	texts := flags.String("texts", "", "")
	language := flags.String("lang", "", "")
	style := flags.String("case", "", "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(out, evalUsage)
		return err
	case err != nil:
		return daemon.Usagef("eval: %v", err)
	case *path == "" || flags.NArg() > 0:
		return daemon.Usagef("eval needs -gold PATH and takes no other arguments")
	}
	if *texts == "" {
		*texts = *path
	}
	stories, err := gold.Load(*path, *texts, *language)
	if err != nil {
		return err
	}
	switch *style {
	case "":
	case "capitals":
		stories = gold.Recase(stories, gold.Capitals)
	case "titles":
		stories = gold.Recase(stories, gold.Titles)
	default:
		return daemon.Usagef("eval: -case is %q: use capitals or titles", *style)
	}
	annotator, err := enrich.NewAnnotator(cfg)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	if err := gold.Report(w, stories, annotator.Annotate); err != nil {
		return err
	}
	return w.Flush()
}
