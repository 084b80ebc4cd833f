package fetch_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/shared/netguard"
)

// TestIdleConnections is for very many hosts that are asked once each: few
// connections stay open, whatever they speak.
func TestIdleConnections(t *testing.T) {
	for _, version := range []int{1, 2} {
		t.Run(fmt.Sprintf("HTTP/%d", version), func(t *testing.T) {
			var asked [3]atomic.Int64
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked[r.ProtoMajor].Add(1) }))
			s.EnableHTTP2 = version == 2
			s.StartTLS()
			defer s.Close()
			const idle, hosts = 10, 60
			c := newClient(t, fetch.Options{IdleConns: idle, Dialer: &netguard.Dialer{Hosts: map[string]string{"*.example.com": s.Listener.Addr().String()}}})
			fetch.SetTLS(c, s.Client().Transport.(*http.Transport).TLSClientConfig)
			get := func(host int) {
				if _, err := c.Get(t.Context(), fetch.Request{URL: fmt.Sprintf("https://h%d.example.com/", host)}, now); err != nil {
					t.Fatal(err)
				}
			}
			for i := range hosts {
				get(i)
				// A connection closes a moment after it was told to.
				for deadline := time.Now().Add(time.Minute); c.Open() > idle+1; time.Sleep(time.Millisecond) {
					if time.Now().After(deadline) {
						t.Fatalf("%d connections are open after %d hosts, want %d at most", c.Open(), i+1, idle+1)
					}
				}
			}
			// What is open is used again.
			for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
				before := c.Open()
				if get(hosts); c.Open() == before {
					break
				}
				if time.Now().After(deadline) {
					t.Fatal("each request to a host opens a connection")
				}
			}
			if n := asked[3-version].Load(); n > 0 {
				t.Errorf("%d of the requests were HTTP/%d", n, 3-version)
			}
		})
	}
}
