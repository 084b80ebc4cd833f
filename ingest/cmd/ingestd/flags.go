package main

import (
	"errors"
	"flag"
	"io"
	"strings"

	"github.com/dateline-news/dateline/shared/daemon"
)

// flags are the arguments of a subcommand. Flags may stand before, between
// and behind the others.
type flags struct {
	*flag.FlagSet
	help string
	rest []string
}

// errHelp is returned when the help was asked for.
type errHelp struct{ text string }

func (e *errHelp) Error() string { return e.text }

func newFlags(name, help string) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(name, flag.ContinueOnError), help: help}
	f.SetOutput(io.Discard) // the error says it all
	return f
}

// json adds the flag -o; the result is called after parse.
func (f *flags) json() func() bool {
	format := f.String("o", "text", "")
	return func() bool { return *format == "json" }
}

// parse reads the arguments, of which there must be least to most beside the
// flags; most is -1 for any number.
func (f *flags) parse(args []string, least, most int) error {
	usage, _, _ := strings.Cut(f.help, "\n")
	for len(args) > 0 {
		err := f.FlagSet.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			return &errHelp{f.help}
		}
		if err != nil {
			return daemon.Usagef("%v; usage: %s", err, usage)
		}
		if args = f.FlagSet.Args(); len(args) > 0 {
			f.rest, args = append(f.rest, args[0]), args[1:]
		}
	}
	if o := f.Lookup("o"); o != nil && o.Value.String() != "text" && o.Value.String() != "json" {
		return daemon.Usagef("-o is %q: use json or text", o.Value)
	}
	if len(f.rest) < least || most >= 0 && len(f.rest) > most {
		return daemon.Usagef("%d arguments are not what it takes; usage: %s", len(f.rest), usage)
	}
	return nil
}

// Arg returns an argument that is no flag.
func (f *flags) Arg(i int) string { return f.rest[i] }
