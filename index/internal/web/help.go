package web

import (
	"net/http"
)

// helpView is the manual of the query language.
type helpView struct {
	Head
	Sections []helpSection
}

type helpSection struct {
	Title string
	Rows  []helpRow
}

// helpRow is an example with what it finds.
type helpRow struct{ Example, Words string }

func (s *Site) help(*http.Request) (any, int, error) {
	return &helpView{Head: Head{Title: "How to ask"}}, http.StatusOK, nil
}
