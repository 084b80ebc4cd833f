package websub_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/websub"
)

// FuzzDecode reads any stored subscription: an error quotes nothing of it,
// since it may be a secret; what is read comes back as it was and shows no
// secret; and whatever it says, polls go on.
func FuzzDecode(f *testing.F) {
	s := websub.New(hubURL, topicURL, websub.NewKeys(), start)
	b, err := s.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(nil))
	f.Add([]byte(`{"schema":1,"state":"live","hub":"https://hub.example/","ends":"9999-12-31T23:59:59Z","secret":"hush","token":"hush","missing":[{"id":"x"}]}`))
	f.Add([]byte(`{"schema":1,"secret":["hush-hush"]}`))
	f.Add([]byte(`{"schema":2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := websub.Decode(data)
		if err != nil {
			if s.Known() || strings.Contains(err.Error(), "hush") || len(err.Error()) > 200 {
				t.Fatalf("%+v: %v", s, err)
			}
			return
		}
		if s.Secret != "" && len(s.Secret) > 8 && !strings.Contains(s.Hub+string(s.State), s.Secret) && strings.Contains(s.String(), s.Secret) {
			t.Fatalf("the secret is printed: %s", s)
		}
		once, err := s.Encode()
		if err != nil {
			t.Fatalf("what was read cannot be stored: %v", err)
		}
		again, err := websub.Decode(once)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := again.Encode(); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("stored as %s, then as %s, %v", once, twice, err)
		}
		if every := s.PollEvery(start); every < 0 || every > 12*time.Hour || every > 0 && !s.Trusted(start) {
			t.Fatalf("polled every %s", every)
		}
	})
}
