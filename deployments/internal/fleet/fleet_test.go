package fleet_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/dateline-news/dateline/deployments/internal/fleet"
)

// addrVariable makes this program a daemon that listens at its value.
const addrVariable = "DATELINE_FLEET_TEST_ADDR"

func TestMain(m *testing.M) {
	if addr := os.Getenv(addrVariable); addr != "" {
		daemon(addr)
	}
	os.Exit(m.Run())
}

func daemon(addr string) {
	http.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") })
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "go_goroutines 7\nred{colour=\"a\"} 1\nred{colour=\"b\"} 2\nredder 9\n")
	})
	http.HandleFunc("/die", func(http.ResponseWriter, *http.Request) { os.Exit(3) })
	fmt.Println(http.ListenAndServe(addr, nil)) //nolint:gosec // a test's
	os.Exit(1)
}

func start(t *testing.T) (*fleet.Fleet, *fleet.Process, string) {
	t.Helper()
	f, err := fleet.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	addr, err := fleet.FreeAddr()
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.Start(fleet.Spec{
		Name: "daemon", Command: []string{self}, Env: map[string]string{addrVariable: addr},
		Ready: "http://" + addr + "/readyz", Metrics: "http://" + addr + "/metrics",
	})
	if err != nil {
		t.Fatal(err)
	}
	await(t, f)
	return f, p, addr
}

func await(t *testing.T, f *fleet.Fleet) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := f.AwaitReady(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestLives(t *testing.T) {
	f, p, addr := start(t)
	p.Kill()
	await(t, f)
	if p.Lives() != 2 || len(p.Deaths()) != 0 || p.Worst() == 0 {
		t.Errorf("after a kill: %d lives, deaths %v, worst recovery %s", p.Lives(), p.Deaths(), p.Worst())
	}
	if res, err := http.Get("http://" + addr + "/die"); err == nil { //nolint:gosec // a test's
		_ = res.Body.Close()
		t.Error("it answers when told to die")
	}
	for deadline := time.Now().Add(time.Minute); len(p.Deaths()) == 0 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	await(t, f)
	if p.Lives() != 3 || len(p.Deaths()) != 1 {
		t.Errorf("after an end by itself: %d lives, deaths %v", p.Lives(), p.Deaths())
	}
	for _, clean := range []bool{true, false} {
		if err := p.Down(t.Context(), clean); err != nil {
			t.Fatal(err)
		}
		if c, err := net.Dial("tcp", addr); err == nil {
			_ = c.Close()
			t.Error("it listens while it is down")
		}
		p.Up()
		await(t, f)
	}
	if p.Lives() != 5 || len(p.Deaths()) != 1 {
		t.Errorf("after down and up: %d lives, deaths %v", p.Lives(), p.Deaths())
	}
}

func TestHold(t *testing.T) {
	_, p, addr := start(t)
	p.Hold()
	client := http.Client{Timeout: 200 * time.Millisecond}
	if res, err := client.Get("http://" + addr + "/readyz"); err == nil {
		_ = res.Body.Close()
		t.Error("it answers while it is held")
	}
	p.Resume()
	client.Timeout = time.Minute
	res, err := client.Get("http://" + addr + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
}

func TestFigures(t *testing.T) {
	_, p, _ := start(t)
	g, err := p.Measure()
	if err != nil {
		t.Fatal(err)
	}
	if g.RSS < 1<<20 || g.Anonymous <= 0 || g.Anonymous > g.RSS || g.Threads < 2 || g.FDs < 4 || g.Goroutines != 7 {
		t.Errorf("figures %+v", g)
	}
	if v, err := p.Metric("red"); err != nil || v != 3 {
		t.Errorf("red is %v, %v, want 3", v, err)
	}
	if _, err := p.Metric("blue"); err == nil {
		t.Error("there is no blue")
	}
}

// echo returns the address of a server that sends back what it gets.
func echo(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(c, c)
				_ = c.Close()
			}()
		}
	}()
	return l.Addr().String()
}

func TestWire(t *testing.T) {
	w, err := fleet.NewWire(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	dial := func() (net.Conn, *bufio.Reader) {
		c, err := net.Dial("tcp", w.Addr())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		_ = c.SetDeadline(time.Now().Add(time.Minute))
		return c, bufio.NewReader(c)
	}
	say := func(c net.Conn, r *bufio.Reader) error {
		if _, err := io.WriteString(c, "hello\n"); err != nil {
			return err
		}
		line, err := r.ReadString('\n')
		if err == nil && line != "hello\n" {
			t.Errorf("the wire changed it to %q", line)
		}
		return err
	}
	c, r := dial()
	if err := say(c, r); err != nil {
		t.Fatal(err)
	}
	w.Hold()
	_ = c.SetDeadline(time.Now().Add(100 * time.Millisecond))
	if say(c, r) == nil {
		t.Error("something passes while the wire is held")
	}
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	w.Free()
	if line, err := r.ReadString('\n'); err != nil || line != "hello\n" {
		t.Errorf("what was held came as %q, %v", line, err)
	}
	w.CutAfter(9)
	if say(c, r) == nil {
		t.Error("twelve bytes passed where nine were left")
	}
	c, r = dial()
	if err := say(c, r); err != nil {
		t.Errorf("after a cut: %v", err)
	}
	w.Refuse()
	if c, r := dial(); say(c, r) == nil {
		t.Error("a wire that refuses lets in")
	}
	w.Free()
	c, r = dial()
	if err := say(c, r); err != nil {
		t.Errorf("after a refusal: %v", err)
	}
}
