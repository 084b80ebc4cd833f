// Package disktest makes writes to disk fail as on a disk that is full, in
// tests on Linux. The limit is that of a process, so such a test runs in one of
// its own. The package is linked into tests only.
package disktest
