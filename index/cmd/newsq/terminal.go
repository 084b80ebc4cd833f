package main

import (
	"cmp"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/term"
)

// terminal is what standard output can show.
type terminal struct {
	// colour and links are set where they may be used.
	colour, links bool
	// width and height are in characters, 0 where output goes to a file or
	// another program.
	width, height int
	// pager shows what is higher than the terminal; empty for none.
	pager []string
}

// usualWidth is that of output without a terminal.
const usualWidth = 100

// terminalOf looks at a file and the environment.
func terminalOf(f *os.File, getenv func(string) string) terminal {
	fd := int(f.Fd())
	if !term.IsTerminal(fd) {
		return terminal{}
	}
	t := terminal{colour: getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"}
	t.links = t.colour && linked(getenv)
	// Without a size nothing is cut and nothing paged.
	t.width, t.height, _ = term.GetSize(fd)
	if getenv("TERM") != "dumb" {
		t.pager = strings.Fields(cmp.Or(getenv("NEWSQ_PAGER"), getenv("PAGER"), "less"))
	}
	return t
}

// linked reports a terminal that is known to show hyperlinks (OSC 8).
func linked(getenv func(string) string) bool {
	if getenv("TMUX") != "" || strings.HasPrefix(getenv("TERM"), "screen") {
		return false
	}
	switch getenv("TERM_PROGRAM") {
	case "iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby":
		return true
	}
	switch getenv("TERM") {
	case "xterm-kitty", "foot", "foot-extra", "alacritty", "xterm-ghostty":
		return true
	}
	return getenv("VTE_VERSION") >= "5000" || getenv("WT_SESSION") != "" || getenv("KONSOLE_VERSION") != ""
}

// style is a way to show text on a terminal.
type style string

// The styles, as terminals number them.
const (
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	yellow style = "33"
	cyan   style = "36"
)

func (a *app) styled(s style, text string) string {
	if !a.terminal.colour || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// linked shows text that leads to an address where the terminal can. Both are
// safe to show.
func (a *app) linked(text, address string) string {
	if !a.terminal.links || !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") || strings.ContainsFunc(address, notInLink) {
		return text
	}
	return "\x1b]8;;" + address + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}

// notInLink reports what must not stand in the address of a hyperlink.
func notInLink(r rune) bool { return r <= ' ' || r > '~' }

// print writes a page, through the pager where it is higher than the terminal.
func (a *app) print(p *page) error {
	text := p.String()
	if len(a.terminal.pager) > 0 && a.terminal.lines(text) >= a.terminal.height {
		if shown, err := a.page(text); shown {
			return err
		}
	}
	_, err := io.WriteString(a.stdout, text)
	return err
}

// readingWidth is the longest line that is good to read.
const readingWidth = 100

// prose writes running text, which may be styled, in lines of the terminal.
func (a *app) prose(p *page, indent, text string) {
	p.line("%s", wrap(text, indent, min(a.terminal.width, readingWidth)))
}

// lines is how many lines of the terminal a text takes.
func (t terminal) lines(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		n++
		if t.width > 0 {
			n += max(0, displayWidth(strings.TrimSuffix(line, "\n"))-1) / t.width
		}
	}
	return n
}

// page runs the pager; shown is false where it cannot be started.
func (a *app) page(text string) (shown bool, err error) {
	// The pager outlives an interrupt, which is meant for it.
	c := exec.CommandContext(context.WithoutCancel(a.ctx), a.terminal.pager[0], a.terminal.pager[1:]...) //nolint:gosec // the user's own choice
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(text), os.Stdout, os.Stderr
	c.Env = append(os.Environ(), "LESSSECURE=1")
	if os.Getenv("LESS") == "" {
		c.Env = append(c.Env, "LESS=FRX")
	}
	if err := c.Start(); err != nil {
		return false, err
	}
	// What the pager thinks of its end is no error of ours.
	_ = c.Wait()
	return true, nil
}
