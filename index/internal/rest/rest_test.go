package rest

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/follow"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/news"
)

// index answers every request with values in every field.
type index struct {
	search client.SearchRequest
	err    error
}

func filledAnswer[T any](x *index) (*T, error) {
	if x.err != nil {
		return nil, x.err
	}
	v := new(T)
	fill(v)
	return v, nil
}

func (x *index) Search(_ context.Context, r client.SearchRequest) (*client.SearchResponse, error) {
	x.search = r
	return filledAnswer[client.SearchResponse](x)
}

func (x *index) Article(context.Context, client.ArticleRequest) (*client.ArticleResponse, error) {
	return filledAnswer[client.ArticleResponse](x)
}

func (x *index) Revisions(context.Context, client.RevisionsRequest) (*client.RevisionsResponse, error) {
	return filledAnswer[client.RevisionsResponse](x)
}

func (x *index) Entity(context.Context, client.EntityRequest) (*client.EntityResponse, error) {
	return filledAnswer[client.EntityResponse](x)
}

func (x *index) Timeline(context.Context, client.TimelineRequest) (*client.TimelineResponse, error) {
	return filledAnswer[client.TimelineResponse](x)
}

func (x *index) Quotes(context.Context, client.QuotesRequest) (*client.QuotesResponse, error) {
	return filledAnswer[client.QuotesResponse](x)
}

func (x *index) Explain(context.Context, client.ExplainRequest) (*client.ExplainResponse, error) {
	return filledAnswer[client.ExplainResponse](x)
}

func (x *index) Stats(context.Context) (*client.StatsResponse, error) {
	return filledAnswer[client.StatsResponse](x)
}

func newAPI(t *testing.T, x *index, f Follow) *API {
	t.Helper()
	languages, err := language.New()
	if err != nil {
		t.Fatal(err)
	}
	return New(Options{Index: x, Follow: f, Languages: languages, Limits: query.DefaultLimits(), Streams: 1})
}

func get(t *testing.T, h http.Handler, address string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestParameters(t *testing.T) {
	x := &index{}
	h := newAPI(t, x, nil).Handler()
	if w := get(t, h, "/v1/search?q=truce&size=7&facets=person,place&sort=oldest&unfolded=true&cursor=c"); w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	want := client.SearchRequest{Query: "truce", Size: 7, Cursor: "c", Sort: "oldest", Facets: []string{"person", "place"}, Unfolded: true}
	if fmt.Sprint(x.search) != fmt.Sprint(want) {
		t.Errorf("asked %+v, want %+v", x.search, want)
	}
	for address, detail := range map[string]string{
		"/v1/search?szie=3":         "unknown parameter 'szie', did you mean 'size'?",
		"/v1/search?size=-3":        "size is '-3', it must be a whole number from 1",
		"/v1/search?unfolded=maybe": "unfolded is 'maybe', it must be true or false",
		"/v1/search?q=a&q=b":        "parameter 'q' is there 2 times",
		"/v1/search?q=%zz":          "the parameters cannot be read",
		"/v1/stats?q=a":             "unknown parameter 'q', there are none here",
		"/v1/stream?q=plcae:x":      "unknown field 'plcae'",
		"/v1/stream?q=sort:newest":  "sort: has no meaning here",
		"/v1/stream?after=x":        "'x' is no id of an event",
	} {
		w := get(t, h, address)
		var e client.Error
		if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil || w.Code != http.StatusBadRequest || !strings.Contains(e.Detail, detail) {
			t.Errorf("%s: status %d, %s", address, w.Code, w.Body)
		}
		if typ := w.Header().Get("Content-Type"); !strings.HasPrefix(typ, "application/problem+json") {
			t.Errorf("%s: %s", address, typ)
		}
	}
	if w := get(t, h, "/v1/nothing"); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "/v1/search") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	r := httptest.NewRequest(http.MethodPost, "/v1/search", nil)
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d", w.Code)
	}
}

func TestBusyIsSaid(t *testing.T) {
	h := newAPI(t, &index{err: &client.Error{Status: http.StatusTooManyRequests, Detail: "too many"}}, nil).Handler()
	if w := get(t, h, "/v1/search"); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("status %d, %v", w.Code, w.Header())
	}
}

func TestValidatorsAndCompression(t *testing.T) {
	h := newAPI(t, &index{}, nil).Handler()
	first := get(t, h, "/v1/search?q=truce")
	tag := first.Header().Get("ETag")
	if tag == "" {
		t.Fatal("no ETag")
	}
	if w := get(t, h, "/v1/search?q=truce", "If-None-Match", `"other", `+tag); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("status %d, %d bytes", w.Code, w.Body.Len())
	}
	if passing.ReplaceAllString(`{"took_ms":1.5e-3,"lag_s":0,"score":1.25,"next":"eyJxIjoi_-"}`, "") != passing.ReplaceAllString(`{"took_ms":17,"lag_s":2.5,"score":1.5,"next":"eyJuIjoi"}`, "") {
		t.Error("the time that an answer took, a score or a cursor changes its tag")
	}
	w := get(t, h, "/v1/openapi.yaml", "Accept-Encoding", "br, gzip;q=0.5")
	if w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("headers %v", w.Header())
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(z); err != nil || string(body) != string(description) {
		t.Errorf("%d bytes, %v", len(body), err)
	}
	if w := get(t, h, "/v1/openapi.yaml", "Accept-Encoding", "gzip;q=0"); w.Header().Get("Content-Encoding") != "" {
		t.Error("compressed for a client that refuses it")
	}
}

func TestFeeds(t *testing.T) {
	x := &index{}
	h := newAPI(t, x, nil).Handler()
	w := get(t, h, "/v1/feed.atom?q="+url.QueryEscape("truce sort:relevance"))
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/atom+xml") {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if x.search.Sort != "newest" || x.search.Query != "truce" || x.search.Size != feedItems {
		t.Errorf("asked %+v", x.search)
	}
	var f atomFeed
	if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil || len(f.Entries) != 1 || f.Entries[0].ID != "urn:dateline:article:text" || f.Entries[0].Updated != "2016-12-30T12:00:00Z" {
		t.Errorf("%v: %s", err, w.Body)
	}
	// The same wherever it is served; addresses are relative to the feed's own.
	if f.ID != "urn:dateline:feed:text" || len(f.Links) != 2 || f.Links[0].Rel != "self" || f.Links[0].Href != "feed.atom?q=truce+sort%3Arelevance" || f.Links[1].Href != "../?q=text" {
		t.Errorf("the feed is %s with %+v", f.ID, f.Links)
	}
	w = get(t, h, "/v1/feed.json?q=truce&size=3")
	var j feedDocument
	if err := json.Unmarshal(w.Body.Bytes(), &j); err != nil || len(j.Items) != 1 || j.Version != "https://jsonfeed.org/version/1.1" || x.search.Size != 3 {
		t.Errorf("%v: %s", err, w.Body)
	}
}

func TestNamesOfFeeds(t *testing.T) {
	for q, want := range map[string]string{
		"": "urn:dateline:feed:", `place:Syria/ "a b"`: "urn:dateline:feed:place:Syria%2F%20%22a%20b%22", "停火": "urn:dateline:feed:%E5%81%9C%E7%81%AB",
	} {
		if got := feedID(q); got != want {
			t.Errorf("feedID(%q) = %s, want %s", q, got, want)
		}
	}
}

// TestStream follows two articles of which one answers, is kept alive, and
// goes on behind the last.
func TestStream(t *testing.T) {
	articles := []*news.Article{{ID: "a", Title: "Football"}, {ID: "b", Title: "Truce in Aleppo"}}
	asked := make(chan uint64, 2)
	more := make(chan struct{})
	f := func(ctx context.Context, after uint64, visit func(follow.Item) error) error {
		asked <- after
		for i, a := range articles {
			if err := visit(follow.Item{Article: a, Message: fmt.Appendf(nil, "{\"id\":%q}", a.ID), Seq: uint64(i) + 7}); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
		case <-more:
			if err := visit(follow.Item{Article: articles[0], Message: []byte("{}"), Seq: 9}); err != nil {
				return err
			}
		}
		<-ctx.Done()
		return context.Cause(ctx)
	}
	x := &index{err: &client.Error{Status: 503}}
	a := newAPI(t, x, f)
	a.ping = 5 * time.Millisecond
	server := httptest.NewServer(a.Handler())
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	open := func(headers ...string) *http.Response {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/v1/stream?q=truce", nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
	response := open("Last-Event-ID", "6")
	if <-asked != 6 {
		t.Error("does not go on behind the last event")
	}
	lines := bufio.NewScanner(response.Body)
	read := func(until string) (got []string) {
		for lines.Scan() {
			got = append(got, lines.Text())
			if lines.Text() == until {
				return got
			}
		}
		t.Fatalf("the stream ended before %q: %q", until, got)
		return nil
	}
	if got := strings.Join(read(`data: {"id":"b"}`), "\n"); !strings.HasSuffix(got, "id: 8\nevent: article\ndata: {\"id\":\"b\"}") || strings.Contains(got, `"a"`) {
		t.Errorf("got %q", got)
	}
	close(more)
	// The position goes on though nothing answers.
	read("id: 9")
	second := open()
	if second.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a stream too many: status %d", second.StatusCode)
	}
	_ = second.Body.Close()
	_ = response.Body.Close()
}
