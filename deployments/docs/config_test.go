// Package docs checks the documentation against the code. It has no code of
// its own.
package docs

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
)

var update = flag.Bool("update", false, "rewrite config.md")

const configHead = `# Configuration

Everything is set by environment variables. Each daemon reads those that all share and its own; a name that no setting has stops it at start. Secrets can also
be given as the path of a file, in the same name with ` + "`_FILE`" + ` behind it.

This page is made from the code: ` + "`go test ./deployments/docs -update`" + `.

`

// TestConfig keeps config.md the table that -h prints.
func TestConfig(t *testing.T) {
	var out strings.Builder
	out.WriteString(configHead)
	section := func(title string, sections ...env.Section) {
		t.Helper()
		out.WriteString("## " + title + "\n\n")
		if err := env.Markdown(&out, sections...); err != nil {
			t.Fatal(err)
		}
		out.WriteString("\n")
	}
	admin := func(prefix string, addr daemon.Addr) env.Section {
		return env.Section{Prefix: prefix + "_ADMIN", Spec: &daemon.Admin{Addr: addr}}
	}
	var common daemon.Config
	section("All daemons", common.Section())
	section("ingestd", env.Section{Prefix: ingest.Prefix, Spec: &ingest.Config{}}, admin(ingest.Prefix, ingest.AdminAddr))
	section("enrichd", env.Section{Prefix: enrich.Prefix, Spec: &enrich.Config{}}, admin(enrich.Prefix, enrich.AdminAddr))
	section("indexd", env.Section{Prefix: index.Prefix, Spec: &index.Config{}}, admin(index.Prefix, index.AdminAddr))

	got := strings.TrimRight(out.String(), "\n") + "\n"
	if *update {
		if err := os.WriteFile("config.md", []byte(got), 0o644); err != nil { //nolint:gosec // documentation is for everyone
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("config.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("config.md differs from the code; run go test ./deployments/docs -update (-file +code):\n%s", diff)
	}
}
