package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/dateline-news/dateline/shared/durable"
	"github.com/dateline-news/dateline/shared/news"
)

// monthLayout is how months are written.
const monthLayout = "2006-01"

// monthEnd returns the moment behind the last of a month.
func monthEnd(month string) time.Time {
	t, err := time.Parse(monthLayout, month)
	if err != nil {
		// Nothing that is no month is ever over.
		return latest
	}
	return t.AddDate(0, 1, 0)
}

// ErrMonth is returned for what is not a month.
var ErrMonth = errors.New("write the month as 2016-12")

// isRetired reports whether a month was given up. The caller holds the writer
// lock.
func (s *Store) isRetired(month string) bool { return slices.Contains(s.manifest.Retired, month) }

// refuses reports whether articles of a month are not taken: the month was
// given up, or would be. The caller holds the writer lock.
func (s *Store) refuses(month string) bool {
	return s.isRetired(month) || s.expired(month)
}

// Refuses reports whether an article is not taken because its month is retired.
func (s *Store) Refuses(a *news.Article) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refuses(monthOf(a))
}

// expired reports whether every article of a month is older than the
// retention. The clock is believed only as far as there are articles: one that
// runs ahead retires nothing by itself.
func (s *Store) expired(month string) bool {
	list := *s.serving.Load().slices.Load()
	if s.retention <= 0 || len(list) == 0 {
		return false
	}
	now, newest := s.now(), monthEnd(list[len(list)-1].month)
	if newest.Before(now) {
		now = newest
	}
	return !monthEnd(month).Add(s.retention).After(now)
}

// Retirement is a month that was given up.
type Retirement struct {
	Month     string `json:"month"`
	Documents uint64 `json:"documents"`
}

// Expire gives up every month whose newest possible article is older than the
// retention, oldest first.
func (s *Store) Expire() ([]Retirement, error) {
	if s.retention <= 0 || s.readOnly {
		return nil, nil
	}
	s.mu.Lock()
	var due []string
	if !s.closed {
		for _, g := range s.generations() {
			for _, one := range *g.slices.Load() {
				if s.expired(one.month) {
					due = append(due, one.month)
				}
			}
		}
	}
	s.mu.Unlock()
	slices.Sort(due)
	var done []Retirement
	for _, month := range slices.Compact(due) {
		r, err := s.Retire(month)
		if err != nil {
			return done, err
		}
		done = append(done, r)
	}
	return done, nil
}

// Retire deletes the articles first seen in a month, for good: neither a
// rebuild nor the stream brings them back. Searches that run are answered, new
// ones go without it. A process that ends on the way finishes when the folder
// is opened next.
func (s *Store) Retire(month string) (Retirement, error) {
	r := Retirement{Month: month}
	if !sliceName.MatchString(month) || monthEnd(month).Equal(latest) {
		return r, fmt.Errorf("retiring %q: %w", month, ErrMonth)
	}
	if s.readOnly {
		return r, errReadOnly
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return r, errClosed
	}
	if !s.isRetired(month) {
		next := s.manifest.clone()
		next.Retired = append(next.Retired, month)
		slices.Sort(next.Retired)
		if err := next.write(s.dir); err != nil {
			return r, err
		}
		s.manifest = next
	}
	for _, g := range s.generations() {
		gone := g.drop(month)
		if gone == nil {
			continue
		}
		if n, err := gone.index.DocCount(); err == nil && g == s.serving.Load() {
			r.Documents = n
		}
		// Waits for the searches that run.
		if err := gone.close(); err != nil {
			return r, err
		}
		if err := removeSlice(filepath.Join(g.dir, month)); err != nil {
			return r, err
		}
	}
	return r, nil
}

// Readmit takes articles of a retired month again; what the stream still holds
// of it comes back with the next verification that mends.
func (s *Store) Readmit(month string) error {
	if s.readOnly {
		return errReadOnly
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.Index(s.manifest.Retired, month)
	if at < 0 {
		return fmt.Errorf("month %s is not retired", month)
	}
	next := s.manifest.clone()
	next.Retired = slices.Delete(next.Retired, at, at+1)
	if err := next.write(s.dir); err != nil {
		return err
	}
	s.manifest = next
	return nil
}

// Retired lists the months that were given up.
func (s *Store) Retired() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.manifest.Retired)
}

// Refused returns how many articles were not taken because their month is
// retired, since the store was opened.
func (s *Store) Refused() uint64 { return s.refused.Load() }

// drop takes a slice out of the list; nil if it is not there.
func (g *generation) drop(month string) *slice {
	current := *g.slices.Load()
	at := slices.IndexFunc(current, func(s *slice) bool { return s.month == month })
	if at < 0 {
		return nil
	}
	next := slices.Delete(slices.Clone(current), at, at+1)
	g.slices.Store(&next)
	return current[at]
}

// removeSlice deletes a slice's folder. What is half deleted would look torn,
// so it loses its name first.
func removeSlice(path string) error {
	dying := filepath.Join(filepath.Dir(path), temporaryPrefix+"retired-"+filepath.Base(path))
	if err := os.RemoveAll(dying); err != nil {
		return fmt.Errorf("removing a retired slice: %w", err)
	}
	if err := os.Rename(path, dying); err != nil {
		return fmt.Errorf("removing a retired slice: %w", err)
	}
	if err := os.RemoveAll(dying); err != nil {
		return fmt.Errorf("removing a retired slice: %w", err)
	}
	return durable.Sync(filepath.Dir(path))
}
