package netguard

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"time"
)

// How long a failure of DNS is believed, and how many are remembered. A name
// that does not exist rarely appears within a minute; a name server that
// fails may be back at once.
const (
	missingFor = time.Minute
	failingFor = 10 * time.Second
	maxMisses  = 10_000
)

// Misses remembers failures of DNS for a short time. It holds at most 10,000
// names and may be used concurrently.
type Misses struct {
	now func() time.Time
	// mu guards names.
	mu    sync.Mutex
	names map[string]miss
}

// miss is one failure and when it is forgotten.
type miss struct {
	err   *net.DNSError
	until time.Time
}

// NewMisses returns an empty memory.
func NewMisses() *Misses { return &Misses{now: time.Now, names: map[string]miss{}} }

// find returns the failure remembered of a name, or nil.
func (m *Misses) find(host string) error {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	key := missKey(host)
	known, ok := m.names[key]
	if !ok {
		return nil
	}
	if !m.now().Before(known.until) {
		delete(m.names, key)
		return nil
	}
	return fmt.Errorf("looking up %s, as a moment ago: %w", host, known.err)
}

// add remembers a failure. A memory that is full forgets the old first and
// takes nothing while all are new.
func (m *Misses) add(host string, err *net.DNSError) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if len(m.names) >= maxMisses {
		for name, known := range m.names {
			if !now.Before(known.until) {
				delete(m.names, name)
			}
		}
	}
	if len(m.names) >= maxMisses {
		return
	}
	keep := failingFor
	if err.IsNotFound {
		keep = missingFor
	}
	stored := *err
	stored.UnwrapErr = nil // said in Err; not worth keeping
	m.names[missKey(host)] = miss{err: &stored, until: now.Add(keep)}
}

// missKey is the form under which a name is remembered.
func missKey(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }
