package netguard

import (
	"net"
	"time"
)

// NewMissesAt is NewMisses with a clock of the test's.
func NewMissesAt(now func() time.Time) *Misses { return &Misses{now: now, names: map[string]miss{}} }

// Add remembers that a name does not exist.
func (m *Misses) Add(host string) { m.add(host, &net.DNSError{Name: host, IsNotFound: true}) }

// Find returns what is remembered of a name.
func (m *Misses) Find(host string) error { return m.find(host) }

// Len returns how many names are remembered.
func (m *Misses) Len() int { return len(m.names) }
