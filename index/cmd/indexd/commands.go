package main

import (
	"context"

	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
)

// connect reaches the stream.
type connect func(context.Context) (*bus.Bus, error)

// commands lists what looks after the folder.
func commands(cfg *index.Config, reach func(*daemon.Process) connect) []daemon.Command {
	command := func(name, summary string, run func(context.Context, *tool, []string) error) daemon.Command {
		return daemon.Command{Name: name, Summary: summary, Run: func(ctx context.Context, p *daemon.Process, args []string) error {
			return run(ctx, &tool{
				dir: cfg.Dir, config: cfg, log: p.Log, connect: reach(p), stdout: p.Stdout, stderr: p.Stderr,
			}, args)
		}}
	}
	return []daemon.Command{
		command("verify", "compare the index with the stream and check every file; -mend puts right what is wrong", verify),
		command("backup", "copy the index to a folder while it is in use", backup),
		command("restore", "make the index folder from a backup; -check only reads the backup", restore),
		command("retire", "give up the articles of a month", retire),
		command("rebuild", "make the index anew from the articles it holds, while searches go on", rebuild),
	}
}
