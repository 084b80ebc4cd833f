// Package newsroom plays news outlets to tests, over real connections: feeds
// that are edited, reordered and cut off, servers that stall, lie and send a
// gigabyte of zeros. It is linked into tests only.
//
// A [Newsroom] is a server of many outlets, one for each host name. What an
// [Outlet] does next is an [Answer]; a test scripts one after the other. The
// outlet keeps the truth, which is every version of every story that went
// out whole, and [Outlet.Compare] says what of it is missing, doubled or wrong
// among the articles that a reader made of it.
package newsroom

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Newsroom is a server for all outlets of a test. It speaks HTTP and, to
// those who begin with a TLS handshake, HTTPS on one port.
type Newsroom struct {
	// Addr is the address at which every outlet is reached, as IP:port.
	Addr string

	tb     testing.TB
	server *http.Server
	done   sync.WaitGroup
	// mu guards outlets.
	mu      sync.Mutex
	outlets map[string]*Outlet
}

// Open starts a newsroom that closes with the test.
func Open(tb testing.TB) *Newsroom {
	tb.Helper()
	n := &Newsroom{tb: tb, outlets: map[string]*Outlet{}}
	n.server = &http.Server{Handler: n, ErrorLog: log.New(io.Discard, "", 0)} //nolint:gosec // its clients are tests
	n.Addr = n.Listen("127.0.0.1:0")
	tb.Cleanup(func() {
		_ = n.server.Close() // nobody is listening any more
		n.done.Wait()
	})
	return n
}

// Listen makes the newsroom reachable at another address as well, and returns
// it with its port.
func (n *Newsroom) Listen(address string) string {
	n.tb.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		n.tb.Fatalf("opening a newsroom: %v", err)
	}
	config := certificates(n.tb)
	n.done.Go(func() { _ = n.server.Serve(eitherListener{l, config}) }) // ends when it is closed
	return l.Addr().String()
}

// Outlet returns the outlet of a host name, founding it if need be. It answers
// 404 until it is told what to answer.
func (n *Newsroom) Outlet(host string) *Outlet {
	n.mu.Lock()
	defer n.mu.Unlock()
	o := n.outlets[host]
	if o == nil {
		o = &Outlet{Host: host, answer: Status(http.StatusNotFound), served: map[int][]Story{}}
		n.outlets[host] = o
	}
	return o
}

// ServeHTTP implements [http.Handler].
func (n *Newsroom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	o := n.Outlet(strings.TrimSuffix(host, "."))
	o.mu.Lock()
	answer := o.answer
	o.asked = append(o.asked, r)
	o.mu.Unlock()
	answer(o, w, r)
}

// Outlet is a host that serves a feed.
type Outlet struct {
	// Host is its name.
	Host string

	// mu guards all below it.
	mu     sync.Mutex
	answer Answer
	asked  []*http.Request
	// served are the versions of each story that went out whole, by number.
	served map[int][]Story
}

// Address is that of the outlet's feed.
func (o *Outlet) Address() string { return "http://" + o.Host + "/feed.xml" }

// Answer sets what the outlet answers from now on.
func (o *Outlet) Answer(a Answer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answer = a
}

// Asked returns the requests that the outlet has got so far.
func (o *Outlet) Asked() []*http.Request {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.asked)
}

// note keeps what has gone out.
func (o *Outlet) note(stories []Story) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, s := range stories {
		versions := o.served[s.Number]
		if len(versions) == 0 || !versions[len(versions)-1].same(s) {
			o.served[s.Number] = append(versions, s)
		}
	}
}

// eitherListener accepts connections that may speak TLS or not.
type eitherListener struct {
	net.Listener
	config *tls.Config
}

func (l eitherListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &either{Conn: c, config: l.config}, nil
}

// either is a connection that speaks TLS if its client does. It must be read
// from before it is written to, as servers do.
type either struct {
	net.Conn
	config *tls.Config
	// begin guards spoken.
	begin  sync.Once
	spoken net.Conn
}

// handshake is the first byte of a client that wants to speak TLS.
const handshake = 0x16

func (e *either) speak() net.Conn {
	e.begin.Do(func() {
		first := make([]byte, 1)
		n, err := e.Conn.Read(first)
		e.spoken = &begun{Conn: e.Conn, first: first[:n], err: err}
		if n > 0 && first[0] == handshake {
			e.spoken = tls.Server(e.spoken, e.config)
		}
	})
	return e.spoken
}

func (e *either) Read(p []byte) (int, error)  { return e.speak().Read(p) }
func (e *either) Write(p []byte) (int, error) { return e.speak().Write(p) }

// begun is a connection of which the first bytes were read already.
type begun struct {
	net.Conn
	first []byte
	err   error
}

func (b *begun) Read(p []byte) (int, error) {
	if len(b.first) > 0 {
		n := copy(p, b.first)
		b.first = b.first[n:]
		return n, nil
	}
	if b.err != nil {
		return 0, b.err
	}
	return b.Conn.Read(p)
}
