package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/shared/durable"
	"github.com/dateline-news/dateline/shared/telemetry"
)

const (
	// tornDir holds the slices that could not be read, kept until somebody
	// deletes them.
	tornDir = "torn"
	// reasonName and repairedName are files in a slice that was set aside.
	reasonName   = "reason.json"
	repairedName = "repaired.json"
	stampLayout  = "20060102T150405.000"
)

// tornName is <month>.<generation>.<when>.
var tornName = regexp.MustCompile(`^([0-9]{4}-[0-9]{2})\.(g[0-9]{4})\.([0-9]{8}T[0-9]{6}\.[0-9]{3})$`)

// Gap is a month of which searches do not reach every article.
type Gap struct {
	Month string `json:"month"`
	// Reason is what was wrong with the slice.
	Reason string    `json:"reason"`
	Since  time.Time `json:"since,omitzero"`
	// Folder is where the slice lies that could not be read.
	Folder string `json:"folder"`
	// Documents is how many it had when they were last counted; 0: nobody
	// knows.
	Documents uint64 `json:"documents,omitempty"`
}

// Gaps lists the months of which searches do not reach every article: those
// set aside and not repaired yet.
func (s *Store) Gaps() []Gap {
	if p := s.gaps.Load(); p != nil {
		return *p
	}
	return nil
}

// setAside moves a slice that cannot be read out of a generation. It is not
// open. The caller holds the writer lock or has the store alone. Where nothing
// may be written it is only left out.
func (s *Store) setAside(g *generation, month string, cause error) error {
	path := filepath.Join(g.dir, month)
	gap := Gap{Month: month, Reason: cause.Error(), Since: s.now().UTC(), Folder: path, Documents: s.census[month]}
	if s.readOnly {
		s.addGap(gap)
		s.log.Error("slice left out: it cannot be read", "slice", path, telemetry.KeyErr, cause)
		return nil
	}
	torn := filepath.Join(s.dir, tornDir)
	gap.Folder = filepath.Join(torn, month+"."+g.name+"."+gap.Since.Format(stampLayout))
	if err := os.MkdirAll(torn, 0o755); err != nil {
		return fmt.Errorf("setting slice %s aside: %w", path, err)
	}
	if err := os.Rename(path, gap.Folder); err != nil {
		return fmt.Errorf("setting slice %s aside: %w", path, err)
	}
	if err := errors.Join(durable.Sync(torn), durable.Sync(g.dir), durable.Sync(s.dir)); err != nil {
		return fmt.Errorf("setting slice %s aside: %w", path, err)
	}
	s.addGap(gap)
	s.log.Error("slice set aside: it cannot be read, and is made anew", "slice", path, telemetry.KeyPath, gap.Folder, telemetry.KeyErr, cause)
	// What the folder is about is its name; the reason is for people.
	data, err := json.MarshalIndent(gap, "", "  ")
	if err == nil {
		err = durable.WriteFile(filepath.Join(gap.Folder, reasonName), data)
	}
	if err != nil {
		s.log.Warn("reason not kept beside the slice that was set aside", telemetry.KeyErr, err)
	}
	return nil
}

func (s *Store) addGap(gap Gap) {
	gaps := append(slices.Clone(s.Gaps()), gap)
	s.gaps.Store(&gaps)
}

// findTorn reads which slices were set aside and are not repaired.
func (s *Store) findTorn() error {
	entries, err := os.ReadDir(filepath.Join(s.dir, tornDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("listing the slices that were set aside: %w", err)
	}
	for _, e := range entries {
		parts := tornName.FindStringSubmatch(e.Name())
		folder := filepath.Join(s.dir, tornDir, e.Name())
		if parts == nil {
			continue
		}
		if _, err := os.Stat(filepath.Join(folder, repairedName)); err == nil {
			continue
		}
		gap := Gap{Month: parts[1], Folder: folder, Reason: "it could not be read"}
		if data, err := os.ReadFile(filepath.Join(folder, reasonName)); err == nil {
			var told Gap
			if json.Unmarshal(data, &told) == nil {
				gap.Reason, gap.Since, gap.Documents = told.Reason, told.Since, told.Documents
			}
		}
		s.addGap(gap)
	}
	return nil
}

// SetAside takes a slice that serves out of the index because it was found
// torn; it is made anew by [Store.Salvage] and from the stream.
func (s *Store) SetAside(month string, cause error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	if s.readOnly {
		return errReadOnly
	}
	g := s.serving.Load()
	gone := g.drop(month)
	if gone == nil {
		return fmt.Errorf("there is no slice %s", month)
	}
	if err := gone.close(); err != nil {
		s.log.Warn("closing a torn slice", "slice", month, telemetry.KeyErr, err)
	}
	return s.setAside(g, month, cause)
}

// Salvaged says what was found in a slice that was set aside.
type Salvaged struct {
	// Documents were read and are in the index, Unreadable were not.
	Documents  uint64 `json:"documents"`
	Unreadable uint64 `json:"unreadable"`
	// Doubtful are in files with a wrong checksum, see [Store.Salvage].
	Doubtful uint64 `json:"doubtful"`
}

// Salvage brings what can be read of a slice that was set aside back into the
// index. Files with a wrong checksum are left alone, their documents counted,
// unless doubtful is set: then those are taken of which the index has no
// revision at all, and marked so in the log.
func (s *Store) Salvage(ctx context.Context, gap Gap, doubtful bool) (Salvaged, error) {
	var out Salvaged
	names, err := salvageable(gap.Folder)
	if err != nil {
		return out, err
	}
	for _, name := range names {
		path := filepath.Join(gap.Folder, segmentsDir, name)
		sound := checkSegment(path) == nil
		if sound == doubtful {
			continue
		}
		file, err := openSegment(path)
		if err != nil {
			s.log.Warn("segment of a torn slice not readable", telemetry.KeyPath, path, telemetry.KeyErr, err)
			continue
		}
		err = s.salvageSegment(ctx, file, sound, &out)
		if err := errors.Join(err, file.close()); err != nil {
			return out, fmt.Errorf("salvaging %s: %w", path, err)
		}
	}
	if !doubtful {
		out.Doubtful = countDoubtful(gap.Folder, names)
	}
	return out, nil
}

// salvageable lists the segment files of a torn slice: those of its newest
// state, or all where that is not known. Messages that were replaced lose
// against those that replaced them, so more do no harm.
func salvageable(folder string) ([]string, error) {
	if names, err := liveSegments(folder); err == nil {
		return names, nil
	}
	entries, err := os.ReadDir(filepath.Join(folder, segmentsDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing a torn slice: %w", err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".zap") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

func (s *Store) salvageSegment(ctx context.Context, file *segment, sound bool, out *Salvaged) error {
	count, err := guarded(func() (uint64, error) { return file.Count(), nil })
	if err != nil {
		return nil
	}
	var batch []Record
	for n := range count {
		r, err := file.record(n)
		if err != nil {
			out.Unreadable++
			continue
		}
		if !sound {
			known, err := s.Document(r.Article.ID)
			if err != nil {
				return err
			}
			if known != nil {
				continue
			}
			s.log.Warn("article taken from a torn file, its text may differ from what was published", telemetry.KeyArticleID, r.Article.ID)
		}
		batch = append(batch, r)
		if len(batch) == rebuildBatch || n == count-1 {
			if err := s.applyAll(ctx, batch, out); err != nil {
				return err
			}
			batch = nil
		}
	}
	return s.applyAll(ctx, batch, out)
}

// applyAll indexes records and counts those that cannot be.
func (s *Store) applyAll(ctx context.Context, records []Record, out *Salvaged) error {
	if len(records) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err := s.Apply(ctx, records)
	failed := 0
	if partial, ok := errors.AsType[*BatchError](err); ok {
		failed, err = len(partial.Failed), nil
	}
	if err != nil {
		return err
	}
	out.Documents += uint64(len(records) - failed)
	out.Unreadable += uint64(failed)
	return nil
}

func countDoubtful(folder string, names []string) uint64 {
	var n uint64
	for _, name := range names {
		path := filepath.Join(folder, segmentsDir, name)
		if checkSegment(path) == nil {
			continue
		}
		file, err := openSegment(path)
		if err != nil {
			continue
		}
		if count, err := guarded(func() (uint64, error) { return file.Count(), nil }); err == nil {
			n += count
		}
		// A file that does not close holds memory, nothing else.
		_ = file.close()
	}
	return n
}

// Repaired notes beside a slice that was set aside what became of it; from now
// on searches are whole again. The folder stays.
func (s *Store) Repaired(gap Gap, report any) error {
	data, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return fmt.Errorf("noting what was repaired: %w", err)
	}
	if err := durable.WriteFile(filepath.Join(gap.Folder, repairedName), append(data, '\n')); err != nil {
		return err
	}
	gaps := slices.DeleteFunc(slices.Clone(s.Gaps()), func(g Gap) bool { return g.Folder == gap.Folder })
	s.gaps.Store(&gaps)
	return nil
}

// censusName is a file that tells how many documents each slice had, for the
// day on which one can no longer be asked.
const censusName = "census.json"

// Count notes how many documents each slice has.
func (s *Store) Count() error {
	if s.readOnly || !s.Complete() {
		return nil
	}
	stats, err := s.Stats()
	if err != nil {
		return err
	}
	census := make(map[string]uint64, len(stats))
	for _, one := range stats {
		census[one.Month] = one.Documents
	}
	data, err := json.Marshal(census)
	if err != nil {
		return fmt.Errorf("counting documents: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || maps.Equal(census, s.census) {
		return nil
	}
	s.census = census
	return durable.WriteFile(filepath.Join(s.dir, censusName), append(data, '\n'))
}

// readCensus reads what [Store.Count] wrote; without it nothing is known.
func (s *Store) readCensus() {
	if data, err := os.ReadFile(filepath.Join(s.dir, censusName)); err == nil {
		_ = json.Unmarshal(data, &s.census)
	}
}
