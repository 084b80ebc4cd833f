package crf

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"
)

// magic begins a model file. The number after it is the version of the format
// and of the features; a reader takes its own alone.
//
//	1: first form.
//	2: headlines are read as their words stand in running text; casings tell acronyms;
//	   confidences are calibrated.
const magic = "dateline crf 2\n"

// ErrFormat is returned for a file that is no model of this version.
var ErrFormat = errors.New("not a model of this version; train it again with nertrain")

//go:embed model.bin
var embedded []byte

// Load returns the embedded model. The first call reads it, in roughly 0.1 s.
var Load = sync.OnceValues(func() (*Model, error) {
	m, err := Read(bytes.NewReader(embedded))
	if err != nil {
		return nil, fmt.Errorf("reading the embedded model: %w", err)
	}
	return m, nil
})

// A model file is one gzip stream: magic; scale, transitions and the points of
// the calibration as 32-bit floats; the keys of features and their weights, label by label; cluster
// paths; the keys, clusters and casings of words; the keys and masks of names.
// Keys are in order and stored as differences. Integers are unsigned varints.

// maxEntries bounds the tables of a file that is read.
const maxEntries = 1 << 24

// Write writes a model. The same model gives the same bytes.
func (m *Model) Write(w io.Writer) error {
	zw, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	f := writer{bufio.NewWriter(zw)}
	_, _ = f.WriteString(magic) // errors of a bufio.Writer show at Flush
	f.float(m.scale)
	for a := range m.transitions {
		for _, v := range m.transitions[a] {
			f.float(v)
		}
	}
	f.number(uint64(len(m.calibration)))
	for _, p := range m.calibration {
		f.float(p.Given)
		f.float(p.Right)
	}
	f.keys(slices.Collect(m.rows.keys()))
	for l := range labels {
		for _, row := range m.rows.all() {
			_ = f.WriteByte(row[l] - zero)
		}
	}
	x := m.lexicon
	f.number(uint64(len(x.paths)))
	for _, p := range x.paths {
		f.number(uint64(len(p)))
		_, _ = f.WriteString(p)
	}
	f.keys(x.clusters.keys())
	for _, c := range x.cluster {
		f.number(uint64(c))
	}
	f.keys(x.casings.keys())
	_, _ = f.Write(x.casing)
	f.keys(x.names.keys())
	for _, v := range x.masks {
		f.number(uint64(v&^continues)<<1 | uint64(v>>31))
	}
	if err := f.Flush(); err != nil {
		return fmt.Errorf("writing the model: %w", err)
	}
	if err := zw.Close(); err != nil {
		return fmt.Errorf("writing the model: %w", err)
	}
	return nil
}

type writer struct{ *bufio.Writer }

func (w writer) number(v uint64) {
	var buf [binary.MaxVarintLen64]byte
	_, _ = w.Write(buf[:binary.PutUvarint(buf[:], v)])
}

func (w writer) float(v float32) {
	var buf [4]byte
	binary.LittleEndian.PutUint32(buf[:], math.Float32bits(v))
	_, _ = w.Write(buf[:])
}

func (w writer) keys(keys []uint32) {
	w.number(uint64(len(keys)))
	before := uint32(0)
	for _, k := range keys {
		w.number(uint64(k - before))
		before = k
	}
}

// Read reads a model. Bytes that are no model of this version give ErrFormat.
func Read(r io.Reader) (*Model, error) {
	zr, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	f := reader{Reader: bufio.NewReaderSize(zr, 1<<16)}
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(f, head); err != nil || string(head) != magic {
		return nil, ErrFormat
	}
	m := &Model{lexicon: &Lexicon{}}
	m.scale = f.float()
	for a := range m.transitions {
		for b := range m.transitions[a] {
			m.transitions[a][b] = f.float()
		}
	}
	for range f.length(calibrationBins) {
		m.calibration = append(m.calibration, struct{ Given, Right float32 }{f.float(), f.float()})
	}
	if !m.calibration.rises() {
		f.fail(errors.New("the calibration does not rise"))
	}
	m.rows = newRows(f.keys())
	column := make([]byte, m.rows.size)
	for l := range labels {
		f.full(column)
		i := 0
		for _, row := range m.rows.all() {
			row[l] = column[i] + zero
			i++
		}
	}
	m.lexicon.read(&f)
	if f.err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, f.err)
	}
	m.prepare()
	return m, nil
}

func (x *Lexicon) read(f *reader) {
	x.paths = make([]string, f.length(1<<16))
	for i := range x.paths {
		p := make([]byte, f.length(1<<8))
		f.full(p)
		x.paths[i] = string(p)
	}
	x.clusters = newTable(f.keys())
	x.cluster = make([]uint16, x.clusters.size())
	for i := range x.cluster {
		c := f.number()
		if c >= uint64(len(x.paths)) {
			f.fail(fmt.Errorf("cluster %d of %d", c, len(x.paths)))
			return
		}
		x.cluster[i] = uint16(c)
	}
	x.casings = newTable(f.keys())
	x.casing = make([]uint8, x.casings.size())
	f.full(x.casing)
	x.names = newTable(f.keys())
	x.masks = make([]uint32, x.names.size())
	for i := range x.masks {
		v := f.number()
		x.masks[i] = uint32(v>>1)&^continues | uint32(v&1)<<31
	}
	x.cutPaths()
}

// reader keeps the first error and gives zeros after it.
type reader struct {
	*bufio.Reader
	err error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *reader) full(b []byte) {
	if r.err != nil {
		return
	}
	if _, err := io.ReadFull(r, b); err != nil {
		r.fail(err)
	}
}

func (r *reader) number() uint64 {
	if r.err != nil {
		return 0
	}
	v, err := binary.ReadUvarint(r)
	if err != nil {
		r.fail(err)
	}
	return v
}

// length reads a number that may not exceed most.
func (r *reader) length(most uint64) int {
	n := r.number()
	if n > most {
		r.fail(fmt.Errorf("length %d exceeds %d", n, most))
		return 0
	}
	return int(n)
}

func (r *reader) float() float32 {
	var b [4]byte
	r.full(b[:])
	return math.Float32frombits(binary.LittleEndian.Uint32(b[:]))
}

// keys reads keys in order. Memory grows with what was read, not with the
// length that a broken file claims.
func (r *reader) keys() []uint32 {
	n := r.length(maxEntries)
	keys := make([]uint32, 0, min(n, 1<<16))
	at := uint64(0)
	for i := range n {
		step := r.number()
		at += step
		if r.err == nil && (step == 0 && i > 0 || step > math.MaxUint32 || at > math.MaxUint32) {
			r.fail(fmt.Errorf("key %d is out of order", i))
		}
		if r.err != nil {
			return nil
		}
		keys = append(keys, uint32(at))
	}
	return keys
}
