package enrich

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "add a line to versions.txt if what results depend on has changed")

// pipeline are the files of this package that results depend on.
var pipeline = []string{"enrich.go", "recognizer.go"}

// modules are those of others that results depend on.
var modules = []string{"github.com/abadojack/whatlanggo", "golang.org/x/text"}

const internal = "github.com/dateline-news/dateline/enrich/"

// TestVersions demands a new version when the code, the model or the knowledge
// base has changed: by it subscribers and the index tell which of two
// annotations counts. Comments and layout do not matter.
func TestVersions(t *testing.T) {
	r := results{sum: sha256.New(), set: token.NewFileSet(), seen: map[string]bool{}}
	for _, file := range pipeline {
		r.code(t, file)
	}
	r.requirements(t)
	sum := hex.EncodeToString(r.sum.Sum(nil))[:12]

	lines := strings.Split(strings.TrimSpace(versions), "\n")
	for i, line := range lines {
		if want := fmt.Sprintf("%04d ", i+1); !strings.HasPrefix(line, want) {
			t.Errorf("versions.txt:%d: %q does not begin with the ordinal %s", i+1, line, want)
		}
	}
	last := strings.Fields(lines[len(lines)-1])
	if last[1] == sum {
		return
	}
	if !*update {
		t.Fatalf("what results depend on has the hash %s, and the last version is %s-%s: add one with \"go test ./enrich -run TestVersions -update\" and say in versions.txt what changed",
			sum, last[0], last[1])
	}
	f, err := os.OpenFile("versions.txt", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(f, "%04d %s say here what changed\n", len(lines)+1, sum); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// results hashes what results depend on.
type results struct {
	sum  hash.Hash
	set  *token.FileSet
	seen map[string]bool
}

func (r *results) add(name string, data []byte) {
	fmt.Fprintf(r.sum, "%s %x\n", filepath.ToSlash(name), sha256.Sum256(data))
}

// code adds a Go file, what it embeds, and the packages of this module that it
// imports.
func (r *results) code(t *testing.T, path string) {
	t.Helper()
	src := read(t, path)
	file, err := parser.ParseFile(r.set, path, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	r.add(path, bare(t, file))
	for line := range strings.Lines(string(src)) {
		if patterns, ok := strings.CutPrefix(line, "//go:embed "); ok {
			for pattern := range strings.FieldsSeq(patterns) {
				r.embedded(t, filepath.Join(filepath.Dir(path), pattern))
			}
		}
	}
	for _, imported := range file.Imports {
		name, err := strconv.Unquote(imported.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if folder, ok := strings.CutPrefix(name, internal); ok {
			r.folder(t, folder)
		}
	}
}

// folder adds a package.
func (r *results) folder(t *testing.T, folder string) {
	t.Helper()
	if r.seen[folder] {
		return
	}
	r.seen[folder] = true
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if !strings.HasSuffix(path, "_test.go") {
			r.code(t, path)
		}
	}
}

// embedded adds the files that a pattern of go:embed means.
func (r *results) embedded(t *testing.T, pattern string) {
	t.Helper()
	roots, err := filepath.Glob(pattern)
	if err != nil || len(roots) == 0 {
		t.Fatalf("%s embeds nothing: %v", pattern, err)
	}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				r.add(path, read(t, path))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// requirements adds the versions of others' modules.
func (r *results) requirements(t *testing.T) {
	t.Helper()
	for line := range strings.Lines(string(read(t, "go.mod"))) {
		if slices.ContainsFunc(modules, func(m string) bool { return strings.Contains(line, m+" ") }) {
			r.add("go.mod", []byte(line))
		}
	}
}

// bare returns the code of a file without comments and layout.
func bare(t *testing.T, file *ast.File) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, d := range file.Decls {
		// A set without the file's lines makes the layout the same for all.
		if err := format.Node(&out, token.NewFileSet(), d); err != nil {
			t.Fatal(err)
		}
		out.WriteByte('\n')
	}
	return out.Bytes()
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
