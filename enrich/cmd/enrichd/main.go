// Command enrichd annotates the articles of the stream with language,
// dateline and entities and publishes them. Any number of them share the work
// of one installation. "enrichd annotate" does the same to JSON lines and plain
// text, without NATS; "enrichd eval" scores it against annotations that people
// made; "enrichd replay" annotates again what the stream holds, and "enrichd
// diff" says what that changes.
package main

import (
	"context"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/daemon"
)

func main() {
	var cfg enrich.Config
	daemon.Main(daemon.App{
		Name:      "enrichd",
		Summary:   "annotates articles with language, dateline and entities",
		Prefix:    enrich.Prefix,
		Settings:  &cfg,
		AdminAddr: enrich.AdminAddr,
		New: func(_ context.Context, p *daemon.Process) (daemon.Service, error) {
			b, err := p.Bus()
			if err != nil {
				return nil, err
			}
			return enrich.New(cfg, enrich.Deps{Bus: b, Log: p.Log, Registerer: p.Registry, Health: p.Health})
		},
		Commands: []daemon.Command{{
			Name:    "annotate",
			Summary: "annotate JSON lines or files of plain text, as JSON, text or HTML",
			Run: func(ctx context.Context, p *daemon.Process, args []string) error {
				return annotate(ctx, cfg, args, p.Stdin, p.Stdout, p.Stderr)
			},
		}, {
			Name:    "explain",
			Summary: "say why an article or a text has its entities",
			Run: func(ctx context.Context, p *daemon.Process, args []string) error {
				return explain(ctx, cfg, args, streamed(p), p.Stdin, p.Stdout)
			},
		}, {
			Name:    "eval",
			Summary: "score annotations against those that people made",
			Run: func(_ context.Context, p *daemon.Process, args []string) error {
				return eval(cfg, args, p.Stdout)
			},
		}, {
			Name:    "replay",
			Summary: "annotate again what the articles stream holds; -shadow: into a file",
			Run: func(ctx context.Context, p *daemon.Process, args []string) error {
				return replayCommand(ctx, p, cfg, args)
			},
		}, {
			Name:    "diff",
			Summary: "say what another version made of the same articles",
			Run: func(ctx context.Context, p *daemon.Process, args []string) error {
				return diffCommand(ctx, p, cfg, args)
			},
		}},
	})
}
