package sample

import (
	"errors"
	"fmt"
	"hash/fnv"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/dateline-news/dateline/shared/news"
)

// outlet is a site with its articles and feeds.
type outlet struct {
	plan  outletPlan
	zone  *time.Location
	feeds []*feed
	// articles are in the order of appearance; byID finds them by the id of
	// their clean link.
	articles []*article
	byID     map[string]*article
}

// article is a story as one outlet carries it.
type article struct {
	outlet *outlet
	story  *story
	// number is what the outlet's own system calls it.
	number string
	// url is its clean link and id what [news.IDFromURL] makes of it.
	url, id string
	Text
	// byline is the author, else the agency.
	byline             string
	published, updated time.Time
	revision           int
	planned            *editPlan
	// firstServed is when a feed first served it; it is kept for articles
	// with a planned edit only.
	firstServed time.Time
}

// rewrite gives the article another text as its next revision.
func (a *article) rewrite(t Text, now time.Time) {
	a.Text = t
	a.revision++
	a.updated = now
	a.planned = nil
}

func newOutlet(p outletPlan, stories map[string]*story) (*outlet, error) {
	out := &outlet{plan: p, zone: time.UTC, byID: map[string]*article{}}
	if out.plan.LinkHost == "" {
		out.plan.LinkHost = p.Host
	}
	if p.Zone != "" {
		t, err := time.Parse("-07:00", p.Zone)
		if err != nil {
			return nil, fmt.Errorf("reading the zone: %w", err)
		}
		out.zone = t.Location()
	}
	var problems []error
	for _, fp := range p.Feeds {
		if fp.Language == "" {
			fp.Language = p.Language
		}
		f, err := newFeed(out, fp)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		out.feeds = append(out.feeds, f)
		for _, ip := range fp.Items {
			s := stories[ip.Story]
			switch {
			case s == nil:
				problems = append(problems, fmt.Errorf("there is no story %q", ip.Story))
			case s.language != fp.Language:
				problems = append(problems, fmt.Errorf("story %s is not in the language of feed %s", s.name, fp.Path))
			case fp.Live:
				f.upcoming = append(f.upcoming, s)
			default:
				a, err := out.article(ip, s)
				if err != nil {
					problems = append(problems, err)
					continue
				}
				f.articles = append(f.articles, a)
			}
		}
		slices.SortStableFunc(f.articles, func(a, b *article) int { return b.published.Compare(a.published) })
	}
	return out, errors.Join(problems...)
}

// article returns the outlet's article on a story, a new one if it has none.
func (out *outlet) article(p itemPlan, s *story) (*article, error) {
	for _, a := range out.articles {
		if a.story == s {
			return a, nil
		}
	}
	text, err := p.text(s)
	if err != nil {
		return nil, err
	}
	published := s.published
	if p.Title != "" {
		// A copy appears some time after the agency has sent the story.
		published = published.Add(time.Duration(7+hash(out.plan.Host, s.name)%90) * time.Minute)
	}
	number := fmt.Sprint(1_000_000 + hash(s.name, out.plan.Host)%9_000_000)
	return out.add(s, text, number, published, p.Edit)
}

// add makes an article and files it under its link.
func (out *outlet) add(s *story, text Text, number string, published time.Time, planned *editPlan) (*article, error) {
	a := &article{
		outlet: out, story: s, number: number, Text: text, byline: s.author,
		published: published, updated: published, revision: 1, planned: planned,
	}
	if a.byline == "" {
		a.byline = s.agency
	}
	a.url = "http://" + out.plan.LinkHost + a.path()
	var err error
	if a.id, err = news.IDFromURL(a.url); err != nil {
		return nil, fmt.Errorf("linking story %s: %w", s.name, err)
	}
	if other := out.byID[a.id]; other != nil {
		return nil, fmt.Errorf("stories %s and %s have the same link %s", s.name, other.story.name, a.url)
	}
	out.byID[a.id] = a
	out.articles = append(out.articles, a)
	return a, nil
}

// forgetOldest takes the article with the oldest page away.
func (out *outlet) forgetOldest() {
	delete(out.byID, out.articles[0].id)
	out.articles = slices.Delete(out.articles, 0, 1)
}

// path fills in the outlet's link pattern.
func (a *article) path() string {
	day := a.published.In(a.outlet.zone)
	return strings.NewReplacer(
		"{slug}", path.Base(a.story.name),
		"{title}", hyphenate(a.story.Title),
		"{section}", hyphenate(news.Fold(a.story.section)),
		"{number}", a.number,
		"{yyyy}", day.Format("2006"), "{mm}", day.Format("01"), "{dd}", day.Format("02"),
	).Replace(a.outlet.plan.Path)
}

// hyphenate writes the words of s, in any script, with hyphens in between.
func hyphenate(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	}), "-")
}

// paragraphs returns the article's text with the outlet's notices glued on.
func (a *article) paragraphs() []string {
	notices := a.outlet.plan.Notices
	text := slices.Clone(a.Paragraphs)
	if notices.Inside != "" && len(text) > 3 {
		text = slices.Insert(text, 3, notices.Inside)
	}
	return append(text, notices.After...)
}

// hash returns a number that looks drawn but is the same each time.
func hash(parts ...string) uint32 {
	h := fnv.New32a()
	for _, part := range parts {
		_, _ = h.Write([]byte(part + "\x00")) // never fails
	}
	return h.Sum32()
}
