package index

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/access"
	"github.com/dateline-news/dateline/index/internal/follow"
	"github.com/dateline-news/dateline/index/internal/rest"
	"github.com/dateline-news/dateline/index/internal/throttle"
	"github.com/dateline-news/dateline/index/internal/web"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// Handler serves the search API under /v1/ and pages for people elsewhere, both
// also below the path of the public address. It answers 503 until Run has
// opened the index.
func (s *Service) Handler() http.Handler { return s.handler }

// newHandler puts API and pages behind one guard.
func (s *Service) newHandler() (http.Handler, error) {
	limits := s.cfg.limits().Query
	pages, err := web.New(s.api, limits, s.cfg.HTTP.PublicURL.path())
	if err != nil {
		return nil, err
	}
	site := pages.Handler()
	var newest rest.Follow
	if s.bus != nil {
		newest = s.follow
	}
	api := rest.New(rest.Options{
		Index: s.api, Follow: newest, Languages: s.languages, Limits: limits, Public: string(s.cfg.HTTP.PublicURL), Streams: s.cfg.HTTP.Streams,
	}).Handler()
	both := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v1/") {
			api.ServeHTTP(w, r)
			return
		}
		site.ServeHTTP(w, r)
	})
	guarded := access.Guard(both, access.Options{
		Tokens: access.List(s.cfg.HTTP.Token.Reveal()), Origins: access.List(s.cfg.HTTP.Origins), Open: []string{web.StylePath}, Refuse: pages.Refuse,
	})
	var bounded http.Handler = http.MaxBytesHandler(guarded, maxBody)
	if s.cfg.HTTP.Rate > 0 {
		bounded = throttle.Bound(bounded, throttle.Options{Rate: s.cfg.HTTP.Rate, Burst: s.cfg.HTTP.Burst, Refuse: tooMany})
	}
	return daemon.Strict(under(s.cfg.HTTP.PublicURL.path(), bounded)), nil
}

// maxBody bounds what a request may bring along, in bytes; none of ours brings
// anything.
const maxBody = 64 << 10

// tooMany answers a client that asks too often.
func tooMany(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusTooManyRequests)
	// A client that went away needs no answer.
	_ = json.NewEncoder(w).Encode(client.Error{
		Status: http.StatusTooManyRequests, Title: http.StatusText(http.StatusTooManyRequests),
		Detail: "too many requests from this address: ask again after the seconds of Retry-After",
	})
}

// errStopped ends a stream of events with the service.
var errStopped = errors.New("the service stops")

// follow hands over what is published behind a sequence of the stream, until
// the service stops.
func (s *Service) follow(ctx context.Context, after uint64, visit func(follow.Item) error) error {
	running := s.running.Load()
	if running == nil {
		return errStopped
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(*running, func() { cancel(errStopped) })()
	return follow.Articles(ctx, s.bus, after, visit, func(subject string, err error) {
		s.log.Warn("a message that cannot be read is left out of a stream of events", telemetry.KeySubject, subject, telemetry.KeyErr, err)
	})
}
