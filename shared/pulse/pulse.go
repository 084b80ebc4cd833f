// Package pulse lets whoever looks after an installation ask all its services
// over NATS, at once, how they are: each that runs answers with its version,
// its clock, why it is not ready, and facts of its own. Nothing depends on the
// answers; a service whose credentials do not let it answer works as well.
package pulse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/diskspace"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// endpoint is what the services listen on, under the subjects of the API.
const endpoint = "status"

// Report is what one service answers.
type Report struct {
	// Service is the name of the program, Host and PID say which process of it.
	Service string `json:"service"`
	Host    string `json:"host,omitempty"`
	PID     int    `json:"pid,omitempty"`
	Version string `json:"version"`
	// Started is when it began, Time what its clock shows.
	Started time.Time `json:"started"`
	Time    time.Time `json:"time"`
	// NotReady has a line for each reason why it is not ready.
	NotReady []string `json:"not_ready,omitempty"`
	// Facts are what the parts of the service say of themselves, by name.
	Facts map[string]json.RawMessage `json:"facts,omitempty"`
	// Here is when the answer came, by the clock of who asked, and Took how
	// long that was after asking.
	Here time.Time     `json:"-"`
	Took time.Duration `json:"-"`
}

// Disk is the fact of a service that writes to a folder, under a name that
// begins with "disk".
type Disk struct {
	Dir   string `json:"dir"`
	Free  uint64 `json:"free"`
	Total uint64 `json:"total"`
	// Low says that the service waits for room, and for how much.
	Low string `json:"low,omitempty"`
}

// MeasureDisk returns the fact of a folder.
func MeasureDisk(dir string) Disk {
	d := Disk{Dir: dir}
	space, err := diskspace.Measure(dir)
	if err == nil {
		d.Free, d.Total = space.Free, space.Total
	}
	guard := diskspace.Guard{Dir: dir}
	if err := guard.Check(); err != nil {
		d.Low = err.Error()
	}
	return d
}

// Source is what a service tells of itself.
type Source interface {
	// Ready joins the reasons why it is not ready, one a line.
	Ready() error
	// Facts returns what its parts say.
	Facts() map[string]any
}

// Serve answers for a service until stop is called. The answers are made from
// what is known; asking costs the service next to nothing.
func Serve(b *bus.Bus, service string, source Source) (stop func(), err error) {
	host, err := os.Hostname()
	if err != nil {
		host = ""
	}
	started, version := time.Now().UTC(), telemetry.ReadBuild().String()
	sub, err := b.Conn().Subscribe(b.Names().API(endpoint), func(m *nats.Msg) {
		r := Report{
			Service: service, Host: host, PID: os.Getpid(), Version: version, Started: started,
			Time: time.Now().UTC(), Facts: make(map[string]json.RawMessage),
		}
		if err := source.Ready(); err != nil {
			r.NotReady = strings.Split(err.Error(), "\n")
		}
		for name, fact := range source.Facts() {
			if data, err := json.Marshal(fact); err == nil {
				r.Facts[name] = data
			}
		}
		data, err := json.Marshal(r)
		if err != nil {
			return
		}
		// Who asked may be gone.
		_ = m.Respond(data)
	})
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", b.Names().API(endpoint), err)
	}
	return func() { _ = sub.Unsubscribe() }, nil
}

// quiet is how long no further answer must come for the round to be over.
const quiet = 300 * time.Millisecond

// Ask returns the answers of all services that come within patience. None is
// no error.
func Ask(ctx context.Context, b *bus.Bus, patience time.Duration) ([]Report, error) {
	nc := b.Conn()
	inbox := nc.NewRespInbox()
	sub, err := nc.SubscribeSync(inbox)
	if err != nil {
		return nil, fmt.Errorf("asking the services: %w", err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	began := time.Now()
	if err := nc.PublishRequest(b.Names().API(endpoint), inbox, nil); err != nil {
		return nil, fmt.Errorf("asking the services: %w", err)
	}
	var out []Report
	for {
		left := patience - time.Since(began)
		if len(out) > 0 {
			left = min(left, quiet)
		}
		if left <= 0 {
			return out, nil
		}
		wait, cancel := context.WithTimeout(ctx, left)
		m, err := sub.NextMsgWithContext(wait)
		cancel()
		switch {
		case errors.Is(err, nats.ErrNoResponders):
			return out, nil
		case err != nil && ctx.Err() != nil:
			return out, context.Cause(ctx)
		case errors.Is(err, context.DeadlineExceeded):
			return out, nil
		case err != nil:
			return out, fmt.Errorf("asking the services: %w", err)
		}
		r := Report{}
		if json.Unmarshal(m.Data, &r) != nil || r.Service == "" {
			continue // not of ours
		}
		r.Here, r.Took = time.Now().UTC(), time.Since(began)
		out = append(out, r)
	}
}
