package poll

import (
	"bytes"
	"reflect"
	"testing"
	"time"
)

// FuzzDecodeWake reads the body of any timer: what is read is written and read
// as the same, in the same bytes.
func FuzzDecodeWake(f *testing.F) {
	w := Wake{ETag: `"a"`, LastModified: "x", Body: BodyHash([]byte("b")), Polled: time.Unix(1, 0).UTC(), Outcome: Changed, Next: time.Unix(9, 0).UTC(), Reason: "learned"}
	b, err := w.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(nil))
	f.Add([]byte(`{"rhythm":{"interval":-9223372036854775808,"recent":1e308},"next":"0000-01-01T00:00:00Z"}`))
	f.Add([]byte(`{"next":"9999-12-31T23:59:59.999999999-23:59","etag":"\ud800"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		w := DecodeWake(data)
		once, err := w.Encode()
		if err != nil {
			t.Fatalf("what was read cannot be stored: %v", err)
		}
		again := DecodeWake(once)
		twice, err := again.Encode()
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("stored as %s, then as %s, %v", once, twice, err)
		}
		if !w.Next.Equal(again.Next) || !reflect.DeepEqual(w.Rhythm, again.Rhythm) || w.ETag != again.ETag {
			t.Fatalf("%+v comes back as %+v", w, again)
		}
	})
}
