package store

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/dateline-news/dateline/shared/durable"
)

// ErrNewer is returned for a folder that a later version of the program made.
var ErrNewer = errors.New("made by a newer version")

// The files beside the generations.
const (
	manifestName = "format.json"
	replicaName  = "replica"
	lockName     = "lock"
)

// manifest says what is in the folder.
type manifest struct {
	Format int `json:"format"`
	// Generations has the complete one first. A second is being built from
	// the one before it.
	Generations []generationEntry `json:"generations"`
	// Retired lists the months that were given up: nothing of them is taken
	// again.
	Retired []string `json:"retired,omitempty"`
	// Resume is where a restored copy goes on reading the stream.
	Resume *Position `json:"resume,omitempty"`
	// Follows is when the reader of the stream was made whose position is that
	// of this folder; the zero time where there was none yet, nil in folders
	// from before this was noted.
	Follows *time.Time `json:"follows,omitempty"`
}

// Position is a place on a stream.
type Position struct {
	// Created is when the stream was made: a sequence means nothing on
	// another one.
	Created time.Time `json:"stream_created"`
	// Seq is the last sequence that is done.
	Seq uint64 `json:"stream_seq"`
}

// clone returns a copy that may be changed.
func (m *manifest) clone() *manifest {
	c := *m
	c.Generations, c.Retired = slices.Clone(m.Generations), slices.Clone(m.Retired)
	return &c
}

type generationEntry struct {
	Name string `json:"name"`
	// Fingerprint is that of the layout its documents were made with.
	Fingerprint string `json:"fingerprint"`
}

// readManifest returns nil for a folder without one.
func readManifest(dir string) (*manifest, error) {
	path := filepath.Join(dir, manifestName)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the index format: %w", err)
	}
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil || len(m.Generations) == 0 || m.Format < 1 || m.Format <= FormatVersion && !m.named() {
		return nil, fmt.Errorf("index format file %s %w", path, ErrCorrupt)
	}
	if m.Format > FormatVersion {
		return nil, fmt.Errorf("index folder %s was %w (format %d, this program knows %d); run that version, or set DATELINE_INDEX_DIR to another folder", dir, ErrNewer, m.Format, FormatVersion)
	}
	return &m, nil
}

// named reports that every generation has a name of its own in the folder: a
// backup may come from anywhere.
func (m *manifest) named() bool {
	names := make(map[string]bool)
	for _, g := range m.Generations {
		if !generationName.MatchString(g.Name) || names[g.Name] {
			return false
		}
		names[g.Name] = true
	}
	return true
}

var generationName = regexp.MustCompile(`^g[0-9]{4,9}$`)

// recoverManifest makes a manifest for a folder that has lost its own, from
// the generations that are there. Nobody knows what layout they were made
// with, so they are only sources of a rebuild.
func recoverManifest(dir string) (*manifest, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("listing the index folder: %w", err)
	}
	m := &manifest{Format: FormatVersion, Follows: &time.Time{}}
	for _, e := range entries {
		if e.IsDir() && generationName.MatchString(e.Name()) {
			m.Generations = append(m.Generations, generationEntry{Name: e.Name()})
		}
	}
	return m, nil
}

func (m *manifest) write(dir string) error {
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding the index format: %w", err)
	}
	return durable.WriteFile(filepath.Join(dir, manifestName), append(data, '\n'))
}

// add appends a generation with the next free name.
func (m *manifest) add(fingerprint string) string {
	highest := 0
	for _, g := range m.Generations {
		var n int
		if _, err := fmt.Sscanf(g.Name, "g%d", &n); err == nil {
			highest = max(highest, n)
		}
	}
	name := fmt.Sprintf("g%04d", highest+1)
	m.Generations = append(m.Generations, generationEntry{Name: name, Fingerprint: fingerprint})
	return name
}

// replicaID returns the id of this copy of the index, made at first start.
func replicaID(dir string) (string, error) {
	path := filepath.Join(dir, replicaName)
	data, err := os.ReadFile(path)
	if err == nil {
		if id := strings.TrimSpace(string(data)); id != "" {
			return id, nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("reading the replica id: %w", err)
	}
	id := strings.ToLower(rand.Text()[:12])
	return id, durable.WriteFile(path, []byte(id+"\n"))
}

// lock takes the folder for this process, or for reading together with other
// readers. Bolt's lock works on every system that the index library works on.
// A copy that was never written to has no lock and needs none for reading.
func lock(dir string, readOnly bool) (*bolt.DB, error) {
	path := filepath.Join(dir, lockName)
	if readOnly {
		if info, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
			return nil, nil
		}
	}
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: lockTimeout, ReadOnly: readOnly})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, inUse(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("locking index folder %s: %w", dir, err)
	}
	return db, nil
}
