package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/daemon"
)

const listHelp = `ingestd feeds list [-trouble] [-o json]

Prints one line a feed: the beginning of its id, its state, the items of its
last document, when it was polled, its title, when it is polled next and why
then, and what the last poll came to.

  -trouble  only feeds in trouble, one line a trouble, the oldest first:
            gap (items may have been missed), silent (far quieter than its
            own rhythm), volume (far more or fewer items than before), clock
            (dates from the future), guids (GUIDs that identify nothing),
            failing, gone (410), html (a page instead of a feed), hub (its
            WebSub hub missed items)
  -o json   an array of objects as "show -o json" prints
`

func listFeeds(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(listHelp)
	trouble := f.Bool("trouble", false, "")
	asJSON := f.JSON()
	if err := f.Read(args, 0, 0); err != nil {
		return err
	}
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	views, err := allViews(ctx, b)
	if err != nil && len(views) == 0 {
		return err
	}
	now, all := time.Now(), len(views)
	if *trouble {
		views = slices.DeleteFunc(views, func(v view) bool { return len(v.troubles(now)) == 0 })
	}
	switch {
	case asJSON():
		documents := make([]document, len(views))
		for i := range views {
			documents[i] = views[i].document(now)
		}
		return cmp.Or(t.printJSON(documents), err)
	case all == 0:
		t.printf("no feeds; add one with: ingestd feeds add URL\n")
	case *trouble:
		t.printTroubles(views, all, now)
	default:
		t.printList(views, now)
	}
	return err
}

func (t *tool) printList(views []view, now time.Time) {
	w := tabwriter.NewWriter(t.stdout, 0, 8, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "ID\tSTATE\tITEMS\tPOLLED\tTITLE\tNEXT\tLAST")
	failing, troubled := 0, 0
	for i := range views {
		v := &views[i]
		polled := "never"
		if !v.wake.Polled.IsZero() {
			polled = ago(now.Sub(v.wake.Polled)) + " ago"
		}
		if v.wake.Rhythm.Failures > 0 {
			failing++
		}
		if len(v.troubles(now)) > 0 {
			troubled++
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\t%s\n", v.settings.ID[:8], v.status(now), v.state.Items(), polled, short(v.title(), 40), v.when(now), clean(v.wake.Detail))
	}
	_ = w.Flush() // as printf
	t.printf("feeds: %d, failing: %d", len(views), failing)
	if troubled > 0 {
		t.printf(", in trouble: %d (ingestd feeds list -trouble)", troubled)
	}
	t.printf("\n")
}

func (t *tool) printTroubles(views []view, all int, now time.Time) {
	type row struct {
		since time.Time
		line  string
	}
	var rows []row
	for i := range views {
		v := &views[i]
		for _, trouble := range v.troubles(now) {
			since := "ever"
			if !trouble.Since.IsZero() {
				since = ago(now.Sub(trouble.Since))
			}
			rows = append(rows, row{trouble.Since, fmt.Sprintf("%s\t%s\t%s\t%s\t%s\n", v.settings.ID[:8], trouble.Kind, since, short(v.title(), 40), clean(trouble.Words))})
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.since.Compare(b.since) })
	if len(rows) > 0 {
		w := tabwriter.NewWriter(t.stdout, 0, 8, 2, ' ', 0)
		_, _ = fmt.Fprintln(w, "ID\tTROUBLE\tFOR\tTITLE\tWHAT")
		for _, r := range rows {
			_, _ = fmt.Fprint(w, r.line)
		}
		_ = w.Flush() // as printf
	}
	t.printf("feeds: %d, in trouble: %d\n", all, len(views))
}

const showHelp = `ingestd feeds show [-o json] ID

Prints the settings of a feed, what its last polls found, when it is polled
next and why then, and its troubles. ID is the id, the first 4 or more of its
characters, or the address. Passwords are never printed, nor are the values
of headers.
`

func showFeed(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(showHelp)
	asJSON := f.JSON()
	if err := f.Read(args, 1, 1); err != nil {
		return err
	}
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	s, err := registry.New(b.Feeds()).Find(ctx, f.Arg(0))
	if err != nil {
		return err
	}
	v, err := oneView(ctx, b, s)
	if v == nil {
		return err
	}
	if asJSON() {
		return cmp.Or(t.printJSON(v.document(time.Now())), err)
	}
	v.print(t, time.Now())
	return err
}

func (v *view) print(t *tool, now time.Time) {
	w := tabwriter.NewWriter(t.stdout, 0, 8, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			_, _ = fmt.Fprintf(w, "%s\t%s\n", name, clean(value))
		}
	}
	s, st := v.settings, v.state
	line("id", s.ID)
	line("title", v.title())
	for _, k := range registry.Keys() {
		if k.Name != "title" || s.Title != v.title() {
			line(k.Name, k.Value(&s))
		}
	}
	line("state", v.status(now))
	line("last", v.wake.Detail)
	line("next", v.when(now))
	for _, trouble := range v.troubles(now) {
		line("trouble", fmt.Sprintf("%s since %s: %s", trouble.Kind, moment(trouble.Since, now), trouble.Words))
	}
	line("polled", moment(v.wake.Polled, now))
	line("answered", moment(v.wake.Good, now))
	line("changed", moment(st.Changed, now))
	line("added", moment(s.Added, now))
	line("site", st.Link)
	line("kind", string(s.Kind))
	line("format", st.Format)
	if s.Language == "" {
		line("language", st.Language)
	}
	line("items", fmt.Sprint(st.Items()))
	line("articles", fmt.Sprintf("%d brought by this feed", st.Published))
	line("etag", v.wake.ETag)
	line("last-modified", v.wake.LastModified)
	if v.wake.Distrusted {
		line("validators", "not believed: the server said that nothing is new while something was")
	}
	if v.wake.Move.To != "" {
		line("moves", fmt.Sprintf("to %s, seen in %d polls", v.wake.Move.To, v.wake.Move.Polls))
	}
	line("hub", v.hub(now))
	if st.TTL > 0 {
		line("ttl", st.TTL.String())
	}
	if st.Unreliable {
		line("GUIDs", "not believed: the feed repeats them; links and titles tell its items apart")
	}
	for _, o := range st.Oddities {
		line("oddity", o)
	}
	_ = w.Flush() // as printf
}
