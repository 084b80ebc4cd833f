package index

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/diskspace"
)

// progressEvery is how often a rebuild says how far it has come.
const progressEvery = 2 * time.Second

// Rebuild makes the index of a folder anew from the articles it holds. If a
// service has the folder open, it is asked to do so while it serves, and
// Rebuild returns at once. Out is told in lines for people.
func Rebuild(ctx context.Context, cfg Config, log *slog.Logger, out io.Writer) (err error) {
	if _, err := os.Stat(cfg.Dir); err != nil {
		return fmt.Errorf("looking for the index folder: %w; set %s_DIR", err, Prefix)
	}
	languages, err := language.New()
	if err != nil {
		return err
	}
	guard := diskspace.Guard{Dir: cfg.Dir}
	idx, err := store.Open(store.Options{Dir: cfg.Dir, Languages: languages, Log: log, CheckSpace: guard.Check})
	if errors.Is(err, store.ErrInUse) {
		if err := store.AskRebuild(cfg.Dir); err != nil {
			return err
		}
		_, err := fmt.Fprintf(out, "The indexd that has %s open has been asked to rebuild; newsq stats shows how far it is.\n", cfg.Dir)
		return err
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, idx.Close()) }()
	done := make(chan error, 1)
	go func() { done <- idx.Rebuild(ctx, false) }()
	ticker := time.NewTicker(progressEvery)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			if err != nil {
				return err
			}
			documents, slices := idx.Size()
			_, err = fmt.Fprintf(out, "Rebuilt. Documents: %d, slices: %d.\n", documents, slices)
			return err
		case <-ticker.C:
			if p, ok := idx.Rebuilding(); ok {
				if _, err := fmt.Fprintf(out, "%d of %d documents\n", p.Done, p.Total); err != nil {
					// Nobody reads on; the rebuild goes on.
					ticker.Stop()
				}
			}
		}
	}
}
