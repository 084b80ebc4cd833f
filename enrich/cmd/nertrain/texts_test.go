package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTexts(t *testing.T) {
	dir := t.TempDir()
	const one, two = "One\n\nMonday, 1 May\u00a0\n\nA man left.\n", "Two\n\nThe \"second\".\n"
	row := func(id, file, url, title, body string) string {
		sum := sha256.Sum256([]byte(body))
		return strings.Join([]string{id, file, url, hex.EncodeToString(sum[:]), title}, "\t") + "\n"
	}
	const head = "article\tcorpus\turl\tsha256\ttitle\n"
	table := head + row("1", "news.csv", "https://news.example/1", "One", one) + row("2", "Geo.xml", "https://news.example/2", "Two", two)
	write(t, dir, "articles.tsv", table)
	write(t, dir, "names.tsv", "article\tsurface\ttype\tname\toccurrences\n")
	csv := write(t, dir, "news.csv", "url,date,title,text\nhttps://news.example/1,2020-05-01,One,\"Monday, 1  May\u00a0 \n\n \n\nA man\tleft. \"\n")
	xml := write(t, dir, "Geo.xml", `<articles><article><source>https://news.example/2</source><text>The first.</text></article>`+
		`<article><source>https://news.example/2</source><text> The "second". </text></article></articles>`)
	to := filepath.Join(dir, "texts")
	args := []string{"texts", "-annotations", dir, "-o", to, csv, xml}
	var out bytes.Buffer
	if err := run(args, &out); err != nil || out.String() != "2 of 2 texts\n" {
		t.Fatalf("run = %q, %v", out.String(), err)
	}
	for name, want := range map[string]string{"1.txt": one, "2.txt": two} {
		b, err := os.ReadFile(filepath.Join(to, name))
		if err != nil || string(b) != want {
			t.Errorf("%s = %q, %v, want %q", name, b, err, want)
		}
	}
	if err := run(args[:6], &out); err == nil || !strings.Contains(err.Error(), "Geo.xml") {
		t.Errorf("without Geo.xml = %v, want an error that names it", err)
	}
	write(t, dir, "articles.tsv", head+row("1", "news.csv", "https://news.example/1", "One", two))
	for _, args := range [][]string{
		args, {"texts"}, {"texts", "-annotations", dir, "-o", to, write(t, dir, "news.json", "{}")},
		{"texts", "-annotations", dir, "-o", to, write(t, dir, "bare.csv", "a,b\n1,2\n")},
		{"texts", "-annotations", to, "-o", to, csv},
	} {
		if err := run(args, &out); err == nil {
			t.Errorf("run(%q) gave no error", args)
		}
	}
}
