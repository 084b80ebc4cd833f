package registry

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/bus"
)

// FuzzDecode reads any stored settings: what is read comes back as it was,
// settings that are valid stay so, what is shown of them hides the values of
// headers, and a request can be made of them or says why not.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"schema":2,"id":"a","url":"https://harbour.example/feed","min":"10m","max":"1h0m0s","headers":{"X-Key":"hush-hush"},"keep":[{"field":"title","pattern":"(?i)syria"}],"added":"2016-12-30T12:00:00Z"}`,
		`{"schema":1,"url":"http://user:pass@x/","tags":["World"]}`, `{"schema":2,"min":"-1ns","headers":{"":"\r\n"}}`, `{"schema":3}`, `{"schema":2,"secret":"env:PATH","user":"a"}`, `{"schema":2,"drop":[{"field":"text","pattern":"((((("}]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := decode(bus.FeedRecord{Feed: "x", Data: data})
		if err != nil {
			return
		}
		once, err := json.Marshal(s)
		if err != nil {
			t.Fatalf("what was read cannot be stored: %v", err)
		}
		again, err := decode(bus.FeedRecord{Feed: "x", Data: once})
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := json.Marshal(again); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("stored as %s, then as %s, %v", once, twice, err)
		}
		valid := s.Validate()
		if (valid == nil) != (again.Validate() == nil) {
			t.Fatalf("valid before it was stored: %v, after: %v", valid, again.Validate())
		}
		shown := s.Redacted()
		for name, value := range s.Headers {
			if len(value) > 8 && strings.Contains(shown.Headers[name], value) {
				t.Fatalf("the value of header %q is shown: %q", name, shown.Headers[name])
			}
		}
		if s.AskedOtherwise(&again) {
			t.Fatal("stored and read, it is asked for in another way")
		}
	})
}

// FuzzSet takes any assignment: what a key is set to is printed, and setting
// what is printed changes nothing more. One that is refused names its key.
func FuzzSet(f *testing.F) {
	for _, s := range []string{
		"title= a  b ", "tags+=a,,b", "tags=a,b", "folder=/World//Europe/", "min=10m", "max=", "keep=title:(?i)syria", "drop+=text:(", "header.X-Key=7", "header.=", "full_text=AUTO",
		"insecure_tls=Yes", "secret=file:/x", "titel=x", "=", "url= https://x/ ", "country=fr", "keep-=x",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, assignment string) {
		s := Settings{URL: "https://harbour.example/feed", Tags: []string{"a"}, Keep: []Rule{{"title", "x"}}}
		if err := s.Set(assignment); err != nil {
			return
		}
		for _, k := range Keys() {
			value := k.Value(&s)
			if strings.HasPrefix(k.Name, header) || k.Name == "secret" || (k.Name == "keep" || k.Name == "drop") && len(s.Keep)+len(s.Drop) > 1 {
				continue // printed for people, or several at once
			}
			before := s
			if err := s.Set(k.Name + "=" + value); err != nil {
				if s.Validate() == nil && before.Validate() == nil {
					t.Fatalf("%q: %s is printed as %q, which is refused: %v", assignment, k.Name, value, err)
				}
				return
			}
			if got := k.Value(&s); got != value {
				t.Fatalf("%q: %s is printed as %q, set and printed as %q", assignment, k.Name, value, got)
			}
			if before.Validate() == nil && !reflect.DeepEqual(before, s) && !emptyListsApart(before, s) {
				t.Fatalf("%q: setting %s to what is printed changes %+v to %+v", assignment, k.Name, before, s)
			}
		}
	})
}

// emptyListsApart reports settings that differ in nil and empty lists only.
func emptyListsApart(a, b Settings) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// FuzzDuration checks that an interval prints as itself.
func FuzzDuration(f *testing.F) {
	for _, s := range []string{"10m", "1h30m", "0", "-1ns", "9223372036854775807ns", "1.5h", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var d, again Duration
		if d.UnmarshalText([]byte(s)) != nil {
			return
		}
		text, err := d.MarshalText()
		if err != nil || again.UnmarshalText(text) != nil || again != d {
			t.Fatalf("%q prints as %q, which is %d, not %d, %v", s, text, again, d, err)
		}
	})
}
