package feed

import "testing"

func TestResolve(t *testing.T) {
	for _, c := range []struct{ base, ref, want string }{
		{"https://a.example/feed/x.xml", "story", "https://a.example/feed/story"},
		{"https://a.example/feed/x.xml", "/story?a=1&b=2", "https://a.example/story?a=1&b=2"},
		{"https://a.example/feed/", "//b.example/s", "https://b.example/s"},
		{"https://a.example/feed/", "?page=2", "https://a.example/feed/?page=2"},
		{"https://a.example/", "HTTP://B.example/Über weg", "HTTP://B.example/Über weg"},
		{"https://a.example/", " two\n lines ", "https://a.example/two%20lines"},
		{"", "story", "story"},
		{"https://a.example/", "", ""},
		{"https://a.example/", "mailto:x@a.example", "mailto:x@a.example"},
	} {
		if got := resolve(c.base, c.ref); got != c.want {
			t.Errorf("resolve(%q, %q) = %q, want %q", c.base, c.ref, got, c.want)
		}
	}
}

func TestWebLink(t *testing.T) {
	for in, ok := range map[string]bool{
		"https://a.example/x": true, "HTTP://a.example": true, "http://a.example:8080/a b": true,
		"javascript:alert(1)": false, "data:text/html,x": false, "ftp://a.example/": false, "https:///x": false, "https://": false, "/x": false, "a.example": false,
	} {
		if got := webLink(in); (got == in) != ok || got != in && got != "" {
			t.Errorf("webLink(%q) = %q, want it taken: %v", in, got, ok)
		}
	}
}

func TestUnwrapped(t *testing.T) {
	for in, want := range map[string]string{
		"http://news.google.com/news/url?sa=t&fd=R&usg=x&url=http://courier.example/a/b":    "http://courier.example/a/b",
		"https://www.google.com/url?q=https://courier.example/c&sa=U":                       "https://courier.example/c",
		"http://www.bing.com/news/apiclick.aspx?aid=&url=https%3a%2f%2fcourier.example%2fd": "https://courier.example/d",
		"https://courier.example/url?url=https://other.example/":                            "https://courier.example/url?url=https://other.example/",
		"https://news.google.com/url?url=javascript:x":                                      "https://news.google.com/url?url=javascript:x",
	} {
		if got := unwrapped(in); got != want {
			t.Errorf("unwrapped(%q) = %q, want %q", in, got, want)
		}
	}
}
