package main

import (
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/client"
)

func TestDisplayWidth(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"", 0}, {"truce", 5}, {"停火", 4}, {"휴전", 4}, {"ｆｕｌｌ", 8}, {"وقف", 3}, {"e\u0301", 1}, {"á", 1}, {"😀", 2}, {"a\u200bb", 2},
		{"\x1b[1mtruce\x1b[0m", 5}, {"\x1b]8;;https://x.example/\x1b\\truce\x1b]8;;\x1b\\", 5},
	} {
		if got := displayWidth(c.text); got != c.want {
			t.Errorf("displayWidth(%q) = %d, want %d", c.text, got, c.want)
		}
	}
	for _, c := range []struct {
		text string
		room int
		want string
	}{{"truce", 5, "truce"}, {"truces", 5, "truc…"}, {"停火协议", 5, "停火…"}, {"停火协议", 6, "停火…"}, {"停火", 4, "停火"}} {
		if got := cutWidth(c.text, c.room); got != c.want {
			t.Errorf("cutWidth(%q, %d) = %q, want %q", c.text, c.room, got, c.want)
		}
	}
}

func TestTablesOnTerminals(t *testing.T) {
	g := &grid{columns: []string{"id", "source", "lang", "title"}, spare: []string{"lang", "source"}}
	g.add("aaaa", "新华社", "zh", strings.Repeat("停火", 30))
	g.add("bbbb", "bbc", "en", "Truce")
	for _, c := range []struct {
		width int
		want  string
	}{
		{0, "id    source  lang  title\naaaa  新华社  zh    " + strings.Repeat("停火", 30) + "\nbbbb  bbc     en    Truce\n"},
		{60, "id    source  lang  title\naaaa  新华社  zh    停火停火停火停火停火停火停火停火停火停…\nbbbb  bbc     en    Truce\n"},
		{40, "id    source  title\naaaa  新华社  停火停火停火停火停火停火…\nbbbb  bbc     Truce\n"},
		{30, "id    title\naaaa  停火停火停火停火停火停…\nbbbb  Truce\n"},
	} {
		p := &page{}
		g.table(p, &app{terminal: terminal{width: c.width}})
		if p.String() != c.want {
			t.Errorf("at %d columns:\n%s\nwant\n%s", c.width, p, c.want)
		}
	}
}

func TestMarkdownLinks(t *testing.T) {
	g := &grid{columns: []string{"id", "title"}, linked: "title", addresses: []string{"https://x.example/a_(b)|c d"}}
	g.add("a", "Truce [live] | *now*")
	p := &page{}
	g.markdown(p)
	if want := `| a | [Truce \[live\] \| \*now\*](https://x.example/a_%28b%29%7Cc%20d) |`; !strings.Contains(p.String(), want) {
		t.Errorf("no %s in\n%s", want, p)
	}
}

func TestEmptyStretchesOfATimelineAreFolded(t *testing.T) {
	var bars []client.Bar
	for year := 1961; year <= 2017; year++ {
		b := client.Bar{Start: time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)}
		if year == 1961 || year == 1964 || year == 2017 {
			b.Count = 10
		}
		bars = append(bars, b)
	}
	p := &page{}
	(&app{terminal: terminal{width: 20}}).bars(p, bars, "year")
	want := "1961  10  ██████████\n1962   0\n1963   0\n1964  10  ██████████\n…      0  for 52 years\n2017  10  ██████████\n"
	if p.String() != want {
		t.Errorf("got\n%s\nwant\n%s", p, want)
	}
}

func TestLinesOfATerminal(t *testing.T) {
	text := strings.Repeat("x", 25) + "\n\n" + strings.Repeat("停", 5) + "\nlast\n"
	for width, want := range map[int]int{0: 4, 10: 6, 5: 9} {
		if got := (terminal{width: width}).lines(text); got != want {
			t.Errorf("%d lines at %d columns, want %d", got, width, want)
		}
	}
}

// TestHelpOfCommands checks that every command tells how it is used, in every
// way in which people ask.
func TestHelpOfCommands(t *testing.T) {
	for _, c := range (&app{}).commands() {
		for _, args := range [][]string{{"help", c.name}, {c.name, "-h"}, {c.name, "x", "--help"}} {
			out, problems, code := newsq(t.Context(), args...)
			if code != exitFound || problems != "" || !strings.HasPrefix(out, "newsq "+c.name) {
				t.Errorf("newsq %q: exit code %d, %q, %q", args, code, out, problems)
			}
		}
	}
	if _, problems, code := newsq(t.Context(), "help", "timelin"); code != exitError || !strings.Contains(problems, "did you mean timeline?") {
		t.Errorf("help of a command that is not there: %d, %q", code, problems)
	}
}

func TestCompletionCompletesValues(t *testing.T) {
	for shell, want := range map[string]string{
		"bash": `alert) values="add list show remove test" ;;`, "zsh": `-sort) values="relevance newest oldest" ;;`, "fish": `complete -c newsq -o by -x -a "hour day week month year"`,
	} {
		out, _, code := newsq(t.Context(), "completion", shell)
		if code != exitFound || !strings.Contains(out, want) || strings.Contains(out, "VALUES") || strings.Contains(out, "FISH") {
			t.Errorf("completion %s: exit code %d\n%s", shell, code, out)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text, indent string
		columns      int
		want         string
	}{
		{"one two three", "", 0, "one two three"},
		{"one two three", "  ", 0, "  one two three"},
		{"one two three", "", 7, "one two\nthree"},
		{"one two three", "  ", 7, "  one\n  two\n  three"},
		{"a extraordinarily b", "", 5, "a\nextraordinarily\nb"},
		{"停火 协议 生效", "", 9, "停火 协议\n生效"},
		{"\x1b[33mone\x1b[0m two three", "", 7, "\x1b[33mone\x1b[0m two\nthree"},
		{"", "  ", 7, ""},
	} {
		if got := wrap(c.text, c.indent, c.columns); got != c.want {
			t.Errorf("wrap(%q, %q, %d) = %q, want %q", c.text, c.indent, c.columns, got, c.want)
		}
	}
}
