package registry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// ErrNotFound is returned for a feed that is not registered.
var ErrNotFound = errors.New("no such feed; see ingestd feeds list")

// Registry reads and writes the settings of all feeds of an installation.
type Registry struct {
	feeds *bus.FeedLog
}

// New returns the registry on a bus.
func New(feeds *bus.FeedLog) *Registry { return &Registry{feeds} }

// Add registers a feed and arms its first poll for firstPoll. It reports
// false, and changes nothing, if the feed is registered already.
func (r *Registry) Add(ctx context.Context, s Settings, firstPoll time.Time) (bool, error) {
	isNew, err := r.AddAll(ctx, []Settings{s}, func() time.Time { return firstPoll })
	return len(isNew) == 1 && isNew[0], err
}

// AddAll is Add for many feeds, which is much faster than one by one. It asks
// for the time of the first poll of each, and reports for each whether it was
// new; an error comes with what became of the feeds before it. Nothing is
// written if the settings of one do not work.
func (r *Registry) AddAll(ctx context.Context, list []Settings, firstPoll func() time.Time) ([]bool, error) {
	feeds := make([]bus.NewFeed, len(list))
	for i, s := range list {
		address, err := CheckAddress(s.URL)
		if err != nil {
			return nil, err
		}
		s.Schema, s.URL, s.ID = settingsSchema, address, news.FeedID(address)
		if err := s.Validate(); err != nil {
			return nil, fmt.Errorf("adding feed %s: %w", address, err)
		}
		data, err := json.Marshal(s)
		if err != nil {
			return nil, fmt.Errorf("encoding the settings of %s: %w", address, err)
		}
		feeds[i] = bus.NewFeed{Feed: s.ID, Settings: data, First: firstPoll()}
	}
	isNew, err := r.feeds.AddAll(ctx, feeds)
	if err != nil && len(isNew) < len(list) {
		return isNew, fmt.Errorf("adding feed %s: %w", list[len(isNew)].URL, err)
	}
	return isNew, err
}

// Get returns the settings of a feed by its id, or ErrNotFound.
func (r *Registry) Get(ctx context.Context, id string) (Settings, error) {
	record, err := r.feeds.Settings(ctx, id)
	if errors.Is(err, bus.ErrNotFound) {
		return Settings{}, fmt.Errorf("feed %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return Settings{}, err
	}
	return decode(record)
}

func decode(record bus.FeedRecord) (Settings, error) {
	var s Settings
	if err := json.Unmarshal(record.Data, &s); err != nil {
		return Settings{}, fmt.Errorf("reading the settings of feed %s: %w", record.Feed, err)
	}
	switch s.Schema {
	case settingsSchema:
	case 1:
		if len(s.Folder) == 0 {
			s.Folder, s.Tags = s.Tags, nil
		}
		s.Schema = settingsSchema
	default:
		return Settings{}, fmt.Errorf("the settings of feed %s have schema %d, this program reads 1 to %d", record.Feed, s.Schema, settingsSchema)
	}
	return s, nil
}

// maxAttempts bounds how often an update races with another one.
const maxAttempts = 8

// Update changes the settings of a feed by compare-and-set: change is given
// what is stored and may be called again when another writer was faster. What
// it leaves as it was is not written. Settings that do not work are refused,
// as is an address that another feed has.
func (r *Registry) Update(ctx context.Context, id string, change func(*Settings) error) error {
	for range maxAttempts {
		record, err := r.feeds.Settings(ctx, id)
		if errors.Is(err, bus.ErrNotFound) {
			return fmt.Errorf("feed %s: %w", id, ErrNotFound)
		}
		if err != nil {
			return err
		}
		s, err := decode(record)
		if err != nil {
			return err
		}
		before := s.URL
		if err := change(&s); err != nil {
			return err
		}
		if err := s.Validate(); err != nil {
			return err
		}
		s.ID, s.Schema = record.Feed, settingsSchema
		if s.URL != before {
			if err := r.vacant(ctx, s.URL, s.ID); err != nil {
				return err
			}
		}
		data, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("encoding the settings of %s: %w", s.URL, err)
		}
		if bytes.Equal(data, record.Data) {
			return nil
		}
		if _, err = r.feeds.PutSettings(ctx, id, data, record.Seq); !errors.Is(err, bus.ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("changing feed %s: %w %d times in a row; try again", id, bus.ErrConflict, maxAttempts)
}

// vacant reports an error if another feed has the address.
func (r *Registry) vacant(ctx context.Context, address, id string) error {
	list, err := r.List(ctx)
	if err != nil && len(list) == 0 {
		return err
	}
	for _, s := range list {
		if s.URL == address && s.ID != id {
			return fmt.Errorf("%s is the address of feed %s already: remove one of the two", address, s.ID)
		}
	}
	return nil
}

// List returns all feeds sorted by title, then address. A record that cannot
// be read is left out and joined into the error beside the others.
func (r *Registry) List(ctx context.Context) ([]Settings, error) {
	records, err := r.feeds.AllSettings(ctx)
	if err != nil {
		return nil, err
	}
	var errs []error
	list := make([]Settings, 0, len(records))
	for _, record := range records {
		s, err := decode(record)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Settings) int {
		if c := strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)); c != 0 {
			return c
		}
		return strings.Compare(a.URL, b.URL)
	})
	return list, errors.Join(errs...)
}

// minPrefix is the least of an id that names a feed.
const minPrefix = 4

// Find returns the one feed that the operator means: by id, by the beginning
// of an id (at least 4 characters), or by address.
func (r *Registry) Find(ctx context.Context, what string) (Settings, error) {
	what = strings.TrimSpace(what)
	if news.ValidID(what) {
		return r.Get(ctx, what)
	}
	list, err := r.List(ctx)
	if err != nil && len(list) == 0 {
		return Settings{}, err
	}
	var found []Settings
	for _, s := range list {
		if s.URL == what || len(what) >= minPrefix && strings.HasPrefix(s.ID, what) {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 0:
		return Settings{}, fmt.Errorf("feed %q: %w", what, ErrNotFound)
	case 1:
		return found[0], nil
	}
	return Settings{}, fmt.Errorf("%q fits %d feeds: give more of the id", what, len(found))
}

// Remove deletes a feed, its state and its timer. Its articles stay.
func (r *Registry) Remove(ctx context.Context, id string) error {
	return r.feeds.Remove(ctx, id)
}
