package poll

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestStateRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		record := rapid.Custom(func(t *rapid.T) seen {
			s := seen{guid: rapid.Uint64().Draw(t, "guid"), flags: rapid.Byte().Draw(t, "flags"), content: rapid.Uint32().Draw(t, "content"), minute: rapid.Uint32().Draw(t, "minute")}
			copy(s.id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
			return s
		})
		want := State{
			Title: rapid.String().Draw(t, "title"), TTL: time.Duration(rapid.Int32().Draw(t, "ttl")), Unreliable: rapid.Bool().Draw(t, "unreliable"),
			last: rapid.SliceOfN(record, 1, 20).Draw(t, "last"), before: rapid.SliceOfN(record, 1, 20).Draw(t, "before"),
		}
		b, err := want.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeState(b)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, %v\nwant %+v", got, err, want)
		}
	})
}

func TestStateSize(t *testing.T) {
	s := State{Title: "Harbour Courier", Format: "RSS 2.0", Link: "https://courier.example/", Changed: time.Now(), First: time.Now(), last: make([]seen, 60)}
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > 2500 {
		t.Errorf("60 items take %d bytes, want at most 2500", len(b))
	}
}

func FuzzDecodeState(f *testing.F) {
	s := State{Title: "t", last: make([]seen, 2), before: make([]seen, 1)}
	b, err := s.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte("{}"))
	f.Add([]byte(`{"schema":1,"last":9000000000000000000}` + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := DecodeState(b)
		if err != nil {
			if !errors.Is(err, errState) {
				t.Fatalf("error of another kind: %v", err)
			}
			return
		}
		if _, err := s.Encode(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestPackID(t *testing.T) {
	const id = "abcdefghijklmnopqrstuvwxy4"
	if got := unpackID(packID(id)); got != id {
		t.Errorf("unpackID(packID(%q)) = %q", id, got)
	}
}
