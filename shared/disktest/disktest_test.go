//go:build linux

package disktest_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/dateline-news/dateline/shared/disktest"
)

func TestLimit(t *testing.T) {
	t.Parallel()
	if !disktest.Apart(t) {
		return
	}
	file := filepath.Join(t.TempDir(), "file")
	write := func(n int) error { return os.WriteFile(file, make([]byte, n), 0o600) }
	free := disktest.Limit(t, 100)
	if err := write(100); err != nil {
		t.Errorf("up to the limit: %v", err)
	}
	if err := write(101); !errors.Is(err, syscall.EFBIG) {
		t.Errorf("behind the limit: %v, want %v", err, syscall.EFBIG)
	}
	free()
	if err := write(101); err != nil {
		t.Errorf("when there is room again: %v", err)
	}
}
