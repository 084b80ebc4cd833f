package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestQuarantine(t *testing.T) {
	b := newsroom(t)
	run := func(args string) (string, string, int) {
		t.Helper()
		return newsq(t.Context(), append([]string{"quarantine"}, strings.Fields(args)...)...)
	}
	if _, problems, code := run("list"); code != exitNothing || !strings.Contains(problems, "nothing is in quarantine") {
		t.Errorf("an empty quarantine: %d, %s", code, problems)
	}
	// What two stages cannot read, with what would take a terminal over.
	if _, err := b.JetStream().Publish(t.Context(), b.Names().Enriched("en", "thames"), []byte("{\"schema\":99,\"title\":\"\u009b31m\u202eTruce\"}")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.JetStream().Publish(t.Context(), b.Names().Enriched("en", "thames"), []byte("no article")); err != nil {
		t.Fatal(err)
	}
	// entries waits for n entries and returns their numbers by stage and reason.
	entries := func(n int) map[string]string {
		t.Helper()
		var ids map[string]string
		until(t, fmt.Sprintf("%d entries", n), func() error {
			out, problems, _ := run("list -o csv")
			ids = map[string]string{}
			for _, line := range strings.Split(strings.TrimSpace(out), "\n")[1:] {
				cells := strings.Split(line, ",")
				ids[cells[2]+" "+cells[3]] = cells[0]
			}
			if len(ids) != n {
				return fmt.Errorf("%d entries: %s%s", len(ids), out, problems)
			}
			return nil
		})
		return ids
	}
	ids := entries(4)
	for _, c := range []struct {
		args string
		want []string
		not  string
		code int
	}{
		{"list", []string{"id ", "index", "alert", "schema", "malformed"}, "", exitFound},
		{"list -stage index", []string{"index", "schema", "malformed"}, "alert", exitFound},
		{"list -stage index -reason schema -o json", []string{`"stage":"index","reason":"schema"`}, "malformed", exitFound},
		{"list -until yesterday", nil, "", exitNothing},
		{"list -since yesterday -o md", []string{"| id |"}, "", exitFound},
		{"list -n 1 -after " + ids["index schema"], nil, "\n" + ids["index schema"] + " ", exitFound},
		{"list " + ids["index schema"], []string{"schema"}, "malformed", exitFound},
		{"show " + ids["index schema"], []string{"index: schema", "NEWS_ENRICHED sequence 1, subject news.enriched.en.thames", `"title":"31mTruce"`, "upgrade what runs the stage index"}, "", exitFound},
		{"show " + ids["alert malformed"], []string{"find out who publishes on news.enriched.en.thames", "no article"}, "", exitFound},
		{"show -o json " + ids["index schema"], []string{`"sequence":1`, `"data":"`}, "", exitFound},
		{"show 4711", nil, "", exitNothing},
		{"show", nil, "", exitError},
		{"show xyz", nil, "", exitError},
		{"list -stage in.dex", nil, "", exitError},
		{"list -n 0", nil, "", exitError},
		{"retry", nil, "", exitError},
		{"retry -all -stage index", nil, "", exitError},
		{"retry 1 -stage index", nil, "", exitError},
		{"drop -all", nil, "", exitError},
		{"mend", nil, "", exitError},
	} {
		out, problems, code := run(c.args)
		if code != c.code || code == exitError && strings.Count(problems, "\n") != 1 {
			t.Errorf("quarantine %s: exit code %d, want %d: %s", c.args, code, c.code, problems)
		}
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("quarantine %s: no %q in\n%s", c.args, want, out)
			}
		}
		if c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("quarantine %s: %q in\n%s", c.args, c.not, out)
		}
		if i := strings.IndexFunc(strings.ReplaceAll(out, "\n", ""), hidden); i >= 0 {
			t.Errorf("quarantine %s prints a control character:\n%q", c.args, out)
		}
	}
	// What is not mended comes back and says how often.
	old := ids["index schema"]
	if _, problems, code := run("retry -stage index -reason schema"); code != exitFound || !strings.Contains(problems, "1 entry stored for another try") {
		t.Fatalf("retry: %d, %s", code, problems)
	}
	until(t, "its return", func() error {
		out, _, _ := run("list -stage index -reason schema -o json")
		if strings.Contains(out, `"id":`+old+`,`) || !strings.Contains(out, `"retries":1`) {
			return fmt.Errorf("in quarantine: %s", out)
		}
		return nil
	})
	ids = entries(4)
	// Drop asks first.
	for _, answer := range []string{"no\n", "yes\n"} {
		var out, problems output
		a := &app{stdout: &out, stderr: &problems, stdin: strings.NewReader(answer)}
		code := a.main(t.Context(), []string{"quarantine", "drop", "-stage", "alert"})
		if !strings.Contains(problems.String(), "Drop 2 entries for good?") || (code == exitFound) != (answer == "yes\n") {
			t.Errorf("drop, answered %q: %d, %s", answer, code, problems.String())
		}
	}
	entries(2)
	if _, problems, code := run("drop -yes " + ids["index schema"] + " " + ids["index malformed"]); code != exitFound || !strings.Contains(problems, "2 entries dropped") {
		t.Errorf("drop: %d, %s", code, problems)
	}
	if _, _, code := run("list"); code != exitNothing {
		t.Errorf("after all is dropped: %d", code)
	}
}
