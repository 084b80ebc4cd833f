package poll

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/news"
)

// stateSchema is the version of the stored form of State.
//
//	1: a line of JSON, then the seen records.
//	2: the learned rhythm stands between the two.
const stateSchema = 2

// State is what is remembered about a feed across polls. It changes when the
// feed's items do; what changes on a quiet poll is in [Wake].
type State struct {
	// Title, Format, Link, Language and TTL are what the last document said.
	Title    string        `json:"title,omitempty"`
	Format   string        `json:"format,omitempty"`
	Link     string        `json:"link,omitempty"`
	Language string        `json:"language,omitempty"`
	TTL      time.Duration `json:"ttl,omitempty"`
	// Period is what sy:* said, SkipHours and SkipDays when the feed does not
	// want to be asked, in UTC.
	Period    time.Duration  `json:"period,omitempty"`
	SkipHours []int          `json:"skip_hours,omitempty"`
	SkipDays  []time.Weekday `json:"skip_days,omitempty"`
	// Unreliable is set once more than 5 % of the GUIDs of one document were
	// repeated; from then on GUIDs identify nothing.
	Unreliable bool `json:"unreliable_guids,omitempty"`
	// Changed is when the items last changed, Fetched when the feed was
	// first fetched.
	Changed time.Time `json:"changed,omitzero"`
	First   time.Time `json:"first,omitzero"`
	// Oddities are those of the last document.
	Oddities []string `json:"oddities,omitempty"`
	// Published counts the articles that this feed brought.
	Published int `json:"published,omitempty"`
	// Future counts up with each poll that brought dates from the future and
	// down with each that brought others.
	Future int `json:"future,omitempty"`
	// Open are the troubles that have begun and not ended, see [Troubles].
	Open []Trouble `json:"open,omitempty"`

	// Learned is when the feed publishes.
	Learned rhythm.Learned `json:"-"`
	// Pushes counts what hubs brought, so that a poll can tell that one came
	// between.
	Pushes int `json:"pushes,omitempty"`
	// last and before are the items of the last document and those of the
	// one before that are not in it. What a hub has brought since is among
	// the latter.
	last, before []seen
}

// seen is what is remembered of an item: 33 bytes.
type seen struct {
	// guid is the first 8 bytes of the GUID's hash, 0 for none.
	guid uint64
	// id is the article's, 16 bytes in base32.
	id [16]byte
	// flags is a byte that says more, see below.
	flags byte
	// content is the first 4 bytes of the content hash.
	content uint32
	// minute is when the last revision was published, in minutes since 1970.
	minute uint32
}

// seenBytes is the size of a stored record.
const seenBytes = 33

// The flags of a record.
const (
	// flagDropped marks an item that was not published.
	flagDropped = 1 << iota
	// flagRevised marks one whose minute is not that of its first sight.
	flagRevised
	// flagPending marks one that is not published yet: it waits for its page.
	flagPending
	// flagLater marks one that was published without its page, which may
	// still be had.
	flagLater
	// triesShift is where the number of tries for the page begins, 3 bits.
	triesShift = 4
	maxTries   = 7
	// flagPushed marks one that a hub brought and no document since.
	flagPushed = 1 << 7
)

func (s seen) tries() int { return int(s.flags >> triesShift & maxTries) }

func (s *seen) setTries(n int) {
	s.flags = s.flags&^(maxTries<<triesShift) | byte(min(n, maxTries))<<triesShift //nolint:gosec // bounded
}

// published reports a record of an item that is on the stream.
func (s seen) published() bool { return s.flags&(flagDropped|flagPending) == 0 }

// idEncoding is that of article ids.
var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// packID returns the bytes of an article id.
func packID(id string) (b [16]byte) {
	raw, err := idEncoding.DecodeString(id)
	if err == nil {
		copy(b[:], raw)
	}
	return b
}

func unpackID(b [16]byte) string { return idEncoding.EncodeToString(b[:]) }

// guidHash returns the remembered form of a GUID.
func guidHash(guid string) uint64 {
	if guid == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(guid))
	return max(1, binary.BigEndian.Uint64(sum[:]))
}

// contentHash returns the remembered form of a content hash.
func contentHash(hash string) uint32 {
	b := packID(hash)
	return binary.BigEndian.Uint32(b[:])
}

func minuteOf(t time.Time) uint32 { return uint32(max(0, t.Unix()/60)) } //nolint:gosec // until the year 10136

func (s seen) time() time.Time { return time.Unix(int64(s.minute)*60, 0) }

func (s seen) append(b []byte) []byte {
	b = binary.BigEndian.AppendUint64(b, s.guid)
	b = append(append(b, s.id[:]...), s.flags)
	b = binary.BigEndian.AppendUint32(b, s.content)
	return binary.BigEndian.AppendUint32(b, s.minute)
}

func readSeen(b []byte) seen {
	s := seen{guid: binary.BigEndian.Uint64(b), flags: b[24], content: binary.BigEndian.Uint32(b[25:]), minute: binary.BigEndian.Uint32(b[29:])}
	copy(s.id[:], b[8:24])
	return s
}

// header is the JSON line before the seen records.
type header struct {
	Schema int `json:"schema"`
	State
	// Learned is the size of the learned rhythm.
	Learned int `json:"learned,omitempty"`
	Last    int `json:"last"`
	Before  int `json:"before"`
}

// Encode returns the stored form: a line of JSON, what was learned, and 33
// bytes an item.
func (s *State) Encode() ([]byte, error) {
	h := header{Schema: stateSchema, State: *s, Last: len(s.last), Before: len(s.before)}
	if s.Learned.Known() {
		h.Learned = rhythm.LearnedBytes
	}
	line, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("encoding the state of a feed: %w", err)
	}
	b := make([]byte, 0, len(line)+1+h.Learned+seenBytes*(len(s.last)+len(s.before)))
	b = append(append(b, line...), '\n')
	if h.Learned > 0 {
		if b, err = s.Learned.AppendBinary(b); err != nil {
			return nil, fmt.Errorf("encoding the rhythm of a feed: %w", err)
		}
	}
	for _, list := range [][]seen{s.last, s.before} {
		for _, r := range list {
			b = r.append(b)
		}
	}
	return b, nil
}

// errState is wrapped by the errors of DecodeState.
var errState = errors.New("the state of the feed cannot be read")

// DecodeState reads what Encode wrote. No bytes give the state of a feed that
// was never fetched.
func DecodeState(b []byte) (State, error) {
	if len(b) == 0 {
		return State{}, nil
	}
	line, rest, ok := bytes.Cut(b, []byte("\n"))
	var h header
	if err := json.Unmarshal(line, &h); err != nil {
		return State{}, fmt.Errorf("%w: %w", errState, err)
	}
	if h.Schema < 1 || h.Schema > stateSchema {
		return State{}, fmt.Errorf("%w: it has schema %d, this program reads 1 to %d", errState, h.Schema, stateSchema)
	}
	s := h.State
	s.Open = s.Open[:min(len(s.Open), maxOpen)]
	if h.Learned != 0 {
		if h.Learned != rhythm.LearnedBytes || len(rest) < h.Learned {
			return State{}, fmt.Errorf("%w: %d bytes of rhythm", errState, h.Learned)
		}
		if err := s.Learned.UnmarshalBinary(rest[:h.Learned]); err != nil {
			return State{}, fmt.Errorf("%w: %w", errState, err)
		}
		rest = rest[h.Learned:]
	}
	if !ok || h.Last < 0 || h.Before < 0 || h.Last > len(rest) || h.Before > len(rest) || len(rest) != seenBytes*(h.Last+h.Before) {
		return State{}, fmt.Errorf("%w: %d bytes of records for %d and %d items", errState, len(rest), h.Last, h.Before)
	}
	for i := range h.Last + h.Before {
		r := readSeen(rest[i*seenBytes:])
		if i < h.Last {
			s.last = append(s.last, r)
		} else {
			s.before = append(s.before, r)
		}
	}
	return s, nil
}

// Items returns how many items the last document had.
func (s *State) Items() int { return len(s.last) }

// Knows reports whether an article is among the items of the last two
// documents.
func (s *State) Knows(id string) bool {
	if !news.ValidID(id) {
		return false
	}
	b := packID(id)
	for _, list := range [][]seen{s.last, s.before} {
		for _, r := range list {
			if r.id == b {
				return true
			}
		}
	}
	return false
}
