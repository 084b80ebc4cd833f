package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/pulse"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// roomy is the share of a disk from which less free space is told, long before
// a service stops for it.
const roomy = 0.1

// checkServices asks every service how it is: its readiness, version, clock,
// disk and index.
func checkServices(ctx context.Context, x *examination, r *report) error {
	reports, err := pulse.Ask(ctx, x.Bus, x.limits.Gather)
	if len(reports) == 0 {
		if err == nil {
			r.problem("services", "start standalone, or ingestd, enrichd and indexd; if they run, their credentials do not let them answer on "+x.Bus.Names().API("status"), "none answers")
		}
		return err
	}
	slices.SortFunc(reports, func(a, b pulse.Report) int { return strings.Compare(named(a), named(b)) })
	versions := make(map[string][]string)
	for _, p := range reports {
		versions[p.Version] = append(versions[p.Version], named(p))
		for _, line := range p.NotReady {
			r.problem(named(p), "", "it is not ready: %s", line)
		}
		if len(p.NotReady) == 0 {
			r.ok(named(p), "ready, since %s, %s", telemetry.Rough(p.Time.Sub(p.Started)), p.Version)
		}
		// The answer was under way for the half of what it took at most.
		x.skew(r, named(p), p.Time, p.Here.Add(-p.Took/2), p.Took)
		x.facts(r, p)
	}
	if len(versions) > 1 {
		var words []string
		for _, v := range slices.Sorted(maps.Keys(versions)) {
			words = append(words, fmt.Sprintf("%s is %s", strings.Join(versions[v], ", "), v))
		}
		r.warn("versions", "bring all services to one version; while a roll-out lasts this is as it should be", "the services differ: %s", strings.Join(words, "; "))
	}
	return err
}

// named says which process answered.
func named(p pulse.Report) string {
	if p.Host == "" {
		return p.Service
	}
	return fmt.Sprintf("%s on %s (%d)", p.Service, p.Host, p.PID)
}

// facts judges what a service says of its disk and its index.
func (x *examination) facts(r *report, p pulse.Report) {
	var disks []pulse.Disk
	for _, name := range slices.Sorted(maps.Keys(p.Facts)) {
		switch {
		case strings.HasPrefix(name, "disk"):
			var d pulse.Disk
			if json.Unmarshal(p.Facts[name], &d) == nil {
				disks = append(disks, d)
			}
		case name == "index":
			var s client.StatsResponse
			if json.Unmarshal(p.Facts[name], &s) == nil && s.Replica != "" {
				judgeIndex(r, &s)
			}
		}
	}
	for _, d := range disks {
		// The folder of an index lies in that of standalone: one disk, told once.
		if !slices.ContainsFunc(disks, func(o pulse.Disk) bool { return o.Total == d.Total && strings.HasPrefix(d.Dir, o.Dir+"/") }) {
			judgeDisk(r, p, d)
		}
	}
}

func judgeDisk(r *report, p pulse.Report, d pulse.Disk) {
	subject := "disk of " + named(p)
	switch {
	case d.Low != "":
		r.problem(subject, "free some space or move the folder to a larger disk; work goes on by itself", "%s", d.Low)
	case d.Total > 0 && float64(d.Free) < roomy*float64(d.Total):
		r.warn(subject, "free some space or move the folder to a larger disk", "%s of %s are free at %s", telemetry.Bytes(d.Free), telemetry.Bytes(d.Total), d.Dir)
	case d.Total > 0:
		r.ok(subject, "%s of %s are free", telemetry.Bytes(d.Free), telemetry.Bytes(d.Total))
	}
}
