package telemetry

import (
	"runtime"
	"runtime/debug"
)

const shortRevision = 12

// Build says which build of the program is running.
type Build struct {
	// Version is the module version, or "(devel)" for a build from sources
	// without version control.
	Version string
	// Revision is the commit in 12 characters, "" where unknown, with "+dirty"
	// behind it when the sources had changes.
	Revision string
	// Go is the version of the toolchain.
	Go string
}

// ReadBuild reads what the Go toolchain wrote into the binary.
func ReadBuild() Build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Build{Version: "(unknown)", Go: runtime.Version()}
	}
	return buildOf(info)
}

func buildOf(info *debug.BuildInfo) Build {
	b := Build{Version: info.Main.Version, Go: info.GoVersion}
	if b.Version == "" {
		b.Version = "(devel)"
	}
	dirty := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value[:min(shortRevision, len(s.Value))]
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if dirty && b.Revision != "" {
		b.Revision += "+dirty"
	}
	return b
}

// String is the build in one line, such as "v1.2.0 (0123456789ab, go1.26.8)".
func (b Build) String() string {
	if b.Revision == "" {
		return b.Version + " (" + b.Go + ")"
	}
	return b.Version + " (" + b.Revision + ", " + b.Go + ")"
}
