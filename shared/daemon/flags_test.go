package daemon_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/daemon"
)

const copyHelp = `copyd copy [-n N] [-o text|json] FROM [TO]

Copies.
`

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		args  string
		n     int
		json  bool
		rest  []string
		wrong string
	}{
		{args: "a", rest: []string{"a"}},
		{args: "-n 3 a b", n: 3, rest: []string{"a", "b"}},
		{args: "a -n 3 b", n: 3, rest: []string{"a", "b"}},
		{args: "a b -o=json --n=3", n: 3, json: true, rest: []string{"a", "b"}},
		{args: "- -o text", rest: []string{"-"}},
		{args: "-n 3 -- -o -n", n: 3, rest: []string{"-o", "-n"}},
		{args: "", wrong: "0 arguments are not what it takes; usage: copyd copy [-n N] [-o text|json] FROM [TO]"},
		{args: "a b c", wrong: "3 arguments are not what it takes; usage: "},
		{args: "a -o yaml", wrong: `-o is "yaml": use json or text`},
		{args: "a -m", wrong: "flag provided but not defined: -m; usage: "},
		{args: "a -n x", wrong: `invalid value "x" for flag -n`},
		{args: "a -n", wrong: "flag needs an argument: -n"},
	} {
		f := daemon.NewFlags(copyHelp)
		n, asJSON := f.Int("n", 0, ""), f.JSON()
		err := f.Read(strings.Fields(c.args), 1, 2)
		if c.wrong != "" {
			if _, ok := errors.AsType[*daemon.UsageError](err); !ok || !strings.HasPrefix(err.Error(), c.wrong) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %v, want %s", c.args, err, c.wrong)
			}
			continue
		}
		if err != nil || *n != c.n || asJSON() != c.json || !slices.Equal(f.Args(), c.rest) || f.Arg(0) != c.rest[0] {
			t.Errorf("%q: n %d, json %v, rest %q, %v", c.args, *n, asJSON(), f.Args(), err)
		}
	}
	f := daemon.NewFlags("usage: copyd all\n")
	if err := f.Read([]string{"a", "b", "c"}, 0, -1); err != nil || len(f.Args()) != 3 {
		t.Errorf("any number: %q, %v", f.Args(), err)
	}
	if err := daemon.NewFlags("usage: copyd none\n").Read([]string{"a"}, 0, 0); err == nil || strings.Count(err.Error(), "usage") != 1 {
		t.Errorf("none: %v", err)
	}
}

func TestFlagsHelp(t *testing.T) {
	for _, args := range [][]string{{"-h"}, {"a", "--help"}, {"a", "-n", "1", "-h", "-m"}} {
		f := daemon.NewFlags(copyHelp)
		f.Int("n", 0, "")
		help, ok := errors.AsType[*daemon.HelpError](f.Read(args, 1, 1))
		if !ok || help.Text != copyHelp {
			t.Errorf("%q: %v", args, help)
		}
	}
}
