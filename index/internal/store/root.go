package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
)

// The pages of a root file, which is a bolt database.
const (
	rootMagic   = 0xED0CDAED
	metaBytes   = 64
	headerBytes = 16
	itemBytes   = 16
	branchPage  = 0x01
	leafPage    = 0x02
	freePage    = 0x10
	noFreePage  = ^uint64(0)
	bucketItem  = 0x01
)

var errRoot = errors.New(rootName + " is damaged")

// checkRoot checks that the pages of a root file hang together: bolt follows
// whatever they say, in circles and beyond the end of the file.
func checkRoot(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	r := &rootFile{data: data, seen: make(map[uint64]bool)}
	meta, err := r.meta()
	if err != nil {
		return err
	}
	if err := r.visit(r.u64(meta + 16)); err != nil {
		return err
	}
	return r.free(r.u64(meta + 32))
}

type rootFile struct {
	data []byte
	size uint64
	// pages is how many pages are in use.
	pages uint64
	seen  map[uint64]bool
}

func (r *rootFile) u16(at uint64) uint64 { return uint64(binary.NativeEndian.Uint16(r.data[at:])) }
func (r *rootFile) u32(at uint64) uint64 { return uint64(binary.NativeEndian.Uint32(r.data[at:])) }
func (r *rootFile) u64(at uint64) uint64 { return binary.NativeEndian.Uint64(r.data[at:]) }

// meta returns where the description of the newest state is that is valid, of
// the two that there are.
func (r *rootFile) meta() (uint64, error) {
	best, found := uint64(0), false
	var newest uint64
	for n := range uint64(2) {
		r.size = uint64(os.Getpagesize())
		at := n*r.size + headerBytes
		if at+metaBytes > uint64(len(r.data)) || r.u32(at) != rootMagic {
			continue
		}
		sum := fnv.New64a()
		_, _ = sum.Write(r.data[at : at+metaBytes-8])
		if sum.Sum64() != r.u64(at+metaBytes-8) || r.u32(at+8) != r.size {
			continue
		}
		if id := r.u64(at + 48); !found || id > newest {
			best, newest, found = at, id, true
		}
	}
	if !found {
		return 0, fmt.Errorf("%w: neither of its states is valid", errRoot)
	}
	r.pages = r.u64(best + 40)
	if r.pages > uint64(len(r.data))/r.size {
		return 0, fmt.Errorf("%w: it is cut short, to %d bytes", errRoot, len(r.data))
	}
	return best, nil
}

// take claims a page and what overflows it, and returns where it begins and
// ends.
func (r *rootFile) take(id uint64) (at, end uint64, err error) {
	if id < 2 || id >= r.pages || r.u64(id*r.size) != id {
		return 0, 0, fmt.Errorf("%w: page %d is not where it should be", errRoot, id)
	}
	at = id * r.size
	count := r.u32(at+12) + 1
	if id+count > r.pages {
		return 0, 0, fmt.Errorf("%w: page %d is beyond the end", errRoot, id)
	}
	for i := id; i < id+count; i++ {
		if r.seen[i] {
			return 0, 0, fmt.Errorf("%w: page %d is used twice", errRoot, i)
		}
		r.seen[i] = true
	}
	return at, at + count*r.size, nil
}

// visit checks a page and all below it.
func (r *rootFile) visit(id uint64) error {
	at, end, err := r.take(id)
	if err != nil {
		return err
	}
	return r.items(at, end)
}

// items checks the items of a page between two places.
func (r *rootFile) items(at, end uint64) error {
	kind, count := r.u16(at+8), r.u16(at+10)
	if kind != branchPage && kind != leafPage || at+headerBytes+count*itemBytes > end || kind == branchPage && count == 0 {
		return fmt.Errorf("%w: a page has no valid items", errRoot)
	}
	for n := range count {
		item := at + headerBytes + n*itemBytes
		if kind == branchPage {
			if item+r.u32(item)+r.u32(item+4) > end {
				return fmt.Errorf("%w: an item is beyond its page", errRoot)
			}
			if err := r.visit(r.u64(item + 8)); err != nil {
				return err
			}
			continue
		}
		value := item + r.u32(item+4) + r.u32(item+8)
		if value+r.u32(item+12) > end {
			return fmt.Errorf("%w: an item is beyond its page", errRoot)
		}
		if r.u32(item)&bucketItem == 0 {
			continue
		}
		if err := r.bucket(value, value+r.u32(item+12)); err != nil {
			return err
		}
	}
	return nil
}

// bucket checks what lies in a bucket: pages of its own, or items beside it.
func (r *rootFile) bucket(at, end uint64) error {
	if at+headerBytes > end {
		return fmt.Errorf("%w: a bucket is cut short", errRoot)
	}
	if root := r.u64(at); root != 0 {
		return r.visit(root)
	}
	if at+2*headerBytes > end {
		return fmt.Errorf("%w: a bucket is cut short", errRoot)
	}
	return r.items(at+headerBytes, end)
}

// free checks that no page is free that is in use.
func (r *rootFile) free(id uint64) error {
	if id == noFreePage {
		return nil
	}
	at, end, err := r.take(id)
	if err != nil {
		return err
	}
	count, first := r.u16(at+10), at+headerBytes
	if count == 0xFFFF {
		count, first = r.u64(first), first+8
	}
	if r.u16(at+8) != freePage || count > (end-first)/8 {
		return fmt.Errorf("%w: its list of free pages is not valid", errRoot)
	}
	for n := range count {
		page := r.u64(first + 8*n)
		if page < 2 || page >= r.pages || r.seen[page] {
			return fmt.Errorf("%w: page %d is in use and free", errRoot, page)
		}
		r.seen[page] = true
	}
	return nil
}
