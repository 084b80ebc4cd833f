// Package shadow keeps annotated articles in a file, one JSON object a line,
// each as it would stand on the enriched stream: the place where a version of
// the enricher writes that is to be looked at before it is published.
//
// A file holds the work of one version and can be continued: a line that a
// crash left unfinished is dropped. Two programs must not write one file at a
// time.
package shadow

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dateline-news/dateline/shared/durable"
	"github.com/dateline-news/dateline/shared/news"
)

// Entry is a line of a file.
type Entry struct {
	// ID, Revision and Enricher are those of the article.
	ID       string
	Revision int
	Enricher news.Enricher
	// Offset and Size are where the line is, in bytes, without its end.
	Offset int64
	Size   int
}

// ErrLine is wrapped by errors of a line that is no annotated article.
var ErrLine = errors.New("not an annotated article")

// Scan reads the lines of a file. It hands each to visit, with the article's
// JSON, which visit must not keep. It returns the offset behind the last line
// that has an end. A last line without one counts only if it is whole.
func Scan(r io.Reader, visit func(Entry, []byte) error) (end int64, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	var line []byte
	for n := 1; ; n++ {
		line = line[:0]
		var part []byte
		for err = bufio.ErrBufferFull; errors.Is(err, bufio.ErrBufferFull); {
			part, err = in.ReadSlice('\n')
			if line = append(line, part...); len(line) > news.MaxMessageBytes+1 {
				return end, fmt.Errorf("line %d: %w: it has more than %d bytes", n, ErrLine, news.MaxMessageBytes)
			}
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return end, fmt.Errorf("reading line %d: %w", n, err)
		}
		finished := err == nil
		data := bytes.TrimSuffix(line, []byte("\n"))
		if len(bytes.TrimSpace(data)) > 0 {
			e, err := entry(data)
			switch {
			case err != nil && finished:
				return end, fmt.Errorf("line %d: %w", n, err)
			case err == nil:
				e.Offset, e.Size = end, len(data)
				if err := visit(e, data); err != nil {
					return end, err
				}
			}
		}
		if !finished {
			return end, nil
		}
		end += int64(len(line))
	}
}

func entry(data []byte) (Entry, error) {
	var head struct {
		ID          string `json:"id"`
		Revision    int    `json:"revision"`
		Annotations *struct {
			Enricher news.Enricher `json:"enricher"`
		} `json:"annotations"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return Entry{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	if head.ID == "" || head.Revision < 1 || head.Annotations == nil {
		return Entry{}, fmt.Errorf("%w: id, revision or annotations are missing", ErrLine)
	}
	return Entry{ID: head.ID, Revision: head.Revision, Enricher: head.Annotations.Enricher}, nil
}

// Writer adds articles to a file. It is for one goroutine.
type Writer struct {
	path string
	file *os.File
	w    *bufio.Writer
}

// Append opens a file to go on with the work of a version, or begins it. It
// hands what the file holds already to seen. A file with the work of another
// version is refused.
func Append(path string, by news.Enricher, seen func(Entry)) (*Writer, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the shadow file: %w", err)
	}
	w := &Writer{path: path, file: f, w: bufio.NewWriterSize(f, 1<<16)}
	if err := w.resume(by, seen); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("going on with %s: %w; choose another file with -o, or remove this one", path, err)
	}
	return w, nil
}

func (w *Writer) resume(by news.Enricher, seen func(Entry)) error {
	if info, err := w.file.Stat(); err != nil {
		return err
	} else if !info.Mode().IsRegular() {
		return fmt.Errorf("it is no regular file (%s)", info.Mode().Type()&fs.ModeType)
	}
	end, err := Scan(w.file, func(e Entry, _ []byte) error {
		if e.Enricher != by {
			return fmt.Errorf("it holds the work of %s %s, and this is %s %s", e.Enricher.Name, e.Enricher.Version, by.Name, by.Version)
		}
		seen(e)
		return nil
	})
	if err != nil {
		return err
	}
	if err := w.file.Truncate(end); err != nil {
		return err
	}
	_, err = w.file.Seek(end, io.SeekStart)
	return err
}

// Write adds the JSON form of an article.
func (w *Writer) Write(article []byte) error {
	_, err := w.w.Write(article)
	if err == nil {
		err = w.w.WriteByte('\n')
	}
	if err != nil {
		return fmt.Errorf("writing to %s: %w", w.path, err)
	}
	return nil
}

// Close writes what is left, makes it durable and closes the file.
func (w *Writer) Close() error {
	if err := errors.Join(w.w.Flush(), w.file.Sync(), w.file.Close(), durable.Sync(filepath.Dir(w.path))); err != nil {
		return fmt.Errorf("ending %s: %w", w.path, err)
	}
	return nil
}
