package stack

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// starter is the set of feeds that standalone polls unless told otherwise.
//
//go:embed starter.opml
var starter []byte

// addFeeds registers the feeds to poll. Those of the sample and of a file are
// registered at every start; the starter set only while there is no feed, so
// that one that was removed stays away.
func (s *Stack) addFeeds(ctx context.Context, o Options, log *slog.Logger) error {
	var opml io.Reader
	switch {
	case o.Sample:
		opml = strings.NewReader(sampleOPML(s.Newsroom.Feeds()))
	case o.FeedsFile != "":
		file, err := os.Open(o.FeedsFile)
		if err != nil {
			return fmt.Errorf("opening -feeds: %w", err)
		}
		defer func() { _ = file.Close() }()
		opml = file
	default:
		registered, err := s.bus.Feeds().AllSettings(ctx)
		if err != nil || len(registered) > 0 {
			return err
		}
		opml = bytes.NewReader(starter)
	}
	added, err := ingest.AddFeeds(ctx, s.bus, opml)
	for _, oddity := range added.Oddities {
		log.Warn("a feed was not taken", telemetry.KeyReason, oddity)
	}
	switch {
	case err != nil && o.FeedsFile != "":
		return fmt.Errorf("adding the feeds of -feeds %s: %w", o.FeedsFile, err)
	case err != nil:
		return fmt.Errorf("adding feeds: %w", err)
	case o.FeedsFile != "" && added.New+added.Known == 0:
		return fmt.Errorf("-feeds %s names no feeds: each needs an outline with its address in xmlUrl", o.FeedsFile)
	}
	return nil
}

func sampleOPML(feeds []string) string {
	var b strings.Builder
	b.WriteString(`<opml version="2.0"><body>`)
	for _, address := range feeds {
		b.WriteString(`<outline type="rss" xmlUrl="`)
		// A strings.Builder takes everything.
		_ = xml.EscapeText(&b, []byte(address))
		b.WriteString(`"/>`)
	}
	b.WriteString(`</body></opml>`)
	return b.String()
}
