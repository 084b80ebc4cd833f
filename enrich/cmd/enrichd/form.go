package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"

	"github.com/dateline-news/dateline/enrich/internal/render"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
)

// The forms in which "annotate" writes.
const (
	formatJSON = "json"
	formatText = "text"
	formatHTML = "html"
)

// annotated is what "annotate" writes as JSON: the id as given and the
// annotations in the form that they have on the stream.
type annotated struct {
	ID string `json:"id"`
	*news.Annotations
}

// form writes annotated articles one by one.
type form struct {
	add func(*news.Article) error
	// end writes what stands behind the last one.
	end func() error
}

// newForm returns the form of a name.
func newForm(name string, w *bufio.Writer, colour bool) (form, error) {
	nothing := func() error { return nil }
	switch name {
	case formatJSON:
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return form{func(a *news.Article) error { return enc.Encode(annotated{a.ID, a.Annotations}) }, nothing}, nil
	case formatText:
		between := ""
		return form{func(a *news.Article) error {
			if _, err := w.WriteString(between); err != nil {
				return err
			}
			between = "\n\n"
			return render.Text(w, a, colour)
		}, nothing}, nil
	case formatHTML:
		page := render.NewPage(w)
		return form{page.Add, page.Close}, nil
	}
	return form{}, daemon.Usagef("-format is %q: use %s, %s or %s", name, formatJSON, formatText, formatHTML)
}

// colourful reports whether colours may be used: on a terminal, unless
// NO_COLOR is set.
func colourful(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && f.Name() != os.DevNull
}
