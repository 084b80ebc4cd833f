package bus_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// show prints every English article and its later revisions. The server
// remembers how far "desk" has come: stopped and started again, show goes on
// where it was.
func show(ctx context.Context, url string) error {
	b, err := bus.Connect(bus.Config{URL: url}, bus.Options{Name: "desk"})
	if err != nil {
		return err
	}
	defer b.Close()
	latest := map[string]*news.Article{}
	english := bus.Consumer{Durable: "desk", Stream: bus.Enriched, FilterSubjects: []string{"news.enriched.en.>"}}
	return b.Consume(ctx, english, func(_ context.Context, d bus.Delivery) error {
		if a := d.Article; news.Newer(a, latest[a.ID]) { // else a repeat, or overtaken by a later revision
			latest[a.ID] = a
			fmt.Printf("%s, revision %d: %s\n", a.Source.ID, a.Revision, a.Title)
		}
		return nil // done; after an error it would be delivered again
	})
}

// Subscribe to annotated articles as a program of your own, on a server that
// holds repeats and late revisions.
func Example() {
	room := newRoom()
	defer room.close()

	room.publish("en", "harbour", 1, "0001-00", "Truce near in Syria")
	room.publish("en", "harbour", 1, "0001-00", "Truce near in Syria")
	room.publish("de", "kurier", 1, "0001-00", "Waffenruhe für Syrien vereinbart")
	room.publish("en", "harbour", 2, "0001-00", "Truce agreed in Syria")
	room.publish("en", "harbour", 1, "0002-00", "Truce near in Syria")
	room.publish("en", "tide", 1, "0001-00", "Talks to follow in Astana")
	room.run(show)

	fmt.Println("stopped and started again")
	room.publish("en", "harbour", 3, "0001-00", "Truce holds in Syria")
	room.run(show)

	// Output:
	// harbour, revision 1: Truce near in Syria
	// harbour, revision 2: Truce agreed in Syria
	// tide, revision 1: Talks to follow in Astana
	// stopped and started again
	// harbour, revision 3: Truce holds in Syria
}

// room is a NATS server with the streams of Dateline, for the example.
type room struct {
	server *server.Server
	dir    string
	bus    *bus.Bus
}

func newRoom() *room {
	dir, err := os.MkdirTemp("", "dateline-example-")
	must(err)
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, JetStreamMaxStore: bus.MaxStoreBytes, StoreDir: dir, NoLog: true, NoSigs: true})
	must(err)
	s.Start()
	if !s.ReadyForConnections(time.Minute) {
		log.Fatal("the NATS server did not get ready within 20 s")
	}
	b, err := bus.Connect(bus.Config{URL: s.ClientURL()}, bus.Options{Name: "room"})
	must(err)
	must(b.AwaitStreams(context.Background()))
	return &room{server: s, dir: dir, bus: b}
}

func (r *room) close() {
	r.bus.Close()
	r.server.Shutdown()
	r.server.WaitForShutdown()
	must(os.RemoveAll(r.dir))
}

// publish puts a message on the enriched stream, also one that repeats.
func (r *room) publish(language, source string, revision int, enricher, title string) {
	at := time.Date(2016, 12, 29, 13, 0, 0, 0, time.UTC)
	data, err := json.Marshal(&news.Article{
		Schema: news.SchemaVersion, ID: news.IDFromGUID(source, "1"), Revision: revision, Source: news.Source{ID: source},
		Title: title, Published: at, FirstSeen: at, Fetched: at,
		Annotations: &news.Annotations{Enricher: news.Enricher{Name: "dateline", Version: enricher}, Language: news.Language{Code: language}},
	})
	must(err)
	_, err = r.bus.JetStream().Publish(context.Background(), r.bus.Names().Enriched(language, source), data)
	must(err)
}

// run calls subscribe until it has acknowledged all that is there.
func (r *room) run(subscribe func(context.Context, string) error) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- subscribe(ctx, r.server.ClientURL()) }()
	deadline := time.After(time.Minute)
	for caughtUp := false; !caughtUp; {
		select {
		case err := <-done:
			log.Fatal("the subscriber ended early: ", err)
		case <-deadline:
			log.Fatal("the subscriber did not catch up within 20 s")
		case <-time.After(10 * time.Millisecond):
		}
		cons, err := r.bus.JetStream().Consumer(ctx, r.bus.Names().Stream(bus.Enriched), "desk")
		if err != nil {
			continue
		}
		info, err := cons.Info(ctx)
		caughtUp = err == nil && info.NumPending == 0 && info.NumAckPending == 0
	}
	stop()
	must(<-done)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
