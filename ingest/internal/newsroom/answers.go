package newsroom

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Answer is what an outlet does with a request.
type Answer func(o *Outlet, w http.ResponseWriter, r *http.Request)

// Feed serves stories as RSS.
func Feed(stories []Story) Answer {
	return func(o *Outlet, w http.ResponseWriter, r *http.Request) {
		document, _ := o.RSS(stories)
		Document("application/rss+xml", document, stories)(o, w, r)
	}
}

// Document serves bytes, which are to be read as the stories.
func Document(contentType string, document []byte, stories []Story) Answer {
	return func(o *Outlet, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		o.note(stories)
		_, _ = w.Write(document) // a client that leaves is its own concern
	}
}

// Tagged serves stories with an ETag, and 304 to those who know it.
func Tagged(etag string, stories []Story) Answer {
	return func(o *Outlet, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		Feed(stories)(o, w, r)
	}
}

// Under serves an answer with headers, given as name and value in turns.
func Under(a Answer, headers ...string) Answer {
	return func(o *Outlet, w http.ResponseWriter, r *http.Request) {
		set(w, headers)
		a(o, w, r)
	}
}

// Status answers with a status and headers alone.
func Status(status int, headers ...string) Answer {
	return func(_ *Outlet, w http.ResponseWriter, _ *http.Request) {
		set(w, headers)
		w.WriteHeader(status)
	}
}

func set(w http.ResponseWriter, headers []string) {
	for i := 0; i+1 < len(headers); i += 2 {
		w.Header().Set(headers[i], headers[i+1])
	}
}

// Redirect leads to another address.
func Redirect(status int, to string) Answer { return Status(status, "Location", to) }

// Closed serves an answer to those who know user and password.
func Closed(user, password string, a Answer) Answer {
	return func(o *Outlet, w http.ResponseWriter, r *http.Request) {
		if u, p, _ := r.BasicAuth(); u != user || p != password {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		a(o, w, r)
	}
}

// Wall redirects to the same address until its cookie comes back, and then
// goes on doing so, unless it is friendly.
func Wall(friendly bool, a Answer) Answer {
	return func(o *Outlet, w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("visitor"); err == nil && c.Value == "1" && friendly {
			a(o, w, r)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "visitor", Value: "1", Path: "/"}) //nolint:gosec // worth nothing
		http.Redirect(w, r, r.URL.Path, http.StatusFound)
	}
}

// End is how an answer ends that does not come whole.
type End int

// The ends of an answer.
const (
	Close End = iota // the connection, in the midst of things
	Reset            // the same without manners
	Stall            // never: nothing more comes
	Drip             // never: a space comes now and then
)

// Broken announces a document of all stories and ends within it, after the
// first few have gone out.
func Broken(stories []Story, few int, end End) Answer {
	return func(o *Outlet, w http.ResponseWriter, r *http.Request) {
		document, ends := o.RSS(stories)
		at := ends[0] / 2
		if few > 0 {
			at = ends[few-1]
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		w.Header().Set("Content-Length", strconv.Itoa(len(document)))
		o.note(stories[:few])
		_, _ = w.Write(document[:at])
		finish(w, r, end)
	}
}

// Longer serves all stories and announces more than comes.
func Longer(stories []Story) Answer {
	return func(o *Outlet, w http.ResponseWriter, r *http.Request) {
		document, _ := o.RSS(stories)
		w.Header().Set("Content-Length", strconv.Itoa(len(document)+1000))
		o.note(stories)
		_, _ = w.Write(document)
		finish(w, r, Close)
	}
}

// Shorter announces fewer bytes than the document has: what lies beyond, and
// with it all stories but the first few, is lost on the way.
func Shorter(stories []Story, few int) Answer {
	return func(o *Outlet, w http.ResponseWriter, _ *http.Request) {
		document, ends := o.RSS(stories)
		o.note(stories[:few])
		conn := hijack(w)
		defer func() { _ = conn.Close() }()
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", ends[few-1]+3, document)
	}
}

// Zipped serves stories in gzip that ends early, after the first few.
func Zipped(stories []Story, few int) Answer {
	return func(o *Outlet, w http.ResponseWriter, _ *http.Request) {
		document, ends := o.RSS(stories)
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(document[:ends[few-1]]) // a buffer takes everything
		_ = z.Flush()
		o.note(stories[:few])
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(b.Bytes())
	}
}

// Zeros serves n megabytes of zeros in gzip.
func Zeros(n int) Answer {
	return func(_ *Outlet, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		mega := make([]byte, 1<<20)
		for i := range n {
			if i < 3 { // later rounds are all the same
				b.Reset()
				_, _ = z.Write(mega) // a buffer takes everything
				_ = z.Flush()
			}
			if _, err := w.Write(b.Bytes()); err != nil {
				return
			}
		}
	}
}

// finish ends an answer.
func finish(w http.ResponseWriter, r *http.Request, end End) {
	_ = http.NewResponseController(w).Flush() // a client may have left
	switch end {
	case Close:
		panic(http.ErrAbortHandler)
	case Reset:
		conn := hijack(w)
		if e, ok := conn.(*either); ok {
			if tcp, ok := e.Conn.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0)
			}
		}
		_ = conn.Close()
	case Stall:
		<-r.Context().Done()
	case Drip:
		for {
			_, _ = w.Write([]byte(" "))
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
}

// hijack takes the connection of an answer.
func hijack(w http.ResponseWriter) net.Conn {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return conn
}
