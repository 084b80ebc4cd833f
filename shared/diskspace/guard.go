package diskspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dateline-news/dateline/shared/telemetry"
)

// The floor of a [Guard] that sets none.
const (
	DefaultMinBytes   = 2 << 30
	DefaultMinPercent = 5
)

// Guard watches the disk of a folder. What must stay free is the smaller of
// MinBytes and MinPercent of the disk, so that a small disk, of which 2 GiB
// would be much or all, still works: 2 GiB from 40 GiB of disk on, 5 % below.
// A Guard may be used concurrently.
type Guard struct {
	// Dir is the folder that is written to. It need not exist yet: then the
	// nearest folder above it counts.
	Dir string
	// MinBytes is the most that must stay free; 0 means DefaultMinBytes.
	MinBytes uint64
	// MinPercent is the share of the disk that must stay free where that is
	// less than MinBytes; 0 means DefaultMinPercent.
	MinPercent float64

	// Reserve is what must be free on top of that, in bytes, such as what a
	// writer needs for a while and gives back; nil: nothing.
	Reserve func() uint64
	// Measure replaces the measuring; nil means [Measure].
	Measure func(dir string) (Space, error)
}

// Space is the room on a disk, in bytes.
type Space struct {
	// Free is what the process may still write, without what is kept for the
	// administrator.
	Free  uint64
	Total uint64
}

// ErrUnknown is returned by [Measure] on systems where it cannot measure.
var ErrUnknown = errors.New("free space cannot be measured on this system")

// LowError says that a disk is nearly full.
type LowError struct {
	Dir string
	// Free is what is left and Needed what must be, in bytes.
	Free, Needed uint64
}

// Error names the folder, the figures and the remedy.
func (e *LowError) Error() string {
	return fmt.Sprintf("the disk of %s is nearly full: %s free, %s needed; free some space or move the folder to a larger disk, and work goes on by itself",
		e.Dir, telemetry.Bytes(e.Free), telemetry.Bytes(e.Needed))
}

// Check returns a [*LowError] if too little is free, and another error if the
// disk could not be asked. Where free space cannot be measured at all, it
// returns nil. It costs one system call, or a few while Dir does not exist.
func (g *Guard) Check() error {
	measure := g.Measure
	if measure == nil {
		measure = Measure
	}
	space, err := measure(g.Dir)
	if errors.Is(err, ErrUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	needed := g.floor(space.Total)
	if g.Reserve != nil {
		needed += g.Reserve()
	}
	if space.Free < needed {
		return &LowError{Dir: g.Dir, Free: space.Free, Needed: needed}
	}
	return nil
}

func (g *Guard) floor(total uint64) uint64 {
	minBytes, minPercent := g.MinBytes, g.MinPercent
	if minBytes == 0 {
		minBytes = DefaultMinBytes
	}
	if minPercent == 0 {
		minPercent = DefaultMinPercent
	}
	return min(minBytes, uint64(float64(total)*minPercent/100))
}

// Measure returns the room on the disk of a folder, or of the nearest folder
// above it that exists.
func Measure(dir string) (Space, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return Space{}, fmt.Errorf("measuring free space: %w", err)
	}
	for {
		if _, err := os.Stat(path); err == nil || !errors.Is(err, fs.ErrNotExist) || path == filepath.Dir(path) {
			break
		}
		path = filepath.Dir(path)
	}
	space, err := statfs(path)
	if err != nil && !errors.Is(err, ErrUnknown) {
		err = fmt.Errorf("measuring free space of %s: %w", path, err)
	}
	return space, err
}
