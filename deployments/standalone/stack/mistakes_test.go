package stack

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
)

func TestCannotListen(t *testing.T) {
	taken := &net.OpError{Op: "listen", Err: os.NewSyscallError("bind", syscall.EADDRINUSE)}
	for name, c := range map[string]struct {
		addr string
		err  error
		want string
	}{
		"taken":   {"127.0.0.1:8088", taken, "cannot listen on 127.0.0.1:8088: bind: address already in use; stop the program that uses it or choose another address with -http HOST:PORT"},
		"no port": {"8088", errors.New("missing port in address"), "cannot listen on 8088: missing port in address; choose another address with -http HOST:PORT"},
	} {
		if got := cannotListen(c.addr, "-http", c.err).Error(); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// What is wrong with -feeds is told with the name of the file.
func TestBadFeedsFile(t *testing.T) {
	b, err := bus.Connect(bus.Config{URL: natstest.Run(t).ClientURL()}, bus.Options{Name: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ content, want string }{
		"cut off":   {`<opml><body><outline xmlUrl="http://x`, "line 1"},
		"no OPML":   {"hello", "not an OPML file"},
		"no feeds":  {`<opml version="2.0"><body><outline text="x"/></body></opml>`, "names no feeds"},
		"two feeds": {`<opml version="2.0"><body><outline xmlUrl="https://a.example/f"/><outline xmlUrl="https://b.example/f"/></body></opml>`, ""},
		"the same":  {`<opml version="2.0"><body><outline xmlUrl="https://a.example/f"/></body></opml>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "desk.opml")
			if err := os.WriteFile(file, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			err := (&Stack{bus: b}).addFeeds(t.Context(), Options{FeedsFile: file}, slog.New(slog.DiscardHandler))
			if said := fmt.Sprint(err); (err == nil) != (c.want == "") || err != nil && (!strings.Contains(said, c.want) || !strings.Contains(said, file)) {
				t.Errorf("got %v, want %q and the name of the file", err, c.want)
			}
		})
	}
}
