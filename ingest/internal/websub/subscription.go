package websub

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// schema is the version of the stored form of Subscription.
const schema = 1

// State is how far a subscription has come.
type State string

// The states of a subscription.
const (
	// Asking waits for the hub to confirm, or to be asked.
	Asking State = "asking"
	// Live was confirmed; whether it still is tells [Subscription.Trusted].
	Live State = "live"
	// Denied was refused by the hub.
	Denied State = "denied"
	// Distrusted is one of a hub that missed items.
	Distrusted State = "distrusted"
	// Unnamed is never stored, see [Subscription.Standing].
	Unnamed State = "unnamed"
)

// States are all states.
func States() []State { return []State{Asking, Live, Denied, Distrusted, Unnamed} }

// Subscription is what is remembered about a feed and its hub. Times are zero
// for never.
type Subscription struct {
	Schema int   `json:"schema"`
	State  State `json:"state"`
	// Hub is asked for Topic; Created is when the feed first named the two.
	Hub     string    `json:"hub"`
	Topic   string    `json:"topic"`
	Created time.Time `json:"created"`
	// Unnamed is set while the feed names no hub any more: the subscription
	// is left to run out.
	Unnamed bool `json:"unnamed,omitempty"`
	// Callback is the public address that the hub was given, without the feed
	// and the token. Token and Secret are never shown to anybody else.
	Callback string `json:"callback,omitempty"`
	Token    string `json:"token"`
	Secret   string `json:"secret"`
	// Asked is when the hub was asked last, Next when to ask it again. Waits
	// is set while it has accepted a request and not come back.
	Asked time.Time `json:"asked,omitzero"`
	Next  time.Time `json:"next,omitzero"`
	Waits bool      `json:"waits,omitempty"`
	// Failures counts the requests in a row that came to nothing; Words say
	// what happened last.
	Failures int    `json:"failures,omitempty"`
	Words    string `json:"words,omitempty"`
	// Since is from when on the hub owes the items, Ends when its lease ends.
	// Confirmed is when it asked last whether the subscription is wanted.
	Since     time.Time `json:"since,omitzero"`
	Ends      time.Time `json:"ends,omitzero"`
	Confirmed time.Time `json:"confirmed,omitzero"`
	// Pushed is when a delivery came last, Ping when one came last that a
	// poll has to follow.
	Pushed time.Time `json:"pushed,omitzero"`
	Ping   time.Time `json:"ping,omitzero"`
	// Missing are items that a poll found and no delivery has brought yet.
	Missing []Missing `json:"missing,omitempty"`
	// Distrusts counts how often the hub lost its trust; Until is when a hub
	// that denied or lost it is asked again. Leave is how many more times it
	// is asked to end the subscription.
	Distrusts int       `json:"distrusts,omitempty"`
	Until     time.Time `json:"until,omitzero"`
	Leave     int       `json:"leave,omitempty"`
}

// Missing is an item that the hub owes.
type Missing struct {
	// ID is the article's.
	ID    string    `json:"id"`
	Found time.Time `json:"found"`
}

// Keys are the two secrets of a subscription.
type Keys struct{ Token, Secret string }

// NewKeys draws keys of 130 and 260 random bits.
func NewKeys() Keys {
	return Keys{Token: strings.ToLower(rand.Text()), Secret: rand.Text() + rand.Text()}
}

// New returns the subscription of a feed that names a hub.
func New(hub, topic string, keys Keys, now time.Time) Subscription {
	return Subscription{
		State: Asking, Hub: hub, Topic: topic, Created: now, Token: keys.Token, Secret: keys.Secret, Next: now,
	}
}

// Encode returns the stored form, which holds the secrets.
func (s *Subscription) Encode() ([]byte, error) {
	s.Schema = schema
	b, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encoding a subscription: %w", err)
	}
	return b, nil
}

// errSubscription is wrapped by the errors of Decode.
var errSubscription = errors.New("the subscription cannot be read")

// Decode reads what Encode wrote. No bytes give the subscription of a feed
// that never named a hub.
func Decode(b []byte) (Subscription, error) {
	var s Subscription
	if len(b) == 0 {
		return s, nil
	}
	if err := json.Unmarshal(b, &s); err != nil {
		// The error of the decoder may quote the secret.
		return Subscription{}, errSubscription
	}
	if s.Schema < 1 || s.Schema > schema {
		return Subscription{}, fmt.Errorf("%w: it has schema %d, this program reads 1 to %d", errSubscription, s.Schema, schema)
	}
	return s, nil
}

// Known reports that the feed has named a hub.
func (s *Subscription) Known() bool { return s.Hub != "" }

// Trusted reports that the hub owes the items of the feed now.
func (s *Subscription) Trusted(now time.Time) bool {
	return s.State == Live && !s.Unnamed && now.Before(s.Ends)
}

// Standing is the state as of now: one whose lease has run out is asked for
// again. It is "unnamed" while the feed names no hub.
func (s *Subscription) Standing(now time.Time) State {
	switch {
	case s.Unnamed:
		return Unnamed
	case s.State == Live && !now.Before(s.Ends):
		return Asking
	}
	return s.State
}

// String says how it stands without its secrets, so that it may be printed by
// mistake.
func (s Subscription) String() string { return string(s.State) + " at " + s.Hub }

// pollEvery is how often a feed is polled whose hub is trusted.
const pollEvery = 12 * time.Hour

// PollEvery is the least time between two polls of the feed: 0 unless its hub
// is trusted and owes nothing. No wait goes beyond the lease.
func (s *Subscription) PollEvery(now time.Time) time.Duration {
	if !s.Trusted(now) || len(s.Missing) > 0 {
		return 0
	}
	return min(pollEvery, s.Ends.Sub(now))
}
