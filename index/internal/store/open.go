package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/util"
	zap "github.com/blevesearch/zapx/v17"
	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/dateline-news/dateline/shared/durable"
)

// Names inside a slice, which are those of the index library.
const (
	metaName    = "index_meta.json"
	segmentsDir = "store"
	rootName    = "root.bolt"
)

// openSlice opens a slice. The error wraps [ErrInUse], [ErrNewer] or
// [ErrCorrupt] and names the folder.
//
// Where the newest state of a slice cannot be read, the library goes back to
// an older one, or to an empty one, without a word, and deletes what belonged
// to the newest: therefore it is looked at before the library may open it.
func openSlice(dir, month string, readOnly bool) (*slice, error) {
	path := filepath.Join(dir, month)
	if err := inspect(path, readOnly); err != nil {
		return nil, err
	}
	o := options()
	if readOnly {
		o["read_only"] = true
	}
	idx, err := guarded(func() (bleve.Index, error) { return bleve.OpenUsing(path, o) })
	if err != nil {
		return nil, openError(path, err)
	}
	data, err := idx.GetInternal(extentKey)
	e := &extent{}
	if err == nil && len(data) > 0 {
		err = json.Unmarshal(data, e)
	}
	if err != nil {
		return nil, errors.Join(openError(path, fmt.Errorf("reading its extent: %w", err)), idx.Close())
	}
	s := &slice{month: month, index: idx}
	s.extent.Store(e)
	return s, nil
}

// closePatience is how long a slice may take to close. One on which the
// library is stuck never does: it is given up with the process.
const closePatience = 20 * time.Second

func (s *slice) close() error {
	done := make(chan error, 1)
	go func() {
		_, err := guarded(func() (struct{}, error) { return struct{}{}, s.index.Close() })
		done <- err
	}()
	timer := time.NewTimer(closePatience)
	defer timer.Stop()
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("closing slice %s: %w", s.month, err)
		}
		return nil
	case <-timer.C:
		return fmt.Errorf("closing slice %s: it did not within %s", s.month, closePatience)
	}
}

// openError tells a slice that another process holds from one that is torn.
func openError(path string, err error) error {
	switch {
	case errors.Is(err, ErrNewer), errors.Is(err, ErrCorrupt):
		return err
	case errors.Is(err, bolterrors.ErrTimeout), err.Error() == bolterrors.ErrTimeout.Error():
		return inUse(path)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("opening index slice %s: %w; give the folder to the user that indexd runs as", path, err)
	}
	return fmt.Errorf("index slice %s %w: %w", path, ErrCorrupt, err)
}

func inUse(path string) error {
	return fmt.Errorf("index folder %s is %w; stop the other indexd or standalone, or set DATELINE_INDEX_DIR to another folder", path, ErrInUse)
}

// inspect checks that the newest state of a slice can be read as far as
// opening it reads it: not every byte, see [Store.Check]. It mends a lost
// index_meta.json, which the library never syncs.
func inspect(path string, readOnly bool) error {
	names, err := liveSegments(path)
	if err != nil {
		return openError(path, err)
	}
	for _, name := range names {
		s, err := openSegment(filepath.Join(path, segmentsDir, name))
		if err != nil {
			return openError(path, fmt.Errorf("segment %s: %w", name, err))
		}
		if err := s.close(); err != nil {
			return openError(path, fmt.Errorf("segment %s: %w", name, err))
		}
	}
	if err := checkMeta(path); err != nil {
		if readOnly {
			return openError(path, err)
		}
		return healMeta(path)
	}
	return nil
}

// liveSegments lists the segment files of the newest state of a slice.
func liveSegments(path string) ([]string, error) {
	root := filepath.Join(path, segmentsDir, rootName)
	info, err := os.Stat(root)
	if err != nil {
		return nil, err
	}
	if info.Size() == 0 {
		return nil, fmt.Errorf("%s is empty", rootName)
	}
	return guarded(func() ([]string, error) {
		if err := checkRoot(root); err != nil {
			return nil, err
		}
		db, err := bolt.Open(root, 0o600, &bolt.Options{
			ReadOnly: true, Timeout: lockTimeout, PreLoadFreelist: true,
			OpenFile: func(name string, _ int, mode os.FileMode) (*os.File, error) {
				return os.OpenFile(name, os.O_RDONLY, mode)
			},
		})
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", rootName, err)
		}
		var names []string
		err = db.View(func(tx *bolt.Tx) error {
			names, err = newestState(tx)
			return err
		})
		return names, errors.Join(err, db.Close())
	})
}

// newestState reads the segment files of the last state in a root file.
func newestState(tx *bolt.Tx) ([]string, error) {
	states := tx.Bucket(util.BoltSnapshotsBucket)
	if states == nil {
		return nil, fmt.Errorf("%s holds no state", rootName)
	}
	key, _ := states.Cursor().Last()
	state := states.Bucket(key)
	if state == nil {
		return nil, fmt.Errorf("%s holds no state", rootName)
	}
	// Without these the library takes an older state.
	meta, internal := state.Bucket(util.BoltMetaDataKey), state.Bucket(util.BoltInternalKey)
	if meta == nil || internal == nil {
		return nil, fmt.Errorf("%s lacks parts of its newest state", rootName)
	}
	if t, v := meta.Get(util.BoltMetaDataSegmentTypeKey), meta.Get(util.BoltMetaDataSegmentVersionKey); string(t) != zap.Type || len(v) < 4 || binary.BigEndian.Uint32(v) > zap.Version {
		return nil, fmt.Errorf("%s names segments of type %q", rootName, t)
	}
	if !json.Valid(internal.Get(util.MappingInternalKey)) {
		return nil, fmt.Errorf("%s holds no mapping", rootName)
	}
	var names []string
	err := state.ForEachBucket(func(k []byte) error {
		if string(k) == string(util.BoltInternalKey) || string(k) == string(util.BoltMetaDataKey) {
			return nil
		}
		name := string(state.Bucket(k).Get(util.BoltPathKey))
		if name == "" || name != filepath.Base(name) {
			return fmt.Errorf("%s names a segment file %q", rootName, name)
		}
		names = append(names, name)
		return nil
	})
	return names, err
}

// checkMeta reads the file that tells the library what an index is.
func checkMeta(path string) error {
	f, err := os.Open(filepath.Join(path, metaName))
	if err != nil {
		return err
	}
	var meta struct {
		Storage string `json:"storage"`
		Type    string `json:"index_type"`
	}
	err = errors.Join(json.NewDecoder(f).Decode(&meta), f.Close())
	if err == nil && (meta.Storage != scorch.Name || meta.Type != scorch.Name) {
		err = errors.New("it does not say that this is an index")
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", metaName, err)
	}
	return nil
}

// healMeta writes that file anew: it is the same for every slice, so it is
// taken from an empty one.
func healMeta(path string) error {
	pattern := filepath.Join(filepath.Dir(path), temporaryPrefix+"meta-"+filepath.Base(path))
	if err := os.RemoveAll(pattern); err != nil {
		return fmt.Errorf("mending %s of %s: %w", metaName, path, err)
	}
	idx, err := bleve.NewUsing(pattern, bleve.NewIndexMapping(), scorch.Name, scorch.Name, options())
	if err != nil {
		return fmt.Errorf("mending %s of %s: %w", metaName, path, err)
	}
	if err := idx.Close(); err != nil {
		return fmt.Errorf("mending %s of %s: %w", metaName, path, err)
	}
	data, err := os.ReadFile(filepath.Join(pattern, metaName))
	if err == nil {
		err = durable.WriteFile(filepath.Join(path, metaName), data)
	}
	if err := errors.Join(err, os.RemoveAll(pattern)); err != nil {
		return fmt.Errorf("mending %s of %s: %w", metaName, path, err)
	}
	return nil
}
