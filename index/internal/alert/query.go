package alert

import (
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/news"
)

// Query is a standing query as it is stored under its name.
type Query struct {
	// Name is a token, see [news.ValidToken]; it ends the subject that the
	// alerts are published on.
	Name string `json:"name"`
	// Query is in Dateline's query language, without sort: and asof:.
	Query string `json:"query"`
	// Resolved maps name terms of the query as printed, such as
	// person:Erdogan, to ids of entities that they stand for besides what an
	// article itself calls by the name.
	Resolved map[string][]string `json:"resolved,omitempty"`
	// Created is when it was stored.
	Created time.Time `json:"created"`
	// From is when the past begins that it is told of, by the time at which
	// articles were stored on the stream; zero: at Created.
	From time.Time `json:"from,omitzero"`
	// Replayed is when it had been told of the past.
	Replayed time.Time `json:"replayed,omitzero"`
	// Webhook is told of every alert; nil: nobody.
	Webhook *Webhook `json:"webhook,omitempty"`
	// Behind is set while the webhook has not been told of all alerts.
	Behind *Behind `json:"behind,omitempty"`
}

// Webhook is an address that alerts are posted to.
type Webhook struct {
	URL string `json:"url"`
	// Secret signs what is posted; empty: unsigned.
	Secret string `json:"secret,omitempty"`
}

// Parse returns the query parsed, or what is wrong with it, which is a
// [*query.Error] where it is in the query.
func (q *Query) Parse() (*query.Query, error) {
	parsed, err := query.Parse(q.Query, query.DefaultLimits())
	if err != nil {
		return nil, err
	}
	if parsed.Sort != query.SortDefault {
		return nil, &query.Error{Problem: "sort: has no meaning in an alert, which tells of articles as they come"}
	}
	for t := range parsed.Terms {
		if t.Field == query.AsOf {
			return nil, &query.Error{Column: t.At, Problem: "asof: has no meaning in an alert, which tells of articles as they come"}
		}
	}
	return parsed, nil
}

// Validate reports the first thing that is wrong with a query to be stored.
func (q *Query) Validate() error {
	if !news.ValidToken(q.Name) {
		return fmt.Errorf("the name %q cannot be: use 1 to 64 letters, digits, '-' and '_'", q.Name)
	}
	parsed, err := q.Parse()
	if err != nil {
		return err
	}
	if parsed.Root == nil {
		return &query.Error{Problem: "an alert needs something to look for; an empty query would tell of every article"}
	}
	if q.Webhook == nil {
		return nil
	}
	u, err := url.Parse(q.Webhook.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return fmt.Errorf("the webhook %q cannot be: write a whole http or https address without a user name", q.Webhook.URL)
	}
	return nil
}

func (q *Query) encode() ([]byte, error) {
	data, err := json.Marshal(q)
	if err != nil {
		return nil, fmt.Errorf("encoding the query of %q: %w", q.Name, err)
	}
	return data, nil
}

// decode reads a stored query and checks it.
func decode(name string, data []byte) (Query, error) {
	q, err := unmarshal(name, data)
	if err == nil {
		err = q.Validate()
	}
	if err != nil {
		return Query{}, fmt.Errorf("reading the stored query of %q: %w", name, err)
	}
	return q, nil
}

// unmarshal is decode without a look at the query itself.
func unmarshal(name string, data []byte) (Query, error) {
	var q Query
	if err := json.Unmarshal(data, &q); err != nil {
		return Query{}, err
	}
	if q.Name != name {
		return Query{}, fmt.Errorf("it calls itself %q", q.Name)
	}
	return q, nil
}
