package news

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
)

// idEncoding writes 16 bytes as 26 lower-case characters that are valid in a
// NATS subject, a file name and a URL alike.
var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// IDLen is the length of an article id and of a feed id in characters.
const IDLen = 26

// digest hashes the parts with a separator that occurs in none of them and
// returns 128 bits as 26 base32 characters.
func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return idEncoding.EncodeToString(sum[:16])
}

// IDFromURL returns the id of the article at a link: the digest of
// [CanonicalURL], so that every spelling of the link gives the same id. The
// error is that of CanonicalURL.
func IDFromURL(raw string) (string, error) {
	canonical, err := CanonicalURL(raw)
	if err != nil {
		return "", err
	}
	return digest("url", canonical), nil
}

// IDFromGUID returns the id of an item that has no usable link: the digest of
// its source and its GUID, compared byte for byte.
func IDFromGUID(sourceID, guid string) string {
	return digest("guid", sourceID, guid)
}

// FeedID returns the id of a feed from its address as first added. It stays
// when the feed moves.
func FeedID(address string) string {
	return digest("feed", strings.TrimSpace(address))
}

// NilID returns the id of an entity that no knowledge base knows: "nil-" and
// 16 hex digits of its type and folded name.
func NilID(t EntityType, name string) string {
	sum := sha256.Sum256([]byte(string(t) + "\x00" + Fold(name)))
	return "nil-" + hex.EncodeToString(sum[:8])
}

// IsNil reports whether an entity id was made by [NilID].
func IsNil(id string) bool { return strings.HasPrefix(id, "nil-") }

// ValidID reports whether s has the form of an article or feed id.
func ValidID(s string) bool {
	if len(s) != IDLen {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}

// MaxTokenLen bounds a subject token that came from outside. NATS closes a
// client whose token passes 4 KB.
const MaxTokenLen = 64

// ValidToken reports whether s may stand in a subject: [A-Za-z0-9_-]{1,64}.
func ValidToken(s string) bool {
	if s == "" || len(s) > MaxTokenLen {
		return false
	}
	for _, c := range []byte(s) {
		if !tokenByte(c) {
			return false
		}
	}
	return true
}

func tokenByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// Token returns s as a valid subject token: every other character becomes
// "_", and what is longer than [MaxTokenLen] is cut to 51 characters, "-" and
// 12 characters of its digest, so that different long names stay different.
// An empty s becomes "_".
func Token(s string) string {
	if ValidToken(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 && tokenByte(byte(r)) {
			b.WriteByte(byte(r))
		} else {
			b.WriteByte('_')
		}
	}
	clean := b.String()
	if len(clean) > MaxTokenLen {
		clean = clean[:51] + "-" + digest("token", s)[:12]
	}
	if clean == "" {
		return "_"
	}
	return clean
}
