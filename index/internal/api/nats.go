package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/bus"
)

const (
	// serviceVersion is that of the API, as micro services show it.
	serviceVersion = "1.0.0"
	// maxReplyBytes is below the usual maximal payload of a NATS server; over
	// that a caller would hear nothing at all.
	maxReplyBytes = 900 << 10
	flushTimeout  = 5 * time.Second
)

// Serve answers requests over NATS until ctx ends, then lets those that run
// finish. It calls serving when the server knows where to send requests, or
// has not confirmed that within flushTimeout.
func (a *API) Serve(ctx context.Context, nc *nats.Conn, names bus.Names, serving func()) error {
	service, err := micro.AddService(nc, micro.Config{
		Name: bus.SearchService, Version: serviceVersion, QueueGroup: names.SearchQueue(),
		Description: "search over the articles of Dateline",
	})
	if err != nil {
		return fmt.Errorf("starting the search service on NATS: %w", err)
	}
	s := &server{api: a, ctx: ctx, nc: nc, slots: make(chan struct{}, a.limits.Running+a.limits.Waiting)}
	endpoints := map[string]micro.HandlerFunc{
		"search":    func(r micro.Request) { serve(s, r, a.Search) },
		"article":   func(r micro.Request) { serve(s, r, a.Article) },
		"timeline":  func(r micro.Request) { serve(s, r, a.Timeline) },
		"entity":    func(r micro.Request) { serve(s, r, a.Entity) },
		"quotes":    func(r micro.Request) { serve(s, r, a.Quotes) },
		"revisions": func(r micro.Request) { serve(s, r, a.Revisions) },
		"explain":   func(r micro.Request) { serve(s, r, a.Explain) },
		"export":    func(r micro.Request) { serve(s, r, a.Export) },
		"stats": func(r micro.Request) {
			serve(s, r, func(ctx context.Context, _ struct{}) (*client.StatsResponse, error) { return a.Stats(ctx) })
		},
	}
	for name, handler := range endpoints {
		if err := service.AddEndpoint(name, handler, micro.WithEndpointSubject(names.API(name))); err != nil {
			return errors.Join(fmt.Errorf("adding endpoint %s to the search service: %w", name, err), service.Stop())
		}
	}
	// Without a connection nobody can ask, and the next one tells the server.
	_ = nc.FlushTimeout(flushTimeout)
	serving()
	<-ctx.Done()
	err = service.Stop()
	s.running.Wait()
	if err != nil && !errors.Is(err, nats.ErrConnectionClosed) && !errors.Is(err, nats.ErrDisconnected) && !nc.IsClosed() {
		return fmt.Errorf("stopping the search service on NATS: %w", err)
	}
	return nil
}

// server hands requests to goroutines: the library calls handlers one at a
// time.
type server struct {
	api *API
	// ctx outlives no request: it ends when the service stops.
	ctx     context.Context //nolint:containedctx // handlers of the library are given none
	nc      *nats.Conn
	slots   chan struct{}
	running sync.WaitGroup
}

// serve answers one request in a goroutine of its own, or refuses it when as
// many run as may.
func serve[Request, Response any](s *server, r micro.Request, answer func(context.Context, Request) (Response, error)) {
	select {
	case s.slots <- struct{}{}:
	default:
		s.refuse(r, errBusy)
		return
	}
	s.running.Go(func() {
		defer func() { <-s.slots }()
		var request Request
		if len(r.Data()) > 0 {
			if err := json.Unmarshal(r.Data(), &request); err != nil {
				s.refuse(r, badRequest("the request is no JSON of its kind: %v", err))
				return
			}
		}
		// A request that runs may finish while the service stops.
		response, err := answer(context.WithoutCancel(s.ctx), request)
		if err != nil {
			s.refuse(r, err)
			return
		}
		s.respond(r, response)
	})
}

func (s *server) respond(r micro.Request, response any) {
	data, err := json.Marshal(response)
	if err != nil {
		s.refuse(r, fmt.Errorf("encoding the answer: %w", err))
		return
	}
	if len(data) > maxReplyBytes {
		s.refuse(r, &client.Error{
			Status: http.StatusRequestEntityTooLarge, Title: http.StatusText(http.StatusRequestEntityTooLarge),
			Detail: fmt.Sprintf("the answer has %d bytes, at most %d go over NATS; ask for fewer hits at once", len(data), maxReplyBytes),
		})
		return
	}
	s.reply(r, nil, data)
}

// refuse sends an error: its status and detail in the headers that micro
// services use, all of it as the body.
func (s *server) refuse(r micro.Request, err error) {
	e := problem(err, s.api.limits)
	data, err := json.Marshal(e)
	if err != nil {
		data = nil
	}
	s.reply(r, nats.Header{micro.ErrorCodeHeader: {strconv.Itoa(e.Status)}, micro.ErrorHeader: {e.Detail}}, data)
}

// reply answers beside the library, whose own ways of answering write to the
// request, which it reads as soon as the handler has returned.
func (s *server) reply(r micro.Request, header nats.Header, data []byte) {
	// A caller that went away needs no answer.
	_ = s.nc.PublishMsg(&nats.Msg{Subject: r.Reply(), Header: header, Data: data})
}
