package diskspace

import (
	"errors"
	"path/filepath"
	"runtime"
	"testing"
)

func TestGuard(t *testing.T) {
	const gib = 1 << 30
	tests := []struct {
		name        string
		guard       Guard
		free, total uint64
		want        string
	}{
		{name: "large disk, enough", free: 2 * gib, total: 1000 * gib},
		{name: "large disk, low", free: 2*gib - 1, total: 1000 * gib,
			want: "the disk of /data is nearly full: 1.9 GiB free, 2.0 GiB needed; free some space or move the folder to a larger disk, and work goes on by itself"},
		{name: "small disk, enough", free: gib / 2, total: 8 * gib},
		{name: "small disk, low", free: gib / 4, total: 8 * gib,
			want: "the disk of /data is nearly full: 256.0 MiB free, 409.5 MiB needed; free some space or move the folder to a larger disk, and work goes on by itself"},
		{name: "own floor in bytes", guard: Guard{MinBytes: 10}, free: 9, total: gib,
			want: "the disk of /data is nearly full: 9 B free, 10 B needed; free some space or move the folder to a larger disk, and work goes on by itself"},
		{name: "own floor in percent", guard: Guard{MinPercent: 50}, free: 1023, total: 4096,
			want: "the disk of /data is nearly full: 1023 B free, 2.0 KiB needed; free some space or move the folder to a larger disk, and work goes on by itself"},
		{name: "own reserve", guard: Guard{Reserve: func() uint64 { return gib }}, free: 3*gib - 1, total: 1000 * gib,
			want: "the disk of /data is nearly full: 2.9 GiB free, 3.0 GiB needed; free some space or move the folder to a larger disk, and work goes on by itself"},
		{name: "full", free: 0, total: gib,
			want: "the disk of /data is nearly full: 0 B free, 51.1 MiB needed; free some space or move the folder to a larger disk, and work goes on by itself"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.guard.Dir = "/data"
			tt.guard.Measure = func(string) (Space, error) { return Space{Free: tt.free, Total: tt.total}, nil }
			err := tt.guard.Check()
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("Check = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestGuardErrors(t *testing.T) {
	broken := errors.New("input/output error")
	for _, err := range []error{broken, ErrUnknown} {
		g := Guard{Measure: func(string) (Space, error) { return Space{}, err }}
		if got, want := g.Check(), err; errors.Is(err, ErrUnknown) {
			if got != nil {
				t.Errorf("Check where nothing can be measured = %v, want nil", got)
			}
		} else if !errors.Is(got, want) {
			t.Errorf("Check = %v, want %v", got, want)
		}
	}
}

func TestMeasure(t *testing.T) {
	dir := t.TempDir()
	space, err := Measure(dir)
	if errors.Is(err, ErrUnknown) && runtime.GOOS != "linux" {
		return
	}
	if err != nil || space.Total == 0 || space.Free > space.Total {
		t.Fatalf("Measure = %+v, %v", space, err)
	}
	below, err := Measure(filepath.Join(dir, "not", "there", "yet"))
	if err != nil || below.Total != space.Total {
		t.Errorf("Measure of a folder to come = %+v, %v, want the disk of %s", below, err, dir)
	}
	g := Guard{Dir: dir, MinBytes: 1 << 62, MinPercent: 100}
	if err := g.Check(); space.Free < space.Total {
		if _, low := errors.AsType[*LowError](err); !low {
			t.Errorf("Check with the whole disk as floor = %v, want a LowError", err)
		}
	}
}
