package fleet

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// Wire is a TCP proxy that can fail. It changes no byte that it passes on.
type Wire struct {
	target   string
	listener net.Listener
	done     sync.WaitGroup

	// mu guards all below it.
	mu     sync.Mutex
	free   *sync.Cond // told when held ends, or the wire
	open   map[net.Conn]bool
	held   bool
	refuse bool
	closed bool
	// budget is how many bytes still pass before every connection is cut;
	// less than 0: any number.
	budget int
}

// NewWire listens on loopback for what is to reach the target.
func NewWire(target string) (*Wire, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("laying a wire to %s: %w", target, err)
	}
	w := &Wire{target: target, listener: l, open: map[net.Conn]bool{}, budget: -1}
	w.free = sync.NewCond(&w.mu)
	w.done.Go(w.accept)
	return w, nil
}

// Addr is where the wire begins.
func (w *Wire) Addr() string { return w.listener.Addr().String() }

// Close cuts everything for good.
func (w *Wire) Close() {
	_ = w.listener.Close() // nobody is to come any more
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.Cut()
	w.free.Broadcast()
	w.done.Wait()
}

// Cut resets every connection now; new ones are welcome.
func (w *Wire) Cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut()
}

func (w *Wire) cut() {
	for c := range w.open {
		if t, ok := c.(*net.TCPConn); ok {
			_ = t.SetLinger(0) // what is under way is lost, as on a broken line
		}
		_ = c.Close()
	}
	clear(w.open)
	w.budget = -1
}

// CutAfter cuts every connection once so many more bytes have passed, which
// is in the middle of a message more often than not.
func (w *Wire) CutAfter(bytes int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.budget = max(bytes, 0)
}

// Hold stops everything on its way, without a sign to either end, until Free.
func (w *Wire) Hold() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held = true
}

// Refuse cuts everything and lets nobody in until Free.
func (w *Wire) Refuse() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refuse = true
	w.cut()
}

// Free ends Hold and Refuse.
func (w *Wire) Free() {
	w.mu.Lock()
	w.held, w.refuse = false, false
	w.mu.Unlock()
	w.free.Broadcast()
}

func (w *Wire) accept() {
	for {
		c, err := w.listener.Accept()
		if err != nil {
			return
		}
		w.done.Go(func() { w.join(c) })
	}
}

// join connects a client with the target.
func (w *Wire) join(near net.Conn) {
	w.mu.Lock()
	refuse := w.refuse || w.closed
	w.mu.Unlock()
	if refuse {
		_ = near.Close()
		return
	}
	far, err := net.DialTimeout("tcp", w.target, 5*time.Second)
	if err != nil {
		_ = near.Close()
		return
	}
	w.mu.Lock()
	if w.closed {
		_, _ = near.Close(), far.Close()
		w.mu.Unlock()
		return
	}
	w.open[near], w.open[far] = true, true
	w.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { w.pass(far, near) })
	both.Go(func() { w.pass(near, far) })
	both.Wait()
	w.mu.Lock()
	delete(w.open, near)
	delete(w.open, far)
	w.mu.Unlock()
}

// pass copies until either end closes, in pieces of odd sizes, as a network
// does.
func (w *Wire) pass(to, from net.Conn) {
	defer func() { _, _ = to.Close(), from.Close() }()
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer[:1+rand.IntN(len(buffer))]) //nolint:gosec // no secret
		if n > 0 && !w.let(to, buffer[:n]) {
			return
		}
		if err != nil {
			return
		}
	}
}

// let passes a piece on, or the part of it that fits into the budget, and
// reports whether the connection goes on.
func (w *Wire) let(to io.Writer, piece []byte) bool {
	w.mu.Lock()
	for w.held && !w.closed {
		w.free.Wait()
	}
	last := w.closed
	if w.budget >= 0 {
		if w.budget < len(piece) {
			piece, last = piece[:w.budget], true
		}
		w.budget -= len(piece)
	}
	w.mu.Unlock()
	_, err := to.Write(piece)
	if last {
		w.Cut()
	}
	return err == nil && !last
}
