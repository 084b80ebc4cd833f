package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// forgetAwait is how long it is waited for the index to delete.
	forgetAwait = 30 * time.Second
	// forgetAsk is how often it is asked meanwhile.
	forgetAsk = 250 * time.Millisecond
	// maxReason bounds the reason of a take-down.
	maxReason = 1000
)

// forget takes articles down for good.
func (a *app) forget(ctx context.Context, args []string) error {
	f := newFlags("forget", formatText)
	t := bus.Taken{}
	source, yes, dry := "", false, false
	f.StringVar(&t.Reason, "reason", "", "")
	f.StringVar(&source, "source", "", "")
	f.BoolVar(&yes, "yes", false, "")
	f.BoolVar(&dry, "dry-run", false, "")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if t.IDs, err = idsOf(rest); err != nil {
		return err
	}
	switch {
	case len(rest) == 0 && source == "":
		return &usageError{"no link or article id, and no -source"}
	case len(rest) > 0 && source != "":
		return &usageError{"links and article ids, and -source, exclude each other"}
	case source != "" && !news.ValidToken(source):
		return &usageError{fmt.Sprintf("-source is %q, it must be the id of an outlet, as newsq -facets source shows", source)}
	case strings.TrimSpace(t.Reason) == "" && !dry:
		return &usageError{"-reason is needed: who asks later is told that alone"}
	case len(t.Reason) > maxReason:
		return &usageError{fmt.Sprintf("-reason is longer than %d bytes", maxReason)}
	}
	if err := a.streams(ctx); err != nil {
		return err
	}
	if source != "" {
		if t, err = a.allOf(ctx, source, t.Reason); err != nil {
			return err
		}
		if len(t.IDs) == 0 {
			a.tell([]string{"nothing is had of the outlet " + source})
			return errNothing
		}
	} else if err := a.buriedAs(ctx, &t); err != nil {
		return err
	}
	left, err := a.bus.Remains(ctx, t)
	if err != nil {
		return administrators(err)
	}
	what := times(len(t.IDs), "article", "articles")
	if left.Total() == 0 {
		a.tell([]string{what + ": the streams hold no message of them"})
	} else {
		a.tell([]string{fmt.Sprintf("%s: the streams hold %s of them (%s)", what, count(uint64(left.Total()), "message"), parts(left))}) //nolint:gosec // not negative
	}
	if dry {
		return nil
	}
	if !yes {
		if err := a.confirm(fmt.Sprintf("Take %s down for good, from the streams and the index?", what)); err != nil {
			return err
		}
	}
	erased, err := a.bus.Forget(ctx, t, a.telling())
	if _, refused := errors.AsType[*bus.PermissionError](err); refused {
		return administrators(err)
	}
	if err != nil {
		return fmt.Errorf("%w; the tombstones keep what they are of from being published: do it again to remove the rest", err)
	}
	a.tell([]string{fmt.Sprintf("%s forgotten; %s removed (%s)", what, count(uint64(erased.Total()), "message"), parts(erased))}) //nolint:gosec // not negative
	return a.awaitIndex(ctx, t.IDs)
}

// administrators names who may take articles down, where the user that asks
// may not.
func administrators(err error) error {
	if refused, ok := errors.AsType[*bus.PermissionError](err); ok {
		return fmt.Errorf("the NATS user may not %s to %q: taking down is for an administrator. Run it again as the user admin, with the settings that "+
			"'go run ./deployments/nats' wrote to users/admin.env (set -a; . users/admin.env; set +a), or let this user do all that admin may in the server's configuration and reload it", refused.Action, refused.Subject)
	}
	return err
}

// telling says which stream is at hand, where a person waits.
func (a *app) telling() func(bus.StreamName) {
	last := bus.StreamName("")
	return func(s bus.StreamName) {
		if s != last && a.terminal.width > 0 {
			fmt.Fprintf(a.stderr, "newsq: %s ...\n", s)
		}
		last = s
	}
}

func parts(e bus.Erased) string {
	var out []string
	for _, s := range bus.Streams() {
		if e[s] > 0 {
			out = append(out, fmt.Sprintf("%s %d", s, e[s]))
		}
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}

// idsOf reads links and article ids.
func idsOf(args []string) ([]string, error) {
	var ids []string
	for _, arg := range args {
		id := arg
		if !news.ValidID(arg) {
			var err error
			if id, err = news.IDFromURL(arg); err != nil {
				return nil, &usageError{fmt.Sprintf("%q is neither an article id nor a link", arg)}
			}
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// streams connects and makes sure that there is an installation: a mistyped
// prefix must not make one of its own.
func (a *app) streams(ctx context.Context) error {
	if err := a.connect(); err != nil {
		return err
	}
	_, err := a.bus.JetStream().Stream(ctx, a.bus.Names().Stream(bus.Articles))
	return a.noStream(bus.Articles, err)
}

// allOf returns all articles that the stream and the index have of an outlet.
func (a *app) allOf(ctx context.Context, source, reason string) (bus.Taken, error) {
	t := bus.Taken{Sources: []string{source}, Reason: reason}
	seen := make(map[string]bool)
	add := func(id string) {
		if news.ValidID(id) && !seen[id] {
			seen[id] = true
			t.IDs = append(t.IDs, id)
		}
	}
	err := a.bus.Scan(ctx, bus.Articles, a.bus.Names().Article(source, "*"), func(m bus.Scanned) bool {
		add(m.Subject[strings.LastIndexByte(m.Subject, '.')+1:])
		return true
	})
	if err != nil {
		return t, err
	}
	request := client.ExportRequest{Query: "source:" + source}
	for {
		r, err := a.client().Export(ctx, request)
		if err != nil {
			return t, fmt.Errorf("asking the index what it has of %s: %w", source, a.explain(err))
		}
		for _, data := range r.Articles {
			if n, err := news.Decode(data); err == nil && n.Source.ID == source {
				add(n.ID)
			}
		}
		if r.Next == "" {
			return t, nil
		}
		request.Cursor = r.Next
	}
}

// buriedAs takes the outlet of a single article from its tombstone or the
// index, which spares a look through all of ENRICHED.
func (a *app) buriedAs(ctx context.Context, t *bus.Taken) error {
	if len(t.IDs) != 1 {
		return nil
	}
	stone, err := a.bus.Tombstone(ctx, t.IDs[0])
	if err != nil && !errors.Is(err, bus.ErrNotFound) {
		return err
	}
	if stone.Source != "" {
		t.Sources = []string{stone.Source}
		return nil
	}
	r, err := a.client().Article(ctx, client.ArticleRequest{ID: t.IDs[0]})
	if err != nil {
		return nil
	}
	if n, err := news.Decode(r.Article); err == nil {
		t.Sources = []string{n.Source.ID}
	}
	return nil
}

// awaitIndex waits until the index has deleted articles. Each copy does so by
// itself; one that does not run does when it starts.
func (a *app) awaitIndex(ctx context.Context, ids []string) error {
	deadline := time.Now().Add(forgetAwait)
	for _, id := range ids {
		for {
			_, err := a.client().Article(ctx, client.ArticleRequest{ID: id})
			if errors.Is(err, client.ErrNoService) {
				a.tell([]string{"no indexd answers: each deletes what it has when it starts"})
				return nil
			}
			if notThere(err) {
				break
			}
			if time.Now().After(deadline) {
				return fmt.Errorf("the index still has %s: see the log of indexd; the streams are clean", id)
			}
			select {
			case <-ctx.Done():
				return context.Cause(ctx)
			case <-time.After(forgetAsk):
			}
		}
	}
	a.tell([]string{"the index has deleted it"})
	return nil
}

// forgotten tells what was taken down.
func (a *app) forgotten(ctx context.Context, args []string) error {
	f := newFlags("forgotten", formatTable, formatJSON, formatCSV, formatMD)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if len(rest) == 1 && rest[0] == "enforce" {
		return a.enforce(ctx)
	}
	if len(rest) == 1 && rest[0] == "list" {
		rest = nil
	}
	ids, err := idsOf(rest)
	if err != nil {
		return err
	}
	if err := a.streams(ctx); err != nil {
		return err
	}
	g := &grid{columns: []string{"time", "source", "key", "reason"}, spare: []string{"source", "key"}}
	var broken error
	add := func(t bus.Tombstone) bool {
		if f.output == formatJSON {
			broken = a.printJSON(t)
		}
		g.add(stamp(t.Time), t.Source, t.Key, t.Reason)
		return broken == nil
	}
	for _, id := range ids {
		t, err := a.bus.Tombstone(ctx, id)
		if errors.Is(err, bus.ErrNotFound) {
			a.tell([]string{id + " was not taken down"})
			continue
		}
		if err != nil {
			return err
		}
		add(t)
	}
	if len(ids) == 0 {
		err = a.bus.ScanTombstones(ctx, add)
	}
	if err := errors.Join(err, broken); err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return err
	}
	if len(g.rows) == 0 {
		if len(ids) == 0 {
			a.tell([]string{"nothing was taken down"})
		}
		return errNothing
	}
	if f.output == formatJSON {
		return nil
	}
	return a.printGrid(g, f.output)
}

// enforce removes from the streams what was ever taken down.
func (a *app) enforce(ctx context.Context) error {
	if err := a.streams(ctx); err != nil {
		return err
	}
	erased, err := a.bus.Reforget(ctx, a.telling())
	if err != nil {
		return administrators(err)
	}
	a.tell([]string{fmt.Sprintf("%s removed (%s)", count(uint64(erased.Total()), "message"), parts(erased))}) //nolint:gosec // not negative
	return nil
}
