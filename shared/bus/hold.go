package bus

import (
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// holder keeps the messages in hand from being delivered again while they
// wait for their turn or for their surroundings.
type holder struct {
	stop chan struct{}
	wg   sync.WaitGroup

	mu   sync.Mutex
	held map[jetstream.Msg]struct{} // guarded by mu
}

// hold starts to tell the server about the messages every third of ackWait.
func (b *Bus) hold(msgs []jetstream.Msg) *holder {
	h := &holder{stop: make(chan struct{}), held: make(map[jetstream.Msg]struct{}, len(msgs))}
	for _, m := range msgs {
		h.held[m] = struct{}{}
	}
	h.wg.Go(func() {
		tick := time.NewTicker(ackWait / 3)
		defer tick.Stop()
		for {
			select {
			case <-h.stop:
				return
			case <-tick.C:
				h.beat()
			}
		}
	})
	return h
}

func (h *holder) beat() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for m := range h.held {
		// A lost heartbeat means at worst one more delivery.
		_ = m.InProgress()
	}
}

// add holds one more message.
func (h *holder) add(m jetstream.Msg) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.held[m] = struct{}{}
}

// done lets go of a message that was settled.
func (h *holder) done(m jetstream.Msg) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.held, m)
}

// release ends the heartbeat and waits for it.
func (h *holder) release() {
	close(h.stop)
	h.wg.Wait()
}
