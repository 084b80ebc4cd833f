package api

import (
	"time"

	"github.com/dateline-news/dateline/index/client"
)

// observe does one piece of work, notes how long it took, waiting included,
// and turns its error into a *client.Error. Request is what was asked for, one
// of the words of the API.
func observe[Response any](a *API, request string, work func() (*Response, error)) (*Response, error) {
	began := time.Now()
	response, err := work()
	a.duration.WithLabelValues(request, outcome(response, err)).Observe(time.Since(began).Seconds())
	if err != nil {
		return nil, problem(err, a.limits)
	}
	return response, nil
}

// outcome is that of a request.
func outcome(response any, err error) string {
	switch {
	case err == nil && partial(response):
		return "partial"
	case err == nil:
		return "ok"
	case status(err) < 500:
		return "refused"
	}
	return "failed"
}

// partial reports an answer of a part of the index.
func partial(response any) bool {
	switch r := response.(type) {
	case *client.SearchResponse:
		return r.Partial
	case *client.TimelineResponse:
		return r.Partial
	case *client.EntityResponse:
		return r.Partial
	case *client.QuotesResponse:
		return r.Partial
	}
	return false
}
