package web

import (
	"net/http"

	"github.com/dateline-news/dateline/index/internal/query"
)

// helpView is the manual of the query language.
type helpView struct {
	Head
	Chapters []query.Chapter
}

func (s *Site) help(*http.Request) (any, int, error) {
	return &helpView{Head: Head{Title: "How to ask"}, Chapters: query.Manual()}, http.StatusOK, nil
}
