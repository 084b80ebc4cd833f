package topic

// hashTable maps keys that are hashes already, or nearly, to numbers above 0.
// It has open addressing and room to spare, because it is asked several times
// for every word of a text.
type hashTable struct {
	slots []slot
	shift uint
	n     int
}

type slot struct {
	key   uint64
	value int32
}

// spread makes the high bits of a key depend on all others.
const spread = 0x9e3779b97f4a7c15

// get returns the number of a key, 0 where there is none.
func (t *hashTable) get(key uint64) int32 {
	if len(t.slots) == 0 {
		return 0
	}
	for i := key * spread >> t.shift; ; i = (i + 1) & uint64(len(t.slots)-1) {
		if s := &t.slots[i]; s.key == key || s.value == 0 {
			return s.value
		}
	}
}

// put sets the number of a key that is not in the table yet.
func (t *hashTable) put(key uint64, value int32) {
	if 2*t.n >= len(t.slots) {
		t.grow()
	}
	i := key * spread >> t.shift
	for t.slots[i].value != 0 {
		i = (i + 1) & uint64(len(t.slots)-1)
	}
	t.slots[i] = slot{key, value}
	t.n++
}

func (t *hashTable) grow() {
	old := t.slots
	if len(old) == 0 {
		t.slots, t.shift = make([]slot, 1<<8), 64-8
	} else {
		t.slots, t.shift = make([]slot, 2*len(old)), t.shift-1
	}
	t.n = 0
	for _, s := range old {
		if s.value != 0 {
			t.put(s.key, s.value)
		}
	}
}
