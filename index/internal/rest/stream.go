package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/follow"
	"github.com/dateline-news/dateline/index/internal/query"
)

// writeWithin is how long one event may take to be sent to a client.
const writeWithin = 30 * time.Second

// retryAfter is what a client whose stream broke off waits, in milliseconds.
const retryAfter = 3000

// stream sends the articles that answer a query as they are published, as
// server-sent events: the id is the sequence on the stream of annotated
// articles, the data is the article. A client that comes back with the header
// Last-Event-ID, or with after=, goes on behind it.
func (a *API) stream(w http.ResponseWriter, r *http.Request, p parameters) {
	q, after, err := a.readStream(r, p)
	if err == nil && a.follow == nil {
		err = &client.Error{Status: http.StatusServiceUnavailable, Detail: "this copy of the index is only read; it follows no stream"}
	}
	if err != nil {
		answer(w, r, nil, err)
		return
	}
	select {
	case a.streams <- struct{}{}:
		defer func() { <-a.streams }()
	default:
		answer(w, r, nil, &client.Error{Status: http.StatusServiceUnavailable, Detail: fmt.Sprintf("%d event streams are open, no more are served at once", cap(a.streams))})
		return
	}
	matcher := query.NewMatcher(q, a.languages, query.MatcherOptions{Resolved: a.resolve(r.Context(), q)})
	out := &events{writer: w, controller: http.NewResponseController(w)}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead || out.send(fmt.Appendf(nil, "retry: %d\n\n", retryAfter)) != nil {
		return
	}
	// A client that went away, or the end of the service, ends the stream;
	// there is nobody to tell.
	_ = a.sendEvents(r.Context(), out, matcher, after)
}

func (a *API) readStream(r *http.Request, p parameters) (*query.Query, uint64, error) {
	q, err := query.Parse(p.text("q"), a.limits)
	if wrong, ok := errors.AsType[*query.Error](err); ok {
		return nil, 0, &client.Error{Status: http.StatusBadRequest, Detail: wrong.Error(), Column: wrong.Column}
	}
	if q.Sort != query.SortDefault {
		return nil, 0, badRequest("a stream is in the order in which articles come; sort: has no meaning here")
	}
	position := r.Header.Get("Last-Event-ID")
	if position == "" {
		position = p.text("after")
	}
	if position == "" {
		return q, 0, nil
	}
	after, err := strconv.ParseUint(position, 10, 64)
	if err != nil {
		return nil, 0, badRequest("'%.64s' is no id of an event, which is a whole number", position)
	}
	return q, after, nil
}

// resolve asks what the names of a query stand for. Where that is not known
// they mean what each article calls by them.
func (a *API) resolve(ctx context.Context, q *query.Query) map[string][]string {
	explained, err := a.index.Explain(ctx, client.ExplainRequest{Query: q.String()})
	if err != nil {
		return nil
	}
	out := make(map[string][]string)
	for _, n := range explained.Names {
		for _, e := range n.Entities {
			out[n.Term] = append(out[n.Term], e.ID)
		}
	}
	return out
}

// sendEvents sends until the client is gone. An idle stream is kept alive by
// lines that carry the position, so that a client which comes back does
// not read again what did not answer.
func (a *API) sendEvents(ctx context.Context, out *events, m *query.Matcher, after uint64) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	items := make(chan follow.Item)
	done := make(chan error, 1)
	go func() {
		done <- a.follow(ctx, after, func(i follow.Item) error {
			select {
			case items <- i:
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
	}()
	tick := time.NewTicker(a.ping)
	defer tick.Stop()
	for at := after; ; {
		var err error
		select {
		case i := <-items:
			if at = i.Seq; m.Match(i.Article) {
				err = out.article(i)
			}
		case <-tick.C:
			err = out.alive(at)
		case err := <-done:
			return err
		}
		if err != nil {
			cancel()
			<-done
			return err
		}
	}
}

// events writes server-sent events.
type events struct {
	writer     http.ResponseWriter
	controller *http.ResponseController
}

func (e *events) article(i follow.Item) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "id: %d\nevent: article\n", i.Seq)
	// JSON has no line breaks of its own here, and none may get in.
	for line := range bytes.Lines(i.Message) {
		fmt.Fprintf(&b, "data: %s\n", bytes.TrimRight(line, "\r\n"))
	}
	b.WriteByte('\n')
	return e.send(b.Bytes())
}

// alive shows that the stream lives, and from where to go on; 0: not known.
func (e *events) alive(at uint64) error {
	if at == 0 {
		return e.send([]byte(": alive\n\n"))
	}
	return e.send(fmt.Appendf(nil, ": alive\nid: %d\n\n", at))
}

// send writes and flushes within a bound, so that a client that does not read
// is given up.
func (e *events) send(data []byte) error {
	if err := e.controller.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := e.writer.Write(data); err != nil {
		return err
	}
	return e.controller.Flush()
}
