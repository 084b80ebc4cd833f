package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats.go/micro"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// FuzzNATS sends any bytes to any endpoint over a real server: each request is
// answered, with JSON or with a refusal that is the caller's fault and is told
// alike in the headers and the body.
func FuzzNATS(f *testing.F) {
	endpoints := []string{"search", "article", "timeline", "entity", "quotes", "revisions", "explain", "export", "stats"}
	for i, body := range []string{
		`{"q":"truce","size":2,"facets":["person"],"cursor":"x"}`, `{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","revision":1}`, `{"q":"\"","interval":"day"}`,
		`{"id":"Q1","q":"lang:en"}`, `{"q":"said:x\n(","size":-1}`, `{"id":"\r\nNats-Service-Error: x"}`, `{"q":"a\u0000* NEAR/9 b"}`, `{"q":"","cursor":"AAAA","size":99999999999999999999}`, "\xff[[[[",
	} {
		f.Add(uint8(i), []byte(body))
	}
	languages, err := language.New()
	if err != nil {
		f.Fatal(err)
	}
	s, err := store.Open(store.Options{Dir: f.TempDir(), Languages: languages})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	const link = "https://a.example/1"
	id, err := news.IDFromURL(link)
	if err != nil {
		f.Fatal(err)
	}
	at := time.Date(2016, 12, 29, 0, 0, 0, 0, time.UTC)
	article := &news.Article{ID: id, Revision: 1, URL: link, Source: news.Source{ID: "a"}, Title: "Truce holds", Published: at, FirstSeen: at}
	message, err := news.Encode(article)
	if err != nil {
		f.Fatal(err)
	}
	if err := s.Apply(f.Context(), []store.Record{{Article: article, Message: message, Seq: 1}}); err != nil {
		f.Fatal(err)
	}
	a, _ := newAPI(Limits{Timeout: time.Minute, Running: 1, Waiting: 1})
	a.Open(&Index{Store: s, Engine: search.New(search.Options{Store: s, Languages: languages})})
	nc := natstest.Connect(f, natstest.RunCore(f))
	names := bus.Names{Prefix: "news"}
	serving := make(chan struct{})
	go func() { _ = a.Serve(f.Context(), nc, names, func() { close(serving) }) }()
	<-serving
	f.Fuzz(func(t *testing.T, endpoint uint8, body []byte) {
		name := endpoints[int(endpoint)%len(endpoints)]
		m, err := nc.Request(names.API(name), body, time.Minute)
		if err != nil {
			t.Fatalf("%s %q: %v", name, body, err)
		}
		if !json.Valid(m.Data) {
			t.Fatalf("%s %q: answered with %q", name, body, m.Data)
		}
		code := m.Header.Get(micro.ErrorCodeHeader)
		if code == "" {
			return
		}
		var refused client.Error
		if err := json.Unmarshal(m.Data, &refused); err != nil || strconv.Itoa(refused.Status) != code || refused.Detail == "" || len(m.Header) != 2 {
			t.Fatalf("%s %q: refused with %v %q", name, body, m.Header, m.Data)
		}
		if refused.Status < 400 || refused.Status >= http.StatusInternalServerError {
			t.Fatalf("%s %q: %+v", name, body, refused)
		}
	})
}
