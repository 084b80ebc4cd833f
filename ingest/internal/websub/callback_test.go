package websub_test

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // to be refused
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/websub"
)

func TestPath(t *testing.T) {
	good := "/" + feedID + "/" + keys.Token
	for path, ok := range map[string]bool{
		good: true, "/hooks" + good: true, "/a/b//c" + good: true, feedID + "/" + keys.Token: false,
		"": false, "/": false, "//": false, "/" + feedID: false, "/" + feedID + "/": false, good + "/": false,
		"/" + feedID + "/short": false, "/" + strings.ToUpper(feedID) + "/" + keys.Token: false,
		"/*/" + keys.Token: false, "/" + feedID + "/" + strings.Repeat("T", 26): false,
	} {
		feed, token, got := websub.Path(path)
		if got != ok || ok && (feed != feedID || token != keys.Token) {
			t.Errorf("%q: %q %q %v", path, feed, token, got)
		}
	}
}

func TestVerification(t *testing.T) {
	for _, c := range []struct {
		query string
		want  websub.Verification
		ok    bool
	}{
		{"hub.mode=subscribe&hub.topic=t&hub.challenge=a%20%26b&hub.lease_seconds=3600", websub.Verification{Mode: "subscribe", Topic: "t", Challenge: "a &b", Lease: time.Hour}, true},
		{"hub.mode=subscribe&hub.topic=t&hub.challenge=c&hub.lease_seconds=-5", websub.Verification{Mode: "subscribe", Topic: "t", Challenge: "c"}, true},
		{"hub.mode=subscribe&hub.topic=t&hub.challenge=c&hub.lease_seconds=9223372036854775807", websub.Verification{Mode: "subscribe", Topic: "t", Challenge: "c", Lease: 30 * 24 * time.Hour}, true},
		{"hub.mode=unsubscribe&hub.topic=t&hub.challenge=c", websub.Verification{Mode: "unsubscribe", Topic: "t", Challenge: "c"}, true},
		{"hub.mode=denied&hub.topic=t&hub.reason=no", websub.Verification{Mode: "denied", Topic: "t", Reason: "no"}, true},
		{"hub.mode=subscribe&hub.topic=t", websub.Verification{}, false},
		{"hub.mode=subscribe&hub.challenge=c", websub.Verification{}, false},
		{"hub.mode=publish&hub.topic=t&hub.challenge=c", websub.Verification{}, false},
		{"hub.mode=subscribe&hub.topic=t&hub.challenge=" + strings.Repeat("c", 5000), websub.Verification{}, false},
		{"%zz", websub.Verification{}, false},
		{"", websub.Verification{}, false},
	} {
		got, err := websub.ParseVerification(c.query)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("%.60q: %+v, %v; want %+v", c.query, got, err, c.want)
		}
	}
}

func sign(method string, sum func() hash.Hash, secret, body string) string {
	mac := hmac.New(sum, []byte(secret))
	mac.Write([]byte(body))
	return method + "=" + hex.EncodeToString(mac.Sum(nil))
}

func TestCheck(t *testing.T) {
	s := websub.New(hubURL, topicURL, keys, start)
	const body = "<rss/>"
	good := sign("sha256", sha256.New, keys.Secret, body)
	weak := sign("sha1", sha1.New, keys.Secret, body)
	for _, c := range []struct {
		what    string
		headers []string
		body    string
		want    websub.Proof
	}{
		{"sha256", []string{good}, body, websub.Genuine},
		{"sha384", []string{sign("sha384", sha512.New384, keys.Secret, body)}, body, websub.Genuine},
		{"sha512", []string{sign("sha512", sha512.New, keys.Secret, body)}, body, websub.Genuine},
		{"upper case", []string{strings.ToUpper(good)}, body, websub.Genuine},
		{"another body", []string{good}, body + " ", websub.Forged},
		{"another secret", []string{sign("sha256", sha256.New, "secret2", body)}, body, websub.Forged},
		{"no secret", []string{sign("sha256", sha256.New, "", body)}, body, websub.Forged},
		{"cut", []string{good[:40]}, body, websub.Forged},
		{"empty", []string{"sha256="}, body, websub.Forged},
		{"no method", []string{good[7:]}, body, websub.Forged},
		{"no digits", []string{"sha256=xyz"}, body, websub.Forged},
		{"sha1", []string{weak}, body, websub.Weak},
		{"sha1 of another body", []string{weak}, "", websub.Forged},
		{"sha1 by another name", []string{"sha256=" + weak[5:]}, body, websub.Forged},
		{"both", []string{weak, good}, body, websub.Genuine},
		{"sha1 and a forged one", []string{good, weak}, body, websub.Genuine},
		{"none", nil, body, websub.Unsigned},
	} {
		if got := s.Check(c.headers, []byte(c.body)); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
	if got := (&websub.Subscription{}).Check([]string{sign("sha256", sha256.New, "", body)}, []byte(body)); got != websub.Forged {
		t.Errorf("a subscription without secret: %s", got)
	}
	if s.Owns("") || (&websub.Subscription{}).Owns("") || !s.Owns(keys.Token) {
		t.Error("tokens are not compared")
	}
}

// FuzzCallback feeds everything that strangers send through the readers: what
// they accept must be within its bounds, and nothing without the secret is
// genuine.
func FuzzCallback(f *testing.F) {
	f.Add("/hooks/"+feedID+"/"+keys.Token, "hub.mode=subscribe&hub.topic=t&hub.challenge=c&hub.lease_seconds=3600", "sha256=00", []byte("<rss/>"))
	f.Add("/", "hub.mode=denied&hub.topic=t&hub.reason=%ff", "sha512=", []byte(nil))
	f.Add("//"+feedID, "hub.mode=unsubscribe&hub.topic=%zz&hub.challenge", "=", []byte{0})
	f.Add("", "hub.mode=subscribe&hub.mode=denied&hub.lease_seconds=99999999999999999999", "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709", []byte{})
	f.Fuzz(func(t *testing.T, path, query, header string, body []byte) {
		if feed, token, ok := websub.Path(path); ok && (len(feed) != 26 || len(token) != 26 || strings.ContainsAny(feed+token, ".*> /")) {
			t.Errorf("path %q gives %q %q", path, feed, token)
		}
		v, err := websub.ParseVerification(query)
		if err == nil && (v.Topic == "" || len(v.Challenge) > 4096 || v.Lease < 0 || v.Lease > 30*24*time.Hour || !v.Denied() && v.Challenge == "") {
			t.Errorf("query %q gives %+v", query, v)
		}
		s := websub.New(hubURL, topicURL, websub.NewKeys(), start)
		s.Begin(websub.Subscribe, callback, websub.NewKeys(), start)
		s.Confirm(topicURL, v.Lease, start)
		s.Deny(topicURL, v.Reason, start)
		if len(s.Words) > 300 {
			t.Errorf("%d bytes of words", len(s.Words))
		}
		if proof := s.Check([]string{header}, body); proof == websub.Genuine || proof == websub.Weak {
			t.Errorf("%q is %s", header, proof)
		}
	})
}
