package websub

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // only to name what is refused
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"hash"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// token is the form of [Keys].Token.
var token = regexp.MustCompile(`^[a-z2-7]{26}$`)

// Path reads the last two parts of the path of a request: the feed and the
// token. What stands before is for whoever stands before the server.
func Path(path string) (feed, tok string, ok bool) {
	rest, tok, ok := cutLast(path)
	if !ok || !token.MatchString(tok) {
		return "", "", false
	}
	_, feed, ok = cutLast(rest)
	if !ok || !news.ValidID(feed) {
		return "", "", false
	}
	return feed, tok, true
}

func cutLast(path string) (before, last string, ok bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", "", false
	}
	return path[:i], path[i+1:], true
}

// Owns reports that a token is that of the subscription, in a time that does
// not tell how much of it is right.
func (s *Subscription) Owns(tok string) bool {
	return s.Token != "" && subtle.ConstantTimeCompare([]byte(s.Token), []byte(tok)) == 1
}

// The modes of a verification beside those of [Action].
const modeDenied = "denied"

// Verification is what a hub asks before it begins or ends a subscription, or
// tells when it refuses one.
type Verification struct {
	// Mode is subscribe, unsubscribe or denied.
	Mode   string
	Topic  string
	Reason string
	// Challenge is to be sent back, byte for byte.
	Challenge string
	// Lease is 0 where the hub gives none that can be read.
	Lease time.Duration
}

// Denied reports that the hub refuses.
func (v *Verification) Denied() bool { return v.Mode == modeDenied }

// maxChallenge bounds what is sent back.
const maxChallenge = 4 << 10

// ErrVerification is returned for a request that is none of a hub.
var ErrVerification = errors.New("this is no request of a WebSub hub: hub.mode, hub.topic and hub.challenge are needed")

// ParseVerification reads the query of a request.
func ParseVerification(query string) (Verification, error) {
	q, err := url.ParseQuery(query)
	if err != nil {
		return Verification{}, ErrVerification
	}
	v := Verification{
		Mode: q.Get("hub.mode"), Topic: q.Get("hub.topic"), Reason: q.Get("hub.reason"), Challenge: q.Get("hub.challenge"),
	}
	switch v.Mode {
	case modeDenied:
		v.Challenge = ""
	case string(Subscribe), string(Unsubscribe):
		if v.Challenge == "" || len(v.Challenge) > maxChallenge {
			return Verification{}, ErrVerification
		}
	default:
		return Verification{}, ErrVerification
	}
	if v.Topic == "" {
		return Verification{}, ErrVerification
	}
	const most = int64(mostLease / time.Second)
	if seconds, err := strconv.ParseInt(strings.TrimSpace(q.Get("hub.lease_seconds")), 10, 64); err == nil && seconds > 0 {
		v.Lease = time.Duration(min(seconds, most)) * time.Second
	}
	return v, nil
}

// Proof is what the signature of a delivery is worth.
type Proof string

// What a signature is worth.
const (
	// Genuine is from the hub, as it is.
	Genuine Proof = "genuine"
	// Weak is signed with the secret, but by SHA-1: no proof of the content.
	Weak Proof = "weak"
	// Forged has a signature that is wrong or of no known method.
	Forged Proof = "forged"
	// Unsigned has none.
	Unsigned Proof = "unsigned"
)

// maxSignatures bounds the headers that are looked at.
const maxSignatures = 4

// Check compares the X-Hub-Signature headers of a delivery with its body.
func (s *Subscription) Check(headers []string, body []byte) Proof {
	proof := Unsigned
	for _, h := range headers[:min(len(headers), maxSignatures)] {
		switch s.check(h, body) {
		case Genuine:
			return Genuine
		case Weak:
			proof = Weak
		case Forged:
			if proof == Unsigned {
				proof = Forged
			}
		}
	}
	return proof
}

func (s *Subscription) check(header string, body []byte) Proof {
	method, digits, _ := strings.Cut(strings.TrimSpace(header), "=")
	want, err := hex.DecodeString(strings.TrimSpace(digits))
	if err != nil || s.Secret == "" {
		return Forged
	}
	var sum func() hash.Hash
	good := Genuine
	switch strings.ToLower(strings.TrimSpace(method)) {
	case "sha256":
		sum = sha256.New
	case "sha384":
		sum = sha512.New384
	case "sha512":
		sum = sha512.New
	case "sha1":
		sum, good = sha1.New, Weak
	default:
		return Forged
	}
	mac := hmac.New(sum, []byte(s.Secret))
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), want) {
		return Forged
	}
	return good
}
