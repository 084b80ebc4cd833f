package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strconv"

	zap "github.com/blevesearch/zapx/v17"

	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
)

// footerBytes is the end of a segment file that is always there; the last
// eight of it are the version and the checksum of all before.
const footerBytes = 40

// errChecksum is returned for a segment file with a changed byte.
var errChecksum = errors.New("checksum does not match: the file was changed or the disk lost some of it")

// guarded runs f and turns a panic, or a fault in memory that is mapped from
// a torn file, into an error.
func guarded[T any](f func() (T, error)) (out T, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the index library panicked: %v", p)
		}
	}()
	return f()
}

// segment is a segment file opened for reading by itself.
type segment struct{ segmentapi.Segment }

// openSegment opens a segment file. The error wraps [ErrNewer] for one that a
// later version of the index library wrote.
func openSegment(path string) (*segment, error) {
	version, err := segmentVersion(path)
	if err != nil {
		return nil, err
	}
	if version > zap.Version && checkSegment(path) == nil {
		return nil, fmt.Errorf("%w (segment format %d, this program knows %d); run that version", ErrNewer, version, zap.Version)
	}
	s, err := guarded(func() (segmentapi.Segment, error) { return (&zap.ZapPlugin{}).Open(path) })
	if err != nil {
		return nil, err
	}
	return &segment{s}, nil
}

func (s *segment) close() error { return s.Close() }

func segmentVersion(path string) (version uint32, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if info.Size() < footerBytes {
		return 0, fmt.Errorf("it is cut short, to %d bytes", info.Size())
	}
	var tail [8]byte
	if _, err := f.ReadAt(tail[:], info.Size()-int64(len(tail))); err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint32(tail[:4]), nil
}

// checkSegment reads a segment file whole and compares its checksum.
func checkSegment(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < footerBytes {
		return errChecksum
	}
	sum := crc32.NewIEEE()
	if _, err := io.Copy(sum, io.LimitReader(f, info.Size()-4)); err != nil {
		return err
	}
	var want [4]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return err
	}
	if sum.Sum32() != binary.BigEndian.Uint32(want[:]) {
		return errChecksum
	}
	return nil
}

// record reads what one document of a segment was made from.
func (s *segment) record(n uint64) (Record, error) {
	return guarded(func() (Record, error) {
		var message []byte
		var seq uint64
		var failed error
		err := s.VisitStoredFields(n, func(field string, _ byte, value []byte, _ []uint64) bool {
			switch field {
			case FieldMessage:
				message = slices.Clone(value)
			case fieldSeq:
				seq, failed = strconv.ParseUint(string(value), 10, 64)
			}
			return true
		})
		if err := errors.Join(err, failed); err != nil {
			return Record{}, err
		}
		r, err := decode(message, seq)
		if err != nil {
			return Record{}, err
		}
		return Record{Article: r.article, Message: r.message, Seq: r.seq}, nil
	})
}
