package fetch

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/netguard"
)

// Error is a fetch that failed, of a class, in words.
type Error struct {
	Class rhythm.Class
	// Status is the HTTP status, 0 if none came.
	Status int
	// RetryAfter is how long the server asks to be left alone.
	RetryAfter time.Duration
	// Words say what happened, and what to do where that is known.
	Words string
	Err   error
}

func (e *Error) Error() string { return e.Words }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// classify sorts an error of the transport.
func (f *flight) classify(ctx context.Context, err error) *Error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	where := ""
	if u, ok := errors.AsType[*url.Error](err); ok {
		if parsed, perr := url.Parse(u.URL); perr == nil {
			where = host(parsed)
		}
		err = u.Err
	}
	say := func(class rhythm.Class, format string, args ...any) *Error {
		return &Error{Class: class, Words: fmt.Sprintf(format, args...), Err: err}
	}
	if errors.Is(context.Cause(ctx), errTimeout) {
		return say(rhythm.Timeout, "%s took longer than %s", orServer(where), f.timeout)
	}
	if blocked, ok := errors.AsType[*netguard.BlockedError](err); ok {
		return say(rhythm.Blocked, "%v", blocked)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		switch {
		case dns.IsNotFound:
			return say(rhythm.DNS, "there is no host %s in DNS", clip(dns.Name))
		case dns.IsTimeout:
			return say(rhythm.DNS, "DNS did not answer for %s in time", clip(dns.Name))
		}
		return say(rhythm.DNS, "DNS failed for %s: %s", clip(dns.Name), clip(dns.Err))
	}
	if words, ok := tlsWords(err); ok {
		return say(rhythm.TLS, "%s: %s", orServer(where), words)
	}
	switch {
	case strings.Contains(err.Error(), "failed to parse Location header"):
		return say(rhythm.ClientErr, "%s redirects to what is no address", orServer(where))
	case errors.Is(err, syscall.ECONNREFUSED):
		return say(rhythm.Refused, "%s refuses connections", orServer(where))
	case timeout(err):
		return say(rhythm.Timeout, "%s did not answer in time", orServer(where))
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return say(rhythm.Connection, "%s ended the transfer early", orServer(where))
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return say(rhythm.Connection, "%s reset the connection", orServer(where))
	case strings.Contains(err.Error(), "stream error: "), strings.Contains(err.Error(), "http2: "): // their types are not exported
		return say(rhythm.Connection, "%s broke off the transfer (%s)", orServer(where), clip(err.Error()))
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return say(rhythm.Connection, "%s cannot be reached: no route", orServer(where))
	}
	return say(rhythm.Connection, "%s: %s", orServer(where), clip(err.Error()))
}

func orServer(where string) string {
	if where == "" {
		return "the server"
	}
	return where
}

func timeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// tlsWords says what is wrong with a certificate or a handshake.
func tlsWords(err error) (string, bool) {
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if invalid.Reason == x509.Expired {
			return "the certificate is expired or not valid yet (valid " + invalid.Cert.NotBefore.Format(time.DateOnly) + " to " + invalid.Cert.NotAfter.Format(time.DateOnly) + ")", true
		}
		return "the certificate is not valid: " + clip(invalid.Error()), true
	}
	if name, ok := errors.AsType[x509.HostnameError](err); ok {
		return "the certificate is for another host: " + clip(name.Error()), true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "the certificate is signed by an unknown authority", true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return "the server does not speak TLS on this port", true
	}
	if alert, ok := errors.AsType[tls.AlertError](err); ok {
		return "the server refuses the TLS handshake: " + clip(alert.Error()), true
	}
	if verify, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "the certificate cannot be verified: " + clip(verify.Error()), true
	}
	if strings.Contains(err.Error(), "HTTP response to HTTPS client") {
		return "the server does not speak TLS on this port", true
	}
	if strings.Contains(err.Error(), "tls: ") || strings.Contains(err.Error(), "TLS handshake timeout") {
		return clip(err.Error()), true
	}
	return "", false
}

// refused makes the error of a status that is no answer.
func (f *flight) refused(resp *http.Response, now time.Time) *Error {
	status := resp.StatusCode
	e := &Error{Status: status, RetryAfter: retryAfter(resp.Header.Get("Retry-After"), now)}
	text := strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
	at := host(resp.Request.URL)
	head, _ := io.ReadAll(io.LimitReader(resp.Body, 16<<10)) // only to recognise a wall
	switch wall := cmp.Or(challenge(resp, head), botWall(resp, head)); {
	case wall != "":
		e.Class, e.Words = rhythm.BotWall, fmt.Sprintf("%s answers %s: %s keeps programs out", at, text, wall)
	case status == http.StatusUnauthorized && f.strayed && f.request.User != "":
		e.Class, e.Words = rhythm.ClientErr, fmt.Sprintf("%s answers %s: user and password go to %s alone, which redirects here", at, text, f.origin.Scheme+"://"+clip(f.origin.Host))
	case status == http.StatusGone:
		e.Class, e.Words = rhythm.Gone, at+" says that the feed is gone for good (410)"
	case status == http.StatusTooManyRequests:
		e.Class, e.Words = rhythm.RateLimit, at+" says that it is asked too often (429)"
	case status == http.StatusNotModified:
		e.Class, e.Words = rhythm.ServerErr, at+" answers that nothing has changed (304) though it was not asked since when"
	case status >= 500:
		e.Class, e.Words = rhythm.ServerErr, at+" answers "+text
	case status >= 400:
		e.Class, e.Words = rhythm.ClientErr, at+" answers "+text
	default:
		e.Class, e.Words = rhythm.ClientErr, at+" answers "+text+" without saying where to go"
	}
	e.Err = errors.New(e.Words)
	return e
}

// challenge names what keeps programs out where it answers as if all were
// well, or "". Only what no page of the site itself has is a sign.
func challenge(resp *http.Response, head []byte) string {
	switch {
	case resp.Header.Get("Cf-Mitigated") != "":
		return "Cloudflare"
	case resp.Header.Get("X-Amzn-Waf-Action") != "":
		return "AWS WAF"
	case resp.StatusCode == http.StatusAccepted && bytes.Contains(head[:min(len(head), 2048)], []byte("/.well-known/sgcaptcha/")):
		return "SiteGround"
	}
	return ""
}

// botWall names what keeps programs out, or "".
func botWall(resp *http.Response, head []byte) string {
	body := strings.ToLower(string(head))
	server := strings.ToLower(resp.Header.Get("Server"))
	switch {
	case server == "cloudflare" && (strings.Contains(body, "just a moment") || strings.Contains(body, "attention required") || strings.Contains(body, "cf-chl")):
		return "Cloudflare"
	case resp.Header.Get("X-Datadome") != "", strings.Contains(body, "captcha-delivery.com"):
		return "DataDome"
	case strings.Contains(server, "sucuri"), strings.Contains(body, "sucuri website firewall"):
		return "Sucuri"
	case strings.Contains(body, "_incapsula_resource"):
		return "Imperva"
	case strings.Contains(server, "akamaighost") && resp.StatusCode == http.StatusForbidden:
		return "Akamai"
	case strings.Contains(body, "px-captcha"):
		return "PerimeterX"
	}
	return ""
}
