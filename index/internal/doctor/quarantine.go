package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
)

// mostEntries is how many entries are read for their reasons: the newest.
const mostEntries = 500

// checkQuarantine counts what was put aside, by stage, and the newest entries
// by reason.
func checkQuarantine(ctx context.Context, x *examination, r *report) error {
	names := x.Bus.Names()
	stream, err := x.Bus.JetStream().Stream(ctx, names.Stream(bus.Quarantine))
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil // told by the check of the streams
	}
	if err != nil {
		return fmt.Errorf("looking up the quarantine: %w", err)
	}
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(names.Quarantine("*")))
	if err != nil {
		return fmt.Errorf("counting the quarantine: %w", err)
	}
	if len(info.State.Subjects) == 0 {
		r.ok("entries", "none")
		return nil
	}
	reasons := make(map[string]map[string]int)
	from := info.State.FirstSeq
	if info.State.LastSeq > mostEntries {
		from = max(from, info.State.LastSeq-mostEntries+1)
	}
	read := func(m bus.Scanned) bool {
		var e bus.QuarantineEntry
		if json.Unmarshal(m.Data, &e) == nil {
			if reasons[e.Stage] == nil {
				reasons[e.Stage] = make(map[string]int)
			}
			reasons[e.Stage][e.Reason]++
		}
		return true
	}
	err = x.Bus.ScanFrom(ctx, bus.Quarantine, names.Quarantine("*"), from, read)
	for _, subject := range slices.Sorted(maps.Keys(info.State.Subjects)) {
		stage := subject[strings.LastIndexByte(subject, '.')+1:]
		var why []string
		for _, reason := range slices.Sorted(maps.Keys(reasons[stage])) {
			why = append(why, fmt.Sprintf("%d %s", reasons[stage][reason], reason))
		}
		words := ""
		if len(why) > 0 {
			words = " (" + strings.Join(why, ", ") + ")"
		}
		r.warn("stage "+stage, "newsq quarantine list -stage "+stage+" shows them; after a mend newsq quarantine retry, else drop", "it could not handle %s%s", plural(info.State.Subjects[subject], "message"), words)
	}
	return err
}
