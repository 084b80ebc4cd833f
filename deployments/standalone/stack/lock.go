package stack

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/dateline-news/dateline/shared/durable"
)

// lockFile is the file in the data folder that the running process locks.
const lockFile = "standalone.lock"

// lockData makes the data folder and takes it for this process alone: two
// servers on one store would destroy it. Closing the result lets go.
func lockData(dir string) (io.Closer, error) {
	if err := durable.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("making the data folder: %w; choose another with -data DIR", err)
	}
	path := filepath.Join(dir, lockFile)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the data folder: %w; choose another with -data DIR", err)
	}
	locked, err := tryLock(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("locking %s: %w", path, err), f.Close())
	}
	if !locked {
		holder, _ := io.ReadAll(io.LimitReader(f, 64))
		_ = f.Close()
		return nil, fmt.Errorf("the data folder %s is in use by another standalone (process %s); stop it or choose another folder with -data DIR",
			dir, strings.TrimSpace(string(holder)))
	}
	if err := f.Truncate(0); err == nil {
		_, _ = fmt.Fprintf(f, "%d\n", os.Getpid())
	}
	return f, nil
}

// unwrapListen returns the cause of a failed listen without the address that
// the caller names anyway.
func unwrapListen(err error) error {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Err
	}
	return err
}
