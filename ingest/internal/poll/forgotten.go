package poll

import "github.com/dateline-news/dateline/shared/bus"

// TakenDown makes a candidate that was taken down, by its index in Candidates,
// one that is dropped, and returns the outcome that Finish takes for it. Of the
// item nothing is told but where it was.
func (p *Plan) TakenDown(i int) bus.Outcome {
	a := p.Candidates[i].Article
	p.Drops = append(p.Drops, Drop{Reason: "forgotten", Source: a.Source.ID, URL: a.URL})
	return bus.Unchanged
}
