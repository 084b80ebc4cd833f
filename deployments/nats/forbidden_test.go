package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

// forbidden are things that a user who was taken over must not be able to do:
// what is published, or, behind "sub ", what is subscribed to.
var forbidden = map[string][]string{
	"ingestd": {
		"news.enriched.en.x", "news.mention.person.Q1", "news.event.alert.x", "news.quarantine.enrich", "news.retry.enrich", "news.api.search",
		"$JS.API.STREAM.CREATE.NEWS_ARTICLES", "$JS.API.STREAM.DELETE.NEWS_ARTICLES", "$JS.API.STREAM.PURGE.NEWS_ARTICLES", "$JS.API.STREAM.UPDATE.NEWS_FEEDS",
		"$JS.API.CONSUMER.CREATE.NEWS_ARTICLES.enrich", "$JS.API.CONSUMER.DELETE.NEWS_ARTICLES.enrich", "$JS.API.CONSUMER.DELETE.NEWS_FEEDS.poll",
		"$KV.news_queries.x", "$KV.news_forgotten.x", "$JS.API.DIRECT.GET.KV_news_queries.$KV.news_queries.x", "sub news.enriched.>", "sub _INBOX_newsq.>",
	},
	"enrichd": {
		"news.article.x.y", "news.event.dropped.x.y", "news.event.alert.x", "news.feed.settings.x", "news.feed.timer.x", "news.feed.push.x", "news.quarantine.index", "news.retry.enrich", "news.api.search",
		"$JS.API.STREAM.CREATE.NEWS_ENRICHED", "$JS.API.STREAM.DELETE.NEWS_ARTICLES", "$JS.API.STREAM.DELETE.NEWS_ENRICHED", "$JS.API.STREAM.PURGE.NEWS_ARTICLES", "$JS.API.STREAM.PURGE.NEWS_ENRICHED",
		"$JS.API.STREAM.MSG.DELETE.NEWS_ARTICLES", "$JS.API.STREAM.RESTORE.NEWS_ARTICLES", "$JS.API.STREAM.SNAPSHOT.NEWS_ARTICLES",
		"$JS.API.DIRECT.GET.NEWS_FEEDS.news.feed.push.x", "$JS.API.STREAM.MSG.GET.NEWS_FEEDS", "$JS.API.CONSUMER.CREATE.NEWS_FEEDS.x", "$JS.API.CONSUMER.CREATE.NEWS_ARTICLES.other", "$JS.API.CONSUMER.DELETE.NEWS_ARTICLES.enrich",
		"$JS.ACK.NEWS_FEEDS.poll.1.1.1.1.1", "$KV.news_hosts.x", "$KV.news_queries.x", "$KV.news_forgotten.x", "sub news.article.>", "sub _INBOX_ingestd.>", "sub $JS.ACK.>",
	},
	"indexd": {
		"news.article.x.y", "news.enriched.en.x", "news.mention.person.Q1", "news.event.dropped.x.y", "news.feed.settings.x", "news.quarantine.enrich", "news.retry.index",
		"$JS.API.STREAM.DELETE.NEWS_ENRICHED", "$JS.API.STREAM.PURGE.NEWS_ENRICHED", "$JS.API.STREAM.CREATE.NEWS_ENRICHED", "$JS.API.CONSUMER.CREATE.NEWS_ARTICLES.x",
		"$JS.API.DIRECT.GET.NEWS_FEEDS.news.feed.push.x", "$JS.API.CONSUMER.MSG.NEXT.NEWS_QUARANTINE.retry-enrich", "$KV.news_forgotten.x", "$KV.news_hosts.x", "$JS.API.CONSUMER.DELETE.NEWS_ENRICHED.alerts", "sub news.article.>", "sub news.api.search",
	},
	"newsq": {
		"news.article.x.y", "news.enriched.en.x", "news.event.alert.x", "news.feed.settings.x", "news.feed.timer.x", "news.quarantine.enrich",
		"$JS.API.STREAM.DELETE.NEWS_ARTICLES", "$JS.API.STREAM.PURGE.NEWS_ARTICLES", "$JS.API.STREAM.PURGE.NEWS_ENRICHED", "$JS.API.STREAM.MSG.DELETE.NEWS_ARTICLES",
		"$JS.API.CONSUMER.DELETE.NEWS_ARTICLES.enrich", "$JS.API.CONSUMER.CREATE.NEWS_ENRICHED.alerts", "$JS.API.CONSUMER.MSG.NEXT.NEWS_FEEDS.poll", "$JS.API.CONSUMER.DELETE.NEWS_ENRICHED.index-one",
		"$JS.API.CONSUMER.CREATE.NEWS_FEEDS.x.news.feed.push.>", "$KV.news_forgotten.x", "sub news.api.search", "sub _INBOX_ingestd.>",
	},
	"reader": {
		"news.article.x.y", "news.enriched.en.x", "news.event.dropped.x.y", "news.feed.settings.x", "news.quarantine.enrich", "news.retry.enrich",
		"$JS.API.STREAM.DELETE.NEWS_ENRICHED", "$JS.API.STREAM.PURGE.NEWS_ENRICHED", "$JS.API.STREAM.INFO.NEWS_FEEDS", "$JS.API.DIRECT.GET.NEWS_FEEDS.news.feed.push.x", "$JS.API.CONSUMER.CREATE.NEWS_QUARANTINE.x",
		"$JS.API.CONSUMER.CREATE.NEWS_ENRICHED.alerts", "$JS.API.CONSUMER.MSG.NEXT.NEWS_ENRICHED.index-one", "$JS.API.CONSUMER.DELETE.NEWS_ENRICHED.index-one", "$JS.ACK.NEWS_ENRICHED.index-one.1.1.1.1.1",
		"$KV.news_queries.x", "$KV.news_forgotten.x", "sub news.>", "sub news.api.search",
	},
	"subscriber": {
		"news.article.x.y", "news.enriched.en.x", "news.event.dropped.x.y", "news.api.search", "news.quarantine.enrich", "news.retry.subscriber",
		"$JS.API.STREAM.INFO.NEWS_ARTICLES", "$JS.API.STREAM.INFO.NEWS_FEEDS", "$JS.API.STREAM.PURGE.NEWS_ENRICHED", "$JS.API.CONSUMER.CREATE.NEWS_ENRICHED.other", "$JS.API.CONSUMER.MSG.NEXT.NEWS_ENRICHED.index-one",
		"$JS.API.CONSUMER.DELETE.NEWS_ENRICHED.alerts", "$JS.ACK.NEWS_ENRICHED.index-one.1.1.1.1.1", "$KV.news_queries.x", "sub news.>", "sub news.article.>", "sub $KV.>",
	},
	"admin": {"$SYS.REQ.SERVER.PING", "sub $SYS.>"},
}

// TestForbidden has every user do what it must not.
func TestForbidden(t *testing.T) {
	w := newWorld(t, "-replicas", "one")
	for _, u := range (layout{names: w.names, replicas: w.replicas}).users() {
		t.Run(u.name, func(t *testing.T) {
			things := forbidden[u.name]
			if len(things) == 0 {
				t.Fatal("nothing is forbidden to this user")
			}
			options, err := w.config(t, u.name).ConnectOptions(u.name)
			if err != nil {
				t.Fatal(err)
			}
			refused := make(chan string, 2*len(things))
			nc, err := nats.Connect("nats://"+w.server.Addr().String(), append(options, nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
				if errors.Is(err, nats.ErrPermissionViolation) {
					refused <- err.Error()
				}
			}))...)
			if err != nil {
				t.Fatal(err)
			}
			defer nc.Close()
			for _, thing := range things {
				subject, subscribe := strings.CutPrefix(thing, "sub ")
				if subscribe {
					_, err = nc.SubscribeSync(subject)
				} else {
					err = nc.Publish(subject, []byte("{}"))
				}
				if err != nil {
					t.Fatal(err)
				}
				if err := nc.FlushTimeout(patience); err != nil {
					t.Fatal(err)
				}
				select {
				case told := <-refused:
					if !strings.Contains(told, `"`+subject+`"`) {
						t.Errorf("%s: the server refused %s", thing, told)
					}
				case <-time.After(patience):
					t.Errorf("%s: the server permits it", thing)
				}
			}
		})
	}
}
