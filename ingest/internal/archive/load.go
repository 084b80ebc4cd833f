// Package archive publishes articles from a file, one JSON object a line, by
// the rules that hold for items of feeds.
//
// Loading is resumable: an article that is on the stream as it is, or newer,
// is not published again, so a file may be loaded twice, or again from the
// start after it broke off. Bad lines are told and skipped. While a reader of
// the streams is so far behind that it would lose messages, or NATS is away,
// loading waits.
package archive

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/clock"
	"github.com/dateline-news/dateline/shared/news"
)

// Bounds of loading.
const (
	// MaxLineBytes bounds a line; a longer one is bad.
	MaxLineBytes = 8 << 20
	// batchSize is how many articles are published together, and batchBytes
	// about how many bytes of lines.
	batchSize  = 200
	batchBytes = 16 << 20
	// checkEvery is how often the readers of the streams are looked at.
	checkEvery = time.Second
	// retryEvery is how long a wait lasts before the next look.
	retryEvery = 2 * time.Second
)

// Publisher is the part of the bus that loading needs.
type Publisher interface {
	PublishNew(ctx context.Context, articles []*news.Article, minAge time.Duration) ([]bus.Outcome, error)
	PublishEvent(ctx context.Context, e news.Event) error
	CheckHeadroom(ctx context.Context) error
}

var _ Publisher = (*bus.Bus)(nil)

// Options say how to load. The functions may be nil.
type Options struct {
	// From is the line to begin with; 0 and 1 mean the first.
	From int
	// Rate bounds the articles a second; 0 means no bound.
	Rate float64
	// DryRun checks all lines and publishes nothing. No Publisher is needed.
	DryRun bool
	// Bad is told of each line that is no article, with its number from 1.
	Bad func(line int, err error)
	// Waiting is told why loading waits, each time it looks again, and nil
	// when it goes on.
	Waiting func(why error)
	// Progress is told what has been done, after each batch.
	Progress func(Result)
}

// Result counts lines.
type Result struct {
	// Lines is the number of the last line that was dealt with.
	Lines int `json:"lines"`
	// Good lines are articles; each became one of the next four, or none of
	// them in a dry run.
	Good      int `json:"good"`
	Published int `json:"published"`
	Revised   int `json:"revised"`
	// Unchanged articles are on the stream as they are, or were brought by
	// another feed; Older ones are there as fetched later.
	Unchanged int `json:"unchanged"`
	Older     int `json:"older"`
	Bad       int `json:"bad"`
}

// loader loads one file.
type loader struct {
	publisher Publisher
	options   Options
	result    Result
	batch     []*news.Article
	size      int
	started   time.Time
	checked   time.Time
	offered   int
}

// Load publishes what r holds, which may be compressed by gzip. The error is
// one of reading, of the bus where waiting does not help, or that of ctx; the
// result counts what was done before it.
func Load(ctx context.Context, p Publisher, r io.Reader, o Options) (Result, error) {
	l := &loader{publisher: p, options: o, started: time.Now()}
	lines, err := unpacked(r)
	if err != nil {
		return l.result, err
	}
	number := 0
	for {
		line, long, err := readLine(lines)
		if err != nil && !errors.Is(err, io.EOF) {
			err = errors.Join(fmt.Errorf("reading line %d: %w", number+1, err), l.flush(ctx, number))
			return l.result, err
		}
		if line == nil && !long {
			err := l.flush(ctx, number)
			return l.result, err
		}
		if number++; number < o.From {
			continue
		}
		if err := l.take(ctx, number, line, long); err != nil {
			return l.result, err
		}
	}
}

// unpacked returns what r holds, decompressed if it begins as gzip does.
func unpacked(r io.Reader) (*bufio.Reader, error) {
	const size = 64 << 10
	plain := bufio.NewReaderSize(r, size)
	if head, _ := plain.Peek(2); !bytes.Equal(head, []byte{0x1F, 0x8B}) {
		return plain, nil // a failure of reading shows again
	}
	z, err := gzip.NewReader(plain)
	if err != nil {
		return nil, fmt.Errorf("reading the archive as gzip: %w", err)
	}
	return bufio.NewReaderSize(z, size), nil
}

// readLine returns the next line without its end, nil at the end of the file,
// or long for a line over its bound, which is passed over.
func readLine(r *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > MaxLineBytes {
			long = true
		}
		if !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == nil:
			return append([]byte{}, bytes.TrimRight(line, "\r\n")...), long, nil
		case errors.Is(err, io.EOF) && len(line) == 0 && !long:
			return nil, false, err
		case errors.Is(err, io.EOF):
			return line, long, err
		}
		return nil, false, err
	}
}

func (l *loader) take(ctx context.Context, number int, line []byte, long bool) error {
	line = bytes.TrimPrefix(line, []byte("\ufeff"))
	if len(bytes.TrimSpace(line)) == 0 && !long {
		return nil
	}
	var a *news.Article
	err := fmt.Errorf("the line has more than %d bytes: shorten its text, of which %d are kept", MaxLineBytes, news.MaxTextBytes)
	if !long {
		a, err = Article(line, time.Now().UTC())
	}
	if err != nil {
		l.result.Bad++
		if l.options.Bad != nil {
			l.options.Bad(number, err)
		}
		return ctx.Err()
	}
	l.result.Good++
	l.batch = append(l.batch, a)
	if l.size += len(line); len(l.batch) < batchSize && l.size < batchBytes {
		return nil
	}
	return l.flush(ctx, number)
}

// flush publishes the batch.
func (l *loader) flush(ctx context.Context, number int) error {
	for len(l.batch) > 0 && !l.options.DryRun {
		if err := l.pace(ctx); err != nil {
			return err
		}
		outcomes, err := l.publisher.PublishNew(ctx, l.batch, bus.KeepNewer)
		for i, outcome := range outcomes {
			if err := l.count(ctx, outcome, l.batch[i]); err != nil {
				return err
			}
		}
		l.offered += len(outcomes)
		l.batch = l.batch[len(outcomes):]
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !bus.IsEnvironment(err) && !errors.Is(err, bus.ErrConflict) {
			return fmt.Errorf("at line %d or the %d before it: %w", number, len(l.batch), err)
		}
		if err := l.wait(ctx, err); err != nil {
			return err
		}
	}
	l.batch, l.size, l.result.Lines = nil, 0, number
	if l.options.Progress != nil {
		l.options.Progress(l.result)
	}
	return ctx.Err()
}

func (l *loader) count(ctx context.Context, outcome bus.Outcome, a *news.Article) error {
	switch outcome {
	case bus.Published:
		l.result.Published++
	case bus.Revised:
		l.result.Revised++
		e := news.Event{
			Kind: news.EventRevised, Time: a.Fetched, Reason: string(a.Reason), Feed: a.Feed.ID, Source: a.Source.ID,
			Article: a.ID, Revision: a.Revision, URL: a.URL, Title: a.Title,
		}
		if err := l.publisher.PublishEvent(ctx, e); err != nil && !bus.IsEnvironment(err) {
			return err
		}
	case bus.Held:
		l.result.Older++
	default:
		l.result.Unchanged++
	}
	return nil
}

// pace waits until the batch may be published.
func (l *loader) pace(ctx context.Context) error {
	if rate := l.options.Rate; rate > 0 {
		at := l.started.Add(time.Duration(float64(l.offered+len(l.batch)) / rate * float64(time.Second)))
		if err := clock.Sleep(ctx, time.Until(at)); err != nil {
			return err
		}
	}
	if time.Since(l.checked) < checkEvery {
		return nil
	}
	waited := false
	for {
		err := l.publisher.CheckHeadroom(ctx)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		// What cannot be known is no reason to stop: publishing tells.
		if !errors.Is(err, bus.ErrHeadroom) {
			break
		}
		waited = true
		if err := l.wait(ctx, err); err != nil {
			return err
		}
	}
	if waited && l.options.Waiting != nil {
		l.options.Waiting(nil)
	}
	l.checked = time.Now()
	return nil
}

func (l *loader) wait(ctx context.Context, why error) error {
	if l.options.Waiting != nil {
		l.options.Waiting(why)
	}
	return clock.Sleep(ctx, retryEvery)
}
