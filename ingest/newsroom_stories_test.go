package ingest_test

import (
	"strings"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/newsroom"
	"github.com/dateline-news/dateline/ingest/internal/registry"
)

// editorial are the scenes of what outlets do to their stories.
func editorial() []scene {
	feed, with, all, edit := newsroom.Feed, newsroom.With, newsroom.All, newsroom.Edit
	rss := func(s []newsroom.Story) newsroom.Answer { return newsroom.Feed(s) }
	return []scene{
		{name: "304", acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(3, 1)
			return []act{
				take(newsroom.Tagged(`"a"`, s), "3 items: 3 new", "learned 15 min"),
				take(newsroom.Tagged(`"a"`, s), "nothing new", "learned 47 min"),
				take(newsroom.Tagged(`"b"`, o.Stories(4, 1)), "4 items: 1 new, 0 revised, 3 unchanged", "learned 45 min"),
			}
		}},
		{name: "200 same", acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(3, 1)
			document, _ := o.RSS(s)
			other := []byte(strings.Replace(string(document), "<item>", "<!-- made for you -->\n<item>", 1))
			return []act{
				take(feed(s), "3 items: 3 new", "learned 15 min"),
				take(feed(s), "nothing new", "learned 47 min"),
				take(newsroom.Document("text/xml", other, s), "3 items: 0 new, 0 revised, 3 unchanged", "learned 61 min"),
			}
		}},
		{name: "edit", revised: 2, acts: func(o *newsroom.Outlet) []act {
			first := o.Stories(3, 1)
			second := with(first, 2, edit("Two passengers were late."))
			third := with(second, 2, edit("Three, in fact."))
			return []act{
				take(feed(first), "3 new", "learned 15 min"),
				take(feed(second), "0 new, 1 revised, 2 unchanged", "learned 47 min"),
				// Too soon for another revision: held, asked again, not forgotten.
				take(feed(third), "0 new, 0 revised, 2 unchanged, 1 held", "learned 48 min").comes(2 * time.Minute),
				take(feed(third), "0 new, 1 revised, 2 unchanged", "learned 49 min").comes(4 * time.Minute),
			}
		}},
		{name: "title change", revised: 1, acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(3, 1)
			return []act{
				take(feed(s), "3 new", "learned 15 min"),
				take(feed(with(s, 3, func(s *newsroom.Story) { s.Title = "Story 3, with another title" })), "1 revised", "learned 47 min"),
			}
		}},
		{name: "delete", acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(4, 1)
			return []act{
				take(feed(s), "4 new", "learned 15 min"),
				take(feed(append(s[:1:1], s[2:]...)), "3 items: 0 new, 0 revised, 3 unchanged", "learned 41 min"),
				take(feed(s), "4 items: 0 new, 0 revised, 4 unchanged", "learned 50 min"),
			}
		}},
		{name: "reorder", acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(4, 1)
			return []act{
				take(feed(s), "4 new", "learned 15 min"),
				take(feed([]newsroom.Story{s[2], s[0], s[3], s[1]}), "0 new, 0 revised, 4 unchanged", "learned 41 min"),
			}
		}},
		{name: "date moves back", acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(3, 1)
			return []act{
				take(feed(s), "3 new", "learned 15 min"),
				take(feed(with(s, 2, func(s *newsroom.Story) { s.Date = s.Date.AddDate(-1, 0, 0) })), "0 new, 0 revised, 3 unchanged", "learned 47 min"),
			}
		}},
		{name: "GUID change", acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(3, 1)
			return []act{
				take(feed(s), "3 new", "learned 15 min"),
				take(feed(with(s, 2, func(s *newsroom.Story) { s.GUID = "again-2" })), "0 new, 0 revised, 3 unchanged", "learned 47 min"),
				// A new publishing system gives new GUIDs to all.
				take(feed(all(o.Stories(4, 1), func(s *newsroom.Story) { s.GUID += "-new" })), "4 items: 1 new, 0 revised, 3 unchanged", "learned 45 min"),
			}
		}},
		{name: "GUIDs and links change together", acts: func(o *newsroom.Outlet) []act {
			moved := func(s *newsroom.Story) { s.GUID, s.Link = s.GUID+"-new", s.Link+"/under/a/new/system" }
			return []act{
				take(feed(o.Stories(3, 1)), "3 new", "learned 15 min"),
				take(feed(all(o.Stories(4, 1), moved)), "4 items: 1 new, 0 revised, 3 unchanged", "learned 34 min"),
				take(feed(all(o.Stories(4, 1), moved)), "nothing new", "learned"),
			}
		}},
		{name: "links with a new token in each document", acts: func(o *newsroom.Outlet) []act {
			under := func(last int, token string) newsroom.Answer {
				return feed(all(o.Stories(last, 1), func(s *newsroom.Story) { s.GUID, s.Link = "", s.Link+"?s="+token }))
			}
			return []act{
				take(under(3, "8f3a"), "3 new", "learned 15 min"),
				take(under(3, "77bd"), "0 new, 0 revised, 3 unchanged", "learned 47 min"),
				take(under(4, "c0de"), "1 new, 0 revised, 3 unchanged", "learned 45 min"),
			}
		}},
		{name: "link change with the same GUID", acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(3, 1)
			moved := with(s, 2, func(s *newsroom.Story) { s.Link += "-under-a-better-headline" })
			return []act{
				take(feed(s), "3 new", "learned 15 min"),
				take(feed(moved), "0 new, 0 revised, 3 unchanged", "learned 47 min"),
				take(feed(append(o.Stories(4, 4), moved...)), "1 new, 0 revised, 3 unchanged", "learned 45 min"),
			}
		}},
		{name: "all links change to https www and m", acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(3, 1)
			under := func(prefix string) newsroom.Answer {
				return feed(all(s, func(s *newsroom.Story) {
					s.Link, s.GUID = strings.Replace(s.Link, "http://", prefix, 1), ""
				}))
			}
			return []act{
				take(feed(s), "3 new", "learned 15 min"),
				take(under("https://"), "0 new, 0 revised, 3 unchanged", "learned 47 min"),
				take(under("https://www."), "0 new, 0 revised, 3 unchanged", "learned 61 min"),
				take(under("https://m."), "0 new, 0 revised, 3 unchanged", "learned 64 min"),
			}
		}},
		{name: "one link for several stories", acts: func(o *newsroom.Outlet) []act {
			s := all(o.Stories(4, 1), func(s *newsroom.Story) { s.Link = "http://" + o.Host + "/today" })
			return []act{
				take(feed(s[2:3]), "1 new", "learned 15 min"),
				take(feed(s[:3]), "3 items: 2 new, 0 revised, 1 unchanged", "learned 32 min"),
				take(feed(s[:2]), "0 new, 0 revised, 2 unchanged", "learned 42 min"),
				take(feed(s[:1]), "0 new, 0 revised, 1 unchanged", "learned 41 min"),
				take(feed(s[:2]), "0 new, 0 revised, 2 unchanged", "learned 80 min"),
			}
		}},
		{name: "one link for a while and no GUIDs", acts: func(o *newsroom.Outlet) []act {
			s := all(o.Stories(4, 1), func(s *newsroom.Story) { s.GUID = "" })
			placeholder := func(s *newsroom.Story) { s.Link = "http://" + o.Host + "/breaking" }
			s = with(with(s, 4, placeholder), 3, placeholder)
			return []act{
				take(feed(s[1:]), "3 new", "learned 15 min"),
				take(feed(s), "1 new, 0 revised, 3 unchanged", "learned"),
				take(feed(append(s[:1:1], s[2:]...)), "3 items: 0 new, 0 revised, 3 unchanged", "learned"),
				take(feed(s[1:]), "3 items: 0 new, 0 revised, 3 unchanged", "learned"),
			}
		}},
		{name: "GUIDs that turn out to be worthless", acts: func(o *newsroom.Outlet) []act {
			s := all(o.Stories(6, 1), func(s *newsroom.Story) { s.Link = "http://" + o.Host + "/ticker" })
			worthless := all(s[:2], func(s *newsroom.Story) { s.GUID, s.Link = "0", s.Link+"/"+s.GUID })
			return []act{
				take(feed(s[2:]), "4 new", "learned 15 min"),
				take(feed(append(worthless, s[2:]...)), "2 new, 0 revised, 4 unchanged", "learned").tells("guids"),
			}
		}},
		{name: "live blog of entries", acts: func(o *newsroom.Outlet) []act {
			entry := func(s *newsroom.Story) { s.Link = "http://" + o.Host + "/live#entry-" + s.GUID }
			return []act{
				take(feed(all(o.Stories(20, 1), entry)), "20 new", "learned 15 min"),
				take(feed(all(o.Stories(30, 11), entry)), "10 new, 0 revised, 10 unchanged", "learned 8 min"),
			}
		}},
		{name: "live blog of one story", revised: 2, acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(3, 1)
			later := func(n string) newsroom.Answer {
				return feed(with(s, 3, func(s *newsroom.Story) {
					s.GUID += n
					s.Title, s.Text = "Live: "+n, s.Text+" At "+n+" the pilot came aboard."
				}))
			}
			return []act{
				take(feed(s), "3 new", "learned 15 min"),
				take(later("12:15"), "1 revised, 2 unchanged", "learned 47 min"),
				take(later("12:30"), "1 revised, 2 unchanged", "learned 61 min"),
			}
		}},
		{name: "gap", acts: func(o *newsroom.Outlet) []act {
			return []act{
				take(feed(o.Stories(10, 1)), "10 new", "learned 15 min"),
				take(feed(o.Stories(30, 21)), "10 new, 0 revised, 0 unchanged", "learned 8 min").tells("gap"),
				take(feed(o.Stories(50, 41)), "10 new, 0 revised, 0 unchanged", "learned 4 min"),
				take(feed(o.Stories(51, 42)), "1 new, 0 revised, 9 unchanged", "learned 4 min"),
				take(feed(o.Stories(51, 42)), "nothing new", "learned 4 min").tells("recovered").comes(8 * 24 * time.Hour),
			}
		}},
		{name: "empty for once", acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(10, 1)
			return []act{
				take(feed(s), "10 new", "learned 15 min"),
				take(feed(nil), "0 items: 0 new", "learned 28 min"),
				take(feed(o.Stories(11, 2)), "1 new, 0 revised, 9 unchanged", "learned 22 min"),
			}
		}},
		{name: "cut at story 51 and whole again", acts: func(o *newsroom.Outlet) []act {
			cut := func(last, few int) newsroom.Answer {
				s := o.Stories(last, 1)
				document, ends := o.RSS(s)
				return newsroom.Document("text/xml", document[:ends[few-1]+40], s[:few])
			}
			return []act{
				take(feed(o.Stories(100, 1)), "100 items: 100 new", "learned 8 min"),
				take(cut(100, 50), "50 items: 0 new, 0 revised, 50 unchanged", "learned 9 min"),
				take(cut(101, 51), "51 items: 1 new, 0 revised, 50 unchanged", "learned 9 min"),
				take(cut(102, 51), "51 items: 1 new, 0 revised, 50 unchanged", "learned 9 min"),
				take(feed(o.Stories(102, 3)), "100 items: 0 new, 0 revised, 100 unchanged", "learned 10 min"),
			}
		}},
		{name: "two nodes in turns", acts: func(o *newsroom.Outlet) []act {
			a, b := rss(o.Stories(10, 1)), rss(o.Stories(20, 11))
			return []act{
				take(a, "10 new", "learned 15 min"),
				take(b, "10 new", "learned 8 min").tells("gap"),
				take(a, "0 new, 0 revised, 10 unchanged", "learned 8 min"),
				take(b, "0 new, 0 revised, 10 unchanged", "learned 8 min"),
				take(a, "0 new, 0 revised, 10 unchanged", "learned 8 min"),
			}
		}},
		{name: "three nodes in turns", acts: func(o *newsroom.Outlet) []act {
			a, b, c := rss(o.Stories(10, 1)), rss(o.Stories(20, 11)), rss(o.Stories(30, 21))
			return []act{
				take(a, "10 new", "learned 15 min"),
				take(b, "10 new", "learned 8 min").tells("gap"),
				take(c, "10 new", "learned 4 min"),
				take(a, "0 new, 0 revised, 10 unchanged", "learned 4 min"),
				take(b, "0 new, 0 revised, 10 unchanged", "learned 4 min"),
				take(c, "0 new, 0 revised, 10 unchanged", "learned 4 min"),
			}
		}},
		{name: "a node that is behind", revised: 3, acts: func(o *newsroom.Outlet) []act {
			// Which of two versions is the last one, nobody can tell: each
			// turn is a revision, at most one in DATELINE_INGEST_REVISION_MIN.
			s := o.Stories(3, 1)
			a, b := feed(s), feed(with(s, 2, edit("It was corrected.")))
			return []act{
				take(a, "3 new", "learned 15 min"),
				take(b, "1 revised", "learned 47 min"),
				take(a, "1 held", "learned 48 min").comes(time.Minute),
				take(b, "3 unchanged", "learned 48 min").comes(time.Minute),
				take(a, "1 revised", "learned 62 min").comes(time.Hour),
				take(b, "1 revised", "learned 64 min").comes(time.Hour),
			}
		}},
		{name: "first burst", acts: func(o *newsroom.Outlet) []act {
			return []act{
				take(feed(o.Stories(170, 71)), "100 new", "learned 6 min"),
				take(feed(o.Stories(190, 91)), "20 new, 0 revised, 80 unchanged", "learned 5 min"),
			}
		}},
		{name: "dates ahead", acts: func(o *newsroom.Outlet) []act {
			day := func(days int) newsroom.Answer {
				return feed(all(o.Stories(3+days, 1+days), func(s *newsroom.Story) { s.Date = s.Date.AddDate(0, 0, days) }))
			}
			return []act{
				take(day(1), "3 new", "learned 15 min"),
				take(day(3), "2 new, 0 revised, 1 unchanged", "learned 8 min"),
				take(day(1), "0 new", "learned 8 min"),
			}
		}},
		{name: "own clock is set", revised: 2, acts: func(o *newsroom.Outlet) []act {
			s := o.Stories(3, 1)
			corrected := with(o.Stories(4, 1), 2, edit("It was corrected."))
			return []act{
				take(feed(s), "3 new", "learned 15 min"),
				take(feed(o.Stories(4, 1)), "1 new", "learned 60 min").comes(365 * 24 * time.Hour),
				take(feed(corrected), "1 revised", "learned 2 h").comes(-364 * 24 * time.Hour),
				take(feed(with(corrected, 4, edit("And so was this."))), "1 revised", "learned 2 h"),
				take(feed(with(corrected, 4, edit("And so was this."))), "nothing new", "learned 2 h"),
			}
		}},
		{name: "nothing to tell", dropped: []string{"filtered", "empty"}, settings: func(s *registry.Settings) {
			s.Drop = []registry.Rule{{Field: "title", Pattern: "(?i)horoscope"}}
		}, acts: func(o *newsroom.Outlet) []act {
			s := with(o.Stories(4, 1), 2, func(s *newsroom.Story) { s.Title, s.Text = "", "" })
			s = with(s, 3, func(s *newsroom.Story) { s.Title = "Your horoscope" })
			return []act{
				take(feed(s), "4 items: 2 new, 0 revised, 0 unchanged, 2 dropped", "learned 15 min"),
				take(feed(append(o.Stories(5, 5), s...)), "5 items: 1 new, 0 revised, 2 unchanged", "learned 31 min"),
			}
		}},
	}
}
