package daemon

import (
	"errors"
	"flag"
	"io"
	"slices"
	"strings"
)

// Flags are the flags and arguments of a command. Flags may stand before,
// between and behind the others; behind "--" there are none.
type Flags struct {
	*flag.FlagSet
	help string
	rest []string
}

// HelpError is returned where the help of a command was asked for. Main prints
// the text, and the exit code is 0.
type HelpError struct{ Text string }

func (e *HelpError) Error() string { return e.Text }

// NewFlags returns the flags of a command. Help is printed for -h; its first
// line, such as "indexd backup [-o text|json] DIR", is told with every mistake.
func NewFlags(help string) *Flags {
	f := &Flags{FlagSet: flag.NewFlagSet("", flag.ContinueOnError), help: help}
	f.SetOutput(io.Discard) // the error says it all
	return f
}

// JSON adds the flag -o, which is text or json; the result is called after
// Read.
func (f *Flags) JSON() func() bool {
	format := f.String("o", "text", "")
	return func() bool { return *format == "json" }
}

// Read reads the arguments, of which there must be least to most beside the
// flags; most is -1 for any number. The error is a [*HelpError] or a
// [*UsageError].
func (f *Flags) Read(args []string, least, most int) error {
	usage, _, _ := strings.Cut(f.help, "\n")
	if !strings.HasPrefix(usage, "usage: ") {
		usage = "usage: " + usage
	}
	var behind []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, behind = args[:i], args[i+1:]
	}
	for len(args) > 0 {
		err := f.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			return &HelpError{f.help}
		}
		if err != nil {
			return Usagef("%v; %s", err, usage)
		}
		if args = f.FlagSet.Args(); len(args) > 0 {
			f.rest, args = append(f.rest, args[0]), args[1:]
		}
	}
	f.rest = append(f.rest, behind...)
	if o := f.Lookup("o"); o != nil && o.Value.String() != "text" && o.Value.String() != "json" {
		return Usagef("-o is %q: use json or text", o.Value)
	}
	if len(f.rest) < least || most >= 0 && len(f.rest) > most {
		return Usagef("%d arguments are not what it takes; %s", len(f.rest), usage)
	}
	return nil
}

// Args returns the arguments that are no flags.
func (f *Flags) Args() []string { return f.rest }

// Arg returns an argument that is no flag.
func (f *Flags) Arg(i int) string { return f.rest[i] }
