package alert

import (
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestFormats reads a standing query as each release has stored it, and checks
// that what a webhook was told of keeps its mark.
func TestFormats(t *testing.T) {
	data, err := os.ReadFile("testdata/formats/0.1/query.json")
	if err != nil {
		t.Fatal(err)
	}
	want := Query{
		Name: "truce", Query: "ceasefire person:Erdogan lang:en", Resolved: map[string][]string{"person:Erdogan": {"Q39259"}},
		Created: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		Replayed: time.Date(2026, 11, 23, 12, 1, 0, 0, time.UTC),
		Webhook:  &Webhook{URL: "https://desk.example/hook", Secret: "secret"}, Behind: &Behind{From: 7, Closing: true},
	}
	got, err := decode("truce", data)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("(-want +got): %v\n%s", err, diff)
	}
	if id := alertID(got, "hash"); id != "truce.toyeo0.hash" {
		t.Errorf("the mark of an alert is %q: every alert would be told again", id)
	}
}
