// Package control lets a command ask the process that has an index folder open
// to do something with it, over a Unix socket in that folder: whoever may
// write to the folder may ask, nobody else.
//
// A request is one line of JSON, the answer is lines of JSON: progress, then a
// result or an error. One task runs at a time. A caller that goes away ends
// the task that it asked for.
package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

const (
	// socketName is the socket in the folder.
	socketName = "control"
	// maxRequest bounds a request, in bytes.
	maxRequest = 64 << 10
	// maxPath is the length of a path that a socket may have everywhere.
	maxPath = 100
	// requestWait is how long a caller may take to say what it wants.
	requestWait = 10 * time.Second
)

// ErrNobody is returned where no process has the folder open and listens.
var ErrNobody = errors.New("no process has the index open")

// Task does what was asked for. Args is what the caller gave; tell sends
// progress. Both the progress and the result must be encodable.
type Task func(ctx context.Context, args json.RawMessage, tell func(any)) (any, error)

type request struct {
	Task string          `json:"task"`
	Args json.RawMessage `json:"args,omitempty"`
}

type reply struct {
	Progress json.RawMessage `json:"progress,omitempty"`
	Result   json.RawMessage `json:"result,omitempty"`
	Error    string          `json:"error,omitempty"`
}

// Serve answers requests for a folder until ctx ends, then waits for the task
// that runs, whose context has ended too. The caller owns the folder.
func Serve(ctx context.Context, dir string, tasks map[string]Task) error {
	listener, err := listen(ctx, dir)
	if err != nil {
		return fmt.Errorf("listening for commands in %s: %w", dir, err)
	}
	s := &server{tasks: tasks, turn: make(chan struct{}, 1)}
	stop := context.AfterFunc(ctx, func() { _ = listener.Close() })
	defer stop()
	defer s.running.Wait()
	for {
		conn, err := listener.Accept()
		if ctx.Err() != nil {
			if err == nil {
				_ = conn.Close()
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("listening for commands in %s: %w", dir, err)
		}
		s.running.Go(func() { s.serve(ctx, conn) })
	}
}

type server struct {
	tasks map[string]Task
	// turn is held by the task that runs.
	turn    chan struct{}
	running sync.WaitGroup
}

func (s *server) serve(ctx context.Context, conn net.Conn) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// Closing ends reads and writes that wait for the caller.
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })
	defer stop()
	defer func() { _ = conn.Close() }()

	_ = conn.SetReadDeadline(time.Now().Add(requestWait))
	line, err := bufio.NewReaderSize(conn, maxRequest).ReadSlice('\n')
	if err != nil {
		return
	}
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return
	}
	_ = conn.SetReadDeadline(time.Time{})
	var watch sync.WaitGroup
	watch.Go(func() {
		// The caller says no more: this returns when it goes away.
		_, _ = conn.Read(make([]byte, 1))
		cancel()
	})
	defer watch.Wait()
	defer cancel()

	out := json.NewEncoder(conn)
	result, err := s.run(ctx, &asked, func(progress any) {
		if data, err := json.Marshal(progress); err == nil {
			// A caller that went away needs no progress.
			_ = out.Encode(reply{Progress: data})
		}
	})
	if err == nil {
		var data json.RawMessage
		if data, err = json.Marshal(result); err == nil {
			_ = out.Encode(reply{Result: data})
			return
		}
	}
	_ = out.Encode(reply{Error: err.Error()})
}

func (s *server) run(ctx context.Context, asked *request, tell func(any)) (any, error) {
	task, ok := s.tasks[asked.Task]
	if !ok {
		return nil, fmt.Errorf("the program that has the index open knows no task %q: it is of another version", asked.Task)
	}
	select {
	case s.turn <- struct{}{}:
	default:
		return nil, errors.New("another command is at work on this index: wait until it is done")
	}
	defer func() { <-s.turn }()
	return task(ctx, asked.Args, tell)
}

// Ask has the process that has the folder open do a task and decodes its
// result. Tell gets the progress, each before the next is read. The error
// wraps [ErrNobody] where nobody listens.
func Ask(ctx context.Context, dir, task string, args any, tell func(json.RawMessage), result any) error {
	conn, err := dial(ctx, dir)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("%w: %w", ErrNobody, err)
	}
	if err != nil {
		return fmt.Errorf("asking the process that has the index open: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	defer func() { _ = conn.Close() }()
	data, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("encoding a request: %w", err)
	}
	if err := json.NewEncoder(conn).Encode(request{Task: task, Args: data}); err != nil {
		return fmt.Errorf("asking the process that has the index open: %w", err)
	}
	in := json.NewDecoder(conn)
	for {
		var r reply
		if err := in.Decode(&r); err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return fmt.Errorf("the process that has the index open ended before it was done (%w): look into its log and ask again", err)
		}
		switch {
		case r.Error != "":
			return errors.New(r.Error)
		case r.Progress != nil:
			tell(r.Progress)
		default:
			if err := json.Unmarshal(r.Result, result); err != nil {
				return fmt.Errorf("reading the answer: %w", err)
			}
			return nil
		}
	}
}

func listen(ctx context.Context, dir string) (net.Listener, error) {
	// What an earlier process left would be in the way.
	if err := os.Remove(filepath.Join(dir, socketName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	path, done, err := shortPath(dir)
	if err != nil {
		return nil, err
	}
	defer done()
	var config net.ListenConfig
	l, err := config.Listen(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	if unix, ok := l.(*net.UnixListener); ok {
		// Its short name is gone by then; the next to open the folder removes it.
		unix.SetUnlinkOnClose(false)
	}
	return l, os.Chmod(filepath.Join(dir, socketName), 0o600)
}

func dial(ctx context.Context, dir string) (net.Conn, error) {
	if _, err := os.Stat(filepath.Join(dir, socketName)); err != nil {
		return nil, err
	}
	path, done, err := shortPath(dir)
	if err != nil {
		return nil, err
	}
	defer done()
	var d net.Dialer
	return d.DialContext(ctx, "unix", path)
}

// shortPath returns a path of the socket that the system accepts: they may be
// some hundred characters at most, so a long one goes through a link.
func shortPath(dir string) (path string, done func(), err error) {
	path = filepath.Join(dir, socketName)
	if len(path) <= maxPath {
		return path, func() {}, nil
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", nil, err
	}
	temp, err := os.MkdirTemp("", "dateline-")
	if err != nil {
		return "", nil, err
	}
	link := filepath.Join(temp, "d")
	if err := os.Symlink(abs, link); err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(temp))
	}
	return filepath.Join(link, socketName), func() { _ = os.RemoveAll(temp) }, nil
}
