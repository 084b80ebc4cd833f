package registry

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
)

// maxSecret bounds the size of a file with a password.
const maxSecret = 4 << 10

// Request returns how the feed is to be asked for. The password is read from
// where Secret says at each call, so that it may change; an error says why it
// cannot be had and never what it is.
func (s *Settings) Request() (fetch.Request, error) {
	r := fetch.Request{URL: s.URL, User: s.User, UserAgent: s.UserAgent, InsecureTLS: s.InsecureTLS, AllowPrivate: s.AllowPrivate}
	if len(s.Headers) > 0 {
		r.Header = http.Header{}
		for name, value := range s.Headers {
			r.Header.Set(name, value)
		}
	}
	if s.Secret == "" {
		return r, nil
	}
	var err error
	if r.Password, err = readSecret(s.Secret); err != nil {
		return fetch.Request{}, fmt.Errorf("reading the secret of feed %s: %w", s.ID, err)
	}
	return r, nil
}

// readSecret reads what "file:/path" or "env:NAME" refers to.
func readSecret(reference string) (string, error) {
	secret := ""
	if name, ok := strings.CutPrefix(reference, "env:"); ok {
		if secret, ok = os.LookupEnv(name); !ok {
			return "", fmt.Errorf("the variable %s is not set for this process", name)
		}
	} else {
		file, err := os.Open(strings.TrimPrefix(reference, "file:"))
		if err != nil {
			return "", err
		}
		defer func() { _ = file.Close() }() // only read
		data, err := io.ReadAll(io.LimitReader(file, maxSecret+1))
		if err != nil {
			return "", err
		}
		if len(data) > maxSecret {
			return "", fmt.Errorf("%s has more than %d bytes, which is no password", file.Name(), maxSecret)
		}
		secret = strings.TrimRight(string(data), "\r\n")
	}
	if secret == "" {
		return "", fmt.Errorf("%s is empty", reference)
	}
	return secret, nil
}
