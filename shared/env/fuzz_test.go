package env_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/env"
)

// secretConfig has a setting of every kind and a secret.
type secretConfig struct {
	config
	Token env.Secret `split_words:"true" default:"" desc:"token"`
}

// FuzzLoad reads settings with any value: one that cannot be read is an error
// that names its variable and leaves the default; no secret is in any error
// or print; and reading twice gives the same.
func FuzzLoad(f *testing.F) {
	f.Add("90s", "4", "0.5", "true", "a,b", "127.0.0.1", "debug", "hush-hush")
	f.Add("", "", "", "", "", "", "", "")
	f.Add("-5", "99999999999999999999", "NaN", "maybe", ",,", "::1%x,", "info+4", "a\nb")
	f.Fuzz(func(t *testing.T, interval, workers, ratio, dry, tags, nets, level, token string) {
		for _, v := range []string{interval, workers, ratio, dry, tags, nets, level, token} {
			if strings.ContainsRune(v, 0) {
				return // no variable can hold it
			}
		}
		token = "secret-" + token
		set(t, map[string]string{
			"DATELINE_INGEST_POLL_MIN": interval, "DATELINE_INGEST_WORKERS": workers, "DATELINE_INGEST_RATIO": ratio, "DATELINE_INGEST_DRY": dry,
			"DATELINE_INGEST_TAGS": tags, "DATELINE_INGEST_NETS": nets, "DATELINE_INGEST_LEVEL": level, "DATELINE_INGEST_TOKEN": token,
		})
		var first, second secretConfig
		err := env.Load(ingest(&first))
		again := env.Load(ingest(&second))
		if fmt.Sprint(err) != fmt.Sprint(again) || fmt.Sprintf("%+v", first) != fmt.Sprintf("%+v", second) {
			t.Fatalf("read as %+v, %v and as %+v, %v", first, err, second, again)
		}
		if first.Token.Reveal() != token {
			t.Fatalf("the secret %q is read as %q", token, first.Token.Reveal())
		}
		if shown := fmt.Sprintf("%v %+v %#v %v", first, first, first, err); len(token) > 8 && strings.Contains(shown, token) {
			t.Fatalf("the secret is shown: %s", shown)
		}
		if err != nil && !strings.Contains(err.Error(), "DATELINE_INGEST_") {
			t.Fatalf("the error names no setting: %v", err)
		}
	})
}
