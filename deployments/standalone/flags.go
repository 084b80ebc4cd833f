package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/dateline-news/dateline/deployments/standalone/stack"
)

const usage = `standalone is all of Dateline in one process: feeds in, searchable news out.

Usage:

  standalone            poll a starter set of news feeds
  standalone -sample    read an invented newsroom; needs no network

Flags:

`

// parseFlags reads the command line. On an error it has told the user; the
// error flag.ErrHelp means that help was asked for and given.
func parseFlags(args []string, stdout, stderr io.Writer) (stack.Options, error) {
	var o stack.Options
	fs := flag.NewFlagSet("standalone", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.BoolVar(&o.Sample, "sample", false, "read the bundled sample newsroom instead of the web; it keeps its data in a folder of its own")
	fs.StringVar(&o.FeedsFile, "feeds", "", "poll the feeds of this OPML `FILE` instead of the starter set")
	fs.StringVar(&o.DataDir, "data", "", "keep the data in `DIR` (default "+defaultDataDir()+")")
	fs.StringVar(&o.HTTPAddr, "http", "127.0.0.1:8088", "serve the API, /healthz, /readyz and /metrics on `ADDR`")
	fs.StringVar(&o.NATSAddr, "nats", "127.0.0.1:4222", "let NATS clients connect to `ADDR`")
	fs.BoolVar(&o.NATSOpen, "nats-open", false, "let everybody who reaches the address of -nats do everything, without credentials")
	fs.StringVar(&o.Streams, "streams", "", "`print|apply`: print the settings that the streams should have, or apply them to the NATS server at DATELINE_NATS_URL, and exit")
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = io.WriteString(stdout, usage)
		fs.SetOutput(stdout)
		fs.PrintDefaults()
		_, _ = io.WriteString(stdout, "\nEverything else is set by environment variables:\n\n")
		stack.Usage(stdout)
		return o, err
	}
	if err == nil {
		err = check(&o, fs.Args())
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "standalone: %v\nRun standalone -h for help.\n", err)
	}
	return o, err
}

func check(o *stack.Options, rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q", rest[0])
	case o.Sample && o.FeedsFile != "":
		return errors.New("-sample brings its own feeds: leave out -feeds")
	case o.Streams != "" && o.Streams != "print" && o.Streams != "apply":
		return fmt.Errorf("-streams is %q: use print or apply", o.Streams)
	case o.DataDir == "":
		o.DataDir = defaultDataDir()
	}
	if o.DataDir == "" {
		return errors.New("no home folder to keep the data in: name a folder with -data DIR")
	}
	return nil
}

// defaultDataDir is where the system wants a program's data: XDG_DATA_HOME or
// ~/.local/share on Unix, Application Support on macOS, LocalAppData on
// Windows. It is empty where there is no home folder.
func defaultDataDir() string {
	home, _ := os.UserHomeDir()
	switch {
	case runtime.GOOS == "windows" && os.Getenv("LocalAppData") != "":
		return filepath.Join(os.Getenv("LocalAppData"), "Dateline")
	case runtime.GOOS == "darwin" && home != "":
		return filepath.Join(home, "Library", "Application Support", "Dateline")
	case filepath.IsAbs(os.Getenv("XDG_DATA_HOME")):
		return filepath.Join(os.Getenv("XDG_DATA_HOME"), "dateline")
	case home != "":
		return filepath.Join(home, ".local", "share", "dateline")
	}
	return ""
}
