package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var namedTest = regexp.MustCompile("`([a-z0-9/]+) ((?:Test|Fuzz)[A-Za-z0-9_]+)`")

// TestSecurityTestsExist looks for each test that the threat model names, and
// for rows that name none.
func TestSecurityTestsExist(t *testing.T) {
	doc, err := os.ReadFile("security.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(doc)) {
		if strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| ---") && !strings.HasPrefix(line, "| Boundary") {
			rows++
			if !namedTest.MatchString(line) {
				t.Errorf("no test proves: %s", line)
			}
		}
	}
	if rows < 10 {
		t.Errorf("the table has %d rows", rows)
	}
	sources := map[string]string{}
	for _, m := range namedTest.FindAllStringSubmatch(string(doc), -1) {
		pkg, name := m[1], m[2]
		if sources[pkg] == "" {
			files, err := filepath.Glob(filepath.Join("../..", pkg, "*_test.go"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				sources[pkg] += string(data)
			}
		}
		if !strings.Contains(sources[pkg], "\nfunc "+name+"(") {
			t.Errorf("%s has no test %s", pkg, name)
		}
	}
}
