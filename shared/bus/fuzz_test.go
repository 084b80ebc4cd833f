package bus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/news"
)

// FuzzServerVersion checks that a version is refused only if it is lower than
// the least one, whatever stands behind its second number.
func FuzzServerVersion(f *testing.F) {
	for _, s := range []string{"2.15.2", "2.11.0-RC.1", "1.99", "3", "", "a.b", "2.-1.0", "99999999999999999999.1", "2.12.0+git"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, version string) {
		refused := checkServerVersion(version) != nil
		var major, minor int
		if n, err := fmt.Sscanf(version, "%d.%d", &major, &minor); refused && (n != 2 || err != nil || major > minServerMajor || major == minServerMajor && minor >= minServerMinor) {
			t.Fatalf("%q is refused", version)
		}
		if !refused && checkServerVersion(version+".1") != nil && strings.Count(version, ".") == 1 {
			t.Fatalf("%q passes and %q does not", version, version+".1")
		}
	})
}

// FuzzFeedRecord reads a message of the feeds stream with any schedule: what
// Arm wrote comes back to the second, and what cannot be read is due at once.
func FuzzFeedRecord(f *testing.F) {
	f.Add("news.feed.timer.abc", "@at 2016-12-30T12:00:00Z", int64(1483099200))
	f.Add("", "@every 1s", int64(-1))
	f.Add("...", "@at ", int64(1)<<40)
	f.Fuzz(func(t *testing.T, subject, schedule string, unix int64) {
		r := feedRecord(subject, nil, 1, nats.Header{jetstream.ScheduleHeader: {schedule}})
		if strings.ContainsRune(r.Feed, '.') || !strings.HasSuffix(subject, r.Feed) {
			t.Fatalf("subject %q is of feed %q", subject, r.Feed)
		}
		if !r.At.IsZero() && !strings.HasPrefix(schedule, "@at ") {
			t.Fatalf("%q is at %s", schedule, r.At)
		}
		at := time.Unix(unix, 0).UTC()
		if year := at.Year(); year < 0 || year > 9999 {
			return
		}
		r = feedRecord(subject, nil, 1, nats.Header{jetstream.ScheduleHeader: {"@at " + at.Format(time.RFC3339)}})
		if !r.At.Equal(at) {
			t.Fatalf("%s comes back as %s", at, r.At)
		}
	})
}

// FuzzEnrichedBy reads the id of a message of the enriched stream: what is
// taken has the form of an id, and the id that enrichers give is read as what
// it was made of.
func FuzzEnrichedBy(f *testing.F) {
	const id = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	f.Add(id+".3.dateline-0001-00", 3, "dateline", "0001-0a")
	f.Add("a.b.c", -1, "a-1-2", "7")
	f.Add(id+".999999999999999999999.x-1", 0, "", "")
	f.Add(id+".1.-1-2-3-4", 1, "name with spaces", "1-b_c-d")
	f.Fuzz(func(t *testing.T, message string, revision int, name, version string) {
		head := func(s string) Scanned { return Scanned{Header: nats.Header{jetstream.MsgIDHeader: {s}}} }
		if got, _, by, ok := EnrichedBy(head(message)); ok && (!news.ValidID(got) || !strings.HasPrefix(message, got+".") || !strings.HasSuffix(message, by.Name+"-"+by.Version)) {
			t.Fatalf("%q is read as %q by %+v", message, got, by)
		}
		token := news.Token(name + "-" + version)
		got, n, by, ok := EnrichedBy(head(fmt.Sprintf("%s.%d.%s", id, revision, token)))
		if !ok {
			return
		}
		if got != id || n != revision || by.Name+"-"+by.Version != token {
			t.Fatalf("%s is read as %q, %d, %+v", token, got, n, by)
		}
	})
}

// FuzzQuarantineEntry checks that an entry which can be read is written and
// read as the same entry.
func FuzzQuarantineEntry(f *testing.F) {
	b, err := json.Marshal(QuarantineEntry{Stage: "enrich", Reason: "malformed", Header: nats.Header{"A": {"b", "c"}}, Data: []byte{0, 255}, Time: time.Unix(1, 2).UTC()})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"header":{"":null},"data":null,"time":"0001-01-01T00:00:00+23:59"}`))
	f.Add([]byte(`{"data":"%%"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e, again QuarantineEntry
		if json.Unmarshal(data, &e) != nil {
			return
		}
		written, err := json.Marshal(e)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if err := json.Unmarshal(written, &again); err != nil || !reflect.DeepEqual(e.Header, again.Header) && len(e.Header) > 0 || !bytes.Equal(e.Data, again.Data) || !e.Time.Equal(again.Time) || e.Subject != again.Subject || e.Sequence != again.Sequence {
			t.Fatalf("%+v comes back as %+v, %v", e, again, err)
		}
	})
}

// FuzzSubjects makes every subject from strings of outside that are cleaned:
// each is one that the server takes, of as many tokens as it should have, and
// belongs to the wildcard of its kind.
func FuzzSubjects(f *testing.F) {
	f.Add("revised", "a.b", "*", ">", "x y")
	f.Add("dropped", "", "\x00", "\xff", "é")
	f.Add("alert", "..", " ", "$JS.API", "a")
	f.Fuzz(func(t *testing.T, kind, source, reason, feed, alert string) {
		n := Names{Prefix: "news"}
		e := news.Event{Kind: news.EventKind(kind), Source: source, Reason: reason, Feed: feed, Alert: alert}
		for _, s := range []string{n.Event(e), n.Article(news.Token(source), news.Token(feed)), n.Enriched(news.Token(reason), news.Token(source)), n.FeedTimer(news.Token(feed))} {
			tokens := strings.Split(s, ".")
			if len(tokens) < 4 || len(tokens) > 5 || tokens[0] != "news" {
				t.Fatalf("subject %q has %d tokens", s, len(tokens))
			}
			for _, token := range tokens {
				if !news.ValidToken(token) {
					t.Fatalf("subject %q has the token %q", s, token)
				}
			}
		}
	})
}
