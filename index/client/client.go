package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"

	"github.com/dateline-news/dateline/shared/bus"
)

// timeout bounds a request whose context has no deadline. It is longer than
// what a search may take.
const timeout = 15 * time.Second

// ErrNoService is returned when no indexd answers.
var ErrNoService = errors.New("no indexd answers")

// Client asks the search service of one installation. It may be used
// concurrently.
type Client struct {
	nc    *nats.Conn
	names bus.Names
	// permitted is that of the bus, nil without one.
	permitted func(ctx context.Context, subject string) (context.Context, func(error) error)
}

// New returns a Client on a connection that stays the caller's. Prefix is that
// of the installation's streams and subjects, by default "news".
func New(nc *nats.Conn, prefix string) *Client {
	return &Client{nc: nc, names: bus.Names{Prefix: prefix}}
}

// On is New on the connection of a bus, which tells at once where the server
// does not permit to ask.
func On(b *bus.Bus) *Client {
	return &Client{nc: b.Conn(), names: b.Names(), permitted: b.Permitted}
}

// Search asks for articles. The error is an [*Error] if the service refused.
func (c *Client) Search(ctx context.Context, r SearchRequest) (*SearchResponse, error) {
	return ask[SearchResponse](ctx, c, "search", r)
}

// Article asks for one article. The error is an [*Error] with status 404 if
// the index does not have it.
func (c *Client) Article(ctx context.Context, r ArticleRequest) (*ArticleResponse, error) {
	return ask[ArticleResponse](ctx, c, "article", r)
}

// Timeline asks how many articles answer a query over time.
func (c *Client) Timeline(ctx context.Context, r TimelineRequest) (*TimelineResponse, error) {
	return ask[TimelineResponse](ctx, c, "timeline", r)
}

// Entity asks what the index knows of an entity. The error is an [*Error] with
// status 404 if no article names it.
func (c *Client) Entity(ctx context.Context, r EntityRequest) (*EntityResponse, error) {
	return ask[EntityResponse](ctx, c, "entity", r)
}

// Quotes asks for quotations.
func (c *Client) Quotes(ctx context.Context, r QuotesRequest) (*QuotesResponse, error) {
	return ask[QuotesResponse](ctx, c, "quotes", r)
}

// Revisions asks for what an article was at different times. The error is an
// [*Error] with status 404 if the index does not have it.
func (c *Client) Revisions(ctx context.Context, r RevisionsRequest) (*RevisionsResponse, error) {
	return ask[RevisionsResponse](ctx, c, "revisions", r)
}

// Explain asks how a query is understood.
func (c *Client) Explain(ctx context.Context, r ExplainRequest) (*ExplainResponse, error) {
	return ask[ExplainResponse](ctx, c, "explain", r)
}

// Export asks for the next articles of an export.
func (c *Client) Export(ctx context.Context, r ExportRequest) (*ExportResponse, error) {
	return ask[ExportResponse](ctx, c, "export", r)
}

// Stats asks one of the indexd that answer what it holds.
func (c *Client) Stats(ctx context.Context) (*StatsResponse, error) {
	return ask[StatsResponse](ctx, c, "stats", struct{}{})
}

// unreachable is the error of a request while the connection is broken, in
// words for people: the library's own tells of a buffer or of a deadline.
type unreachable struct {
	servers string
	cause   error
}

func (u *unreachable) Error() string {
	return fmt.Sprintf("NATS at %s cannot be reached; the connection is tried again by itself", u.servers)
}

func (u *unreachable) Unwrap() error { return u.cause }

func ask[Response any](ctx context.Context, c *Client, endpoint string, request any) (*Response, error) {
	data, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("encoding the request: %w", err)
	}
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	permitted := func(err error) error { return err }
	if c.permitted != nil {
		ctx, permitted = c.permitted(ctx, c.names.API(endpoint))
	}
	m, err := c.nc.RequestWithContext(ctx, c.names.API(endpoint), data)
	err = permitted(err)
	if errors.Is(err, nats.ErrNoResponders) {
		return nil, ErrNoService
	}
	if err != nil && c.nc.IsReconnecting() {
		err = &unreachable{servers: strings.Join(c.nc.Servers(), ","), cause: err}
	}
	if err != nil {
		return nil, fmt.Errorf("asking the search service: %w", err)
	}
	if code := m.Header.Get(micro.ErrorCodeHeader); code != "" {
		refused := &Error{}
		if json.Unmarshal(m.Data, refused) != nil || refused.Detail == "" {
			refused = &Error{Title: code, Detail: m.Header.Get(micro.ErrorHeader)}
		}
		return nil, refused
	}
	var response Response
	if err := json.Unmarshal(m.Data, &response); err != nil {
		return nil, fmt.Errorf("reading the answer of the search service: %w", err)
	}
	return &response, nil
}
