package bus

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/clock"
	"github.com/dateline-news/dateline/shared/news"
)

// Outcome is what became of an article that was offered for publishing.
type Outcome string

// The outcomes of publishing an article.
const (
	// Published: it was new and is revision 1.
	Published Outcome = "published"
	// Revised: its content had changed and it is a new revision.
	Revised Outcome = "revised"
	// Unchanged: the record has the same content, or another feed brought it.
	Unchanged Outcome = "unchanged"
	// Held: its content has changed, but the last revision is too young.
	Held Outcome = "held"
	// TakenDown: it was forgotten for good, see [Bus.Forget].
	TakenDown Outcome = "forgotten"
)

// KeepNewer in place of a least age holds what was fetched before the record
// was, or with it: for archives, which bring what is old.
const KeepNewer time.Duration = -1

// late is how far behind the record an article may have been fetched for it
// to count as old: its worker was stopped between fetching and publishing, and
// another, who got the same work again, was faster. A record from further ahead
// was written by a clock that was wrong, and is not waited for.
const late = time.Hour

// maxAttempts bounds how often a publish races with another writer before
// the caller is told.
const maxAttempts = 8

// PublishArticle makes the article the last message on its subject if it
// tells something new. The record decides, not a cache: a new article is
// published expecting an empty subject; where one is there, the contents are
// compared, and a change seen by the feed that first brought the article
// becomes the next revision, expecting the record's sequence. Two writers can
// therefore never publish one revision twice.
//
// The caller fills everything but Schema, Revision, ContentHash and, for a
// revision, FirstSeen, which are set in a. Reason is that of a revision, if it
// becomes one; left empty, it is an edit. A revision younger than minAge after
// the one before is Held, and so is one that was fetched before it, by up to
// [late], or at all with [KeepNewer]. The sequence is that of the record.
func (b *Bus) PublishArticle(ctx context.Context, a *news.Article, minAge time.Duration) (Outcome, uint64, error) {
	firstSeen, reason := a.FirstSeen, cmp.Or(a.Reason, news.ReasonEdit)
	a.ContentHash = hashAsPublished(a)
	for range maxAttempts {
		if down, err := b.tombstones.takenDown(ctx, a.ID); err != nil || down {
			return TakenDown, 0, err
		}
		a.Revision, a.Reason, a.FirstSeen = 1, "", firstSeen
		last, seq, err := b.Record(ctx, a.Source.ID, a.ID)
		outcome := Published
		switch {
		case errors.Is(err, ErrNotFound):
			seq = 0
		case errors.Is(err, news.ErrSchema):
			// A newer program wrote the record and knows better.
			return Unchanged, seq, nil
		case errors.Is(err, news.ErrMalformed):
			// What nobody can read is replaced.
		case err != nil:
			return "", 0, err
		default:
			if last.ContentHash == a.ContentHash || last.Feed.ID != a.Feed.ID {
				return Unchanged, seq, nil
			}
			age := a.Fetched.Sub(last.Fetched)
			if age >= 0 && age < minAge || age < 0 && age > -late || minAge == KeepNewer && age <= 0 {
				return Held, seq, nil
			}
			outcome = Revised
			a.Revision, a.Reason, a.FirstSeen = last.Revision+1, reason, last.FirstSeen
			if a.Published.After(a.FirstSeen) {
				a.Published = last.Published
			}
		}
		seq, err = b.putArticle(ctx, a, seq)
		if err == nil {
			return outcome, seq, nil
		}
		if !errors.Is(err, ErrConflict) {
			return "", 0, err
		}
		if err := clock.Sleep(ctx, 20*time.Millisecond); err != nil {
			return "", 0, err
		}
	}
	return "", 0, fmt.Errorf("publishing article %s: %w %d times in a row", a.ID, ErrConflict, maxAttempts)
}

// hashAsPublished is the content hash of what [news.Encode] will write, so
// that a truncated text compares equal to its stored form.
func hashAsPublished(a *news.Article) string {
	bounded := news.Bounded(a)
	return news.ContentHash(bounded.Title, bounded.Text)
}

// Record returns the last revision of an article and its sequence on the
// articles stream, or ErrNotFound. A record that cannot be read is an error of
// [news.Decode] beside its sequence.
func (b *Bus) Record(ctx context.Context, source, id string) (*news.Article, uint64, error) {
	data, seq, _, err := b.last(ctx, Articles, b.names.Article(source, id))
	if err != nil {
		return nil, 0, err
	}
	a, err := news.Decode(data)
	if err != nil {
		return nil, seq, fmt.Errorf("reading the record of article %s at sequence %d: %w", id, seq, err)
	}
	return a, seq, nil
}

// FindRecord is Record for a caller who does not know the source. The server
// looks through all subjects, a few milliseconds per million.
func (b *Bus) FindRecord(ctx context.Context, id string) (*news.Article, uint64, error) {
	return b.Record(ctx, "*", id)
}

func (b *Bus) putArticle(ctx context.Context, a *news.Article, expect uint64) (uint64, error) {
	m, err := b.articleMsg(a)
	if err != nil {
		return 0, err
	}
	ack, err := b.put(ctx, m, jetstream.WithExpectLastSequencePerSubject(expect))
	if wrongSequence(err) {
		return 0, fmt.Errorf("publishing article %s: %w", a.ID, ErrConflict)
	}
	if err != nil {
		return 0, fmt.Errorf("publishing article %s: %w", a.ID, err)
	}
	return ack.Sequence, nil
}

func (b *Bus) articleMsg(a *news.Article) (*nats.Msg, error) {
	data, err := news.Encode(a)
	if err != nil {
		return nil, err
	}
	m := nats.NewMsg(b.names.Article(a.Source.ID, a.ID))
	m.Data = data
	setArticleHeaders(m, a)
	return m, nil
}

func setArticleHeaders(m *nats.Msg, a *news.Article) {
	m.Header.Set(HeaderArticle, a.ID)
	m.Header.Set(HeaderRevision, strconv.Itoa(a.Revision))
	m.Header.Set(HeaderType, contentJSON)
}

// stream returns the handle of a stream, looked up once.
func (b *Bus) stream(ctx context.Context, s StreamName) (jetstream.Stream, error) {
	if cached, ok := b.streams.Load(s); ok {
		return cached.(jetstream.Stream), nil
	}
	stream, err := b.js.Stream(ctx, b.names.Stream(s))
	if err != nil {
		return nil, fmt.Errorf("looking up stream %s: %w", b.names.Stream(s), err)
	}
	b.streams.Store(s, stream)
	return stream, nil
}

// last returns the last message on a subject, which may hold wildcards.
func (b *Bus) last(ctx context.Context, s StreamName, subject string) (data []byte, seq uint64, header nats.Header, err error) {
	stream, err := b.stream(ctx, s)
	if err != nil {
		return nil, 0, nil, err
	}
	m, err := stream.GetLastMsgForSubject(ctx, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, 0, nil, ErrNotFound
	}
	if err != nil {
		return nil, 0, nil, fmt.Errorf("reading the last message on %s: %w", subject, err)
	}
	return m.Data, m.Sequence, m.Header, nil
}
