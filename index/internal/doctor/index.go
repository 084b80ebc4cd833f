package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dateline-news/dateline/index/client"
)

// slow is how far an index may be behind before it leaves the answering to
// others, in seconds.
const slow = 60

// checkSearch asks for an answer as any searcher would. How each copy of the
// index is, the services say.
func checkSearch(ctx context.Context, x *examination, r *report) error {
	began := time.Now()
	stats, err := client.New(x.Bus.Conn(), x.Bus.Names().Prefix).Stats(ctx)
	if errors.Is(err, client.ErrNoService) {
		r.problem("searches", "start indexd, or standalone; one that is more than a minute behind leaves the answering to others", "no indexd answers")
		return nil
	}
	if refused, ok := errors.AsType[*client.Error](err); ok {
		r.problem("searches", "see /readyz of indexd", "the indexd that answers has no index: %s", refused.Detail)
		return nil
	}
	if err != nil {
		return err
	}
	r.ok("searches", "copy %s answered within %s", stats.Replica, time.Since(began).Round(time.Millisecond))
	return nil
}

// judgeIndex says how one copy of the index is.
func judgeIndex(r *report, s *client.StatsResponse) {
	subject := "copy " + s.Replica
	before := len(r.take())
	if s.Blocked != "" {
		r.problem(subject, "it goes on by itself when that is over", "it indexes nothing: %s", s.Blocked)
	}
	if s.LagSeconds > slow {
		r.warn(subject, "it catches up by itself if it was stopped; else see the processor and the disk of that machine", "it is %.0f s behind the stream, by %s", s.LagSeconds, plural(s.Pending, "message"))
	}
	for _, torn := range s.Torn {
		r.problem(subject, "it is made anew from the stream by itself; what is older than the stream comes back by indexd restore", "the month %s could not be read, answers are partial: %s", torn.Month, torn.Reason)
	}
	if s.Rebuild != nil {
		r.note(subject, "", "it is being rebuilt: %d of %d documents", s.Rebuild.Done, s.Rebuild.Total)
	}
	if s.ReadOnly {
		r.note(subject, "", "it is read only and follows no stream")
	}
	if len(r.take()) == before {
		r.ok(subject, "%s", fmt.Sprintf("%s in %s, up to date", plural(s.Documents, "document"), plural(len(s.Slices), "slice")))
	}
}
