package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/deployments/standalone/sample"
	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/pulse"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// patience is how long anything may take; nothing here measures speed.
const patience = 5 * time.Minute

// wire records what clients send to a server: its trace.
type wire struct {
	// mu guards all below it.
	mu sync.Mutex
	// published and subscribed are the subjects by the name of the user.
	published, subscribed map[string]map[string]bool
	violations            []string
}

var (
	sent = regexp.MustCompile(`"\$G/(?:user|nkey):([^"]*)" - <<- \[(PUB|HPUB|SUB) (\S+)(?: ([^\]]*))?\]`)
	// refusal is how the server logs what it does not permit.
	refusal = regexp.MustCompile(`(?i)(publish|subscription) violation.*`)
)

func (w *wire) Tracef(format string, args ...any) {
	m := sent.FindStringSubmatch(fmt.Sprintf(format, args...))
	if m == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	all, subject := w.published, m[3]
	if m[2] == "SUB" {
		all = w.subscribed
		if queue := strings.Fields(m[4]); len(queue) == 2 {
			subject += " " + queue[0]
		}
	}
	if all[m[1]] == nil {
		all[m[1]] = map[string]bool{}
	}
	all[m[1]][subject] = true
}

func (w *wire) Errorf(format string, args ...any) {
	if line := fmt.Sprintf(format, args...); refusal.MatchString(line) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.violations = append(w.violations, line)
	}
}

func (w *wire) Noticef(string, ...any) {}
func (w *wire) Warnf(string, ...any)   {}
func (w *wire) Fatalf(string, ...any)  {}
func (w *wire) Debugf(string, ...any)  {}

func (w *wire) refused() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.violations...)
}

// world is a server whose configuration the program wrote.
type world struct {
	options
	dir    string
	server *server.Server
	wire   *wire
	// built is where programs were built, by name.
	built map[string]string
	// index is the folder of the index.
	index string
}

// newWorld starts a server with the configuration that the arguments make, and
// makes the streams as its administrator.
func newWorld(t *testing.T, args ...string) *world {
	t.Helper()
	return newWorldOf(t, func(*server.Options) {}, args...)
}

// newWorldOf is newWorld with a server that is configured otherwise, too.
func newWorldOf(t *testing.T, change func(*server.Options), args ...string) *world {
	t.Helper()
	dir := t.TempDir()
	args = append([]string{"-out", dir, "-data", filepath.Join(dir, "data"), "-listen", "127.0.0.1:-1"}, args...)
	o, err := parse(args, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(args, io.Discard); err != nil {
		t.Fatal(err)
	}
	opts, err := server.ProcessConfigFile(filepath.Join(dir, "server.conf"))
	if err != nil {
		t.Fatal(err)
	}
	opts.NoSigs, opts.MaxTracedMsgLen = true, 1
	change(opts)
	s, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{options: o, dir: dir, server: s, wire: &wire{published: map[string]map[string]bool{}, subscribed: map[string]map[string]bool{}}, built: map[string]string{}, index: t.TempDir()}
	s.SetLoggerV2(w.wire, false, true, false)
	s.Start()
	t.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	if !s.ReadyForConnections(time.Minute) {
		t.Fatal("the server did not get ready within a minute")
	}
	admin := w.bus(t, "admin")
	if err := admin.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := admin.EnsureBuckets(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

// environment returns the variables of a user, with the port that the server
// has taken.
func (w *world) environment(t *testing.T, user string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join(w.dir, "users", user+".env"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var out []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		if name, _, _ := strings.Cut(line, "="); name == "DATELINE_NATS_URL" {
			scheme := "nats"
			if len(w.hosts) > 0 {
				scheme = "tls"
			}
			line = fmt.Sprintf("%s=%s://%s", name, scheme, w.server.Addr())
		}
		if !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

// config loads the settings of a user as its program does.
func (w *world) config(t *testing.T, user string) bus.Config {
	t.Helper()
	for _, line := range w.environment(t, user) {
		name, value, _ := strings.Cut(line, "=")
		t.Setenv(name, value)
		defer func() { _ = os.Unsetenv(name) }()
	}
	var cfg bus.Config
	if err := env.Load(env.Section{Prefix: "DATELINE_NATS", Spec: &cfg}); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// bus connects as a user.
func (w *world) bus(t *testing.T, user string) *bus.Bus {
	t.Helper()
	b, err := bus.Connect(w.config(t, user), bus.Options{Name: user, Log: telemetry.NewLogger(t.Output(), slog.LevelError, telemetry.FormatText)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// someFeeds are feeds of the sample of every format and language, two with an
// article in common, one that has moved and two that are none.
var someFeeds = []string{
	"http://www.harbourpost.example/rss/world.xml", "http://www.harbourpost.example/rss/front.xml", "http://www.harbourpost.example/rss/video.xml",
	"http://www.norda.example/atom/ru.xml", "http://wire.cns-news.example/json/ar", "http://tasmancourier.example/index.rdf",
	"http://www.nordlicht-kurier.example/rss/top.xml", "http://www.gazetteducanal.example/rss/une.xml",
	"http://www.miradoraustral.example/rss/portada.xml", "http://www.baysidebulletin.example/rss",
}

// newsroom serves the sample's feeds and returns its address and what someFeeds
// hold: which rights are used does not depend on how many feeds of a kind there
// are.
func newsroom(t *testing.T) (hosts string, articles map[string]bool) {
	t.Helper()
	room, err := sample.New(sample.Options{})
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(room.Handler())
	t.Cleanup(site.Close)
	articles = map[string]bool{}
	for _, item := range room.Items() {
		if slices.Contains(someFeeds, item.Feed) {
			articles[item.ID] = true
		}
	}
	return site.Listener.Addr().String(), articles
}

// start runs the three services, each as its user, until the test ends or the
// function is called.
func (w *world) start(t *testing.T, hosts string) (indexAPI string, stop func()) {
	t.Helper()
	log := telemetry.NewLogger(t.Output(), slog.LevelError, telemetry.FormatText)
	health := &daemon.Health{}
	var in ingest.Config
	var en enrich.Config
	var ix index.Config
	for _, c := range []any{&in, &en, &ix} {
		if err := env.Defaults(c); err != nil {
			t.Fatal(err)
		}
	}
	in.Poll.Min, in.Poll.Max = time.Hour, 2*time.Hour
	in.RevisionMin, in.Fetch.Spacing = 0, 0
	ix.Dir = w.index
	if len(w.replicas) > 0 {
		ix.Replica = w.replicas[0]
	}
	buses := map[string]*bus.Bus{}
	for _, user := range []string{"ingestd", "enrichd", "indexd"} {
		buses[user] = w.bus(t, user)
		hush, err := pulse.Serve(buses[user], user, health)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(hush)
	}
	reg := func() prometheus.Registerer { return prometheus.NewRegistry() }
	polls, err1 := ingest.New(in, ingest.Deps{Bus: buses["ingestd"], Log: log, Registerer: reg(), Health: health, Hosts: map[string]string{"*.example": hosts}})
	reads, err2 := enrich.New(en, enrich.Deps{Bus: buses["enrichd"], Log: log, Registerer: reg(), Health: health})
	finds, err3 := index.New(ix, index.Deps{Bus: buses["indexd"], Log: log, Registerer: reg(), Health: health})
	for _, err := range []error{err1, err2, err3} {
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, s := range []interface{ Run(context.Context) error }{polls, reads, finds} {
		running.Go(func() {
			if err := s.Run(ctx); err != nil {
				t.Errorf("a service ended with: %v", err)
			}
		})
	}
	site := httptest.NewServer(finds.Handler())
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			running.Wait()
			site.CloseClientConnections()
			site.Close()
		})
	}
	t.Cleanup(stop)
	return site.URL, stop
}

// until waits until check returns nil.
func until(t *testing.T, what string, check func() error) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited %s for: %s; last: %v", patience, what, err)
		}
	}
}

// build builds a program as people run it: races are looked for in this process.
func build(t *testing.T, program, pkg string) {
	t.Helper()
	cmd := exec.Command("go", "build", "-o", program, "../../"+pkg) //nolint:gosec // our own packages
	cmd.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", pkg, err, out)
	}
}

// newsq is the tool, built once.
func (w *world) newsq(t *testing.T) string { return w.program(t, "newsq") }

// program builds a program of the index once.
func (w *world) program(t *testing.T, name string) string {
	t.Helper()
	if w.built[name] == "" {
		w.built[name] = filepath.Join(w.dir, name)
		build(t, w.built[name], "index/cmd/"+name)
	}
	return w.built[name]
}

// call runs a program as a user and returns what it printed.
func (w *world) call(t *testing.T, user, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), w.environment(t, user)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s %v as %s: %v\n%s", filepath.Base(program), args, user, err, out)
	}
	return string(out)
}
