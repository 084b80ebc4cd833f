//go:build unix

package stack

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes an exclusive lock that ends with the process. It reports
// false if another process holds it.
func tryLock(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) //nolint:gosec // file descriptors are small
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
