package replay

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/enrich/internal/shadow"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/diskspace"
	"github.com/dateline-news/dateline/shared/news"
)

// Options says what to annotate and how.
type Options struct {
	// From and To bound the range by when an article was stored, or by its
	// sequence.
	From, To Point
	// Enricher is what Annotate stamps.
	Enricher news.Enricher
	Annotate func(*news.Article) *news.Annotations
	// Workers is how many articles are annotated at once; at least one.
	Workers int
	// Rate is the most articles a second; 0: no limit.
	Rate float64
	// DryRun counts and does nothing.
	DryRun bool
	// Report is told now and then how far it is; it must return soon.
	Report func(Totals)
	// Warn is told what needs attention while the work goes on.
	Warn func(error)
	// Every is how often Report is called.
	Every time.Duration
}

// Totals is how much was done, in articles.
type Totals struct {
	// Articles is how many the range holds, Due how many of them were to be
	// annotated when the work began.
	Articles, Due int
	// UpToDate had this version or a later one, Waiting are left to the
	// daemons, which have not come to them yet.
	UpToDate, Waiting int
	// Done were annotated; Failed could not be, each was told to Warn.
	Done, Failed int
	// Seq is how far the work is on the stream.
	Seq uint64
	// Elapsed is how long the annotating has taken, without the reading of
	// what is there.
	Elapsed time.Duration
	// Paused says why nothing is done now; nil: it goes on.
	Paused error
}

// Publish annotates the articles in the range whose annotations on the
// enriched stream are older than this version, or are gone from it, and
// publishes them there. Articles that the daemons have not come to yet are
// left to them. It pauses where a reader of a stream is so far behind that
// more would make it lose messages, and while NATS is away.
func Publish(ctx context.Context, b *bus.Bus, o Options) (Totals, error) {
	p, err := readArticles(ctx, b, o.From, o.To)
	if err != nil {
		return Totals{}, err
	}
	done, err := b.AnnotatedUpTo(ctx)
	if err != nil {
		return Totals{}, err
	}
	if err := p.readEnriched(ctx, b); err != nil {
		return Totals{}, err
	}
	r := newRun(b, p, o, done)
	r.guard = r.headroom
	r.work = func(ctx context.Context, a *news.Article) ([]byte, error) { return nil, r.publish(ctx, a) }
	r.keep = func([]byte) error { return nil }
	return r.run(ctx)
}

// Shadow annotates the articles in the range that the file does not have yet
// and adds them to it. The file is created where there is none.
func Shadow(ctx context.Context, b *bus.Bus, path string, o Options) (totals Totals, err error) {
	p, err := readArticles(ctx, b, o.From, o.To)
	if err != nil {
		return Totals{}, err
	}
	w, err := shadow.Append(path, o.Enricher, func(e shadow.Entry) { p.annotated(e.ID, e.Revision, e.Enricher) })
	if err != nil {
		return Totals{}, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	disk := diskspace.Guard{Dir: filepath.Dir(path)}
	r := newRun(b, p, o, math.MaxUint64)
	r.guard = func(ctx context.Context) error { return r.until(ctx, disk.Check, isLow) }
	r.work = func(_ context.Context, a *news.Article) ([]byte, error) { return news.Encode(a) }
	r.keep = w.Write
	return r.run(ctx)
}

// run is one pass over the stream.
type run struct {
	options Options
	bus     *bus.Bus
	plan    *plan
	// done is how far the daemons have come on the articles stream.
	done  uint64
	pause pause

	// guard is asked now and then whether to go on; it may wait.
	guard func(context.Context) error
	// work does an annotated article; it is called by all workers.
	work func(context.Context, *news.Article) ([]byte, error)
	// keep is given what work returned, in the order of the stream.
	keep func([]byte) error
}

func newRun(b *bus.Bus, p *plan, o Options, done uint64) *run {
	if o.Report == nil {
		o.Report = func(Totals) {}
	}
	if o.Warn == nil {
		o.Warn = func(error) {}
	}
	if o.Every <= 0 {
		o.Every = time.Minute
	}
	return &run{options: o, bus: b, plan: p, done: done}
}

// job is an article on its way.
type job struct {
	message bus.Scanned
	result  chan result
}

type result struct {
	data []byte
	err  error
}

// guardEvery is after how many articles the guard is asked.
const guardEvery = 100

func (r *run) run(ctx context.Context) (Totals, error) {
	totals := Totals{Articles: len(r.plan.articles)}
	first := uint64(math.MaxUint64)
	for _, record := range r.plan.articles {
		switch r.plan.judge(record, r.options.Enricher, r.done) {
		case due:
			totals.Due++
			first = min(first, record.seq)
		case upToDate:
			totals.UpToDate++
		case waiting:
			totals.Waiting++
		}
	}
	if r.options.DryRun || totals.Due == 0 {
		return totals, nil
	}
	workers := max(r.options.Workers, 1)
	group, ctx := errgroup.WithContext(ctx)
	jobs, order := make(chan *job), make(chan *job, 4*workers)
	group.Go(func() error {
		defer close(jobs)
		defer close(order)
		return r.read(ctx, first, jobs, order)
	})
	for range workers {
		group.Go(func() error {
			for j := range jobs {
				data, err := r.annotate(ctx, j.message)
				j.result <- result{data, err}
			}
			return nil
		})
	}
	group.Go(func() error { return r.collect(ctx, order, &totals) })
	return totals, group.Wait()
}

// read sends what is due to the workers, and in the same order to who
// collects their results.
func (r *run) read(ctx context.Context, first uint64, jobs, order chan<- *job) error {
	pace := newPace(r.options.Rate)
	n := 0
	return r.bus.ReadRange(ctx, bus.Articles, bus.Range{From: first, To: r.plan.last}, func(m bus.Scanned) error {
		k, _ := keyOf(m.Header.Get(bus.HeaderArticle))
		record, ok := r.plan.articles[k]
		if !ok || record.seq != m.Seq || r.plan.judge(record, r.options.Enricher, r.done) != due {
			return nil
		}
		if n%guardEvery == 0 {
			if err := r.guard(ctx); err != nil {
				return err
			}
		}
		n++
		if err := pace.wait(ctx); err != nil {
			return err
		}
		j := &job{message: m, result: make(chan result, 1)}
		for _, to := range []chan<- *job{order, jobs} {
			select {
			case to <- j:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		return nil
	})
}

// annotate does one message. Its error is that of the message, and the work
// goes on, unless ctx has ended.
func (r *run) annotate(ctx context.Context, m bus.Scanned) (data []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("annotating: panic: %v", p)
		}
	}()
	a, err := news.Decode(m.Data)
	if err != nil {
		return nil, err
	}
	a.Annotations = r.options.Annotate(a)
	return r.work(ctx, a)
}

// collect keeps the results in order and counts.
func (r *run) collect(ctx context.Context, order <-chan *job, totals *Totals) error {
	started := time.Now()
	tick := time.NewTicker(r.options.Every)
	defer tick.Stop()
	report := func() {
		totals.Elapsed = time.Since(started)
		totals.Paused = r.pause.reason()
		r.options.Report(*totals)
	}
	defer func() { totals.Elapsed, totals.Paused = time.Since(started), nil }()
	for {
		j, ok := await(ctx, order, tick.C, report)
		if !ok {
			return context.Cause(ctx)
		}
		res, ok := await(ctx, j.result, tick.C, report)
		if !ok {
			return context.Cause(ctx)
		}
		switch {
		case res.err == nil:
			if err := r.keep(res.data); err != nil {
				return err
			}
			totals.Done++
		case ctx.Err() != nil:
			return context.Cause(ctx)
		default:
			totals.Failed++
			r.options.Warn(fmt.Errorf("article %s at sequence %d: %w", j.message.Header.Get(bus.HeaderArticle), j.message.Seq, res.err))
		}
		totals.Seq = j.message.Seq
	}
}

// await receives from a channel and reports at each tick meanwhile; false
// means that the channel is closed or ctx has ended.
func await[T any](ctx context.Context, from <-chan T, tick <-chan time.Time, report func()) (value T, ok bool) {
	for {
		select {
		case value, ok = <-from:
			return value, ok
		case <-ctx.Done():
			return value, false
		case <-tick:
			report()
		}
	}
}
