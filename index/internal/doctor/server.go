package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// The versions of NATS: older than least does not work, older than advised
// has faults that lose what was acknowledged when the power fails.
var (
	least   = version{2, 14, 0}
	advised = version{2, 15, 2}
	// mended is the last release of the older line that has the same repairs.
	mended = version{2, 14, 9}
)

type version [3]int

// readVersion reads "2.15.2", whatever stands behind it.
func readVersion(s string) (v version, ok bool) {
	s, _, _ = strings.Cut(strings.TrimPrefix(s, "v"), "-")
	parts := strings.Split(s, ".")
	if len(parts) < len(v) {
		return v, false
	}
	for i := range v {
		n, err := strconv.Atoi(parts[i])
		if err != nil {
			return v, false
		}
		v[i] = n
	}
	return v, true
}

func (v version) before(w version) bool {
	for i := range v {
		if v[i] != w[i] {
			return v[i] < w[i]
		}
	}
	return false
}

func (v version) String() string { return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2]) }

// repaired reports a version with the repairs of syncing.
func (v version) repaired() bool {
	return !v.before(advised) || v[0] == mended[0] && v[1] == mended[1] && !v.before(mended)
}

// checkServer looks at the server that answers, JetStream and the clock.
func checkServer(ctx context.Context, x *examination, r *report) error {
	nc := x.Bus.Conn()
	at := nc.ConnectedUrlRedacted()
	text := nc.ConnectedServerVersion()
	switch v, ok := readVersion(text); {
	case !ok:
		r.note(at, "", "its version %q is not one that can be compared; %s or newer is needed", text, least)
	case v.before(least):
		r.problem(at, fmt.Sprintf("install nats-server %s or newer", advised), "version %s is older than %s: it has no scheduled messages and no atomic batches", v, least)
	case !v.repaired():
		r.warn(at, fmt.Sprintf("install nats-server %s or newer (or %s)", advised, mended), "version %s has faults that are mended since: syncing always may skip a sync, so a power cut can lose what was acknowledged", v)
	default:
		r.ok(at, "NATS %s", v)
	}
	if rtt, err := nc.RTT(); err == nil && rtt > time.Second {
		r.warn(at, "see what keeps the server or the network busy", "it takes %s to answer a ping", rtt.Round(time.Millisecond))
	}
	account, err := x.Bus.JetStream().AccountInfo(ctx)
	switch {
	case err != nil && noJetStream(err):
		r.problem(at, "start nats-server with -js, or with the configuration that deployments/nats writes; enable JetStream for the account", "JetStream is not enabled")
		return nil
	case err != nil:
		return fmt.Errorf("asking for the account: %w", err)
	}
	if limit := account.Limits.MaxStore; limit > 0 && account.Store > uint64(limit)*9/10 {
		r.warn("file store", "raise max_file of the account, or lower max_bytes of the streams", "%s of %s are used", telemetry.Bytes(account.Store), telemetry.Bytes(uint64(limit)))
	} else {
		r.ok("file store", "JetStream holds %s in %s", telemetry.Bytes(account.Store), plural(account.Streams, "stream"))
	}
	return x.checkClock(ctx, r)
}

// checkClock compares this machine's clock with that of the server.
func (x *examination) checkClock(ctx context.Context, r *report) error {
	stream, err := x.Bus.JetStream().Stream(ctx, x.Bus.Names().Stream(bus.Articles))
	if err != nil {
		// The streams are a check of their own.
		return nil
	}
	began := time.Now()
	info, err := stream.Info(ctx)
	if err != nil || info.TimeStamp.IsZero() {
		return nil
	}
	took := time.Since(began)
	x.skew(r, "NATS server", info.TimeStamp, began.Add(took/2), took)
	return nil
}

// skew judges a clock by the time it showed when it was here for all we know.
func (x *examination) skew(r *report, whose string, theirs, here time.Time, took time.Duration) {
	off := theirs.Sub(here)
	if off.Abs() > x.limits.Skew+took/2 {
		way := "ahead of"
		if off < 0 {
			way = "behind"
		}
		r.warn("clock", "let NTP or chrony set the clocks of both machines", "the clock of the %s is %s %s this machine's", whose, off.Abs().Round(time.Second/10), way)
		return
	}
	r.ok("clock", "that of the %s is within %s", whose, (took/2 + x.limits.Skew).Round(time.Second/10))
}

// checkMonitor asks the monitoring address, which alone tells of a frozen
// stream and of the sync policy.
func checkMonitor(ctx context.Context, x *examination, r *report) error {
	if x.Monitor == "" {
		return nil
	}
	base := strings.TrimRight(x.Monitor, "/")
	if !strings.Contains(base, "://") {
		base = "http://" + base
	}
	var health struct {
		Status string `json:"status"`
		Error  string `json:"error"`
	}
	if err := get(ctx, base+"/healthz", &health); err != nil {
		return fmt.Errorf("asking %s: %w; is it the http port of the NATS server?", base, err)
	}
	switch {
	case strings.Contains(health.Error, "write error"):
		r.problem(base, "make room on its disk, then restart it: systemctl restart nats-server (docker compose restart nats; standalone does it by itself); what was acknowledged is safe",
			"a stream is frozen since a write to disk failed, and stays so until the server is restarted: %s", health.Error)
	case strings.Contains(health.Error, "JetStream not enabled"):
		r.problem(base, "make room on its disk, then restart it: systemctl restart nats-server (docker compose restart nats); if it was never on, start it with -js",
			"JetStream is off, as a server switches it off that could not write to its disk, and stays so until it is restarted: %s", health.Error)
	case health.Status != "ok":
		r.problem(base, "see the log of the NATS server", "its health is %q: %s", health.Status, health.Error)
	default:
		r.ok(base, "its health is ok")
	}
	var js struct {
		Config struct {
			SyncAlways   bool          `json:"sync_always"`
			SyncInterval time.Duration `json:"sync_interval"`
			MaxStore     uint64        `json:"max_storage"`
		} `json:"config"`
		Disabled bool   `json:"disabled"`
		Store    uint64 `json:"storage"`
		Reserved uint64 `json:"reserved_storage"`
	}
	if err := get(ctx, base+"/jsz?config=1", &js); err != nil {
		return fmt.Errorf("asking %s: %w", base, err)
	}
	if js.Disabled {
		return nil
	}
	if js.Config.SyncAlways {
		r.ok("sync", "every write is synced before it is acknowledged")
	} else {
		r.warn("sync", "set jetstream { sync_interval: always } and restart the server, unless a power cut may cost that much or copies on other machines make up for it",
			"writes are synced every %s: a power cut loses what was acknowledged since", telemetry.Rough(js.Config.SyncInterval))
	}
	if limit := js.Config.MaxStore; limit > 0 && js.Store > limit*9/10 {
		r.warn("max_file_store", "raise max_file_store if the disk has room, or lower max_bytes of the streams", "%s of %s are used", telemetry.Bytes(js.Store), telemetry.Bytes(limit))
	} else if limit > 0 {
		r.ok("max_file_store", "%s of %s are used", telemetry.Bytes(js.Store), telemetry.Bytes(limit))
	}
	return nil
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 4 << 20

// get reads JSON, also of an answer that says that something is wrong.
func get(ctx context.Context, url string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // only read
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(into); err != nil {
		return fmt.Errorf("its answer (%s) is not understood: %w", answer.Status, err)
	}
	return nil
}
