package alert

import (
	"bytes"
	"net/url"
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

// FuzzDecode reads any stored query: what is taken has a name that is a token,
// a query that can be read, a webhook over HTTP without a user, and comes back
// as it was.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"name":"desk","query":"ceasefire place:Syria","created":"2016-12-30T12:00:00Z","resolved":{"place:Syria":["Q858"]},"webhook":{"url":"https://desk.example/hook","secret":"x"}}`,
		`{"name":"desk","query":"sort:newest a"}`, `{"name":"desk","query":"asof:7d a"}`, `{"name":"desk","query":""}`, `{"name":"desk","query":"("}`, `{"name":"other","query":"a"}`,
		`{"name":"desk","query":"a","webhook":{"url":"https://u:p@x/"}}`, `{"name":"desk","query":"a","webhook":{"url":"file:///x"}}`, `[]`,
	} {
		f.Add("desk", []byte(s))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		q, err := decode(name, data)
		if err != nil {
			if q.Name != "" {
				t.Fatalf("%+v, %v", q, err)
			}
			return
		}
		if q.Name != name || !news.ValidToken(name) {
			t.Fatalf("%q is read under the name %q", q.Name, name)
		}
		if parsed, err := q.Parse(); err != nil || parsed.Root == nil {
			t.Fatalf("the query %q is taken: %v", q.Query, err)
		}
		if q.Webhook != nil {
			if u, err := url.Parse(q.Webhook.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Host == "" {
				t.Fatalf("the webhook %q is taken", q.Webhook.URL)
			}
		}
		once, err := q.encode()
		if err != nil {
			t.Fatalf("what was read cannot be stored: %v", err)
		}
		again, err := decode(name, once)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := again.encode(); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("stored as %s, then as %s, %v", once, twice, err)
		}
	})
}
