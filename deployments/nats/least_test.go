package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// TestLeast does everything that each user is for and then asks of each right
// whether anything used it, and of each use whether it was permitted.
func TestLeast(t *testing.T) {
	w := newWorld(t, "-users", "password")
	hosts, ids := newsroom(t)
	polls := w.bus(t, "ingestd")
	if _, err := ingest.AddFeeds(t.Context(), polls, opml(someFeeds)); err != nil {
		t.Fatal(err)
	}
	_, stop := w.start(t, hosts)
	w.untilIndexed(t, len(ids))
	w.takeDown(t)
	w.subscribe(t)
	w.read(t)
	w.operate(t, slices.Sorted(maps.Keys(ids))[0])
	w.verify(t)
	stop()
	w.poll(t, someFeeds[0])
	w.lagBehind(t)
	w.overflow(t)

	for _, line := range w.wire.refused() {
		t.Errorf("not permitted: %s", line)
	}
	w.wire.mu.Lock()
	defer w.wire.mu.Unlock()
	for _, u := range (layout{names: w.names}).users() {
		for what, c := range map[string]struct {
			granted []grant
			used    map[string]bool
		}{"publish": {u.publish, w.wire.published[u.name]}, "subscribe": {u.subscribe, w.wire.subscribed[u.name]}} {
			for _, g := range c.granted {
				if !usedBy(g, c.used) {
					t.Errorf("%s may %s to %v and nothing did", u.name, what, g)
				}
			}
		}
	}
}

func usedBy(g grant, used map[string]bool) bool {
	for pattern := range slices.Values(g) {
		for subject := range used {
			if covers(pattern, subject) {
				return true
			}
		}
	}
	return false
}

// covers reports whether a pattern of the configuration, perhaps with a queue
// behind it, covers what was asked for.
func covers(pattern, subject string) bool {
	pattern, queue, _ := strings.Cut(pattern, " ")
	subject, asked, _ := strings.Cut(subject, " ")
	if queue != asked {
		return false
	}
	p, s := strings.Split(pattern, "."), strings.Split(subject, ".")
	for i, token := range p {
		switch {
		case token == ">":
			return len(s) > i
		case i >= len(s) || token != "*" && token != s[i]:
			return false
		}
	}
	return len(p) == len(s)
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		pattern, subject string
		want             bool
	}{
		{"a.*", "a.b", true}, {"a.*", "a.b.c", false}, {"a.>", "a", false}, {"a.>", "a.b.c", true},
		{"a.* q", "a.b q", true}, {"a.* q", "a.b", false}, {"a.b", "a.c", false}, {">", "a", true},
	} {
		if got := covers(c.pattern, c.subject); got != c.want {
			t.Errorf("covers(%q, %q) = %v", c.pattern, c.subject, got)
		}
	}
}

// subscribe is a program that reads along.
func (w *world) subscribe(t *testing.T) {
	t.Helper()
	b := w.bus(t, "subscriber")
	n := b.Names()
	live := make(chan *nats.Msg, 100)
	for _, subject := range []string{n.EnrichedAll(), n.EventsOf(news.EventDropped), n.Mention("*", "*")} {
		if _, err := b.Conn().ChanSubscribe(subject, live); err != nil {
			t.Fatal(err)
		}
	}
	admin := w.bus(t, "admin")
	for _, subject := range []string{n.Enriched("en", "x"), n.Prefix + ".event.dropped.x.y", n.Mention("person", "Q1")} {
		if _, err := admin.JetStream().Publish(t.Context(), subject, []byte("{")); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 3)
	for _, s := range []bus.StreamName{bus.Enriched, bus.Events, bus.Mentions} {
		go func() {
			done <- b.Consume(ctx, bus.Consumer{Durable: subscriberDurable, Stream: s, Raw: s != bus.Enriched}, func(_ context.Context, d bus.Delivery) error {
				if string(d.Data) == "{" {
					return bus.Permanent("malformed", errors.New("no JSON"))
				}
				return nil
			})
		}()
	}
	until(t, "the subscriber's quarantine", func() error { return w.quarantined(t, admin, subscriberDurable, 3) })
	w.retry(t, admin, subscriberDurable, 3)
	stop()
	for range 3 {
		if err := <-done; err != nil {
			t.Errorf("consuming as subscriber: %v", err)
		}
	}
	for range 3 {
		select {
		case <-live:
		case <-time.After(patience):
			t.Fatal("the subscriber heard nothing")
		}
	}
}

func (w *world) quarantined(t *testing.T, b *bus.Bus, stage string, atLeast int) error {
	t.Helper()
	entries, err := b.QuarantineEntries(t.Context(), stage)
	if err == nil && len(entries) < atLeast {
		err = errors.New("too few entries in quarantine")
	}
	return err
}

// read is what the user reader does with newsq.
func (w *world) read(t *testing.T) {
	t.Helper()
	newsq := w.newsq(t)
	w.call(t, "reader", newsq, "-n", "3", "sort:newest")
	w.call(t, "reader", newsq, "export", "lang:en")
	w.tail(t, newsq)
}

// tail runs newsq tail until it has told of an article.
func (w *world) tail(t *testing.T, newsq string) {
	t.Helper()
	admin := w.bus(t, "admin")
	var message bus.Scanned
	if err := admin.Scan(t.Context(), bus.Enriched, w.names.EnrichedAll(), func(m bus.Scanned) bool {
		message = m
		return string(m.Data) == "{"
	}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, newsq, "tail", "-o", "json")
	cmd.Env = append(os.Environ(), w.environment(t, "reader")...)
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line := make(chan error, 1)
	go func() {
		_, err := bufio.NewReader(out).ReadString('\n')
		line <- err
	}()
	for told := false; !told; {
		if _, err := admin.JetStream().Publish(t.Context(), message.Subject, message.Data); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-line:
			if err != nil {
				t.Errorf("newsq tail as reader: %v", err)
			}
			told = true
		case <-time.After(time.Second):
		}
	}
	_ = cmd.Process.Signal(os.Interrupt)
	_ = cmd.Wait()
}

// operate is what the operator does with newsq.
func (w *world) operate(t *testing.T, id string) {
	t.Helper()
	newsq := w.newsq(t)
	admin := w.bus(t, "admin")
	n := admin.Names()
	for _, subject := range []string{n.Article("x", "bad"), n.Prefix + ".event.alert.bad"} {
		if _, err := admin.JetStream().Publish(t.Context(), subject, []byte("{")); err != nil {
			t.Fatal(err)
		}
	}
	stages := []string{enrich.Stage, "index", "alert", "webhook"}
	for _, stage := range stages {
		until(t, "the quarantine of "+stage, func() error { return w.quarantined(t, admin, stage, 1) })
	}
	for _, args := range [][]string{
		{"-n", "3", "sort:newest"}, {"show", id}, {"trace", id}, {"stats"}, {"explain", "lang:en"},
		{"alert", "add", "all", "lang:en", "-from", "2000-01-01"}, {"alert", "list"}, {"alert", "show", "all"}, {"alert", "test", "lang:en"},
		{"quarantine", "list"}, {"quarantine", "drop", "-stage", subscriberDurable, "-yes"}, {"forgotten"},
	} {
		w.call(t, "newsq", newsq, args...)
	}
	until(t, "an alert", func() error {
		found := false
		err := admin.Scan(t.Context(), bus.Events, n.EventsOf(news.EventAlert), func(m bus.Scanned) bool {
			var e news.Event
			found = found || json.Unmarshal(m.Data, &e) == nil
			return true
		})
		if err == nil && !found {
			err = errors.New("none")
		}
		return err
	})
	w.call(t, "newsq", newsq, "alert", "remove", "all")
	for _, stage := range stages {
		w.call(t, "newsq", newsq, "quarantine", "retry", "-stage", stage)
		until(t, "the quarantine of "+stage+" again", func() error { return w.quarantined(t, admin, stage, 1) })
	}
	w.call(t, "admin", newsq, "forget", id, "-reason", "test", "-yes")
	w.doctor(t)
}

// verify has the indexd that runs compare its index with the stream.
func (w *world) verify(t *testing.T) {
	t.Helper()
	t.Setenv("DATELINE_INDEX_DIR", w.index)
	w.call(t, "indexd", w.program(t, "indexd"), "verify", "-mend")
}

// doctor runs newsq doctor; what it finds is not the question.
func (w *world) doctor(t *testing.T) {
	t.Helper()
	newsq := w.newsq(t)
	cmd := exec.CommandContext(t.Context(), newsq, "doctor")
	cmd.Env = append(os.Environ(), w.environment(t, "newsq")...)
	if out, err := cmd.CombinedOutput(); strings.Contains(string(out), "may not") || strings.Contains(string(out), "none answers") {
		t.Errorf("newsq doctor: %v\n%s", err, out)
	}
}

// poll does what ingestd does now and then only.
func (w *world) poll(t *testing.T, feed string) {
	t.Helper()
	b := w.bus(t, "ingestd")
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	must(b.Hosts().Put(ctx, "busy.example", []byte("{}"), time.Hour, 0))
	_, _, err := b.Hosts().Get(ctx, "busy.example")
	must(err)
	_, err = b.Feeds().PutPush(ctx, news.FeedID(feed), []byte("{}"), 0)
	must(err)
	_, err = b.Feeds().AllPushes(ctx)
	must(err)
	_, err = b.Feeds().AllDue(ctx)
	must(err)
	must(b.Feeds().ReadStates(ctx, func(bus.FeedRecord) {}))
	for _, kind := range []news.EventKind{news.EventDropped, news.EventRevised, news.EventFeed} {
		must(b.PublishEvent(ctx, news.Event{Kind: kind, Reason: "test", Source: "test", Feed: "test"}))
	}
	admin := w.bus(t, "admin")
	stop := w.failing(t, b, bus.Consumer{Stage: ingest.Stage, Durable: bus.DurablePoll, Stream: bus.Feeds, FilterSubjects: []string{b.Names().FeedDue("*")}, Raw: true})
	must(b.Feeds().Arm(ctx, news.FeedID(feed), time.Now(), nil))
	until(t, "the quarantine of polls", func() error { return w.quarantined(t, admin, ingest.Stage, 1) })
	w.retry(t, admin, ingest.Stage, 1)
	stop()
	must(b.Feeds().Remove(ctx, news.FeedID(feed)))
}

// failing consumes and puts everything into quarantine until it is stopped.
func (w *world) failing(t *testing.T, b *bus.Bus, c bus.Consumer) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- b.Consume(ctx, c, func(context.Context, bus.Delivery) error { return bus.Permanent("test", errors.New("test")) })
	}()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("consuming %s: %v", c.Durable, err)
		}
	}
}

// retry takes everything of a stage out of quarantine and waits until so much
// is there again.
func (w *world) retry(t *testing.T, admin *bus.Bus, stage string, again int) {
	t.Helper()
	var all []bus.Quarantined
	if err := admin.ScanQuarantine(t.Context(), bus.QuarantineFilter{Stage: stage}, func(q bus.Quarantined) bool {
		all = append(all, q)
		return true
	}); err != nil {
		t.Fatal(err)
	}
	for _, q := range all {
		if err := admin.Retry(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "the quarantine of "+stage+" again", func() error { return w.quarantined(t, admin, stage, again) })
}

// lagBehind publishes to every stream that somebody reads and has each reader
// look at how far behind it is.
func (w *world) lagBehind(t *testing.T) {
	t.Helper()
	admin := w.bus(t, "admin")
	n := w.names
	for _, subject := range []string{
		n.Article("x", "late"), n.Enriched("en", "late"), n.Mention("person", "Q2"), n.Prefix + ".event.alert.late", n.FeedDue("late"),
		n.Retry("enrich"), n.Retry("ingest"), n.Retry("index"), n.Retry("alert"), n.Retry("webhook"), n.Retry(subscriberDurable),
	} {
		if _, err := admin.JetStream().Publish(t.Context(), subject, []byte("{")); err != nil {
			t.Fatal(err)
		}
	}
	look := func(user string, s bus.StreamName, durables ...string) {
		t.Helper()
		b := w.bus(t, user)
		for _, d := range durables {
			if _, err := b.Backlog(t.Context(), s, d); err != nil {
				t.Errorf("looking at %s of %s as %s: %v", d, s, user, err)
			}
		}
	}
	look("enrichd", bus.Articles, bus.DurableEnrich)
	look("ingestd", bus.Feeds, bus.DurablePoll)
	look("indexd", bus.Enriched, bus.DurableAlerts)
	look("indexd", bus.Events, bus.DurableWebhooks)
	for _, s := range []bus.StreamName{bus.Enriched, bus.Events, bus.Mentions} {
		look("subscriber", s, subscriberDurable)
	}
	look("enrichd", bus.Quarantine, retryOf(bus.DurableEnrich))
	look("ingestd", bus.Quarantine, retryOf(bus.DurablePoll))
	look("indexd", bus.Quarantine, retryOf(bus.DurableAlerts))
	look("subscriber", bus.Quarantine, retryOf(subscriberDurable))
	if err := w.bus(t, "ingestd").CheckHeadroom(t.Context()); err != nil {
		t.Error(err)
	}
	w.doctor(t)
	// After a crash indexd looks whether it has told of an alert.
	if err := w.bus(t, "indexd").ScanHeadersSince(t.Context(), bus.Events, n.EventsOf(news.EventAlert), time.Now().Add(-time.Hour), func(bus.Scanned) bool { return true }); err != nil {
		t.Error(err)
	}
}

// takeDown marks an article that never was as taken down.
func (w *world) takeDown(t *testing.T) {
	t.Helper()
	kv, err := w.bus(t, "admin").Bucket(t.Context(), bus.Forgotten)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(bus.Tombstone{Time: time.Now(), Reason: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kv.Create(t.Context(), bus.TombstoneKey("never"), data); err != nil {
		t.Fatal(err)
	}
}
