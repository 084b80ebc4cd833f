package enrich

import (
	_ "embed"
	"fmt"
	"strings"
)

// EnricherName is the name that stamps every annotation.
const EnricherName = "dateline"

// versions is the list of all versions, one a line: the ordinal, the hash of
// all that results depend on (code, model, knowledge base), and what changed.
// A test demands a new line when the hash changes.
//
//go:embed versions.txt
var versions string

// latestVersion returns the version of this build, "<ordinal>-<hash>".
func latestVersion() (string, error) {
	lines := strings.Split(strings.TrimSpace(versions), "\n")
	fields := strings.Fields(lines[len(lines)-1])
	if len(fields) < 3 {
		return "", fmt.Errorf("reading versions.txt: the last line %q is not an ordinal, a hash and what changed", lines[len(lines)-1])
	}
	return fields[0] + "-" + fields[1], nil
}
