package e2e

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const root = "github.com/dateline-news/dateline/"

// allowed names the modules that each module may import, tests included. The
// services meet only on the stream.
var allowed = map[string][]string{
	"shared": {"shared"},
	"ingest": {"ingest", "shared"},
	"enrich": {"enrich", "shared"},
	"index":  {"index", "shared"},
}

func TestBoundaries(t *testing.T) {
	for module, may := range allowed {
		t.Run(module, func(t *testing.T) {
			for _, pkg := range goList(t, module, "-deps", "-test") {
				name, ok := strings.CutPrefix(pkg, root)
				if !ok {
					continue
				}
				m, _, _ := strings.Cut(name, "/")
				if !slices.Contains(may, strings.TrimSuffix(m, "_test")) {
					t.Errorf("module %s imports %s; it may import only %s", module, pkg, strings.Join(may, ", "))
				}
			}
		})
	}
}

// TestServicesLinkNoServer keeps the NATS server, which their tests run, out
// of the daemons themselves.
func TestServicesLinkNoServer(t *testing.T) {
	for _, module := range []string{"ingest", "enrich", "index"} {
		if slices.Contains(goList(t, module, "-deps"), "github.com/nats-io/nats-server/v2/server") {
			t.Errorf("module %s links the NATS server into its programs", module)
		}
	}
}

func goList(t *testing.T, module string, flags ...string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", slices.Concat([]string{"list"}, flags, []string{"./..."})...)
	cmd.Dir = "../../" + module
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("listing the packages of %s: %v\n%s", module, err, stderr.String())
	}
	var list []string
	for line := range strings.Lines(string(out)) {
		// Test variants are printed as "path [path.test]".
		path, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		list = append(list, strings.TrimSuffix(path, ".test"))
	}
	return list
}
