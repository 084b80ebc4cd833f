package websub

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestFormats reads a subscription as each release has stored it.
func TestFormats(t *testing.T) {
	data, err := os.ReadFile("testdata/formats/0.1/subscription.json")
	if err != nil {
		t.Fatal(err)
	}
	at := func(minute int) time.Time { return time.Date(2026, 11, 23, 12, minute, 0, 0, time.UTC) }
	want := Subscription{
		Schema: 1, State: Live, Hub: "https://hub.example/", Topic: "https://www.harbour.example/world/rss.xml", Created: at(0), Unnamed: true,
		Callback: "https://news.example/websub", Token: "token", Secret: "secret", Asked: at(1), Next: at(2), Waits: true,
		Failures: 2, Words: "the hub answers 503", Since: at(3), Ends: at(4), Confirmed: at(5), Pushed: at(6), Ping: at(7),
		Missing: []Missing{{"abcdefghijklmnopqrstuvwxyz", at(8)}}, Distrusts: 3, Until: at(9), Leave: 1,
	}
	got, err := Decode(data)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("(-want +got): %v\n%s", err, diff)
	}
	if _, err := Decode([]byte(`{"schema":2}`)); err == nil || !strings.Contains(err.Error(), "schema 2, this program reads 1 to 1") {
		t.Errorf("a subscription of a later version: %v", err)
	}
}
