package daemon

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/dateline-news/dateline/shared/pulse"
)

// Health collects the reasons why a process is not ready, and facts of its
// parts for who asks over NATS (package pulse). The zero value is ready. Its
// methods may be called concurrently.
type Health struct {
	// mu guards what follows, which runs outside it.
	mu     sync.Mutex
	checks map[string]func() error
	facts  map[string]func() any
}

var _ pulse.Source = (*Health)(nil)

// Describe registers a fact under a name, in place of an earlier one of that
// name. It becomes JSON that any reader of the installation may see, so it
// holds no secrets. As a check it must not wait.
func (h *Health) Describe(name string, fact func() any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.facts == nil {
		h.facts = make(map[string]func() any)
	}
	h.facts[name] = fact
}

// Facts returns what was described, by name.
func (h *Health) Facts() map[string]any {
	h.mu.Lock()
	facts := maps.Clone(h.facts)
	h.mu.Unlock()
	out := make(map[string]any, len(facts))
	for name, fact := range facts {
		out[name] = fact()
	}
	return out
}

// Add registers a check under a name, in place of an earlier one of that name.
// The check returns in words, for an operator, what is wrong and what to do,
// or nil. It is called for each request, so it must only look at what is
// known, never wait.
func (h *Health) Add(name string, check func() error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.checks == nil {
		h.checks = make(map[string]func() error)
	}
	h.checks[name] = check
}

// Remove forgets a check.
func (h *Health) Remove(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.checks, name)
}

// Ready joins the errors of all checks, each behind its name, in the order of
// the names; nil means ready.
func (h *Health) Ready() error {
	h.mu.Lock()
	checks := maps.Clone(h.checks)
	h.mu.Unlock()
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(checks)) {
		if err := checks[name](); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}
