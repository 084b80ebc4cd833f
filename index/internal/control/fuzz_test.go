package control_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/internal/control"
)

// FuzzRequest writes any bytes to the socket: what comes back is lines of
// JSON, if anything, and the next to ask is served.
func FuzzRequest(f *testing.F) {
	for _, line := range []string{`{"task":"echo","args":[1,"x"]}` + "\n", `{"task":"none"}` + "\n", `{"task":"echo"}`, "\n", `{"task":1}` + "\n", "[[[[\n", "\x00\n\n"} {
		f.Add([]byte(line))
	}
	dir := f.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- control.Serve(ctx, dir, map[string]control.Task{
			"echo": func(_ context.Context, args json.RawMessage, tell func(any)) (any, error) {
				tell(len(args))
				return args, nil
			},
		})
	}()
	f.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			f.Error(err)
		}
	})
	ask := func() error {
		var out int
		return control.Ask(ctx, dir, "echo", 7, func(json.RawMessage) {}, &out)
	}
	for deadline := time.Now().Add(patience); ask() != nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			f.Fatal("the server does not answer")
		}
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		conn, err := net.Dial("unix", filepath.Join(dir, "control"))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		// Where the server has closed already, what is written is of no matter.
		_, _ = conn.Write(line)
		if unix, ok := conn.(*net.UnixConn); ok {
			_ = unix.CloseWrite()
		}
		_ = conn.SetReadDeadline(time.Now().Add(patience))
		in := json.NewDecoder(conn)
		for {
			var reply map[string]json.RawMessage
			err := in.Decode(&reply)
			if err == io.EOF { //nolint:errorlint // the decoder returns it as it is
				break
			}
			if err != nil {
				if _, ok := err.(*net.OpError); ok { //nolint:errorlint // as above
					break // the server closed with bytes of ours unread
				}
				t.Fatalf("%q: %v", line, err)
			}
		}
		_ = conn.Close()
		for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
			err := ask()
			if err == nil {
				return
			}
			// The task before may just be ending.
			if time.Now().After(deadline) {
				t.Fatalf("after %q: %v", line, err)
			}
		}
	})
}
