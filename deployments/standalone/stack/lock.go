package stack

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/dateline-news/dateline/shared/durable"
)

// lockFile is the file in the data folder that the running process locks.
const lockFile = "standalone.lock"

// lockData makes the data folder and takes it for this process alone: two
// servers on one store would destroy it. Closing the result lets go.
func lockData(dir string) (io.Closer, error) {
	if err := durable.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("%w; choose another data folder with -data DIR", err)
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

// cannotListen says why an address, which a flag sets, cannot be listened on.
func cannotListen(addr, flag string, err error) error {
	remedy := "choose another address"
	if errors.Is(err, syscall.EADDRINUSE) {
		remedy = "stop the program that uses it or " + remedy
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		// Without the address, which is named already.
		err = op.Err
	}
	return fmt.Errorf("cannot listen on %s: %w; %s with %s HOST:PORT", addr, err, remedy, flag)
}
