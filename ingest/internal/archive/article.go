package archive

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// Article reads one line of an archive and fills in what may be absent:
//
//   - id and source by the url, as for items of feeds; without a url, id by
//     source.id and guid,
//   - published, first_seen and fetched by one another and by updated, so that
//     they are the same whenever the line is read; one of the three must be
//     there,
//   - feed by the source, text_from by what there is.
//
// Annotations, revision and content_hash are not taken from the archive. The
// error says what to do about the line.
func Article(line []byte, now time.Time) (*news.Article, error) {
	var a news.Article
	if err := json.Unmarshal(line, &a); err != nil {
		return nil, unreadable(line, err)
	}
	if a.Schema != 0 && a.Schema != news.SchemaVersion {
		return nil, fmt.Errorf("schema is %d: use %d", a.Schema, news.SchemaVersion)
	}
	a.Schema, a.Revision, a.Reason, a.ContentHash, a.Annotations = news.SchemaVersion, 1, "", "", nil
	if strings.TrimSpace(a.Title) == "" && strings.TrimSpace(a.Text) == "" {
		return nil, errors.New("it has neither title nor text: give one")
	}
	if err := identify(&a); err != nil {
		return nil, err
	}
	if err := settleDates(&a, now); err != nil {
		return nil, err
	}
	if a.Feed.ID == "" {
		a.Feed.ID = news.FeedID(cmp.Or(a.Feed.URL, "archive:"+a.Source.ID))
		a.Feed.Title = cmp.Or(a.Feed.Title, "archive")
	}
	switch a.TextFrom {
	case news.TextFromContent, news.TextFromSummary, news.TextFromPage, news.TextFromNone:
	case "":
		a.TextFrom = news.TextFromContent
		if a.Text == "" {
			a.TextFrom = news.TextFromNone
		}
	default:
		return nil, fmt.Errorf("text_from is %q: use content, summary, page or none, or leave it out", short(string(a.TextFrom)))
	}
	if _, err := news.Encode(&a); err != nil {
		return nil, err
	}
	return &a, nil
}

// identify settles id and source.
func identify(a *news.Article) error {
	if a.URL != "" {
		if _, err := news.CanonicalURL(a.URL); err != nil {
			return fmt.Errorf("url %q: %w", short(a.URL), err)
		}
		known := news.SourceOf(a.URL)
		if a.Source.ID == "" {
			a.Source.ID = known.ID
		}
		if a.Source.ID == known.ID {
			s := &a.Source
			s.Name, s.Domain = cmp.Or(s.Name, known.Name), cmp.Or(s.Domain, known.Domain)
			s.Country, s.Language = cmp.Or(s.Country, known.Country), cmp.Or(s.Language, known.Language)
		}
	}
	if !news.ValidToken(a.Source.ID) {
		if a.Source.ID == "" {
			return errors.New("it has no url to tell the source by: give url or source.id")
		}
		return fmt.Errorf("source.id is %q: use 1 to 64 letters, digits, - and _, or leave it out where there is a url", short(a.Source.ID))
	}
	switch {
	case news.ValidID(a.ID):
		return nil
	case a.ID != "":
		return fmt.Errorf("id %q is none of Dateline: leave it out and it is made of url or guid", short(a.ID))
	case a.URL != "":
		id, err := news.IDFromURL(a.URL)
		a.ID = id
		return err
	case a.GUID != "":
		a.ID = news.IDFromGUID(a.Source.ID, a.GUID)
		return nil
	}
	return errors.New("it has neither url nor guid, so that nothing identifies it: give one")
}

// settleDates fills in dates. What lies after now is not believed.
func settleDates(a *news.Article, now time.Time) error {
	published := a.Published
	seen := earliest(a.FirstSeen, a.Fetched)
	if seen.IsZero() {
		seen = published
	}
	if seen.IsZero() {
		return errors.New("it has no date: give published, such as 2016-12-29T14:05:00Z")
	}
	if seen.After(now) {
		seen = now
	}
	if a.FirstSeen.IsZero() || a.FirstSeen.After(seen) {
		a.FirstSeen = seen
	}
	if a.Fetched.IsZero() || a.Fetched.After(now) {
		a.Fetched = a.FirstSeen
		if a.Updated.After(a.FirstSeen) && !a.Updated.After(now) {
			a.Fetched = a.Updated // tells a later state from an earlier one
		}
	}
	if published.IsZero() {
		a.Published = a.FirstSeen
	}
	if published.After(a.FirstSeen) {
		a.PublishedRaw = cmp.Or(a.PublishedRaw, published.Format(time.RFC3339))
		a.Published = a.FirstSeen
	}
	return nil
}

// earliest returns the earlier of two times, of which any may be zero.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// unreadable says what is wrong with a line that is not the JSON of an
// article.
func unreadable(line []byte, err error) error {
	if bytes.HasPrefix(bytes.TrimSpace(line), []byte("[")) {
		return errors.New("a line begins with [: write one object a line, as by jq -c '.[]'")
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return fmt.Errorf("%s is a JSON %s and must be a %s", short(wrong.Field), wrong.Value, wrong.Type)
	}
	if date, ok := errors.AsType[*time.ParseError](err); ok {
		return fmt.Errorf("the date %s is not in the form 2016-12-29T14:05:00Z", short(date.Value))
	}
	return fmt.Errorf("broken JSON (%w): write one whole object a line", err)
}

func short(s string) string {
	if len(s) > 100 {
		return strings.ToValidUTF8(s[:100], "") + "…"
	}
	return s
}
