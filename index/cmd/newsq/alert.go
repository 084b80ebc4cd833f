package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/internal/alert"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/bus"
)

// maxSecret bounds a file with a secret.
const maxSecret = 4 << 10

// trialSince is how far back a trial looks unless it is told.
const trialSince = "7d"

// alert keeps the standing queries.
func (a *app) alert(ctx context.Context, args []string) error {
	verbs := map[string]func(context.Context, []string) error{
		"add": a.alertAdd, "list": a.alertList, "show": a.alertShow, "remove": a.alertRemove, "test": a.alertTest,
	}
	if len(args) == 0 || verbs[args[0]] == nil {
		return &usageError{"after alert comes add, list, show, remove or test"}
	}
	return verbs[args[0]](ctx, args[1:])
}

// alertAdd stores a query in place of the one of its name.
func (a *app) alertAdd(ctx context.Context, args []string) error {
	f := newFlags("alert add", formatText, formatJSON)
	from, hook, secret := "", "", ""
	f.StringVar(&from, "from", "now", "")
	f.StringVar(&hook, "webhook", "", "")
	f.StringVar(&secret, "secret-file", "", "")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if len(rest) < 2 {
		return &usageError{"an alert needs a name and a query"}
	}
	q := alert.Query{Name: rest[0], Query: strings.Join(rest[1:], " ")}
	if q.From, err = instant("-from", from); err != nil {
		return err
	}
	if hook != "" {
		q.Webhook = &alert.Webhook{URL: hook}
		if q.Webhook.Secret, err = secretOf(secret); err != nil {
			return err
		}
	} else if secret != "" {
		return &usageError{"-secret-file signs what a webhook gets; it needs -webhook"}
	}
	if err := q.Validate(); err != nil {
		return a.pointAt(q.Query, err)
	}
	store, err := a.alerts(ctx)
	if err != nil {
		return err
	}
	parsed, err := q.Parse()
	if err != nil {
		return err
	}
	q.Resolved = a.resolve(ctx, parsed)
	if q, err = store.Put(ctx, q); err != nil {
		return err
	}
	if f.output == formatJSON {
		return a.printJSON(withoutSecret(q))
	}
	p := &page{}
	a.standing(p, q)
	return a.print(p)
}

// instant reads a date or an age; "now" is the zero time.
func instant(name, text string) (time.Time, error) {
	if text == "now" {
		return time.Time{}, nil
	}
	q, err := query.Parse("after:"+text, query.DefaultLimits())
	if err != nil {
		return time.Time{}, &usageError{fmt.Sprintf("%s is %q, it must be now, a date or an age such as 2016-12-29, 7d or yesterday", name, text)}
	}
	t, ok := q.Root.(*query.Term)
	if !ok {
		return time.Time{}, &usageError{fmt.Sprintf("%s is %q, it must be one date", name, text)}
	}
	begin, _ := t.Range(time.Now())
	return begin, nil
}

// secretOf reads the file of a secret; without a file there is none.
func secretOf(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	data, err := os.ReadFile(path) //nolint:gosec // the user's own choice
	if err != nil {
		return "", fmt.Errorf("reading the secret: %w", err)
	}
	secret := strings.TrimSpace(string(data))
	if secret == "" || len(data) > maxSecret {
		return "", fmt.Errorf("reading the secret: %s is empty or larger than %d bytes", path, maxSecret)
	}
	return secret, nil
}

// withoutSecret is a query as it may be shown.
func withoutSecret(q alert.Query) alert.Query {
	if q.Webhook != nil && q.Webhook.Secret != "" {
		q.Webhook = &alert.Webhook{URL: q.Webhook.URL, Secret: "***"}
	}
	return q
}

// alerts connects and opens the store.
func (a *app) alerts(ctx context.Context) (*alert.Store, error) {
	if err := a.connect(); err != nil {
		return nil, err
	}
	// A mistyped prefix must not make an installation of its own.
	if _, err := a.bus.JetStream().Stream(ctx, a.bus.Names().Stream(bus.Enriched)); err != nil {
		return nil, fmt.Errorf("NATS at %s answers, but has no stream %s (%w): start the daemons, or set DATELINE_NATS_PREFIX", a.address, a.bus.Names().Stream(bus.Enriched), err)
	}
	return alert.OpenStore(ctx, a.bus)
}

func (a *app) alertList(ctx context.Context, args []string) error {
	f := newFlags("alert list", formatTable, formatJSON, formatCSV, formatMD)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return &usageError{"alert list takes no arguments; newsq alert show NAME shows one"}
	}
	store, err := a.alerts(ctx)
	if err != nil {
		return err
	}
	all, broken, err := store.All(ctx)
	if err != nil {
		return err
	}
	for _, err := range broken {
		fmt.Fprintf(a.stderr, "newsq: %s; newsq alert add stores it anew, remove deletes it\n", oneLine(err.Error()))
	}
	if len(all) == 0 {
		a.tell([]string{"no alert is stored; newsq alert add NAME QUERY stores one"})
		return errNothing
	}
	if f.output == formatJSON {
		for _, q := range all {
			if err := a.printJSON(withoutSecret(q)); err != nil {
				return err
			}
		}
		return nil
	}
	g := &grid{columns: []string{"name", "since", "webhook", "state", "query"}, spare: []string{"webhook", "since"}}
	for _, q := range all {
		hook, state, since := "", "", cmp.Or(q.From, q.Created)
		if q.Webhook != nil {
			hook, state = q.Webhook.URL, "up to date"
		}
		if q.Behind != nil {
			state = q.Behind.String()
		}
		at := since.UTC().Format(time.RFC3339)
		if f.output == formatTable {
			at, hook, state = stamp(since), cmp.Or(hook, "-"), cmp.Or(state, "-")
		}
		g.add(q.Name, at, hook, state, q.Query)
	}
	return a.printGrid(g, f.output)
}

func (a *app) alertShow(ctx context.Context, args []string) error {
	f := newFlags("alert show", formatText, formatJSON)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	name, err := one(rest, "name of an alert")
	if err != nil {
		return err
	}
	store, err := a.alerts(ctx)
	if err != nil {
		return err
	}
	q, err := store.Get(ctx, name)
	if errors.Is(err, alert.ErrNotFound) {
		a.tell([]string{noAlert(name)})
		return errNothing
	}
	if err != nil {
		return err
	}
	if f.output == formatJSON {
		return a.printJSON(withoutSecret(q))
	}
	p := &page{}
	a.standing(p, q)
	return a.print(p)
}

// standing shows a stored query.
func (a *app) standing(p *page, q alert.Query) {
	field := func(name, value string) {
		p.line("  %s  %s", a.styled(dim, fmt.Sprintf("%-8s", name)), safe(value))
	}
	p.line("%s", a.styled(bold, safe(q.Name)))
	field("query", q.Query)
	for term, ids := range q.Resolved {
		field("name", term+" is also "+strings.Join(ids, ", "))
	}
	field("since", stamp(cmp.Or(q.From, q.Created)))
	if !q.From.IsZero() && q.Replayed.IsZero() {
		field("past", "still being read")
	}
	field("subject", a.bus.Names().Prefix+".event.alert."+q.Name)
	if q.Webhook != nil {
		signed := ", unsigned"
		if q.Webhook.Secret != "" {
			signed = ", signed"
		}
		field("webhook", q.Webhook.URL+signed)
		if q.Behind != nil {
			field("state", q.Behind.String())
			field("behind", fmt.Sprintf("alerts from sequence %d of the events on have still to be posted; indexd tries again for as long as the events are kept", q.Behind.From))
			if !q.Behind.Since.IsZero() {
				field("", "it fell behind "+stamp(q.Behind.Since))
			}
		}
	}
}

func (a *app) alertRemove(ctx context.Context, args []string) error {
	f := newFlags("alert remove", formatText)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	name, err := one(rest, "name of an alert")
	if err != nil {
		return err
	}
	store, err := a.alerts(ctx)
	if err != nil {
		return err
	}
	err = store.Remove(ctx, name)
	if errors.Is(err, alert.ErrNotFound) {
		a.tell([]string{noAlert(name)})
		return errNothing
	}
	if err == nil {
		a.tell([]string{"alert " + name + " is removed"})
	}
	return err
}

func noAlert(name string) string {
	return fmt.Sprintf("no alert is stored as %q; newsq alert list names those there are", name)
}

// alertTest says how often a stored query, or one that is given, would have
// fired.
func (a *app) alertTest(ctx context.Context, args []string) error {
	f := newFlags("alert test", formatText, formatJSON)
	since := ""
	f.StringVar(&since, "since", trialSince, "")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return &usageError{"no name of an alert and no query"}
	}
	begin, err := instant("-since", since)
	if err != nil {
		return err
	}
	if begin.IsZero() {
		return &usageError{"-since now leaves nothing to try the query on"}
	}
	store, err := a.alerts(ctx)
	if err != nil {
		return err
	}
	q, err := store.Get(ctx, rest[0])
	if err != nil || len(rest) > 1 {
		q = alert.Query{Name: "test", Query: strings.Join(rest, " ")}
		if err := q.Validate(); err != nil {
			return a.pointAt(q.Query, err)
		}
		parsed, err := q.Parse()
		if err != nil {
			return err
		}
		q.Resolved = a.resolve(ctx, parsed)
	}
	languages, err := language.New()
	if err != nil {
		return err
	}
	t, err := alert.Try(ctx, a.bus, languages, q, begin)
	if err != nil {
		return err
	}
	if f.output == formatJSON {
		err = a.printJSON(t)
	} else {
		err = a.printTrial(t)
	}
	if err == nil && t.Alerts == 0 {
		return errNothing
	}
	return err
}

func (a *app) printTrial(t *alert.Trial) error {
	p := &page{}
	for _, x := range t.Last {
		p.line("%s", a.styled(bold, safe(x.Title)))
		p.line("  %s", a.styled(dim, safe(strings.Join([]string{x.Source, stamp(x.Stored), x.Article}, " · "))))
	}
	if len(t.Days) > 1 {
		g := &grid{columns: []string{"day", "alerts"}}
		for _, d := range t.Days {
			g.add(d.Day, strconv.FormatUint(d.Alerts, 10))
		}
		g.table(p, a)
	}
	p.line("%s", a.styled(dim, fmt.Sprintf("%s in %s of %s read, the first stored %s", count(t.Alerts, "alert"), count(t.Articles, "article"), count(t.Read, "message"), stamp(t.First))))
	return a.print(p)
}
