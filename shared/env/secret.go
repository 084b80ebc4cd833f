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
	// file is where the value came from, empty for the variable itself.
	file string
}

// NewSecret wraps a value.
func NewSecret(value string) Secret { return Secret{value: value} }

// Reveal returns the value itself.
func (s Secret) Reveal() string { return s.value }

// Current is Reveal that reads the file again that the value came from, for
// secrets that are changed while the program runs. On an error it returns the
// value as it was beside it.
func (s Secret) Current() (string, error) {
	if s.file == "" {
		return s.value, nil
	}
	value, err := ReadSecret(s.file)
	if err != nil {
		return s.value, fmt.Errorf("reading a secret again: %w", err)
	}
	return value, nil
}

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

// secretFile reads the file that <name>_FILE names, if it is set.
func secretFile(name string, alsoSet bool) (secret Secret, ok bool, err error) {
	variable := name + fileSuffix
	path, set := os.LookupEnv(variable)
	if !set || path == "" {
		return Secret{}, false, nil
	}
	if alsoSet {
		return Secret{}, false, fmt.Errorf("%s and %s are both set: keep one", name, variable)
	}
	content, err := ReadSecret(path)
	if err != nil {
		return Secret{}, false, fmt.Errorf("reading %s: %w", variable, err)
	}
	return Secret{value: content, file: path}, true, nil
}

// ReadSecret returns what is in a file, without the white space around it. A
// file that others may write is refused; one that others may read is not,
// since Docker and Kubernetes mount secrets so. An error never has a part of
// the content.
func ReadSecret(path string) (content string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if mode := info.Mode().Perm(); mode&0o022 != 0 {
		return "", fmt.Errorf("%s may be written by others (mode %o): chmod 600 it", path, mode)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxSecretBytes+1))
	if err != nil {
		return "", err
	}
	if len(data) > maxSecretBytes {
		return "", fmt.Errorf("%s is larger than %d bytes", path, maxSecretBytes)
	}
	content = strings.TrimSpace(string(data))
	if content == "" {
		return "", fmt.Errorf("%s is empty", path)
	}
	return content, nil
}
