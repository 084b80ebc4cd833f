package daemon_test

import (
	"net"
	"strconv"
	"testing"

	"github.com/dateline-news/dateline/shared/daemon"
)

// FuzzAddr checks that an address which is taken has a host and a port that
// the net package reads the same way, and that one which is refused sets
// nothing.
func FuzzAddr(f *testing.F) {
	for _, s := range []string{"127.0.0.1:8080", ":0", "[::1]:65535", "localhost:65536", "a:b:1", "", "x:-1", "[::1%lo]:1", "host:http"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a := daemon.Addr("before:1")
		if err := a.UnmarshalText([]byte(text)); err != nil {
			if a != "before:1" || len(err.Error()) > 200+4*len(text) {
				t.Fatalf("%q sets %q: %v", text, a, err)
			}
			return
		}
		host, port, err := net.SplitHostPort(string(a))
		if n, numeric := strconv.Atoi(port); err != nil || numeric != nil || n < 0 || n > 65535 || string(a) != text {
			t.Fatalf("%q gives host %q and port %q, %v", text, host, port, err)
		}
	})
}
