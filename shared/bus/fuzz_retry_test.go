package bus

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

// FuzzRetryHeader reads the header of a retry: what a retry was made of comes
// back, and one that cannot be read changes nothing of the delivery.
func FuzzRetryHeader(f *testing.F) {
	f.Add(`{"stream":"NEWS_ARTICLES","sequence":7,"subject":"news.article.a.b","header":{"A":["b"]},"stored":"2016-12-30T12:00:00Z","retry":2}`, "NEWS_ENRICHED", uint64(1), "k", "v", int64(0))
	f.Add(`{"sequence":-1}`, "", uint64(1)<<63, "", "\xff", int64(-1))
	f.Add(`[]`, "a b", uint64(0), "A", "", int64(1)<<40)
	f.Fuzz(func(t *testing.T, header, stream string, seq uint64, key, value string, stored int64) {
		at := time.Unix(1, 0)
		d := Delivery{Stream: "RETRIES", Seq: 5, Subject: "news.retry.enrich", Header: nats.Header{HeaderRetry: {header}}, Time: at}
		if d.restore() != nil && (d.Stream != "RETRIES" || d.Seq != 5 || d.Subject != "news.retry.enrich" || len(d.Header) != 1 || !d.Time.Equal(at) || d.retry != 0) {
			t.Fatalf("what cannot be read leaves %+v", d)
		}
		o := origin{Stream: stream, Sequence: seq, Subject: stream, Header: nats.Header{key: {value}}, Stored: time.Unix(stored, 0).UTC(), Retry: 3}
		data, err := json.Marshal(o)
		if err != nil {
			return // a year that no time of a server has
		}
		var want origin
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		d.Header = nats.Header{HeaderRetry: {string(data)}}
		if err := d.restore(); err != nil {
			t.Fatal(err)
		}
		if d.Stream != want.Stream || d.Seq != seq || d.retry != 3 || !reflect.DeepEqual(d.Header, want.Header) || !want.Stored.IsZero() && !d.Time.Equal(o.Stored) {
			t.Fatalf("%+v comes back as %+v", o, d)
		}
	})
}

// FuzzTombstone: whatever stands in a tombstone, it is one, of its own key and
// of some time.
func FuzzTombstone(f *testing.F) {
	f.Add("00ff", []byte(`{"time":"2016-12-30T12:00:00Z","reason":"court order","source":"bbc"}`))
	f.Add("", []byte(`{"key":"other","time":null}`))
	f.Add("x", []byte(nil))
	f.Fuzz(func(t *testing.T, key string, data []byte) {
		stored := time.Unix(1, 0)
		tomb := tombstoneOf(key, data, stored)
		if tomb.Key != key || tomb.Time.IsZero() {
			t.Fatalf("%s of key %q is %+v", data, key, tomb)
		}
		if !json.Valid(data) && (tomb.Reason == "" || !tomb.Time.Equal(stored)) {
			t.Fatalf("one that cannot be read is %+v", tomb)
		}
	})
}

// FuzzTombstoneKey: the key of an id is a token that says nothing of the id,
// the same each time, and another for another id.
func FuzzTombstoneKey(f *testing.F) {
	f.Add("aaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaab")
	f.Add("", " ")
	f.Fuzz(func(t *testing.T, a, b string) {
		key := TombstoneKey(a)
		if len(key) != 64 || key != TombstoneKey(a) || (a == b) != (key == TombstoneKey(b)) {
			t.Fatalf("%q has the key %q, %q has %q", a, key, b, TombstoneKey(b))
		}
		for _, c := range []byte(key) {
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				t.Fatalf("key %q", key)
			}
		}
	})
}
