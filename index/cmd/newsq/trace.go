package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// trail is everything that is known of one item.
type trail struct {
	ID  string `json:"id"`
	URL string `json:"url,omitempty"`
	// Article is the record on the articles stream.
	Article *station `json:"article,omitempty"`
	// Enriched is the newest annotated form.
	Enriched *station `json:"enriched,omitempty"`
	Index    *station `json:"index,omitempty"`
	// IndexError says why the index could not be asked.
	IndexError string `json:"index_error,omitempty"`
	// LeftOut is set where the index has read all that is on the stream and
	// does not have it.
	LeftOut bool `json:"left_out,omitempty"`
	// Forgotten is set where it was taken down.
	Forgotten  *bus.Tombstone `json:"forgotten,omitempty"`
	Quarantine []held         `json:"quarantine,omitempty"`
	Events     []news.Event   `json:"events,omitempty"`
	// Since says from when on each stream still knows what happened.
	Since map[bus.StreamName]time.Time `json:"since"`
	// Verdict says it in words.
	Verdict string `json:"verdict"`
}

// station is a place where the article is.
type station struct {
	Revision int       `json:"revision"`
	Seq      uint64    `json:"stream_seq,omitempty"`
	Time     time.Time `json:"time,omitzero"`
	Source   string    `json:"source,omitempty"`
	Language string    `json:"lang,omitempty"`
	Enricher string    `json:"enricher,omitempty"`
	Feed     string    `json:"feed,omitempty"`
	Title    string    `json:"title,omitempty"`
	Slice    string    `json:"slice,omitempty"`
}

// held is a message in quarantine.
type held struct {
	Stage  string    `json:"stage"`
	Reason string    `json:"reason"`
	Error  string    `json:"error"`
	Time   time.Time `json:"time"`
}

// trace tells where an item is and what became of it.
func (a *app) trace(ctx context.Context, args []string) error {
	f := newFlags("trace", formatText, formatJSON)
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	what, err := one(rest, "link or article id")
	if err != nil {
		return err
	}
	t := &trail{ID: what, Since: make(map[bus.StreamName]time.Time)}
	if !news.ValidID(what) {
		if t.ID, err = news.IDFromURL(what); err != nil {
			return &usageError{fmt.Sprintf("%q is neither an article id nor a link", what)}
		}
		t.URL = what
	}
	if err := a.connect(); err != nil {
		return err
	}
	if err := a.gather(ctx, t); err != nil {
		return err
	}
	t.Verdict = t.verdict()
	if f.output == formatJSON {
		err = a.printJSON(t)
	} else {
		err = a.printTrail(t)
	}
	if err == nil && !t.found() {
		return errNothing
	}
	return err
}

func (t *trail) found() bool {
	return t.Forgotten != nil || t.Article != nil || t.Enriched != nil || t.Index != nil || len(t.Quarantine)+len(t.Events) > 0
}

// gather asks every place that could know of the item.
func (a *app) gather(ctx context.Context, t *trail) error {
	for _, step := range []func(context.Context, *trail) error{a.sinceWhen, a.inForgotten, a.inArticles, a.inIndex, a.inEnriched, a.leftOut, a.inQuarantine, a.inEvents} {
		if err := step(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) sinceWhen(ctx context.Context, t *trail) error {
	for _, name := range []bus.StreamName{bus.Articles, bus.Enriched, bus.Quarantine, bus.Events} {
		stream, err := a.bus.JetStream().Stream(ctx, a.bus.Names().Stream(name))
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			return fmt.Errorf("NATS at %s has no stream %s: start the daemons, or set DATELINE_NATS_PREFIX", a.address, a.bus.Names().Stream(name))
		}
		if err != nil {
			return fmt.Errorf("looking up %s: %w", name, err)
		}
		if state := stream.CachedInfo().State; state.Msgs > 0 {
			t.Since[name] = state.FirstTime
		}
	}
	return nil
}

func (a *app) inForgotten(ctx context.Context, t *trail) error {
	stone, err := a.bus.Tombstone(ctx, t.ID)
	if errors.Is(err, bus.ErrNotFound) {
		return nil
	}
	if err == nil {
		t.Forgotten = &stone
	}
	return err
}

func (a *app) inArticles(ctx context.Context, t *trail) error {
	return a.bus.Scan(ctx, bus.Articles, a.bus.Names().Article("*", t.ID), func(m bus.Scanned) bool {
		s := &station{Seq: m.Seq, Time: m.Time}
		if n, err := news.Decode(m.Data); err == nil {
			s.Revision, s.Source, s.Feed, s.Title = n.Revision, n.Source.ID, n.Feed.URL, n.Title
			t.URL = n.URL
		}
		t.Article = s
		return true
	})
}

func (a *app) inIndex(ctx context.Context, t *trail) error {
	r, err := a.client().Article(ctx, client.ArticleRequest{ID: t.ID})
	if notThere(err) {
		return nil
	}
	if err != nil {
		t.IndexError = a.explain(err).Error()
		return nil
	}
	n, err := news.Decode(r.Article)
	if err != nil {
		return fmt.Errorf("reading the article of the index: %w", err)
	}
	t.Index = &station{Revision: n.Revision, Seq: r.StreamSeq, Source: n.Source.ID, Title: n.Title, Slice: r.Slice}
	t.URL = n.URL
	return nil
}

// leftOut finds out whether the index still waits for what is annotated.
func (a *app) leftOut(ctx context.Context, t *trail) error {
	if t.Enriched == nil || t.Index != nil || t.IndexError != "" {
		return nil
	}
	stats, err := a.client().Stats(ctx)
	if err != nil {
		t.IndexError = a.explain(err).Error()
		return nil
	}
	if stats.Pending > 0 {
		return nil
	}
	// It may have come in meanwhile.
	err = a.inIndex(ctx, t)
	t.LeftOut = t.Index == nil && t.IndexError == ""
	return err
}

// inEnriched looks for the newest annotated form among the messages of the
// article's outlet since it was published; it reads their headers alone.
func (a *app) inEnriched(ctx context.Context, t *trail) error {
	source, from := "*", time.Time{}
	if t.Article != nil {
		// A clock may lag a little behind another.
		source, from = t.Article.Source, t.Article.Time.Add(-time.Minute)
	}
	if source == "" {
		source = "*"
	}
	var found uint64
	err := a.headers(ctx, bus.Enriched, a.bus.Names().Enriched("*", source), from, func(h nats.Header, seq uint64, at time.Time) {
		revision, err := strconv.Atoi(h.Get(bus.HeaderRevision))
		if h.Get(bus.HeaderArticle) != t.ID || err != nil || t.Enriched != nil && revision < t.Enriched.Revision {
			return
		}
		t.Enriched = &station{Revision: revision, Seq: seq, Time: at}
		found = seq
	})
	if err != nil || found == 0 {
		return err
	}
	stream, err := a.bus.JetStream().Stream(ctx, a.bus.Names().Stream(bus.Enriched))
	if err != nil {
		return fmt.Errorf("reading %s: %w", bus.Enriched, err)
	}
	m, err := stream.GetMsg(ctx, found)
	if err != nil {
		// It left the ring in this moment; what the headers said is enough.
		return nil
	}
	if n, err := news.Decode(m.Data); err == nil && n.Annotations != nil {
		t.Enriched.Language = n.Annotations.Language.Code
		t.Enriched.Enricher = n.Annotations.Enricher.Name + " " + n.Annotations.Enricher.Version
	}
	return nil
}

// headers hands the headers of the messages since a time to visit.
func (a *app) headers(ctx context.Context, name bus.StreamName, filter string, since time.Time, visit func(h nats.Header, seq uint64, at time.Time)) error {
	cfg := jetstream.OrderedConsumerConfig{FilterSubjects: []string{filter}, HeadersOnly: true, DeliverPolicy: jetstream.DeliverAllPolicy}
	if !since.IsZero() {
		cfg.DeliverPolicy, cfg.OptStartTime = jetstream.DeliverByStartTimePolicy, &since
	}
	fail := func(err error) error { return fmt.Errorf("reading %s: %w", name, err) }
	consumer, err := a.bus.JetStream().OrderedConsumer(ctx, a.bus.Names().Stream(name), cfg)
	if err != nil {
		return fail(err)
	}
	info, err := consumer.Info(ctx)
	if err != nil {
		return fail(err)
	}
	if info.NumPending == 0 && info.Delivered.Consumer == 0 {
		return nil
	}
	messages, err := consumer.Messages()
	if err != nil {
		return fail(err)
	}
	defer messages.Stop()
	defer context.AfterFunc(ctx, messages.Stop)()
	for {
		m, err := messages.Next()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fail(err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return fail(err)
		}
		visit(m.Headers(), meta.Sequence.Stream, meta.Timestamp)
		if meta.NumPending == 0 {
			return nil
		}
	}
}

func (a *app) inQuarantine(ctx context.Context, t *trail) error {
	return a.bus.ScanAll(ctx, bus.Quarantine, a.bus.Names().Quarantine("*"), func(m bus.Scanned) bool {
		if m.Header.Get(bus.HeaderArticle) != t.ID {
			return true
		}
		var e bus.QuarantineEntry
		if err := json.Unmarshal(m.Data, &e); err == nil {
			t.Quarantine = append(t.Quarantine, held{Stage: e.Stage, Reason: e.Reason, Error: e.Error, Time: e.Time})
		}
		return true
	})
}

// inEvents collects what happened to the item: it was dropped, or revised.
func (a *app) inEvents(ctx context.Context, t *trail) error {
	for _, kind := range []news.EventKind{news.EventDropped, news.EventRevised} {
		err := a.bus.ScanAll(ctx, bus.Events, a.bus.Names().EventsOf(kind), func(m bus.Scanned) bool {
			var e news.Event
			if json.Unmarshal(m.Data, &e) != nil {
				return true
			}
			id, err := news.IDFromURL(e.URL)
			if e.Article == t.ID || e.Article == "" && err == nil && id == t.ID {
				if e.Time.IsZero() {
					e.Time = m.Time
				}
				t.Events = append(t.Events, e)
			}
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// verdict says in words what became of the item.
func (t *trail) verdict() string {
	published, enriched, indexed := t.Article != nil, t.Enriched != nil, t.Index != nil
	switch {
	case t.Forgotten != nil && (published || enriched || indexed || len(t.Quarantine) > 0):
		return fmt.Sprintf("It was forgotten on %s: %s. Something of it is still here: newsq forget %s removes it.", stamp(t.Forgotten.Time), t.Forgotten.Reason, t.ID)
	case t.Forgotten != nil:
		return fmt.Sprintf("It was forgotten on %s: %s.", stamp(t.Forgotten.Time), t.Forgotten.Reason)
	case indexed && published && t.Index.Revision < t.Article.Revision:
		return fmt.Sprintf("Revision %d can be found by searches; revision %d is on its way.", t.Index.Revision, t.Article.Revision)
	case indexed:
		return "It is indexed and can be found by searches."
	case len(t.Quarantine) > 0:
		last := t.Quarantine[len(t.Quarantine)-1]
		return fmt.Sprintf("Stage %s could not handle it and put it into quarantine (%s).", last.Stage, last.Reason)
	case enriched && t.IndexError != "":
		return "It is annotated; whether it is indexed cannot be told now."
	case enriched && t.LeftOut:
		return "It is annotated, and the index has left it out: its month was retired (newsq stats), or indexd verify tells why."
	case enriched:
		return "It is annotated and waits for the index."
	case published:
		return "It is published and waits to be annotated."
	}
	for _, e := range t.Events {
		if e.Kind == news.EventDropped {
			return fmt.Sprintf("It was served by a feed and dropped: %s.", e.Reason)
		}
	}
	if t.IndexError != "" {
		return "No stream knows of it; the index cannot be asked now."
	}
	return "Nothing is known of it: no feed has served it since the streams begin, or that is longer ago than they reach back."
}

func (a *app) printTrail(t *trail) error {
	p := &page{}
	p.line("%s", a.styled(bold, t.ID))
	if t.URL != "" {
		p.line("  %s", safe(t.URL))
	}
	row := func(name, format string, args ...any) {
		p.line("  %s  %s", a.styled(dim, fmt.Sprintf("%-10s", name)), safe(fmt.Sprintf(format, args...)))
	}
	if s := t.Forgotten; s != nil {
		row("forgotten", "%s: %s", stamp(s.Time), s.Reason)
	}
	since := func(name bus.StreamName) string {
		if at, ok := t.Since[name]; ok {
			return "nothing; it reaches back to " + stamp(at)
		}
		return "nothing; it is empty"
	}
	if s := t.Article; s != nil {
		from := ""
		if s.Feed != "" {
			from = ", from " + s.Feed
		}
		row("ARTICLES", "revision %d, stored %s, sequence %d%s", s.Revision, stamp(s.Time), s.Seq, from)
	} else {
		row("ARTICLES", "%s", since(bus.Articles))
	}
	if s := t.Enriched; s != nil {
		row("ENRICHED", "revision %d, stored %s, sequence %d, language %s, by %s", s.Revision, stamp(s.Time), s.Seq, s.Language, s.Enricher)
	} else {
		row("ENRICHED", "%s", since(bus.Enriched))
	}
	switch {
	case t.Index != nil:
		row("index", "revision %d, in slice %s", t.Index.Revision, t.Index.Slice)
	case t.IndexError != "":
		row("index", "%s", t.IndexError)
	default:
		row("index", "nothing")
	}
	for _, h := range t.Quarantine {
		row("QUARANTINE", "%s, by %s: %s (%s)", stamp(h.Time), h.Stage, h.Error, h.Reason)
	}
	if len(t.Quarantine) == 0 {
		row("QUARANTINE", "nothing")
	}
	for _, e := range t.Events {
		row("EVENTS", "%s, %s %s %s", stamp(e.Time), e.Kind, e.Reason, e.Detail)
	}
	if len(t.Events) == 0 {
		row("EVENTS", "%s", since(bus.Events))
	}
	p.line("%s", safe(t.Verdict))
	return a.print(p)
}
