package shadow

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/news"
)

var third = news.Enricher{Name: "dateline", Version: "0003-00"}

func line(id string, revision int, version string) string {
	return fmt.Sprintf(`{"id":%q,"revision":%d,"annotations":{"enricher":{"name":"dateline","version":%q}}}`, id, revision, version)
}

func TestScan(t *testing.T) {
	a, b := line("a", 1, "0003-00"), line("b", 2, "0003-00")
	tests := []struct {
		name, in string
		want     []Entry
		end      int
		err      string
	}{
		{"empty", "", nil, 0, ""},
		{"two", a + "\n\n" + b + "\n", []Entry{{"a", 1, third, 0, len(a)}, {"b", 2, third, int64(len(a)) + 2, len(b)}}, len(a) + len(b) + 3, ""},
		{"no end", a + "\n" + b, []Entry{{"a", 1, third, 0, len(a)}, {"b", 2, third, int64(len(a)) + 1, len(b)}}, len(a) + 1, ""},
		{"unfinished", a + "\n" + b[:20], []Entry{{"a", 1, third, 0, len(a)}}, len(a) + 1, ""},
		{"garbage", a + "\n{\n" + b + "\n", []Entry{{"a", 1, third, 0, len(a)}}, len(a) + 1, "line 2: not an annotated article"},
		{"no annotations", `{"id":"a","revision":1}` + "\n", nil, 0, "line 1: not an annotated article"},
		{"too long", strings.Repeat("x", news.MaxMessageBytes+9), nil, 0, "line 1: not an annotated article"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []Entry
			end, err := Scan(strings.NewReader(tt.in), func(e Entry, data []byte) error {
				if want := tt.in[e.Offset : e.Offset+int64(e.Size)]; string(data) != want {
					t.Errorf("data = %s, want %s", data, want)
				}
				got = append(got, e)
				return nil
			})
			if (err == nil) != (tt.err == "") || err != nil && (!strings.Contains(err.Error(), tt.err) || !errors.Is(err, ErrLine)) {
				t.Errorf("Scan: %v, want %q", err, tt.err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || end != int64(tt.end) {
				t.Errorf("end %d, want %d, entries (-want +got):\n%s", end, tt.end, diff)
			}
		})
	}
}

func TestAppend(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shadow.ndjson")
	add := func(by news.Enricher, lines ...string) (seen []string, err error) {
		w, err := Append(path, by, func(e Entry) { seen = append(seen, e.ID) })
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			if err := w.Write([]byte(l)); err != nil {
				t.Fatal(err)
			}
		}
		return seen, w.Close()
	}
	a, b, c := line("a", 1, "0003-00"), line("b", 1, "0003-00"), line("c", 1, "0003-00")
	if seen, err := add(third, a, b); err != nil || seen != nil {
		t.Fatalf("a new file: %v, %v", seen, err)
	}
	// A crash leaves half a line.
	if err := os.Truncate(path, int64(len(a)+1+10)); err != nil {
		t.Fatal(err)
	}
	if seen, err := add(third, c); err != nil || !cmp.Equal(seen, []string{"a"}) {
		t.Fatalf("going on: %v, %v", seen, err)
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != a+"\n"+c+"\n" {
		t.Errorf("file = %q, %v", got, err)
	}
	if _, err := add(news.Enricher{Name: "dateline", Version: "0004-00"}); err == nil || !strings.Contains(err.Error(), "choose another file") {
		t.Errorf("another version: %v", err)
	}
	if _, err := Append(t.TempDir(), third, nil); err == nil {
		t.Error("a folder was taken as a file")
	}
}

// FuzzScan demands that entries lie where they say, whatever the file holds.
func FuzzScan(f *testing.F) {
	f.Add(line("a", 1, "0003-00") + "\n\n" + line("b", 2, "0003-00"))
	f.Add("{}\n")
	f.Add("\x00\n\n{\"id\":1}")
	f.Fuzz(func(t *testing.T, in string) {
		last := int64(0)
		end, err := Scan(strings.NewReader(in), func(e Entry, data []byte) error {
			if e.Offset < last || in[e.Offset:e.Offset+int64(e.Size)] != string(data) || e.ID == "" || e.Revision < 1 {
				t.Errorf("entry %+v of %q", e, in)
			}
			last = e.Offset + int64(e.Size)
			return nil
		})
		if end < 0 || end > int64(len(in)) || err == nil && strings.Contains(in[end:], "\n") {
			t.Errorf("end = %d of %q, %v", end, in, err)
		}
	})
}
