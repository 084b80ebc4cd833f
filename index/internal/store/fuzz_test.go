package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime/debug"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// rootPages is the content of a database with what root files have: buckets
// in buckets, small ones and large ones, and pages that are free.
func rootPages(f *testing.F) []byte {
	f.Helper()
	path := filepath.Join(f.TempDir(), rootName)
	db, err := bolt.Open(path, 0o600, &bolt.Options{NoSync: true})
	if err != nil {
		f.Fatal(err)
	}
	for round := range 3 {
		err = errors.Join(err, db.Update(func(tx *bolt.Tx) error {
			for b := range 2 {
				outer, err := tx.CreateBucketIfNotExists(fmt.Appendf(nil, "snapshot %d", b))
				if err != nil {
					return err
				}
				inner, err := outer.CreateBucketIfNotExists([]byte("segment"))
				if err != nil {
					return err
				}
				for i := range 40 {
					if err := errors.Join(outer.Put(fmt.Appendf(nil, "key %d", i), bytes.Repeat([]byte{byte(round)}, 60)), inner.Put([]byte("path"), []byte("000001.zap"))); err != nil {
						return err
					}
				}
			}
			return nil
		}))
	}
	if err := errors.Join(err, db.Close()); err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	return data
}

// FuzzRoot changes the pages of a root file anywhere, each six bytes being a
// place and what stands there then, and cuts it short: what the check lets
// through, the database library reads to the end and writes to without a
// panic or a read outside the file.
func FuzzRoot(f *testing.F) {
	sound := rootPages(f)
	page := uint32(os.Getpagesize()) //nolint:gosec // small
	edit := func(at uint32, value uint16) []byte {
		return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(nil, at), value)
	}
	f.Add([]byte(nil), uint32(0))
	f.Add(edit(3*page+10, 0xffff), uint32(0))
	f.Add(edit(2*page+12, 7), page)
	f.Add(append(edit(4*page+16, 1), edit(5*page+8, 2)...), uint32(1))
	f.Fuzz(func(t *testing.T, edits []byte, shorter uint32) {
		data := bytes.Clone(sound)
		for ; len(edits) >= 6; edits = edits[6:] {
			at := int(binary.BigEndian.Uint32(edits) % uint32(len(data)-1)) //nolint:gosec // small
			copy(data[at:], edits[4:6])
		}
		data = data[:len(data)-int(shorter)%len(data)]
		path := filepath.Join(t.TempDir(), rootName)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := checkRoot(path); err != nil {
			if !errors.Is(err, errRoot) {
				t.Fatalf("error of another kind: %v", err)
			}
			return
		}
		debug.SetPanicOnFault(true)
		db, err := bolt.Open(path, 0o600, &bolt.Options{NoSync: true})
		if err != nil {
			return // it refuses by itself
		}
		items := 0
		err = db.View(func(tx *bolt.Tx) error {
			return tx.ForEach(func(_ []byte, b *bolt.Bucket) error {
				if b == nil {
					return nil // what was a bucket is a value now
				}
				return readBucket(b, 0, &items)
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// readBucket reads everything in a bucket.
func readBucket(b *bolt.Bucket, depth int, items *int) error {
	if depth > 100 {
		return errors.New("buckets lie 100 deep")
	}
	return b.ForEach(func(k, v []byte) error {
		if *items++; *items > 100_000 {
			return errors.New("there is no end to it")
		}
		if v == nil {
			if inner := b.Bucket(k); inner != nil {
				return readBucket(inner, depth+1, items)
			}
		}
		return nil
	})
}

// FuzzManifest reads any format file: what is taken names folders of
// generations only, and is written and read as the same.
func FuzzManifest(f *testing.F) {
	for _, s := range []string{
		`{"format":3,"generations":[{"name":"g0001","fingerprint":"x"}],"retired":["2016-12"],"resume":{"stream_created":"2016-12-30T12:00:00Z","stream_seq":7}}`,
		`{"format":1,"generations":[{"name":"../../etc"}]}`, `{"format":1,"generations":[{"name":""}]}`, `{"format":99,"generations":[{"name":"g0001"}]}`, `{"format":1,"generations":[]}`, `{}`, `[`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, manifestName), data, 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := readManifest(dir)
		if err != nil {
			if m != nil || !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrNewer) {
				t.Fatalf("%+v, %v", m, err)
			}
			return
		}
		for _, g := range m.Generations {
			if !generationName.MatchString(g.Name) {
				t.Fatalf("generation %q is in no folder of this index", g.Name)
			}
		}
		if err := m.write(dir); err != nil {
			t.Fatal(err)
		}
		again, err := readManifest(dir)
		if err != nil {
			t.Fatal(err)
		}
		once, _ := json.Marshal(m)
		if twice, _ := json.Marshal(again); !bytes.Equal(once, twice) {
			t.Fatalf("%s comes back as %s", once, twice)
		}
	})
}

// FuzzRestore restores from any list of a backup and any format file: nothing
// is written beside the folder that it is restored to, and one that is not
// refused can be listed.
func FuzzRestore(f *testing.F) {
	const manifest = `{"format":1,"generations":[{"name":"g0001"}]}`
	sum := "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	f.Add([]byte(`{"format":1,"bytes":0,"files":[{"path":"format.json","sha256":"x"},{"path":"empty","sha256":"`+sum+`"}]}`), []byte(manifest))
	f.Add([]byte(`{"format":1,"files":[{"path":"../outside","sha256":"`+sum+`"}]}`), []byte(manifest))
	f.Add([]byte(`{"format":1,"files":[{"path":"empty","sha256":"`+sum+`"},{"path":"empty","sha256":"`+sum+`"}]}`), []byte(manifest))
	f.Add([]byte(`{"format":1,"bytes":-1,"files":[]}`), []byte(nil))
	f.Add([]byte(`{"format":1,"files":null}`), []byte(`{"format":1,"generations":[{"name":"../beside"}]}`))
	f.Add([]byte(`{"format":2}`), []byte(`[`))
	f.Fuzz(func(t *testing.T, list, format []byte) {
		dir := t.TempDir()
		from, to := filepath.Join(dir, "backup"), filepath.Join(dir, "inner", "index")
		files := map[string][]byte{backupName: list, "empty": nil}
		if len(format) > 0 {
			files[manifestName] = format
		}
		for name, data := range files {
			if err := errors.Join(os.MkdirAll(from, 0o700), os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(filepath.Join(from, name), data, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		_, err := Restore(context.Background(), from, to, func(Copied) {})
		for folder, want := range map[string]string{dir: "backup inner", filepath.Dir(to): "index"} {
			entries, err := os.ReadDir(folder)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, e := range entries {
				names = append(names, e.Name())
			}
			if got := strings.Join(names, " "); got != want && got != "" {
				t.Fatalf("a restore leaves %q, want %q", got, want)
			}
		}
		if err != nil {
			return
		}
		if m, err := readManifest(to); err != nil || m == nil {
			t.Fatalf("what was restored has no format: %v", err)
		}
	})
}

// FuzzOrderTime: the key by which articles are ordered gives back its time,
// and keys that sort sort their times.
func FuzzOrderTime(f *testing.F) {
	f.Add([]byte("x"), []byte("\x20\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a"))
	f.Add(bytes.Repeat([]byte{0x20}, 40), []byte(nil))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		x, okX := OrderTime(a)
		again, okAgain := OrderTime(append(bytes.Clone(a), b...))
		if okX && (!okAgain || !x.Equal(again)) {
			t.Fatalf("key %x is at %s, with an id behind it at %s", a, x, again)
		}
		y, okY := OrderTime(b)
		if okX && okY && x.Before(y) && bytes.Compare(a[:orderTimeLen], b[:orderTimeLen]) >= 0 && wellFormed(a) && wellFormed(b) {
			t.Fatalf("%s is before %s, the keys are %x and %x", x, y, a, b)
		}
	})
}

// wellFormed reports a key of seven bits a byte, as all that are written.
func wellFormed(key []byte) bool {
	for _, c := range key[1:orderTimeLen] {
		if c > 0x7f {
			return false
		}
	}
	return reflect.DeepEqual(key[:1], []byte{0x20}) && key[1] <= 1
}
