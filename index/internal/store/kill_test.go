package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/store"
)

// childDir names the folder that a child process of TestKill works in.
const childDir = "DATELINE_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := child(dir); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// killed is a testing.TB for a process that is to be killed.
type killed struct{ testing.TB }

func (killed) Helper() {}

func (killed) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// child writes, backs up, rebuilds and retires for as long as it lives, and
// tells what is done.
func child(dir string) error {
	set, err := language.New()
	if err != nil {
		return err
	}
	s, err := store.Open(store.Options{Dir: filepath.Join(dir, "index"), Languages: set, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	first, err := strconv.Atoi(os.Getenv("FIRST"))
	if err != nil {
		return err
	}
	var out sync.Mutex
	say := func(format string, args ...any) {
		out.Lock()
		defer out.Unlock()
		fmt.Printf(format+"\n", args...)
	}
	say("open")
	ctx := context.Background()
	failed := make(chan error, 2)
	go func() {
		for n := first; ; n += 5 {
			var batch []store.Record
			for i := n; i < n+5; i++ {
				batch = append(batch, numbered(killed{}, i))
			}
			if err := s.Apply(ctx, batch); err != nil {
				failed <- err
				return
			}
			say("acked %d", n+5)
		}
	}()
	go func() {
		for i := 0; ; i++ {
			to := filepath.Join(dir, fmt.Sprintf("backup-%d-%d", first, i))
			if _, err := s.Backup(ctx, to, nil, func(store.Copied) {}); err != nil {
				failed <- err
				return
			}
			say("backed up %s", to)
			month := christmas.AddDate(0, 100+first+i, 0)
			r := record(killed{}, "https://example.org/old/"+month.String(), 1, 1, uint64(1_000_000+first+i), month, "old")
			if err := s.Apply(ctx, []store.Record{r}); err != nil {
				failed <- err
				return
			}
			say("retiring %s", month.Format("2006-01"))
			if _, err := s.Retire(month.Format("2006-01")); err != nil {
				failed <- err
				return
			}
			say("retired %s", month.Format("2006-01"))
			if err := s.Rebuild(ctx, false); err != nil {
				failed <- err
				return
			}
			say("rebuilt")
		}
	}()
	return <-failed
}

// numbered is the nth record: three months, every fifth a second revision.
func numbered(tb testing.TB, n int) store.Record {
	revision, link := 1, n
	if n%5 == 4 {
		revision, link = 2, n-1
	}
	return record(tb, fmt.Sprintf("https://example.org/%d", link), revision, 1, uint64(n+1), christmas.AddDate(0, link%3, 0), "ceasefire")
}

// TestKill kills a process at random moments while it writes, copies, rebuilds
// and retires. What it said to be done must be done, what it was at must be
// whole or nothing.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	acked := 0
	retired := make(map[string]bool)
	for round := range 5 {
		lines := runAndKill(t, dir, acked, time.Duration(rng.IntN(600))*time.Millisecond)
		for _, line := range lines {
			word, rest, _ := strings.Cut(line, " ")
			switch word {
			case "acked":
				n, err := strconv.Atoi(rest)
				if err != nil {
					t.Fatal(err)
				}
				acked = n
			case "retired":
				retired[rest] = true
			case "error":
				t.Fatalf("round %d: %s", round, rest)
			}
		}
		checkKilled(t, dir, acked, retired)
		checkBackups(t, dir, lines)
		// What was written and not acknowledged is written again.
	}
	if acked == 0 {
		t.Error("nothing was written in any round")
	}
}

// runAndKill lets a child work for a while after it has opened the index and
// returns the lines that it wrote whole.
func runAndKill(t *testing.T, dir string, first int, after time.Duration) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this test's own binary
	cmd.Env = append(os.Environ(), childDir+"="+dir, fmt.Sprintf("FIRST=%d", first))
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	r := bufio.NewReader(pipe)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			break
		}
		line = strings.TrimSpace(line)
		lines = append(lines, line)
		if line == "open" {
			time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
	}
	// It was killed.
	_ = cmd.Wait()
	return lines
}

// checkKilled opens the index that a killed process left.
func checkKilled(t *testing.T, dir string, acked int, retired map[string]bool) {
	t.Helper()
	s := openWith(t, store.Options{Dir: filepath.Join(dir, "index")})
	defer closed(t, s)
	if _, due := s.Rebuilding(); due {
		if err := s.Rebuild(t.Context(), true); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.Gaps()) > 0 {
		t.Errorf("torn %+v", s.Gaps())
	}
	c, err := s.Check(t.Context(), func(uint64, uint64) {})
	if err != nil || c.WrongTotal > 0 {
		t.Errorf("checked %+v, %v", c, err)
	}
	for _, one := range c.Slices {
		if one.Damage != "" || retired[one.Month] {
			t.Errorf("slice %+v, retired %t", one, retired[one.Month])
		}
	}
	for n := range acked {
		r := numbered(t, n)
		if has, err := s.Has(r.Article.ID, r.Article.Revision, r.Article.Enricher()); err != nil || !has {
			t.Fatalf("record %d of %d was acknowledged and is gone: %v", n, acked, err)
		}
	}
}

// checkBackups checks that each backup is whole or known not to be.
func checkBackups(t *testing.T, dir string, lines []string) {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(dir, "backup-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		b, err := store.ReadBackup(folder)
		said := false
		for _, line := range lines {
			said = said || line == "backed up "+folder
		}
		switch {
		case errors.Is(err, store.ErrNoBackup) && !said:
		case err != nil:
			t.Errorf("backup %s: %v", folder, err)
		default:
			if err := b.Check(t.Context(), folder, func(store.Copied) {}); err != nil {
				t.Error(err)
			}
			r := openWith(t, store.Options{Dir: folder, ReadOnly: true})
			if docs, _ := r.Size(); docs != b.Documents {
				t.Errorf("backup %s has %d documents, it says %d", folder, docs, b.Documents)
			}
			closed(t, r)
		}
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
	}
}
