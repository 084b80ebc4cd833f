package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// readPage reads a page from the first of the directories that has it. It may
// be compressed by gzip.
func readPage(directories []string, file string) (data []byte, err error) {
	for _, dir := range directories {
		if data, err = os.ReadFile(filepath.Join(dir, file)); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err != nil || !bytes.HasPrefix(data, []byte{0x1F, 0x8B}) {
		return data, err
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// score adds up what was right (tp), too much (fp) and missing (fn).
type score struct {
	pages, empty int
	tp, fp, fn   float64
	// precision and recall are sums over the pages that have one.
	precision, recall   float64
	precisions, recalls int
}

// word is a run of letters and digits.
var word = regexp.MustCompile(`[\p{L}\p{N}_]+`)

// runLength is how many words make a run.
const runLength = 4

// runs counts the runs of words of a text; a shorter text is one run.
func runs(text string) map[string]int {
	words := word.FindAllString(text, -1)
	count := map[string]int{}
	for i := range max(1, len(words)-runLength+1) {
		count[strings.Join(words[i:min(i+runLength, len(words))], " ")]++
	}
	return count
}

// addText compares a text with the whole text that is true.
func (s *score) addText(truth, text string) {
	want, got := runs(truth), runs(text)
	var tp, fp, fn float64
	for run, n := range want {
		tp += float64(min(n, got[run]))
		fn += float64(max(n-got[run], 0))
	}
	for run, n := range got {
		fp += float64(max(n-want[run], 0))
	}
	s.add(text)
	if tp+fp > 0 {
		s.precision += tp / (tp + fp)
		s.precisions++
	}
	if tp+fn > 0 {
		s.recall += tp / (tp + fn)
		s.recalls++
	}
}

// addPhrases looks for phrases in a text.
func (s *score) addPhrases(with, without []string, text string) {
	s.add(text)
	text = folded(text)
	for _, phrase := range with {
		if strings.Contains(text, folded(phrase)) {
			s.tp++
		} else {
			s.fn++
		}
	}
	for _, phrase := range without {
		if strings.Contains(text, folded(phrase)) {
			s.fp++
		}
	}
}

func (s *score) add(text string) {
	s.pages++
	if text == "" {
		s.empty++
	}
}

func folded(s string) string { return strings.Join(strings.Fields(s), " ") }

// ofPages prints the means over the pages, ofAll the shares of all phrases.
func (s *score) ofPages() string {
	return s.print(s.precision/float64(max(s.precisions, 1)), s.recall/float64(max(s.recalls, 1)))
}

func (s *score) ofAll() string {
	return s.print(s.tp/max(s.tp+s.fp, 1), s.tp/max(s.tp+s.fn, 1))
}

func (s *score) print(precision, recall float64) string {
	f1 := 0.0
	if precision+recall > 0 {
		f1 = 2 * precision * recall / (precision + recall)
	}
	return fmt.Sprintf("F1 %.3f, precision %.3f, recall %.3f on %d pages, %d of them without a text", f1, precision, recall, s.pages, s.empty)
}
