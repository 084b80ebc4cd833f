package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/index/internal/keep"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// desk is an operator in front of a folder and a NATS server.
type desk struct {
	t      *testing.T
	bus    *bus.Bus
	config index.Config
	away   bool
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	server := natstest.Run(t)
	var cfg bus.Config
	if err := env.Defaults(&cfg); err != nil {
		t.Fatal(err)
	}
	cfg.URL = server.ClientURL()
	b, err := bus.Connect(cfg, bus.Options{Name: "test", Conn: natstest.Connect(t, server)})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, bus: b}
	if err := env.Defaults(&d.config); err != nil {
		t.Fatal(err)
	}
	d.config.Dir = filepath.Join(t.TempDir(), "index")
	return d
}

// run runs a command and returns what it prints.
func (d *desk) run(name string, args ...string) (string, error) {
	d.t.Helper()
	var out, errs bytes.Buffer
	p := &daemon.Process{Log: slog.New(slog.NewTextHandler(d.t.Output(), nil)), Stdout: &out, Stderr: &errs}
	for _, c := range commands(&d.config, func(*daemon.Process) connect {
		return func(context.Context) (*bus.Bus, error) {
			if d.away {
				return nil, errors.New("no NATS server")
			}
			return d.bus, nil
		}
	}) {
		if c.Name == name {
			err := c.Run(d.t.Context(), p, args)
			if help, ok := errors.AsType[*daemon.HelpError](err); ok {
				return help.Text, nil
			}
			return out.String() + errs.String(), err
		}
	}
	d.t.Fatalf("no command %s", name)
	return "", nil
}

// says runs a command that must do well and say something.
func (d *desk) says(want string, name string, args ...string) {
	d.t.Helper()
	out, err := d.run(name, args...)
	if err != nil || !strings.Contains(out, want) {
		d.t.Errorf("indexd %s %s = %v, want %q in:\n%s", name, strings.Join(args, " "), err, want, out)
	}
}

// fails runs a command that must fail and say why.
func (d *desk) fails(want string, name string, args ...string) {
	d.t.Helper()
	out, err := d.run(name, args...)
	if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		d.t.Errorf("indexd %s %s = %v, want %q; output:\n%s", name, strings.Join(args, " "), err, want, out)
	}
}

// fill publishes articles and indexes some of them, with no indexd running.
func (d *desk) fill(published, indexed int) {
	d.t.Helper()
	languages, err := language.New()
	if err != nil {
		d.t.Fatal(err)
	}
	s, err := store.Open(store.Options{Dir: d.config.Dir, Languages: languages})
	if err != nil {
		d.t.Fatal(err)
	}
	seen := time.Date(2016, 12, 25, 12, 0, 0, 0, time.UTC)
	var records []store.Record
	for n := range published {
		link := fmt.Sprintf("https://thamescourier.example/%d", n)
		id, err := news.IDFromURL(link)
		if err != nil {
			d.t.Fatal(err)
		}
		a := &news.Article{
			ID: id, Revision: 1, URL: link, Source: news.Source{ID: "thames", Name: "Thames Courier", Domain: "thamescourier.example"},
			Title: "Truce holds", Text: "Still.", Published: seen, FirstSeen: seen.AddDate(0, n%2, 0), Fetched: seen,
			Annotations: &news.Annotations{Enricher: news.Enricher{Name: "test", Version: "0001-00"}, Language: news.Language{Code: "en", Confidence: 1}},
		}
		if _, err := d.bus.PublishEnriched(d.t.Context(), a); err != nil {
			d.t.Fatal(err)
		}
		message, err := news.Encode(a)
		if err != nil {
			d.t.Fatal(err)
		}
		records = append(records, store.Record{Article: a, Message: message, Seq: uint64(n + 1)})
	}
	if err := s.Apply(d.t.Context(), records[:indexed]); err != nil {
		d.t.Fatal(err)
	}
	durable := bus.DurableIndexPrefix + s.ReplicaID()
	// The reader of this folder has acknowledged all.
	ctx, cancel := context.WithCancel(d.t.Context())
	done := 0
	c := bus.Consumer{Stage: "index", Durable: durable, Stream: bus.Enriched}
	err = d.bus.ConsumeBatches(ctx, c, bus.BatchLimits{Count: 100, Bytes: 1 << 20, Age: 10 * time.Millisecond}, func(_ context.Context, ds []bus.Delivery) error {
		if done += len(ds); done >= published {
			cancel()
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	reader, err := d.bus.JetStream().Consumer(d.t.Context(), d.bus.Names().Stream(bus.Enriched), durable)
	if err == nil {
		err = s.Follow(reader.CachedInfo().Created)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		d.t.Fatal(err)
	}
}

func TestCommands(t *testing.T) {
	d := newDesk(t)
	d.fails("there is no index folder", "verify")
	d.fill(10, 8)
	d.fails("problems: 2; indexd verify -mend", "verify")
	out, err := d.run("verify", "-o", "json")
	var r keep.Report
	if end := strings.LastIndexByte(out, '}'); err == nil || json.Unmarshal([]byte(out[:end+1]), &r) != nil || r.Problems != 2 || len(r.Stream.Holes) != 2 || r.Stream.Holes[0].Seq != 9 {
		t.Errorf("verify -o json: %v\n%s", err, out)
	}
	d.says("mended: 2 holes", "verify", "-mend")
	d.says("nothing is wrong", "verify")
	d.away = true
	d.says("the stream was not compared", "verify")
	d.away = false

	backup := filepath.Join(t.TempDir(), "backup")
	d.says("documents 10, slices 2", "backup", backup)
	d.fails("is not empty", "backup", backup)
	d.says("is whole: documents 10", "restore", "-check", backup)
	d.fails("is not empty", "restore", backup)
	d.fails("holds no complete backup", "restore", t.TempDir())

	d.says("rebuilt: documents 10, slices 2", "rebuild")
	d.says("documents deleted 5", "retire", "2017-01")
	d.says("retired months: 2017-01", "verify")
	d.says("taken again", "retire", "-undo", "2017-01")
	d.fails("is not retired", "retire", "-undo", "2017-01")
	d.fails("write the month as 2016-12", "retire", "last year")
	d.says("mended: 5 holes", "verify", "-mend")

	// A copy beside it, and the backup searched where it is.
	d.config.Dir = filepath.Join(t.TempDir(), "copy")
	d.says("restored the index", "restore", backup)
	d.says("nothing is wrong", "verify")
	d.config.Dir, d.config.ReadOnly = backup, true
	d.says("nothing is wrong", "verify")
	d.fails("open for reading only", "retire", "2017-01")
}

func TestUsage(t *testing.T) {
	d := newDesk(t)
	for _, name := range []string{"verify", "backup", "restore", "retire", "rebuild"} {
		d.says("usage: indexd "+name, name, "-h")
		d.fails("usage: indexd "+name, name, "-nothing")
		d.fails("usage: indexd "+name, name, "one", "two")
	}
	d.fails("use json or text", "verify", "-o", "yaml")
	if err := os.MkdirAll(d.config.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.config.Dir, "format.json"), []byte(`{"format":99,"generations":[{"name":"g0001"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	d.fails("made by a newer version (format 99, this program knows", "verify")
}
