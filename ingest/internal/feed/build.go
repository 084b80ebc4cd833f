package feed

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// builder makes items from what gofeed read and what the gate noted.
type builder struct {
	options Options
	links   resolver
	odd     *oddities

	badDates, undated, unlinked int
	badDate                     string
}

// item applies the rules of this package to one item.
func (b *builder) item(f *fields, facts *facts, frame frame) Item {
	it := Item{
		GUID:  first(facts.guid, facts.about),
		Link:  b.links.itemLink(facts, frame),
		Title: inlineText(first(f.title, f.fallbackTitle), f.titleType),
	}
	if f.source != "" || f.sourceLink != "" {
		it.Source = Source{Title: inlineText(f.source, typeUnknown), Link: b.links.web(link{href: strings.TrimSpace(f.sourceLink), base: facts.base})}
	}
	it.Language = languageTag(facts.language)
	image := b.texts(&it, f)
	b.dates(&it, facts)
	it.Authors = authorNames(f.authors)
	it.Categories = categories(f.categories)
	for _, src := range append(slices.Clip(f.images), image) {
		if it.Image = b.links.web(link{href: strings.TrimSpace(src), base: facts.base}); it.Image != "" {
			break
		}
	}
	if it.Link == "" {
		b.unlinked++
	}
	return it
}

// texts fills Summary, Text and TextFrom and returns the first image of the
// markup. The full content is the text; without one, or where it says less
// than the summary does, the summary is.
func (b *builder) texts(it *Item, f *fields) (image string) {
	content := bodyText(f.content, f.contentType)
	summary := bodyText(f.summary, f.summaryType)
	if summary.text == "" {
		image = summary.image
		summary = bodyText(f.description, typeUnknown)
	}
	it.TextFrom = news.TextFromNone
	switch {
	case content.text != "" && len(content.text) >= len(summary.text):
		it.Text, it.TextFrom = content.text, news.TextFromContent
		if summary.text != content.text {
			it.Summary = summary.text
		}
	case summary.text != "":
		it.Text, it.TextFrom = summary.text, news.TextFromSummary
		if content.text != "" {
			it.Summary = content.text
		}
	}
	return first(content.image, image, summary.image)
}

// bodyText renders a text field.
func bodyText(s string, t textType) plainText {
	if strings.TrimSpace(s) == "" {
		return plainText{}
	}
	p := plainText{}
	s = unwrappedText(s)
	if t == typePlain && !hasTag(s) {
		p.text = paragraphs(unescape(s))
	} else {
		p = htmlText(s)
	}
	p.text = unmangled(p.text)
	return p
}

// sectionMarks are those of CDATA. In a text they are left over from one
// section within another, or from one that was escaped.
var sectionMarks = strings.NewReplacer("<![CDATA[", "", "]]>", "")

func unwrappedText(s string) string {
	if strings.Contains(s, "<![CDATA[") {
		return sectionMarks.Replace(s)
	}
	return strings.TrimSuffix(strings.TrimSpace(s), "]]>")
}

// inlineText renders a title: one line, without markup. Only known HTML tags
// are markup; a title may well speak of <something>.
func inlineText(s string, t textType) string {
	if s = strings.TrimSpace(s); s == "" {
		return ""
	}
	return strings.Join(strings.Fields(bodyText(s, t).text), " ")
}

// dates fills Published and Updated.
func (b *builder) dates(it *Item, facts *facts) {
	now := b.options.Now
	it.Updated, _ = usableDate(facts.updated.raw, now)
	raw := first(facts.published.raw, facts.updated.raw)
	if raw == "" {
		b.undated++
		return
	}
	t, ok := usableDate(raw, now)
	if !ok {
		b.badDates++
		b.badDate = raw
		it.PublishedRaw = raw
		// Better the date of the last change than none.
		it.Published = it.Updated
		return
	}
	it.Published = t
	if t.After(now) {
		it.PublishedRaw = raw
	}
}

// authorNames cleans author names: markup, "By", and addresses go, repetitions
// too.
func authorNames(list []string) []string {
	var out []string
	for _, s := range list {
		if len(out) == news.MaxListItems {
			break
		}
		s = personName(inlineText(s, typeUnknown))
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// personName takes the name out of "mail@host (Name)", "Name <mail@host>"
// and "By Name".
func personName(s string) string {
	if at := strings.IndexByte(s, '@'); at >= 0 {
		open, end := strings.IndexByte(s, '('), strings.LastIndexByte(s, ')')
		switch {
		case open >= 0 && end > open && !strings.Contains(s[open:end], "@"):
			s = s[open+1 : end]
		case strings.IndexAny(s, "<([") > 0:
			s = s[:strings.IndexAny(s, "<([")]
		case !strings.Contains(s, " "):
			return ""
		}
	}
	s = strings.TrimSpace(s)
	if len(s) > 3 && strings.EqualFold(s[:3], "by ") {
		s = strings.TrimSpace(s[3:])
	}
	return s
}

// categories cleans categories and drops repetitions.
func categories(list []string) []string {
	var out []string
	for _, s := range list {
		if len(out) == news.MaxListItems {
			break
		}
		s = inlineText(s, typeUnknown)
		if s != "" && len(s) <= news.MaxItemBytes && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// report turns counts into oddities.
func (b *builder) report() {
	if b.badDates > 0 {
		b.odd.add("dates that cannot be believed, such as %q, so that the time of fetching counts: %d", clip(b.badDate), b.badDates)
	}
	b.odd.count(b.undated, "items without a date, so that the time of fetching counts")
	b.odd.count(b.unlinked, "items without a link")
}
