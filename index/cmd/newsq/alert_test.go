package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAlert(t *testing.T) {
	b := newsroom(t)
	if _, err := b.PublishEnriched(t.Context(), annotate(truce(t, 1))); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("hush-hush\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		want []string
		code int
	}{
		{"list", nil, exitNothing},
		{"add truces truce place:syria", []string{"truces", "truce place:syria", "news.event.alert.truces"}, exitFound},
		{"add -from 7d -webhook https://desk.example/hook -secret-file " + secret + " desk truce", []string{"https://desk.example/hook, signed"}, exitFound},
		{"list", []string{"name ", "truces", "desk", "https://desk.example/hook", "up to date"}, exitFound},
		{"list -o json", []string{`"secret":"***"`}, exitFound},
		{"show truces", []string{"truce place:syria"}, exitFound},
		{"show -o json desk", []string{`"secret":"***"`}, exitFound},
		{"show nobody", nil, exitNothing},
		{"test truces", []string{"1 alert in 1 article of 1 message read", "Truce 31mholds"}, exitFound},
		{"test truce OR football", []string{"1 alert"}, exitFound},
		{"test football", []string{"0 alerts"}, exitNothing},
		{"remove truces", nil, exitFound},
		{"remove truces", nil, exitNothing},
		{"add bad/name truce", nil, exitError},
		{"add wrong plcae:x", nil, exitError},
		{"add sorted truce sort:newest", nil, exitError},
		{"add -from soon x truce", nil, exitError},
		{"test -since now truce", nil, exitError},
		{"add -secret-file x y truce", nil, exitError},
		{"add -webhook ftp://desk.example hook truce", nil, exitError},
		{"add truces", nil, exitError},
		{"", nil, exitError},
	} {
		out, problems, code := newsq(t.Context(), append([]string{"alert"}, strings.Fields(c.args)...)...)
		if code != c.code || code == exitError && strings.Count(problems, "\n") != 1 {
			t.Errorf("alert %s: exit code %d, want %d: %s", c.args, code, c.code, problems)
		}
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("alert %s: no %q in\n%s", c.args, want, out)
			}
		}
		if strings.Contains(out+problems, "hush") {
			t.Errorf("alert %s shows the secret", c.args)
		}
	}
}
