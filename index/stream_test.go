package index_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestStreamEndsWithTheService follows an article over HTTP until the service
// stops.
func TestStreamEndsWithTheService(t *testing.T) {
	w := newWorld(t)
	s := w.start(nil)
	site := httptest.NewServer(s.Handler())
	defer site.Close()
	response, err := http.Get(site.URL + "/v1/stream?q=truce")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(response.Body); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	n := 0
	w.until("the article on the stream", func() error {
		// Published again and again: the stream begins when it is ready.
		n++
		w.publish(article(t, n, 1, fmt.Sprintf("Truce %d", n), "A truce took effect."))
		for {
			select {
			case line := <-lines:
				if strings.HasPrefix(line, "data: ") {
					return nil
				}
			default:
				return fmt.Errorf("nothing after %d articles", n)
			}
		}
	})
	s.stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for range lines {
		}
	}()
	w.until("the end of the stream", func() error {
		select {
		case <-ended:
			return nil
		default:
			return fmt.Errorf("the stream goes on though the service has stopped")
		}
	})
}
