package daemon

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/pulse"
)

// StopTimeout is how long a program may take to end once it was asked to, the
// service first, then the clean-ups together. It is less than the 30 s after
// which Kubernetes kills, twice over.
const StopTimeout = 14 * time.Second

// App describes a program to [Main].
type App struct {
	// Name is that of the binary, such as ingestd.
	Name string
	// Summary says in a sentence or a few what the program does, for -h.
	Summary string
	// Prefix is that of the service's settings, such as DATELINE_INGEST.
	Prefix string
	// Settings is a pointer to the service's configuration struct, filled
	// before New or a command is called; nil if it has none.
	Settings any
	// AdminAddr is the default of <Prefix>_ADMIN_ADDR. Each service has its
	// own, on loopback.
	AdminAddr Addr
	// New wires the service and starts nothing. What it opens it gives back
	// by [Process.OnStop], so that a later error leaves nothing behind.
	New func(ctx context.Context, p *Process) (Service, error)
	// Commands are run instead of the service when the first argument is
	// their name.
	Commands []Command
}

// Service is what a daemon runs.
type Service interface {
	// Run blocks until ctx ends, then drains and returns nil. Any earlier
	// return ends the daemon with an error.
	Run(ctx context.Context) error
}

// Command is a task that a program does once and ends, such as "feeds". It is
// given the same configuration as the service, but no admin address is served.
type Command struct {
	Name string
	// Summary is one line for -h.
	Summary string
	// Run does the task with the arguments behind the name. An error is
	// printed in one line and the exit code is 1, or 2 for a [UsageError]; the
	// text of a [HelpError] is printed as it is, and the code is 0.
	Run func(ctx context.Context, p *Process, args []string) error
}

// UsageError says that a program was called wrongly.
type UsageError struct{ Reason string }

func (e *UsageError) Error() string { return e.Reason }

// Usagef returns a [*UsageError].
func Usagef(format string, args ...any) error {
	return &UsageError{Reason: fmt.Sprintf(format, args...)}
}

// Process is what a running program has. Its methods may be called
// concurrently.
type Process struct {
	// Name is that of the program.
	Name     string
	Config   Config
	Log      *slog.Logger
	Registry *prometheus.Registry
	Health   *Health
	// Stdin, Stdout and Stderr are for commands; a service uses Log.
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	// fail ends the process's context with an error.
	fail context.CancelCauseFunc
	// serving is set for a service, not for a command.
	serving bool

	// mu guards cleanups.
	mu       sync.Mutex
	cleanups []cleanup
}

type cleanup struct {
	name string
	run  func(context.Context) error
}

// OnStop registers what is to be done when the program ends, in any way but a
// crash. The latest is done first; all are done, whatever the others return.
// The context ends when the time to stop is over.
func (p *Process) OnStop(name string, run func(context.Context) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cleanups = append(p.cleanups, cleanup{name, run})
}

// Fail ends the program with an error, as if the service had returned it.
func (p *Process) Fail(err error) { p.fail(&failed{err}) }

// failed marks the cause of a context as an error, beside signals.
type failed struct{ err error }

func (f *failed) Error() string { return f.err.Error() }

func (f *failed) Unwrap() error { return f.err }

// Bus connects to NATS by the configuration. The connection heals by itself,
// shows in /readyz as "nats", is drained at the end, and ends the program if
// the client gives it up for good. A service, not a command, answers over it
// how it is (package pulse).
func (p *Process) Bus() (*bus.Bus, error) {
	b, err := bus.Connect(p.Config.NATS, bus.Options{Name: p.Name, Log: p.Log, Registerer: p.Registry})
	if err != nil {
		return nil, err
	}
	p.Health.Add("nats", b.Ready)
	answering := func() {}
	if p.serving {
		if answering, err = pulse.Serve(b, p.Name, p.Health); err != nil {
			b.Close()
			return nil, err
		}
	}
	stopped := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		select {
		case <-stopped:
		case <-b.Closed():
			p.Fail(errors.New("the NATS client gave its connection up: the server refused it in a way that no retry cures"))
		}
	})
	p.OnStop("nats connection", func(context.Context) error {
		close(stopped)
		watch.Wait()
		answering()
		b.Close()
		p.Health.Remove("nats")
		return nil
	})
	return b, nil
}

// commandPatience is how long a command waits for NATS.
const commandPatience = 5 * time.Second

// ReadyBus is Bus for commands, which do not wait for ever: it returns once
// the streams are there, or after five seconds an error that names the address
// in one line.
func (p *Process) ReadyBus(ctx context.Context) (*bus.Bus, error) {
	b, err := p.Bus()
	if err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, commandPatience)
	defer cancel()
	if err := b.AwaitStreams(waiting); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, fmt.Errorf("waited %s: %w", commandPatience, cmp.Or(b.Ready(), err))
	}
	return b, nil
}

// cleanUp runs the clean-ups, latest first, and joins their errors.
func (p *Process) cleanUp(ctx context.Context) error {
	p.mu.Lock()
	cleanups := p.cleanups
	p.cleanups = nil
	p.mu.Unlock()
	var errs []error
	for i := len(cleanups) - 1; i >= 0; i-- {
		c := cleanups[i]
		if err := within(ctx, c.run); err != nil {
			errs = append(errs, fmt.Errorf("stopping %s: %w", c.name, err))
		}
	}
	return errors.Join(errs...)
}

// within waits for run until it returns or ctx ends. What is still running
// then is left behind: the process is about to end.
func within(ctx context.Context, run func(context.Context) error) error {
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	default:
		return context.Cause(ctx)
	}
}

// sections lists the settings of the program in the order of -h.
func (a *App) sections(config *Config, admin *Admin) []env.Section {
	sections := []env.Section{config.Section()}
	if a.Settings != nil {
		sections = append(sections, env.Section{Prefix: a.Prefix, Spec: a.Settings})
	}
	return append(sections, env.Section{Prefix: a.Prefix + "_ADMIN", Spec: admin})
}

// Sections lists the settings of the program with their defaults, for the
// documentation.
func (a *App) Sections() []env.Section {
	return a.sections(&Config{}, &Admin{Addr: a.AdminAddr})
}
