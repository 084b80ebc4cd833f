package fleet

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	kill = syscall.SIGKILL
	// probeEvery is how often a process is asked whether it is ready.
	probeEvery = 250 * time.Millisecond
	// Who ends sooner than young after its start is started again only after
	// that time.
	young = time.Second
)

// Process is one daemon, through all its lives.
type Process struct {
	Spec

	fleet *Fleet
	log   *os.File
	// change wakes the supervisor.
	change chan struct{}

	// mu guards all below it.
	mu      sync.Mutex
	process *os.Process // nil between two lives
	started time.Time
	wanted  bool
	// killed is set when the caller wants the present life to end.
	killed bool
	lives  int
	deaths []Death
	// notReady is what the last probe said; downSince is set while it is not
	// nil, disturbed is when something last happened to the process.
	notReady             error
	downSince, disturbed time.Time
	worst                time.Duration
}

// Death is an end that the caller did not ask for.
type Death struct {
	At  time.Time
	Err error
}

// supervise runs one life after the other. It keeps its thread, so that the
// process ends with the thread that started it, which is when this program
// ends.
func (p *Process) supervise() {
	runtime.LockOSThread()
	for p.fleet.closed.Err() == nil {
		p.mu.Lock()
		wanted := p.wanted
		p.mu.Unlock()
		if !wanted {
			select {
			case <-p.fleet.closed.Done():
			case <-p.change:
			}
			continue
		}
		began := time.Now()
		err := p.live()
		p.mu.Lock()
		byItself := !p.killed && p.fleet.closed.Err() == nil
		if byItself {
			p.deaths = append(p.deaths, Death{time.Now(), err})
		}
		p.process, p.killed = nil, false
		p.disturbed = time.Now()
		p.fallen()
		p.mu.Unlock()
		if lived := time.Since(began); byItself && lived < young {
			select {
			case <-p.fleet.closed.Done():
			case <-time.After(young - lived):
			}
		}
	}
}

var errNotRunning = errors.New("not running")

// fallen forgets what the last probe said. It is called with mu held.
func (p *Process) fallen() {
	p.notReady = errNotRunning
	if p.downSince.IsZero() {
		p.downSince = time.Now()
	}
}

// live runs the process once and returns how it ended.
func (p *Process) live() error {
	cmd := exec.Command(p.Command[0], p.Command[1:]...) //nolint:gosec // the caller's programs
	cmd.Stdout, cmd.Stderr = p.log, p.log
	cmd.Env = Environment(p.Env)
	cmd.SysProcAttr = endWithUs()
	p.mu.Lock()
	fmt.Fprintf(p.log, "== fleet: life %d of %s, %s\n", p.lives+1, p.Name, time.Now().Format(time.RFC3339Nano))
	if err := cmd.Start(); err != nil {
		p.mu.Unlock()
		return fmt.Errorf("starting %s: %w", p.Name, err)
	}
	p.process, p.started, p.killed = cmd.Process, time.Now(), false
	p.lives++
	if p.fleet.closed.Err() != nil || !p.wanted {
		p.killed = true
		_ = cmd.Process.Kill() // it was not wanted any more
	}
	p.mu.Unlock()
	return cmd.Wait()
}

// watch asks whether the process is ready and keeps the time that took.
func (p *Process) watch() {
	for {
		err := p.probe()
		p.mu.Lock()
		switch now := time.Now(); {
		case err != nil && p.downSince.IsZero():
			p.downSince = now
		case err == nil && !p.downSince.IsZero():
			since := p.downSince
			if p.disturbed.After(since) {
				since = p.disturbed
			}
			p.worst = max(p.worst, now.Sub(since))
			p.downSince = time.Time{}
		}
		p.notReady = err
		p.mu.Unlock()
		select {
		case <-p.fleet.closed.Done():
			return
		case <-time.After(probeEvery):
		}
	}
}

func (p *Process) probe() error {
	p.mu.Lock()
	life := p.lives
	alive := p.process != nil
	p.mu.Unlock()
	if !alive {
		return errNotRunning
	}
	text, err := p.get(p.Spec.Ready)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if life != p.lives {
		return fmt.Errorf("another life answered %q", text)
	}
	return nil
}

// get fetches a page of the process.
func (p *Process) get(address string) (string, error) {
	req, err := http.NewRequestWithContext(p.fleet.closed, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	res, err := p.fleet.client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	var b strings.Builder
	_, err = copyAtMost(&b, res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", res.Status, b.String())
	}
	return b.String(), err
}

// Ready says why the process is not ready, or nil.
func (p *Process) Ready() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !p.wanted:
		return nil
	case p.process == nil:
		return errNotRunning
	case p.Spec.Ready == "":
		return nil
	case p.lives == 0 || !p.downSince.IsZero() && p.notReady == nil:
		return errors.New("not asked yet")
	}
	return p.notReady
}

// Worst is the longest that the process took to be ready after its start, its
// end, or the last disturbance.
func (p *Process) Worst() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.worst
}

// Lives is how often the process was started.
func (p *Process) Lives() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lives
}

// Deaths returns the ends that nobody asked for.
func (p *Process) Deaths() []Death {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.deaths)
}

// Kill ends the process as hard as can be; it is started again at once.
func (p *Process) Kill() { p.signal(kill) }

// Hold stops the process in its tracks until [Process.Resume]. When it
// returns, no thread of the process runs any more.
func (p *Process) Hold() {
	p.signal(syscall.SIGSTOP)
	for range 1000 {
		if !p.runs() {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// Resume lets a process that was held go on.
func (p *Process) Resume() { p.signal(syscall.SIGCONT) }

func (p *Process) signal(s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.disturbed = time.Now()
	if p.process == nil {
		return
	}
	if s == kill {
		p.killed = true
		p.fallen()
	}
	_ = p.process.Signal(s) // one that has just ended needs none
}

// Down ends the process, by SIGTERM where clean is set, waits for its end and
// does not start it again before [Process.Up].
func (p *Process) Down(ctx context.Context, clean bool) error {
	p.mu.Lock()
	p.wanted = false
	if p.process != nil {
		p.killed = true
		how := syscall.SIGKILL
		if clean {
			how = syscall.SIGTERM
		}
		_ = p.process.Signal(how) // one that has just ended needs none
	}
	p.mu.Unlock()
	for {
		p.mu.Lock()
		gone := p.process == nil
		p.mu.Unlock()
		if gone {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the end of %s: %w", p.Name, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Up starts a process again that is [Process.Down].
func (p *Process) Up() {
	p.mu.Lock()
	p.wanted = true
	p.disturbed = time.Now()
	p.mu.Unlock()
	select {
	case p.change <- struct{}{}:
	default:
	}
}

// Disturbed notes that something that concerns the process has just ended:
// recovery counts from here.
func (p *Process) Disturbed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.disturbed = time.Now()
}
