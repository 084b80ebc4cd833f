package ingest_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/dateline-news/dateline/ingest/internal/newsroom"
	"github.com/dateline-news/dateline/ingest/internal/registry"
)

// outages are the scenes of what servers do to their readers. Each ends with
// a good answer, which must bring what was not had before.
func (st *stage) outages() []scene {
	feed := newsroom.Feed
	// around plays a bad answer between two good ones; the last brings a story
	// more.
	around := func(bad newsroom.Answer, says, next string) func(o *newsroom.Outlet) []act {
		return func(o *newsroom.Outlet) []act {
			return []act{
				take(feed(o.Stories(3, 1)), "3 new", "learned 15 min"),
				take(bad, says, next),
				take(feed(o.Stories(4, 1)), "1 new, 0 revised, 3 unchanged", "learned"),
			}
		}
	}
	// stopped plays an answer that ends badly behind its first two stories.
	stopped := func(end newsroom.End, says, next string) func(o *newsroom.Outlet) []act {
		return func(o *newsroom.Outlet) []act {
			return []act{
				take(newsroom.Broken(o.Stories(4, 1), 2, end), says+"; 2 items: 2 new", next),
				take(newsroom.Broken(o.Stories(5, 1), 1, end), says+"; 1 items: 1 new", next),
				take(newsroom.Broken(o.Stories(5, 1), 0, end), says, "back-off").tells("failing"),
				take(feed(o.Stories(5, 1)), "5 items: 2 new, 0 revised, 3 unchanged", "learned").tells("recovered"),
			}
		}
	}
	return []scene{
		{name: "301 chain", acts: func(o *newsroom.Outlet) []act {
			to := st.room.Outlet("second." + o.Host)
			end := st.room.Outlet("third." + o.Host)
			to.Answer(newsroom.Redirect(http.StatusPermanentRedirect, end.Address()))
			serve := func(last int) newsroom.Answer {
				return func(o *newsroom.Outlet, w http.ResponseWriter, r *http.Request) {
					end.Answer(func(_ *newsroom.Outlet, w http.ResponseWriter, r *http.Request) { feed(o.Stories(last, 1))(o, w, r) })
					newsroom.Redirect(http.StatusMovedPermanently, to.Address())(o, w, r)
				}
			}
			return []act{
				take(serve(1), "1 new", "learned 15 min"),
				take(serve(2), "1 new", "learned 43 min"),
				take(serve(3), "1 new", "learned 42 min").tells("moved"),
				take(newsroom.Status(http.StatusNotFound), "nothing new", "learned 59 min"), // it is not asked any more
			}
		}, inspect: func(t *testing.T, o *newsroom.Outlet) {
			if n := len(o.Asked()); n != 3 {
				t.Errorf("the old address was asked %d times, want 3", n)
			}
		}},
		{name: "302", acts: around(newsroom.Redirect(http.StatusFound, "http://elsewhere.example/"), "elsewhere.example answers 404", "back-off 26 min after 1 failure (4xx)")},
		{name: "loop", acts: around(newsroom.Redirect(http.StatusFound, "/feed.xml"), "redirects in a circle", "back-off 26 min after 1 failure (4xx)")},
		{name: "410", acts: func(o *newsroom.Outlet) []act {
			return []act{
				take(feed(o.Stories(3, 1)), "3 new", "learned 15 min"),
				take(newsroom.Status(http.StatusGone), "gone for good (410)", "a probe once a month").tells("gone"),
				take(newsroom.Status(http.StatusGone), "gone for good (410)", "a probe once a month"),
				take(feed(o.Stories(4, 1)), "1 new, 0 revised, 3 unchanged", "learned 60 min").tells("recovered"),
			}
		}},
		{name: "429 in seconds", acts: around(newsroom.Status(http.StatusTooManyRequests, "Retry-After", "5400"), "asked too often (429)", "the server asked for 90 min by Retry-After")},
		{name: "429 until a date", acts: around(newsroom.Status(http.StatusTooManyRequests, "Retry-After", opening.Add(3*time.Hour).Format(http.TimeFormat)), "asked too often (429)", "the server asked for 2.74 h by Retry-After")},
		{name: "503", acts: func(o *newsroom.Outlet) []act {
			down := newsroom.Status(http.StatusServiceUnavailable)
			return []act{
				take(feed(o.Stories(3, 1)), "3 new", "learned 15 min"),
				take(newsroom.Status(http.StatusServiceUnavailable, "Retry-After", "7200"), "answers 503", "the server asked for 2 h by Retry-After"),
				take(down, "answers 503", "back-off 31 min after 2 failures in a row (5xx)"),
				take(down, "answers 503", "back-off 44 min after 3 failures in a row (5xx)").tells("failing"),
				take(feed(o.Stories(4, 1)), "1 new, 0 revised, 3 unchanged", "learned 62 min").tells("recovered"),
			}
		}},
		{name: "slow drip", impatient: true, acts: stopped(newsroom.Drip, "took longer than 2s", "learned 15 min")},
		{name: "stall", impatient: true, acts: stopped(newsroom.Stall, "took longer than 2s", "learned 15 min")},
		{name: "reset", acts: stopped(newsroom.Reset, "reset the connection", "back-off")},
		{name: "closed early", acts: stopped(newsroom.Close, "ended the transfer early", "back-off")},
		{name: "truncated gzip", acts: func(o *newsroom.Outlet) []act {
			return []act{
				take(newsroom.Zipped(o.Stories(4, 1), 2), "ended the transfer early; 2 items: 2 new", "back-off"),
				take(feed(o.Stories(4, 1)), "2 new, 0 revised, 2 unchanged", "learned 28 min"),
			}
		}},
		{name: "1 GB of zeros in gzip", acts: around(newsroom.Zeros(1024), "unpacks to over 100 times its size", "back-off 31 min after 1 failure (too_large)")},
		{name: "wrong length", acts: func(o *newsroom.Outlet) []act {
			return []act{
				// All is there: nothing is wrong but the header.
				take(newsroom.Longer(o.Stories(3, 1)), "3 items: 3 new", "learned 15 min"),
				take(newsroom.Longer(o.Stories(4, 1)), "4 items: 1 new", "learned 34 min"),
				take(newsroom.Shorter(o.Stories(8, 1), 2), "2 items: 2 new", "learned 18 min"),
				take(feed(o.Stories(8, 1)), "8 items: 2 new, 0 revised, 6 unchanged", "learned"),
			}
		}},
		{name: "TLS expired", host: newsroom.ExpiredHost, acts: around(newsroom.Redirect(http.StatusFound, "https://"+newsroom.ExpiredHost+"/feed.xml"), "the certificate is expired", "back-off 31 min after 1 failure (tls)")},
		{name: "DNS gone", acts: around(newsroom.Redirect(http.StatusFound, "http://vanished.test/"), "there is no host vanished.test", "back-off 3 min after 1 failure (dns)")},
		{name: "charset lies", acts: func(o *newsroom.Outlet) []act {
			stories := newsroom.All(o.Stories(3, 1), newsroom.Edit("Größe: naïve façade – “öre”."))
			document, _ := o.RSS(stories)
			says := func(header, declared string) newsroom.Answer {
				return newsroom.Document(header, bytes.Replace(document, []byte(`<?xml version="1.0"?>`), []byte(`<?xml version="1.0" encoding="`+declared+`"?>`), 1), stories)
			}
			return []act{
				take(says("text/xml; charset=iso-8859-1", "utf-8"), "3 new", "learned 15 min"),
				take(says("text/xml; charset=utf-8", "iso-8859-1"), "0 new, 0 revised, 3 unchanged", "learned 47 min"),
				take(says("text/xml; charset=klingon", "utf-16"), "0 new, 0 revised, 3 unchanged", "learned 61 min"),
				take(says("text/xml; charset=us-ascii", "us-ascii"), "0 new, 0 revised, 3 unchanged", "learned 64 min"),
			}
		}},
		{name: "byte order marks", acts: func(o *newsroom.Outlet) []act {
			stories := newsroom.All(o.Stories(3, 1), newsroom.Edit("Größe."))
			document, _ := o.RSS(stories)
			wide := func(big bool) []byte {
				out := []byte{}
				for _, u := range utf16.Encode([]rune("\ufeff" + string(document))) {
					if big {
						out = append(out, byte(u>>8), byte(u))
					} else {
						out = append(out, byte(u), byte(u>>8))
					}
				}
				return out
			}
			return []act{
				take(newsroom.Document("text/xml", append([]byte("\ufeff"), document...), stories), "3 new", "learned 15 min"),
				take(newsroom.Document("text/xml; charset=latin1", append([]byte("\ufeff\ufeff\n"), document...), stories), "0 new, 0 revised, 3 unchanged", "learned 47 min"),
				take(newsroom.Document("text/xml; charset=utf-8", wide(false), stories), "0 new, 0 revised, 3 unchanged", "learned 61 min"),
				take(newsroom.Document("text/xml", wide(true), stories), "0 new, 0 revised, 3 unchanged", "learned 64 min"),
			}
		}},
		{name: "50 MB", acts: func(o *newsroom.Outlet) []act {
			// What lies beyond the first 8 MB is not read, ever.
			stories := o.Stories(30, 1)
			document, ends := o.RSS(stories)
			blank := bytes.Repeat([]byte("\n"), 50<<20)
			document = slices.Concat(document[:ends[19]], blank, document[ends[19]:])
			return []act{
				take(newsroom.Document("text/xml", document, stories[:20]), "20 items: 20 new", "learned 15 min"),
				take(newsroom.Document("text/xml", document, nil), "nothing new", "learned 19 min"),
			}
		}},
		{name: "100,000 items", acts: func(o *newsroom.Outlet) []act {
			// The first 5,000 are taken, the same ones each time.
			var b strings.Builder
			b.WriteString(`<rss version="2.0"><channel><title>All</title>`)
			for n := 100_000; n > 0; n-- {
				fmt.Fprintf(&b, "<item><guid>g%d</guid><description>Dispatch %d: out.</description></item>\n", n, n)
			}
			b.WriteString(`</channel></rss>`)
			first := newsroom.All(o.Stories(100_000, 95_001), func(s *newsroom.Story) {
				s.Title, s.Text = "", fmt.Sprintf("Dispatch %d: out.", s.Number)
			})
			return []act{
				take(newsroom.Document("text/xml", []byte(b.String()), first), "5000 items: 5000 new", "learned 15 min"),
				take(newsroom.Document("text/xml", []byte(b.String()+"\n"), first), "5000 items: 0 new, 0 revised, 5000 unchanged", "learned 47 min"),
			}
		}},
		{name: "HTML instead of XML", acts: func(o *newsroom.Outlet) []act {
			page := newsroom.Document("text/html", []byte(`<!DOCTYPE html><html><head><title>Maintenance</title><link rel="alternate" type="application/rss+xml" href="/new.xml"></head><body><p>We will be back.</p></body></html>`), nil)
			return []act{
				take(feed(o.Stories(3, 1)), "3 new", "learned 15 min"),
				take(page, "an HTML page, not a feed; it names as feeds: http://"+o.Host+"/new.xml", "back-off 26 min after 1 failure (not_a_feed)").tells("html"),
				take(feed(o.Stories(4, 1)), "1 new, 0 revised, 3 unchanged", "learned 39 min").tells("recovered"),
			}
		}},
		{name: "cookie wall", acts: func(o *newsroom.Outlet) []act {
			return []act{
				take(newsroom.Wall(true, feed(o.Stories(3, 1))), "3 new", "learned 15 min"),
				take(newsroom.Wall(false, nil), "redirects in a circle; the site may want a browser", "back-off 26 min after 1 failure (4xx)"),
				take(feed(o.Stories(4, 1)), "1 new, 0 revised, 3 unchanged", "learned 39 min"),
			}
		}},
		{name: "redirect to a private address", acts: st.private},
		{name: "rebinding", acts: st.rebinding, inspect: func(t *testing.T, _ *newsroom.Outlet) {
			for _, r := range st.room.Outlet("turncoat.test").Asked() {
				if !strings.HasPrefix(fmt.Sprint(r.Context().Value(http.LocalAddrContextKey)), public) {
					t.Error("the inside was asked")
				}
			}
		}},
		{name: "a podcast instead of a feed", acts: around(newsroom.Document("audio/mpeg", []byte("ID3\x04"), nil), "serves audio/mpeg", "back-off 26 min after 1 failure (not_a_feed)")},
		{name: "a feed that says it is none", acts: func(o *newsroom.Outlet) []act {
			document, _ := o.RSS(o.Stories(3, 1))
			return []act{
				take(newsroom.Document("application/octet-stream", document, o.Stories(3, 1)), "3 new", "learned 15 min"),
				take(newsroom.Document("text/html; charset=utf-8", append(document, ' '), nil), "3 unchanged", "learned 47 min"),
				take(newsroom.Document("image/jpeg", append(document, "  "...), nil), "3 unchanged", "learned 61 min"),
			}
		}},
		{name: "a password at another host", settings: st.password, acts: func(o *newsroom.Outlet) []act {
			other := st.room.Outlet("other." + o.Host)
			other.Answer(func(_ *newsroom.Outlet, w http.ResponseWriter, r *http.Request) {
				newsroom.Closed("desk", "s3cret", feed(nil))(other, w, r)
			})
			return []act{
				take(newsroom.Closed("desk", "s3cret", feed(o.Stories(3, 1))), "3 new", "learned 15 min"),
				take(newsroom.Redirect(http.StatusMovedPermanently, other.Address()), "user and password go to http://"+o.Host+" alone", "back-off 26 min after 1 failure (4xx)"),
				take(newsroom.Closed("desk", "s3cret", feed(o.Stories(4, 1))), "1 new", "learned 39 min"),
			}
		}, inspect: func(t *testing.T, o *newsroom.Outlet) {
			for _, r := range st.room.Outlet("other." + o.Host).Asked() {
				if r.Header.Get("Authorization") != "" {
					t.Error("the password went to another host")
				}
			}
		}},
		{name: "a password and https", settings: func(s *registry.Settings) { st.password(s); s.InsecureTLS = true }, acts: func(o *newsroom.Outlet) []act {
			up := func(last int) newsroom.Answer {
				inside := newsroom.Closed("desk", "s3cret", feed(o.Stories(last, 1)))
				return func(o *newsroom.Outlet, w http.ResponseWriter, r *http.Request) {
					if r.URL.Path != "/feed.xml" {
						inside(o, w, r)
						return
					}
					http.Redirect(w, r, "https://"+o.Host+"/secure.xml", http.StatusMovedPermanently)
				}
			}
			return []act{
				take(up(1), "1 new", "learned 15 min"),
				take(up(2), "1 new", "learned 43 min"),
				take(up(3), "1 new", "learned 42 min").tells("moved"),
				take(up(4), "1 new", "learned 40 min"), // the new address has the password still
			}
		}},
		{name: "sitemap in place of a feed", revised: 2, acts: func(o *newsroom.Outlet) []act {
			// What a document is, it says itself, whatever was expected.
			stories := newsroom.All(o.Stories(6, 4), func(s *newsroom.Story) { s.Title, s.Text = s.Text, "" })
			return []act{
				take(feed(o.Stories(3, 1)), "3 new", "learned 15 min"),
				take(newsroom.Document("application/xml", sitemapOf(stories), stories), "3 items: 3 new", "learned 8 min").tells("gap"),
				take(feed(o.Stories(7, 5)), "3 items: 1 new, 2 revised", "learned 4 min"),
			}
		}},
		{name: "feed in place of a sitemap", settings: func(s *registry.Settings) { s.Kind = registry.KindSitemap }, acts: func(o *newsroom.Outlet) []act {
			return []act{take(feed(o.Stories(2, 1)), "2 new", "learned")}
		}},
	}
}

// password gives a feed a password.
func (s *stage) password(settings *registry.Settings) {
	settings.User, settings.Secret = "desk", "file:"+s.secret
}

// sitemapOf writes stories as a news sitemap, which has no texts.
func sitemapOf(stories []newsroom.Story) []byte {
	var b strings.Builder
	b.WriteString(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">`)
	for _, s := range stories {
		fmt.Fprintf(&b, "<url><loc>%s</loc><news:news><news:publication_date>%s</news:publication_date><news:title>%s</news:title></news:news></url>", s.Link, s.Date.Format(time.RFC3339), s.Title)
	}
	b.WriteString(`</urlset>`)
	return []byte(b.String())
}

// private redirects to addresses inside, in many spellings.
func (s *stage) private(o *newsroom.Outlet) []act {
	_, port, _ := net.SplitHostPort(s.room.Addr) // it is an address
	s.names.Set("inside.test", "127.0.0.1")
	s.names.Set("metadata.test", "169.254.169.254")
	acts := []act{take(newsroom.Feed(o.Stories(3, 1)), "3 new", "learned")}
	for i, host := range []string{
		"127.0.0.1:" + port, "inside.test:" + port, "[::1]:" + port, "0.0.0.0:" + port, "10.0.0.1", "172.16.0.1", "192.168.0.1",
		"100.64.0.1", "169.254.169.254", "metadata.test", "224.0.0.1", "[fe80::1%25eth0]", "[fd00:ec2::254]", "[ff02::1]",
		"[::ffff:127.0.0.1]:" + port, "[::ffff:7f00:1]:" + port, "0177.0.0.1:" + port, "0x7f.1:" + port, "2130706433:" + port, "127.1:" + port,
		"①②⑦.0.0.1:" + port, "[64:ff9b::7f00:1]:" + port, "[64:ff9b:1::a9fe:a9fe]", "[2002:7f00:1::]", "[::127.0.0.1]:" + port,
	} {
		a := take(newsroom.Redirect(http.StatusFound, "http://"+host+"/"), "refusing to connect", "blocked_address")
		if i == 2 {
			a = a.tells("failing")
		}
		acts = append(acts, a)
	}
	return append(acts, take(newsroom.Feed(o.Stories(4, 1)), "1 new, 0 revised, 3 unchanged", "learned").tells("recovered"))
}

// rebinding redirects to a name that leads to a public address at first and
// inside afterwards.
func (s *stage) rebinding(o *newsroom.Outlet) []act {
	_, port, _ := net.SplitHostPort(s.room.Addr) // it is an address
	s.room.Listen(net.JoinHostPort(public, port))
	turn := func(address string, last int) newsroom.Answer {
		return func(o *newsroom.Outlet, w http.ResponseWriter, r *http.Request) {
			s.names.Set("turncoat.test", address)
			s.room.Outlet("turncoat.test").Answer(func(_ *newsroom.Outlet, w http.ResponseWriter, r *http.Request) {
				newsroom.Under(newsroom.Feed(o.Stories(last, 1)), "Connection", "close")(o, w, r)
			})
			newsroom.Redirect(http.StatusFound, "http://turncoat.test:"+port+"/feed.xml")(o, w, r)
		}
	}
	return []act{
		take(turn(public, 3), "3 new", "learned"),
		take(turn("127.0.0.1", 9), "refusing to connect to turncoat.test (127.0.0.1): it is a loopback address", "blocked_address"),
		take(turn(public, 4), "1 new, 0 revised, 3 unchanged", "learned"),
	}
}
