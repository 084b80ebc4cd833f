// Command noticetrain learns the weights by which enrichd tells a site's
// notices from prose.
//
//	go run ./enrich/cmd/noticetrain -stories deployments/standalone/sample/stories -prose FILE
//
// Notices and the prose that resembles them are those of
// enrich/internal/notice/testdata, a language, a tab and a sentence a line;
// more prose are the stories of the sample newsroom and, with -prose, a text
// file with a sentence a line: the committed weights were learnt with the first
// half of the sentences of the Groningen Meaning Bank, which NOTICE names.
//
// It prints how many sentences of -check, a file like -prose, would be taken
// for notices. The same inputs give the same weights.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	dir := flag.String("data", "enrich/internal/notice/testdata", "folder of notices.tsv and prose.tsv")
	stories := flag.String("stories", "deployments/standalone/sample/stories", "folder of stories, a folder a language")
	prose := flag.String("prose", "", "more prose, a sentence a line")
	check := flag.String("check", "", "prose to count false alarms in, a sentence a line")
	out := flag.String("o", "enrich/internal/notice/weights.tsv", "file to write")
	flag.Parse()
	if err := run(*dir, *stories, *prose, *check, *out); err != nil {
		fmt.Fprintln(os.Stderr, "noticetrain:", err)
		os.Exit(1)
	}
}

func run(dir, stories, prose, check, out string) error {
	notices, err1 := readTable(filepath.Join(dir, "notices.tsv"))
	hard, err2 := readTable(filepath.Join(dir, "prose.tsv"))
	told, err3 := readStories(stories)
	more, err4 := readLines(prose)
	alarms, err5 := readLines(check)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return err
	}
	m := learn(notices, hard, append(told, more...))
	fmt.Printf("%d notices, %d sentences of prose like them, %d others: %d weights\n", len(notices), len(hard), len(told)+len(more), len(m))
	for _, bound := range []float64{0, 0.5, 1, 2, 3} {
		n := 0
		for _, s := range alarms {
			if m.Score(s) > bound {
				n++
			}
		}
		if len(alarms) > 0 {
			fmt.Printf("above %.1f: %d of %d sentences of %s\n", bound, n, len(alarms), check)
		}
	}
	return os.WriteFile(out, []byte(m.String()), 0o644)
}

// readTable reads the sentences of a table of languages and sentences.
func readTable(path string) ([]string, error) {
	lines, err := readLines(path)
	for i, l := range lines {
		_, sentence, ok := strings.Cut(l, "\t")
		if !ok {
			return nil, fmt.Errorf("%s:%d: not a language, a tab and a sentence", path, i+1)
		}
		lines[i] = sentence
	}
	return lines, err
}

func readLines(path string) ([]string, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n"), nil
}

// readStories reads the sentences of stories: seven lines of headers, an empty
// one, and the text.
func readStories(dir string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*.txt"))
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("no stories under %s: %w", dir, err)
	}
	var sentences []string
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		_, body, _ := strings.Cut(string(data), "\n\n")
		for paragraph := range strings.SplitSeq(body, "\n\n") {
			for s := range strings.SplitAfterSeq(paragraph, ". ") {
				if s = strings.TrimSpace(s); len(s) > 20 {
					sentences = append(sentences, s)
				}
			}
		}
	}
	return sentences, nil
}
