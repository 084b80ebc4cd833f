package main

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/news"
)

// TestAnswers asks everything of an index with one article.
func TestAnswers(t *testing.T) {
	b := newsroom(t)
	a := annotate(truce(t, 1))
	said := strings.Index(a.Text, "A ceasefire took effect")
	a.Annotations.Quotations = []news.Quotation{{
		Span: news.Span{Field: news.FieldText, Start: said, End: said + len("A ceasefire took effect")}, Speaker: "Syria", SpeakerID: "iso-SY", Cue: "said",
	}}
	if _, err := b.PublishEnriched(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	until(t, "the article", func() error {
		_, problems, code := newsq(t.Context(), "truce")
		if code != exitFound {
			return io.ErrUnexpectedEOF
		}
		_ = problems
		return nil
	})
	for _, c := range []struct {
		args []string
		want []string
		code int
	}{
		{[]string{"-o", "table", "truce"}, []string{"id ", "published ", a.ID + "  2016-12-29 10:15"}, exitFound},
		{[]string{"-o", "csv", "truce"}, []string{"id,published,source,lang,title,url\n", a.ID + ",2016-12-29T10:15:00Z,thames,en,Truce 31mholds," + link}, exitFound},
		{[]string{"-o", "md", "truce"}, []string{"| id | published |", "| --- |"}, exitFound},
		{[]string{"-since", "2016-12-29", "-until", "2016-12-30", "truce", "OR", "football"}, []string{"1 article"}, exitFound},
		{[]string{"--since", "2016-12-30", "truce"}, []string{"0 articles"}, exitNothing},
		{[]string{"timeline", "-by", "month", "truce"}, []string{"2016-12", "█", "1 article by month"}, exitFound},
		{[]string{"timeline", "-o", "csv", "-by", "day", "truce"}, []string{"start,articles\n2016-12-29T00:00:00Z,1\n"}, exitFound},
		{[]string{"timeline", "nothing"}, nil, exitNothing},
		{[]string{"quotes", "said:syria"}, []string{"“A ceasefire took effect”", "Syria iso-SY", "1 quotation in 1 article"}, exitFound},
		{[]string{"quotes", "-o", "json", "truce"}, []string{`"speaker_id":"iso-SY"`}, exitFound},
		{[]string{"quotes", "said:lavrov"}, nil, exitNothing},
		{[]string{"entity", "syria"}, []string{"Syria  place  iso-SY", "1 article", "Truce"}, exitFound},
		{[]string{"entity", "-o", "json", "iso-SY"}, []string{`"id":"iso-SY"`, `"total":1`}, exitFound},
		{[]string{"entity", "Q1"}, nil, exitNothing},
		{[]string{"explain", "truces", "place:syria"}, []string{"truces place:syria", "place:syria is Syria (iso-SY)"}, exitFound},
		{[]string{"explain", ""}, []string{"every article\nnewest first\n"}, exitFound},
	} {
		out, problems, code := newsq(t.Context(), c.args...)
		if code != c.code {
			t.Errorf("newsq %q: exit code %d, want %d: %s", c.args, code, c.code, problems)
		}
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("newsq %q: no %q in\n%s", c.args, want, out)
			}
		}
		if i := strings.IndexFunc(strings.ReplaceAll(out, "\n", ""), hidden); i >= 0 {
			t.Errorf("newsq %q prints a control character:\n%q", c.args, out)
		}
	}
	// What is exported can be read as what was published.
	out, problems, code := newsq(t.Context(), "export", "truce")
	article, err := news.Decode([]byte(strings.TrimSpace(out)))
	if code != exitFound || err != nil || article.ID != a.ID || !strings.Contains(problems, "1 article") {
		t.Errorf("export: %d, %v, %s\n%s", code, err, problems, out)
	}
	if _, problems, code := newsq(t.Context(), "-since", "soon", "truce"); code != exitError || !strings.Contains(problems, `-since is "soon"`) {
		t.Errorf("a wrong date: %d, %s", code, problems)
	}
}

func TestGrids(t *testing.T) {
	g := &grid{columns: []string{"id", "title"}}
	g.add("a", "=HYPERLINK(\"x\") | *b*\n\x1b[31m")
	for format, want := range map[string]string{
		formatCSV:   "id,title\na,\"'=HYPERLINK(\"\"x\"\") | *b* [31m\"\n",
		formatMD:    "| id | title |\n| --- | --- |\n| a | =HYPERLINK(\"x\") \\| \\*b\\* \\[31m |\n",
		formatTable: "id  title\na   =HYPERLINK(\"x\") | *b* [31m\n",
	} {
		var out bytes.Buffer
		a := &app{stdout: &out}
		if err := a.printGrid(g, format); err != nil || out.String() != want {
			t.Errorf("%s: %v\n%q\n%q", format, err, out.String(), want)
		}
		if format == formatCSV {
			if _, err := csv.NewReader(&out).ReadAll(); err != nil {
				t.Error(err)
			}
		}
	}
	var out bytes.Buffer
	a := &app{stdout: &out, terminal: terminal{width: 10}}
	if err := a.printGrid(g, formatTable); err != nil || !strings.HasSuffix(out.String(), "a   =HYPE…\n") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestTerminal(t *testing.T) {
	environment := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	if !linked(environment("TERM", "xterm-kitty")) || linked(environment("TERM", "xterm-kitty", "TMUX", "x")) || linked(environment("TERM", "xterm")) {
		t.Error("hyperlinks where there are none, or none where there are")
	}
	a := &app{terminal: terminal{links: true}}
	if got := a.linked("text", "https://a.example/b"); got != "\x1b]8;;https://a.example/b\x1b\\text\x1b]8;;\x1b\\" {
		t.Errorf("%q", got)
	}
	for _, address := range []string{"javascript:alert(1)", "https://a.example/\x1b\\", "https://a.example/ b", ""} {
		if got := a.linked("text", address); got != "text" {
			t.Errorf("%q leads to %q", address, got)
		}
	}
}

func TestBars(t *testing.T) {
	p := &page{}
	a := &app{terminal: terminal{width: 28}}
	day := time.Date(2016, 12, 29, 0, 0, 0, 0, time.UTC)
	a.bars(p, []client.Bar{{Start: day, Count: 1000}, {Start: day.AddDate(0, 0, 1)}, {Start: day.AddDate(0, 0, 2), Count: 1}, {Start: day.AddDate(0, 0, 3), Count: 45}}, "day")
	want := "2016-12-29  1000  ██████████\n2016-12-30     0\n2016-12-31     1  ▏\n2017-01-01    45  ▍\n"
	if p.String() != want {
		t.Errorf("drawn\n%swant\n%s", p, want)
	}
}

func TestCompletion(t *testing.T) {
	for shell := range completions {
		out, _, code := newsq(t.Context(), "completion", shell)
		if code != exitFound || !strings.Contains(out, "timeline") || !strings.Contains(out, "said:") || strings.Contains(out, "COMMANDS") {
			t.Errorf("%s: %d\n%s", shell, code, out)
		}
	}
	if _, problems, code := newsq(t.Context(), "completion", "ksh"); code != exitError || !strings.Contains(problems, "there are bash, zsh and fish") {
		t.Errorf("%d, %s", code, problems)
	}
}

// TestUsageNamesEveryCommand keeps the help whole.
func TestUsageNamesEveryCommand(t *testing.T) {
	for _, c := range (&app{}).commands() {
		if !strings.Contains(usage, "\n  newsq "+c.name) {
			t.Errorf("the help does not name %s", c.name)
		}
	}
}
