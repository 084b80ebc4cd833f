package store

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// ErrNewer is returned for a folder that a later version of the program made.
var ErrNewer = errors.New("made by a newer version")

// The files beside the generations.
const (
	manifestName = "format.json"
	replicaName  = "replica"
	lockName     = "lock"
	// rebuildRequest is a file that asks the process that owns the folder for
	// a rebuild.
	rebuildRequest = "rebuild"
)

// manifest says what is in the folder.
type manifest struct {
	Format int `json:"format"`
	// Generations has the complete one first. A second is being built from
	// the one before it.
	Generations []generationEntry `json:"generations"`
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
	if err := json.Unmarshal(data, &m); err != nil || len(m.Generations) == 0 || m.Format < 1 {
		return nil, fmt.Errorf("index format file %s %w; move the folder %s away and start again: what the stream still holds is indexed again", path, ErrCorrupt, dir)
	}
	if m.Format > FormatVersion {
		return nil, fmt.Errorf("index folder %s was %w (format %d, this program knows %d); run that version, or set DATELINE_INDEX_DATA_DIR to another folder", dir, ErrNewer, m.Format, FormatVersion)
	}
	return &m, nil
}

func (m *manifest) write(dir string) error {
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding the index format: %w", err)
	}
	return writeFile(filepath.Join(dir, manifestName), append(data, '\n'))
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

// writeFile makes a file appear whole or not at all, also across a power cut.
func writeFile(path string, data []byte) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, temporaryPrefix)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		// The leftover is harmless and is told about by the first error.
		_ = os.Remove(f.Name())
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return syncFile(dir)
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
	return id, writeFile(path, []byte(id+"\n"))
}

// lock takes the folder for this process. Bolt's lock works on every system
// that bleve works on.
func lock(dir string) (*bolt.DB, error) {
	db, err := bolt.Open(filepath.Join(dir, lockName), 0o600, &bolt.Options{Timeout: lockTimeout})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, inUse(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("locking index folder %s: %w", dir, err)
	}
	return db, nil
}
