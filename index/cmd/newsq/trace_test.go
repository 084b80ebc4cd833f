package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/index/internal/control"
	"github.com/dateline-news/dateline/index/internal/keep"
	"github.com/dateline-news/dateline/index/internal/store"
)

// An article of a month that was given up waits for nothing.
func TestTraceOfRetiredMonth(t *testing.T) {
	dir := t.TempDir()
	b := newsroomIn(t, dir)
	until(t, "indexd to take commands", func() error {
		return control.Ask(t.Context(), dir, keep.TaskRetire, keep.RetireArgs{Month: "2016-12"}, func(json.RawMessage) {}, &store.Retirement{})
	})
	a := truce(t, 1)
	if _, _, err := b.PublishArticle(t.Context(), a, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := b.PublishEnriched(t.Context(), annotate(a)); err != nil {
		t.Fatal(err)
	}
	until(t, "the index to leave the article out", func() error {
		out, _, code := newsq(t.Context(), "trace", a.ID)
		if code != exitFound || !strings.Contains(out, "its month was retired") {
			return fmt.Errorf("exit code %d\n%s", code, out)
		}
		return nil
	})
}
