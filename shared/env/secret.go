package env

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
)

const (
	// fileSuffix marks the variable that names a file with the secret.
	fileSuffix = "_FILE"
	// maxSecretBytes bounds a secret file.
	maxSecretBytes = 64 << 10
	redacted       = "***"
)

// Secret is a setting that is never printed: formatted, logged or encoded, it
// is "***", or empty if it is empty. A field of this type is also read from
// the file that <NAME>_FILE names, with white space around it removed.
type Secret struct {
	value string
}

// NewSecret wraps a value.
func NewSecret(value string) Secret { return Secret{value: value} }

// Reveal returns the value itself.
func (s Secret) Reveal() string { return s.value }

// String returns "***", or "" if the secret is empty.
func (s Secret) String() string {
	if s.value == "" {
		return ""
	}
	return redacted
}

// GoString hides the value from %#v.
func (s Secret) GoString() string { return "env.Secret(" + s.String() + ")" }

// LogValue hides the value from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the value from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText sets the value.
func (s *Secret) UnmarshalText(text []byte) error {
	s.value = string(text)
	return nil
}

// secretFile reads the file that <name>_FILE names, if it is set. A file that
// others may write is refused; one that others may read is not, since Docker
// and Kubernetes mount secrets so.
func secretFile(name string, alsoSet bool) (content string, ok bool, err error) {
	variable := name + fileSuffix
	path, set := os.LookupEnv(variable)
	if !set || path == "" {
		return "", false, nil
	}
	if alsoSet {
		return "", false, fmt.Errorf("%s and %s are both set: keep one", name, variable)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", false, fmt.Errorf("reading %s: %w", variable, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return "", false, fmt.Errorf("reading %s: %w", variable, err)
	}
	if mode := info.Mode().Perm(); mode&0o022 != 0 {
		return "", false, fmt.Errorf("%s names %s, which others may write (mode %o): chmod 600 it", variable, path, mode)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxSecretBytes+1))
	if err != nil {
		return "", false, fmt.Errorf("reading %s: %w", variable, err)
	}
	if len(data) > maxSecretBytes {
		return "", false, fmt.Errorf("%s names %s, which is larger than %d bytes", variable, path, maxSecretBytes)
	}
	content = strings.TrimSpace(string(data))
	if content == "" {
		return "", false, fmt.Errorf("%s names %s, which is empty", variable, path)
	}
	return content, true, nil
}
