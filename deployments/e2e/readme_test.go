package e2e

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

// TestReadmeExample keeps the subscriber in the README the one that is tested.
func TestReadmeExample(t *testing.T) {
	readme := readFile(t, "../../README.md")
	code := readFile(t, "../../shared/bus/example_test.go")
	start := strings.Index(code, "// show prints")
	end := strings.Index(code[start:], "\n}\n")
	if start < 0 || end < 0 {
		t.Fatal("shared/bus/example_test.go has no function show")
	}
	if want := code[start : start+end+2]; !strings.Contains(readme, "```go\n"+want+"\n```") {
		t.Errorf("README.md does not show this code of shared/bus/example_test.go:\n%s", want)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestReadmeCommands runs every command of the README against a standalone of
// its own with the sample newsroom. A command that it does not know fails.
func TestReadmeCommands(t *testing.T) {
	t.Parallel()
	s := startStandalone(t, t.TempDir(), "-sample")
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "FILE.opml"), opml([]string{"https://harbour.invalid/feed"}))
	writeFile(t, filepath.Join(dir, "story.txt"), "Truce near in Syria\n\nAnkara and Moscow agreed on a truce.\n")
	writeFile(t, filepath.Join(dir, "articles.jsonl"), `{"id": "1", "title": "Truce near in Syria"}`+"\n")
	writeFile(t, filepath.Join(dir, "archive.ndjson"), `{"title": "Truce near in Syria", "url": "https://harbour.invalid/1", "published": "2016-12-28T10:00:00Z"}`+"\n")
	// The address of the README is on the web; this one is not.
	added := s.newsroomFeed(t)
	for _, line := range commands(readFile(t, "../../README.md")) {
		t.Run(line, func(t *testing.T) {
			words := shellWords(line)
			newsq := len(words) > 3 && words[2] == "./index/cmd/newsq"
			switch {
			case line == "go run ./deployments/standalone -sample":
				// It is what runs.
			case line == "go test work", line == "go build -o bin/ work":
				// The first is running this test; .ci/run does the second.
			case newsq:
				s.wantFound(t, dir, words[3:])
			case words[0] == "curl":
				address := strings.Replace(words[1], "127.0.0.1:8088", s.http, 1)
				if err := getOK(t.Context(), address); err != nil {
					t.Error(err)
				}
			case words[0] == "nats":
				s.wantMessage(t, words[2])
			case len(words) == 1 && strings.HasPrefix(line, "bin/"):
				// TestBinaries runs the daemons; here they explain themselves.
				s.command(t, dir, filepath.Base(line), "-h")
			case strings.HasPrefix(line, "bin/enrichd "):
				s.shell(t, dir, line)
			case strings.HasPrefix(line, "bin/ingestd "):
				args := words[1:]
				for i, word := range args {
					if word == "ID" || strings.HasPrefix(word, "https://") {
						args[i] = added
					}
				}
				out := s.command(t, dir, "ingestd", args...)
				if line == "bin/ingestd feeds list" && !strings.Contains(out, "Harbour") && !strings.Contains(out, added) {
					t.Errorf("the feed that was added is not listed:\n%s", out)
				}
			default:
				t.Errorf("no test runs this command of the README")
			}
		})
	}
}

// commands returns the lines of the shell blocks of a Markdown text.
func commands(markdown string) []string {
	var list []string
	in := false
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		switch {
		case line == "```sh":
			in = true
		case strings.HasPrefix(line, "```"):
			in = false
		case in && line != "":
			list = append(list, line)
		}
	}
	return list
}

// shellWords splits a command whose quotes are single ones.
func shellWords(line string) []string {
	var words []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			words = append(words, part)
			continue
		}
		words = append(words, strings.Fields(part)...)
	}
	return words
}

// standalone is a running standalone.
type standalone struct {
	*process
	http, nats string
	stopped    bool
}

func startStandalone(t *testing.T, data string, flags ...string) *standalone {
	t.Helper()
	s := &standalone{http: freeAddr(t), nats: freeAddr(t)}
	args := append([]string{"-data", data, "-http", s.http, "-nats", s.nats}, flags...)
	s.process = run(t, binary(t, "standalone"), map[string]string{"DATELINE_LOG_LEVEL": testLevel.String()}, args...)
	t.Cleanup(func() { s.stop(t, syscall.SIGINT) })
	until(t, "the introduction", func() error {
		select {
		case <-s.done:
			t.Fatalf("standalone ended: %v\n%s", s.err, s.log)
		default:
		}
		if !strings.Contains(s.log.String(), "Ctrl-C stops") {
			return errNotYet
		}
		return nil
	})
	return s
}

func (s *standalone) stop(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if s.stopped {
		return
	}
	s.stopped = true
	_ = s.cmd.Process.Signal(signal)
	select {
	case <-s.done:
	case <-time.After(patience):
		_ = s.cmd.Process.Kill()
		t.Error("standalone did not stop")
	}
	if signal != syscall.SIGKILL && s.err != nil {
		t.Errorf("standalone ended with %v\n%s", s.err, s.log)
	}
}

// command runs a program against the standalone's NATS and returns its output.
func (s *standalone) command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary(t, name), args...)
	cmd.Dir = dir
	cmd.Env = environment(map[string]string{"DATELINE_NATS_URL": "nats://" + s.nats, "DATELINE_ALLOW_CIDRS": "127.0.0.0/8"})
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s %q: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// wantFound runs newsq until it finds something: the stories of the newsroom
// come one after another.
func (s *standalone) wantFound(t *testing.T, dir string, args []string) {
	t.Helper()
	until(t, "newsq "+strings.Join(args, " "), func() error {
		cmd := exec.CommandContext(t.Context(), binary(t, "newsq"), args...)
		cmd.Dir = dir
		cmd.Env = environment(map[string]string{"DATELINE_NATS_URL": "nats://" + s.nats})
		out, err := cmd.Output()
		if err == nil && strings.TrimSpace(string(out)) == "" {
			err = errors.New("no output")
		}
		return err
	})
}

// shell runs a line of the README in dir, where bin/enrichd is the program.
func (s *standalone) shell(t *testing.T, dir, line string) {
	t.Helper()
	link := filepath.Join(dir, "bin", "enrichd")
	if err := os.MkdirAll(filepath.Dir(link), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(binary(t, "enrichd"), link); err != nil && !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
	cmd.Dir = dir
	cmd.Env = environment(map[string]string{"DATELINE_NATS_URL": "nats://" + s.nats})
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if _, file, ok := strings.Cut(line, "> "); ok {
		out = []byte(readFile(t, filepath.Join(dir, file)))
	}
	if len(bytes.TrimSpace(out)) == 0 {
		t.Error("no output")
	}
}

// wantMessage waits for a message on a subject.
func (s *standalone) wantMessage(t *testing.T, subject string) {
	t.Helper()
	nc, err := nats.Connect("nats://" + s.nats)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	sub, err := nc.SubscribeSync(subject)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sub.NextMsg(patience); err != nil {
		t.Errorf("waiting for a message on %s: %v", subject, err)
	}
}

// newsroomFeed serves a small feed on loopback and returns its address.
func (s *standalone) newsroomFeed(t *testing.T) string {
	t.Helper()
	return "http://" + serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`<rss version="2.0"><channel><title>Harbour</title><item><title>A ship came in</title><link>https://harbour.example/ship</link></item></channel></rss>`))
	})) + "/feed"
}
