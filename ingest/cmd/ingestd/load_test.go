package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/daemon"
)

func TestLoad(t *testing.T) {
	const file = `{"url":"https://courier.example/1","title":"One","published":"2016-12-29T14:05:00Z"}
{"url":"https://courier.example/2"}
{"url":"https://courier.example/3","title":"Three","published":"2016-12-29T14:05:00Z"}
`
	var out, errs strings.Builder
	tool := newTestTool(t, &out, false)
	tool.stderr = &errs
	run := func(in string, args ...string) (string, error) {
		t.Helper()
		out.Reset()
		tool.stdin = strings.NewReader(in)
		err := load(t.Context(), tool, args)
		return out.String(), err
	}
	got, err := run(file, "-dry-run", "-")
	if err == nil || err.Error() != "bad lines skipped: 1" || got != "3 lines: 2 articles, 1 bad; nothing was published\n" {
		t.Errorf("dry run: %q, %v", got, err)
	}
	if want := "line 2: it has neither title nor text: give one\n"; errs.String() != want {
		t.Errorf("said %q, want %q", errs.String(), want)
	}
	tool.connect = newTestTool(t, &out, true).connect
	if got, err := run(file, "-", "-rate", "1000"); err == nil || !strings.HasPrefix(got, "3 lines: 2 published, 0 revised, 0 unchanged") {
		t.Errorf("first run: %q, %v", got, err)
	}
	got, err = run(file, "-o", "json", "-from", "3", "-")
	var counts map[string]int
	if err != nil || json.Unmarshal([]byte(got), &counts) != nil || counts["unchanged"] != 1 || counts["lines"] != 3 {
		t.Errorf("from line 3: %s, %v", got, err)
	}
	_, err = run("", "-h")
	if help, ok := errors.AsType[*daemon.HelpError](err); !ok || help.Text != loadHelp {
		t.Errorf("help: %v", err)
	}
	if _, err := run("", "/no/such/file"); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("no file: %v", err)
	}
	for _, args := range [][]string{{}, {"-from", "0", "-"}, {"-rate", "-1", "-"}, {"-x", "-"}} {
		if _, err := run("", args...); err == nil {
			t.Errorf("load %q: no error", args)
		} else if _, ok := errors.AsType[*daemon.UsageError](err); !ok {
			t.Errorf("load %q: %v", args, err)
		}
	}
}
