package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/daemon"
)

func TestEval(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"visit.txt": "Title: Merkel visits Paris\nLanguage: en\nPublished: 2016-12-29T08:00:00Z\n\nAngela Merkel was in Paris on Monday.\n",
		"visit.tsv": "Angela Merkel\tperson\tAngela Merkel\tQ567\nMerkel\tperson\tAngela Merkel\tQ567\nParis\tplace\tParis\tQ90\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := eval(enrich.Config{}, []string{"-gold", dir}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"en: 1 texts\n", "names, typed     P 100.0  R 100.0  F1 100.0  of 4\n", "links right        100.0  of 4 linkable mentions\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("output lacks %q:\n%s", want, out.String())
		}
	}
	if err := eval(enrich.Config{}, []string{"-gold", dir, "-lang", "fr"}, &out); err == nil || !strings.Contains(err.Error(), "holds none") {
		t.Errorf("eval -lang fr: %v, want that there are none", err)
	}
}

func TestEvalArguments(t *testing.T) {
	var out bytes.Buffer
	if err := eval(enrich.Config{}, []string{"-h"}, &out); err != nil || !strings.Contains(out.String(), "usage: enrichd eval") {
		t.Errorf("-h: %v, %q", err, out.String())
	}
	for _, args := range [][]string{nil, {"-gold", "x", "more"}, {"-x"}} {
		var usage *daemon.UsageError
		if err := eval(enrich.Config{}, args, &out); !errors.As(err, &usage) {
			t.Errorf("eval %v: %v, want a usage error", args, err)
		}
	}
}
