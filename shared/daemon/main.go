package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// The exit codes of all programs.
const (
	exitOK    = 0
	exitError = 1
	// exitUsage means that the arguments or the configuration are wrong, so
	// that starting again changes nothing.
	exitUsage = 2
)

// Main runs the program and ends the process: with 0 after a clean stop, with
// 1 after an error, with 2 for wrong arguments or configuration. An interrupt
// or SIGTERM stops it cleanly, a second one at once.
func Main(app App) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// From the first signal on the next one has its usual effect again.
	context.AfterFunc(ctx, stop)
	os.Exit(app.main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// main is Main without the process around it.
func (a *App) main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &Process{Name: a.Name, Health: &Health{}, Stdin: stdin, Stdout: stdout, Stderr: stderr}
	admin := Admin{Addr: a.AdminAddr}
	sections := a.sections(&p.Config, &admin)

	command, rest, done, err := a.parse(args, stdout, sections)
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v\n", a.Name, err)
		return exitCode(err)
	}
	if done {
		return exitOK
	}
	if err := env.Load(sections...); err != nil {
		a.printProblems(stderr, err)
		return exitUsage
	}
	level := p.Config.Log.Level
	if command != nil && level == slog.LevelInfo {
		// What a command does is its output; only trouble is logged.
		level = slog.LevelWarn
	}
	p.Log = telemetry.NewLogger(stderr, level, p.Config.Log.Format)
	p.Registry = telemetry.NewRegistry()
	ctx, p.fail = context.WithCancelCause(ctx)
	defer p.fail(nil)

	if command != nil {
		return a.runCommand(ctx, p, command, rest)
	}
	return a.runService(ctx, p, admin, sections)
}

// parse handles -h and -version itself (done) and finds the command.
func (a *App) parse(args []string, stdout io.Writer, sections []env.Section) (command *Command, rest []string, done bool, err error) {
	if len(args) == 0 {
		return nil, nil, false, nil
	}
	switch args[0] {
	case "-h", "-help", "--help", "help":
		return nil, nil, true, a.help(stdout, sections)
	case "-version", "--version":
		_, err := fmt.Fprintln(stdout, a.Name, telemetry.ReadBuild())
		return nil, nil, true, err
	}
	for i := range a.Commands {
		if a.Commands[i].Name == args[0] {
			return &a.Commands[i], args[1:], false, nil
		}
	}
	return nil, nil, false, Usagef("no argument %q; -h lists what there is", args[0])
}

func (a *App) help(w io.Writer, sections []env.Section) error {
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %s\n\nUsage:\n  %s\n", a.Name, a.Summary, a.Name)
	for _, c := range a.Commands {
		fmt.Fprintf(&out, "  %s %s\n        %s\n", a.Name, c.Name, c.Summary)
	}
	fmt.Fprintf(&out, "  %s -version\n\nIt is configured by environment variables:\n\n", a.Name)
	if err := env.Usage(&out, sections...); err != nil {
		return err
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func (a *App) printProblems(w io.Writer, err error) {
	problems := strings.Split(err.Error(), "\n")
	if len(problems) == 1 {
		fmt.Fprintf(w, "%s: the configuration has a problem:\n", a.Name)
	} else {
		fmt.Fprintf(w, "%s: the configuration has %d problems:\n", a.Name, len(problems))
	}
	for _, problem := range problems {
		fmt.Fprintf(w, "  %s\n", problem)
	}
	fmt.Fprintf(w, "%s -h lists all settings.\n", a.Name)
}

func (a *App) runCommand(ctx context.Context, p *Process, c *Command, args []string) int {
	err := c.Run(ctx, p, args)
	if help, ok := errors.AsType[*HelpError](err); ok {
		_, err = io.WriteString(p.Stdout, help.Text)
	}
	stopCtx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), StopTimeout, errStopTimeout)
	defer cancel()
	if stopping(ctx, err) {
		err = context.Cause(ctx)
	}
	err = errors.Join(err, p.cleanUp(stopCtx))
	if err != nil {
		fmt.Fprintf(p.Stderr, "%s %s: %v\n", a.Name, c.Name, err)
	}
	return exitCode(err)
}

// errStopTimeout is the cause when [StopTimeout] is over.
var errStopTimeout = fmt.Errorf("it did not end within %v", StopTimeout)

// errEnded is the cause when a service returns nil without being asked to.
var errEnded = errors.New("the service ended without being asked to")

func (a *App) runService(ctx context.Context, p *Process, admin Admin, sections []env.Section) int {
	started := time.Now()
	config, err := env.Dump(sections...)
	if err != nil {
		fmt.Fprintf(p.Stderr, "%s: %v\n", a.Name, err)
		return exitError
	}
	p.Log.Info("starting",
		telemetry.KeyService, a.Name,
		telemetry.KeyVersion, telemetry.ReadBuild().String(),
		slog.GroupAttrs("config", config...))

	err = a.serve(ctx, p, admin)
	elapsed := time.Since(started).Round(time.Millisecond)
	if err != nil {
		p.Log.Error("stopped", telemetry.KeyErr, err, telemetry.KeyElapsed, elapsed)
		return exitCode(err)
	}
	p.Log.Info("stopped", "cause", context.Cause(ctx).Error(), telemetry.KeyElapsed, elapsed)
	return exitOK
}

// serve runs the service until ctx ends or it fails, then cleans up.
func (a *App) serve(ctx context.Context, p *Process, admin Admin) error {
	p.serving = true
	p.Health.Add("start", func() error { return errors.New("starting") })
	err := a.listen(p, admin)
	if err == nil {
		err = a.runUntilDone(ctx, p)
	}
	if stopping(ctx, err) {
		err = nil
	}
	err = errors.Join(err, failure(ctx))
	stopCtx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), StopTimeout, errStopTimeout)
	defer cancel()
	return errors.Join(err, p.cleanUp(stopCtx))
}

func (a *App) runUntilDone(ctx context.Context, p *Process) error {
	service, err := a.New(ctx, p)
	if err != nil {
		return err
	}
	p.Health.Remove("start")
	done := make(chan error, 1)
	go func() { done <- service.Run(ctx) }()
	select {
	case err = <-done:
		if err == nil && ctx.Err() == nil {
			err = errEnded
		}
	case <-ctx.Done():
		p.Health.Add("stop", func() error { return errors.New("stopping") })
		p.Log.Info("stopping", "cause", context.Cause(ctx).Error())
		select {
		case err = <-done:
		case <-time.After(StopTimeout):
			err = fmt.Errorf("stopping the service: %w", errStopTimeout)
		}
	}
	return err
}

// stopping reports whether err only says that ctx has ended.
func stopping(ctx context.Context, err error) bool {
	return ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.Cause(ctx)))
}

// failure is the error that [Process.Fail] ended ctx with, nil after a signal.
func failure(ctx context.Context) error {
	if cause, ok := errors.AsType[*failed](context.Cause(ctx)); ok {
		return cause.err
	}
	return nil
}

func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	if _, ok := errors.AsType[*UsageError](err); ok {
		return exitUsage
	}
	return exitError
}
