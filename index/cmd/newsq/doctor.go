package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dateline-news/dateline/index/internal/doctor"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const usageDoctor = `newsq doctor: looks at the whole installation and says what is wrong with it and
what to do: NATS, its streams and consumers, the polling and the feeds, the
quarantine, every copy of the index, disks, clocks and versions

  -all                     what is well, too
  -monitor URL             the monitoring address of the NATS server as well, which
                           alone knows of frozen streams and how it syncs to disk:
                           -monitor http://127.0.0.1:8222
  -timeout DURATION        how long it may take at most (20s)
  -o table|json|csv|md     json has one object a line

It only reads. Exit codes: 0 all is well, 1 there are warnings or problems,
2 something could not be looked at and nothing else is wrong.
`

// doctorTimeout bounds an examination, connecting included; doctorMost is the
// longest that may be asked for.
const (
	doctorTimeout = 20 * time.Second
	doctorMost    = 10 * time.Minute
)

// doctor prints what is wrong with the installation.
func (a *app) doctor(ctx context.Context, args []string) error {
	f := newFlags("doctor", formatTable, formatJSON, formatCSV, formatMD)
	all := f.Bool("all", false, "")
	monitor := f.String("monitor", "", "")
	limit := f.Duration("timeout", doctorTimeout, "")
	rest, err := f.parse(args)
	switch {
	case err != nil:
		return err
	case len(rest) > 0:
		return &usageError{"doctor takes no arguments"}
	case *limit < time.Second || *limit > doctorMost:
		return &usageError{fmt.Sprintf("-timeout is %s, it must be 1s to %s", *limit, doctorMost)}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, *limit, fmt.Errorf("the examination did not end within %s", *limit))
	defer cancel()
	began := time.Now()
	if err := a.connect(); err != nil {
		return err
	}
	findings := doctor.Examine(ctx, doctor.Options{
		Bus: a.bus, Monitor: *monitor, Version: telemetry.ReadBuild().String(),
		// A second is for what does not heed its end.
		Each: max(time.Second/2, min(*limit-time.Since(began)-2*time.Second, *limit/2)),
	})
	verdict := judged(findings)
	if !*all {
		findings = slices.DeleteFunc(findings, func(f doctor.Finding) bool { return f.Level == doctor.OK })
	}
	if err := a.printFindings(findings, f.output); err != nil {
		return err
	}
	return verdict
}

// errUnseen says that something could not be looked at. It was printed.
var errUnseen = errors.New("something could not be looked at")

// judged makes the exit code of an examination.
func judged(findings []doctor.Finding) error {
	var verdict error
	for _, f := range findings {
		switch f.Level {
		case doctor.Warning, doctor.Problem:
			return errNothing
		case doctor.Unknown:
			verdict = errUnseen
		case doctor.OK, doctor.Note:
		}
	}
	return verdict
}

// badness orders findings, the worst first.
var badness = map[doctor.Level]int{doctor.Problem: 0, doctor.Warning: 1, doctor.Unknown: 2, doctor.Note: 3, doctor.OK: 4}

func (a *app) printFindings(findings []doctor.Finding, format string) error {
	slices.SortStableFunc(findings, func(x, y doctor.Finding) int { return cmp.Compare(badness[x.Level], badness[y.Level]) })
	switch {
	case format == formatJSON:
		for _, f := range findings {
			if err := a.printJSON(f); err != nil {
				return err
			}
		}
		return nil
	case format != formatTable:
		g := &grid{columns: []string{"level", "area", "subject", "what", "remedy"}}
		for _, f := range findings {
			g.add(string(f.Level), f.Area, f.Subject, f.What, f.Remedy)
		}
		return a.printGrid(g, format)
	}
	p := &page{}
	for _, f := range findings {
		p.line("%s", a.findingLine(f))
		if f.Remedy != "" {
			p.line("%9s %s", "→", safe(f.Remedy))
		}
	}
	if len(findings) == 0 {
		p.line("all is well")
	}
	return a.print(p)
}

// findingLine is the first line of a finding for people.
func (a *app) findingLine(f doctor.Finding) string {
	level := fmt.Sprintf("%-8s", f.Level)
	switch f.Level {
	case doctor.Problem:
		level = a.styled(red, level)
	case doctor.Warning, doctor.Unknown:
		level = a.styled(yellow, level)
	case doctor.OK, doctor.Note:
		level = a.styled(dim, level)
	}
	head := f.Area
	if f.Subject != "" && f.Subject != f.Area {
		head += " " + f.Subject
	}
	return level + "  " + a.styled(bold, safe(head)) + ": " + safe(f.What)
}
