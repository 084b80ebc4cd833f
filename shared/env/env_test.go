package env_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/shared/env"
)

type config struct {
	PollMin time.Duration `split_words:"true" default:"5m" desc:"shortest interval"`
	Workers int           `split_words:"true" default:"4" desc:"workers"`
	Ratio   float64       `split_words:"true" default:"0.5" desc:"share"`
	Dry     bool          `split_words:"true" default:"false" desc:"publish nothing"`
	Tags    []string      `split_words:"true" default:"" desc:"labels"`
	Nets    []netip.Addr  `split_words:"true" default:"" desc:"addresses"`
	Level   slog.Level    `split_words:"true" default:"info" desc:"debug, info, warn or error"`
	HTTP    struct {
		MaxBodyBytes int64 `split_words:"true" default:"8388608" desc:"largest body"`
	}
}

func (c *config) Validate() error {
	if c.Workers < 1 {
		return fmt.Errorf("DATELINE_INGEST_WORKERS is %d: use 1 or more", c.Workers)
	}
	return nil
}

func ingest(spec any) env.Section { return env.Section{Prefix: "DATELINE_INGEST", Spec: spec} }

func set(t *testing.T, vars map[string]string) {
	t.Helper()
	for name, value := range vars {
		t.Setenv(name, value)
	}
}

func TestLoad(t *testing.T) {
	set(t, map[string]string{
		"DATELINE_INGEST_POLL_MIN":            "90s",
		"DATELINE_INGEST_TAGS":                "a,b",
		"DATELINE_INGEST_LEVEL":               "debug",
		"DATELINE_INGEST_HTTP_MAX_BODY_BYTES": "1024",
		"DATELINE_INDEX_ANYTHING":             "another service's",
		"DATELINE":                            "no name of ours",
	})
	var got config
	if err := env.Load(ingest(&got)); err != nil {
		t.Fatal(err)
	}
	want := config{PollMin: 90 * time.Second, Workers: 4, Ratio: 0.5, Tags: []string{"a", "b"}, Level: slog.LevelDebug}
	want.HTTP.MaxBodyBytes = 1024
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
}

func TestLoadOverwritesWithDefaults(t *testing.T) {
	got := config{Workers: 99, Tags: []string{"stale"}}
	if err := env.Load(ingest(&got)); err != nil {
		t.Fatal(err)
	}
	if got.Workers != 4 || got.Tags != nil {
		t.Errorf("Load kept Workers %d and Tags %v, want the defaults", got.Workers, got.Tags)
	}
}

func TestLoadReportsAllProblems(t *testing.T) {
	type required struct {
		Name  string     `split_words:"true" required:"true" desc:"a name"`
		Token env.Secret `split_words:"true" required:"true" desc:"a token"`
	}
	set(t, map[string]string{
		"DATELINE_INGEST_POLL_MIN":  "5 minutes",
		"DATELINE_INGEST_RATIO":     "half",
		"DATELINE_INGEST_DRY":       "",
		"DATELINE_INGEST_WORKERS":   "0",
		"DATELINE_INGEST_NETS":      "10.0.0.1,nonsense",
		"DATELINE_INGEST_LEVEL":     "loud",
		"DATELINE_INGEST_POLLMIN":   "1m",
		"DATELINE_INGST_WORKERS":    "2",
		"DATELINE_INGEST_QQQQQQQQQ": "1",
		"dateline_ingest_workers":   "2",
		"DATELINE_HOUSE_NAME":       " ",
		"DATELINE_ENRICH_WRONG":     "not ours",
		"DATELINE_INDEX_WRONG":      "not ours",
		"DATELINE_WORKERS_OF_ALL":   "1",
	})
	err := env.Load(ingest(&config{}), env.Section{Prefix: "DATELINE_HOUSE", Spec: &required{}})
	if err == nil {
		t.Fatal("Load reported nothing")
	}
	got := strings.Split(err.Error(), "\n")
	want := []string{
		`DATELINE_INGEST_POLL_MIN is "5 minutes": want a duration such as 90s, 5m or 1h30m`,
		`DATELINE_INGEST_RATIO is "half": want a number such as 0.5`,
		`DATELINE_INGEST_DRY is empty: want true or false`,
		`DATELINE_INGEST_NETS is "10.0.0.1,nonsense": ParseAddr("nonsense"): unable to parse IP (addresses)`,
		`DATELINE_INGEST_LEVEL is "loud": slog: level string "loud": unknown name (debug, info, warn or error)`,
		`DATELINE_HOUSE_NAME is empty and is required: a name`,
		`DATELINE_HOUSE_TOKEN is not set and is required: a token`,
		`DATELINE_INGEST_POLLMIN is not a setting: did you mean DATELINE_INGEST_POLL_MIN?`,
		`DATELINE_INGEST_QQQQQQQQQ is not a setting of this program`,
		`DATELINE_INGST_WORKERS is not a setting: did you mean DATELINE_INGEST_WORKERS?`,
		`DATELINE_WORKERS_OF_ALL is not a setting of this program`,
		`dateline_ingest_workers is not a setting: did you mean DATELINE_INGEST_WORKERS?`,
		`DATELINE_INGEST_WORKERS is 0: use 1 or more`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestValidateSeesDefaultsOfBrokenSettings(t *testing.T) {
	t.Setenv("DATELINE_INGEST_WORKERS", "many")
	err := env.Load(ingest(&config{}))
	want := `DATELINE_INGEST_WORKERS is "many": want a whole number`
	if err == nil || err.Error() != want {
		t.Errorf("Load = %v, want %s", err, want)
	}
}

func TestUnionRefusesNothingOfItsServices(t *testing.T) {
	set(t, map[string]string{"DATELINE_INDEX_WRONG": "1", "DATELINE_INGEST_WORKERS": "2"})
	var a, b config
	err := env.Load(ingest(&a), env.Section{Prefix: "DATELINE_INDEX_ADMIN", Spec: &b})
	if err == nil || !strings.HasPrefix(err.Error(), "DATELINE_INDEX_WRONG is not a setting") {
		t.Errorf("Load = %v, want the unknown name under a loaded service refused", err)
	}
}

func TestPresetWithoutDefaultTag(t *testing.T) {
	type admin struct {
		Addr string `split_words:"true" desc:"address"`
	}
	spec := admin{Addr: "127.0.0.1:7"}
	section := env.Section{Prefix: "DATELINE_INGEST_ADMIN", Spec: &spec}
	var usage strings.Builder
	if err := env.Usage(&usage, section); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(usage.String(), "127.0.0.1:7") {
		t.Errorf("Usage does not show the preset:\n%s", usage.String())
	}
	if err := env.Load(section); err != nil || spec.Addr != "127.0.0.1:7" {
		t.Errorf("Load = %v with Addr %q, want the preset kept", err, spec.Addr)
	}
	t.Setenv("DATELINE_INGEST_ADMIN_ADDR", "127.0.0.1:8")
	if err := env.Load(section); err != nil || spec.Addr != "127.0.0.1:8" {
		t.Errorf("Load = %v with Addr %q, want the variable", err, spec.Addr)
	}
	if err := env.Load(env.Section{Prefix: "DATELINE_INGEST_ADMIN", Spec: &admin{}}); err == nil {
		t.Error("Load accepted a field without default, required or preset")
	}
}

func TestBadSpecs(t *testing.T) {
	tests := []struct {
		name string
		spec any
		want string
	}{
		{"no pointer", config{}, "not a pointer to a struct"},
		{"no desc", &struct {
			A string `split_words:"true" default:"x"`
		}{}, "no desc tag"},
		{"no split_words", &struct {
			A string `default:"x" desc:"d"`
		}{}, "no split_words"},
		{"envconfig tag", &struct {
			A string `envconfig:"B" split_words:"true" default:"x" desc:"d"`
		}{}, "envconfig tag"},
		{"both", &struct {
			A string `split_words:"true" default:"x" required:"true" desc:"d"`
		}{}, "required and has a default"},
		{"bad default", &struct {
			A int `split_words:"true" default:"x" desc:"d"`
		}{}, "invalid syntax"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := env.Load(env.Section{Prefix: "X", Spec: tt.spec})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestDefaultsReadsNoVariable(t *testing.T) {
	set(t, map[string]string{"DEFAULTS_WORKERS": "7", "DATELINE_INGEST_WORKERS": "8", "WORKERS": "9"})
	got := config{Workers: 3}
	if err := env.Defaults(&got); err != nil {
		t.Fatal(err)
	}
	if got.Workers != 4 || got.PollMin != 5*time.Minute {
		t.Errorf("Defaults = %+v", got)
	}
}

func TestSecretIsNeverPrinted(t *testing.T) {
	s := env.NewSecret("hunter2")
	encoded, err := json.Marshal(struct{ S env.Secret }{s})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "s", s, "p", &s, "any", struct{ S env.Secret }{s})
	all := fmt.Sprintf("%s %v %+v %#v %q %x %s %s", s, s, s, s, s, s, encoded, log.String())
	if strings.Contains(all, "hunter2") || strings.Contains(all, fmt.Sprintf("%x", "hunter2")) {
		t.Errorf("a secret was printed: %s", all)
	}
	if s.Reveal() != "hunter2" {
		t.Errorf("Reveal = %q", s.Reveal())
	}
}

type secrets struct {
	Token env.Secret `split_words:"true" default:"" desc:"token"`
}

func TestSecretFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, []byte(content), 0o600), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := []struct {
		name        string
		value, file string
		want, err   string
	}{
		{name: "neither"},
		{name: "value", value: "abc", want: "abc"},
		{name: "file", file: write("ok", " \nabc\n", 0o444), want: "abc"},
		{name: "both", value: "abc", file: write("both", "abc", 0o600), err: "both set: keep one"},
		{name: "absent", file: filepath.Join(dir, "absent"), err: "no such file"},
		{name: "empty", file: write("empty", " \n", 0o600), err: "is empty"},
		{name: "huge", file: write("huge", strings.Repeat("x", 70_000), 0o600), err: "larger than"},
		{name: "writable", file: write("open", "abc", 0o666), err: "chmod 600"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.value != "" {
				t.Setenv("DATELINE_INGEST_TOKEN", tt.value)
			}
			if tt.file != "" {
				t.Setenv("DATELINE_INGEST_TOKEN_FILE", tt.file)
			}
			var got secrets
			err := env.Load(ingest(&got))
			switch {
			case tt.err == "" && err != nil:
				t.Errorf("Load = %v", err)
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Errorf("Load = %v, want an error with %q", err, tt.err)
			case got.Token.Reveal() != tt.want:
				t.Errorf("Token = %q, want %q", got.Token.Reveal(), tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "abc") {
				t.Errorf("the error shows the secret: %v", err)
			}
		})
	}
}

func TestUsage(t *testing.T) {
	type spec struct {
		URL   string     `split_words:"true" required:"true" desc:"where"`
		Wait  []string   `split_words:"true" default:"a,b" desc:"this | that"`
		Token env.Secret `split_words:"true" default:"" desc:"token"`
	}
	section := env.Section{Prefix: "DATELINE_X", Spec: &spec{}}
	tests := []struct {
		name  string
		write func(w *strings.Builder) error
		want  string
	}{
		{"text", func(w *strings.Builder) error { return env.Usage(w, section) }, `
NAME              TYPE            DEFAULT     DESCRIPTION
DATELINE_X_URL    string          (required)  where
DATELINE_X_WAIT   list of string  a,b         this | that
DATELINE_X_TOKEN  secret                      token (or DATELINE_X_TOKEN_FILE: the path of a file with it)
`},
		{"markdown", func(w *strings.Builder) error { return env.Markdown(w, section) }, `
| Name | Type | Default | Description |
| --- | --- | --- | --- |
| ` + "`DATELINE_X_URL`" + ` | string | required | where |
| ` + "`DATELINE_X_WAIT`" + ` | list of string | ` + "`a,b`" + ` | this \| that |
| ` + "`DATELINE_X_TOKEN`" + ` | secret |  | token (or DATELINE_X_TOKEN_FILE: the path of a file with it) |
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got strings.Builder
			if err := tt.write(&got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimPrefix(tt.want, "\n"), got.String()); diff != "" {
				t.Errorf("table (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDump(t *testing.T) {
	type spec struct {
		URL   string     `split_words:"true" default:"" desc:"d"`
		Token env.Secret `split_words:"true" default:"" desc:"d"`
		List  []string   `split_words:"true" default:"" desc:"d"`
	}
	attrs, err := env.Dump(env.Section{Prefix: "DATELINE_X", Spec: &spec{
		URL:   "nats://user:pa@ss@a:4222,tls://token@b:4222/p,me:pw@c:1",
		Token: env.NewSecret("abc"),
		List:  []string{"x", "y"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(attrs)
	want := "[DATELINE_X_URL=nats://***@a:4222,tls://***@b:4222/p,***@c:1 DATELINE_X_TOKEN=*** DATELINE_X_LIST=x,y]"
	if got != want {
		t.Errorf("Dump = %s, want %s", got, want)
	}
}

func TestErrorsHideAddressCredentials(t *testing.T) {
	type spec struct {
		Workers int `split_words:"true" default:"1" desc:"d"`
	}
	t.Setenv("DATELINE_INGEST_WORKERS", "nats://user:secret@host:4222")
	err := env.Load(ingest(&spec{}))
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("Load = %v, want an error without the password", err)
	}
}
