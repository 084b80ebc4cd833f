package news_test

import (
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

// TestIDsAreFixed pins the ids themselves: an id that changes between
// releases makes every article appear twice.
func TestIDsAreFixed(t *testing.T) {
	id, err := news.IDFromURL("http://www.harbour.example/world/aleppo-truce-holds/?utm_source=rss")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, got, want string }{
		{"IDFromURL", id, "ar3er6rb3zxtnx6n5zreqolf2e"},
		{"IDFromGUID", news.IDFromGUID("harbour_example", "tag:harbour.example,2016:7"), "bywhwgzv2lhs7epc5lhdlnbcqe"},
		{"FeedID", news.FeedID(" https://www.harbour.example/feed \n"), "5rdqqizcqwmcfam5gek657kbfu"},
		{"NilID", news.NilID(news.TypePerson, "Recep  Tayyip Erdoğan"), "nil-73fc6d01d3f8f03b"},
		{"ContentHash", news.ContentHash("Truce holds", "The truce held.\n\nUpdated 14:05"), "i6cgwgr3w3huzaird5zx3mi5ru"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s = %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestIDFromGUID(t *testing.T) {
	ids := map[string][2]string{}
	for _, in := range [][2]string{
		{"harbour", "7"}, {"harbour", "8"}, {"tide", "7"}, {"harbour", "7 "}, {"harbour", "https://harbour.example/a"}, {"harbour", "HTTPS://harbour.example/a"}, {"", "harbour7"},
	} {
		id := news.IDFromGUID(in[0], in[1])
		if !news.ValidID(id) {
			t.Errorf("IDFromGUID(%q) = %q, which is no id", in, id)
		}
		if other, ok := ids[id]; ok {
			t.Errorf("%q and %q share an id", in, other)
		}
		ids[id] = in
	}
	link, err := news.IDFromURL("https://harbour.example/a")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := ids[link]; ok {
		t.Error("a link and a GUID share an id")
	}
}

func TestFeedID(t *testing.T) {
	const address = "https://harbour.example/feed"
	if news.FeedID(" "+address+"\n") != news.FeedID(address) {
		t.Error("white space around an address changes the id of the feed")
	}
	if news.FeedID(address) == news.FeedID(address+"?a=1") || !news.ValidID(news.FeedID(address)) {
		t.Error("two addresses share an id, or it is none")
	}
}

func TestNilID(t *testing.T) {
	id := news.NilID(news.TypePerson, "Recep Tayyip Erdoğan")
	if !news.IsNil(id) || !news.ValidToken(id) || len(id) != len("nil-")+16 {
		t.Errorf("NilID = %q", id)
	}
	if news.NilID(news.TypePerson, "recep  tayyip ERDOGAN") != id {
		t.Error("spellings of one name differ")
	}
	if news.NilID(news.TypePlace, "Recep Tayyip Erdoğan") == id || news.NilID(news.TypePerson, "Recep Tayyip") == id {
		t.Error("another type or name has the same id")
	}
	if news.IsNil("Q858") || news.IsNil("") {
		t.Error("IsNil of an id that is not nil")
	}
}

func TestValidID(t *testing.T) {
	for s, want := range map[string]bool{
		news.FeedID("a"):              true,
		strings.Repeat("a", 26):       true,
		strings.Repeat("7", 26):       true,
		strings.Repeat("a", 25):       false,
		strings.Repeat("a", 27):       false,
		strings.Repeat("A", 26):       false,
		strings.Repeat("1", 26):       false,
		strings.Repeat("a", 25) + "*": false,
		strings.Repeat("é", 13):       false,
		"":                            false,
	} {
		if got := news.ValidID(s); got != want {
			t.Errorf("ValidID(%q) = %v", s, got)
		}
	}
}

func TestToken(t *testing.T) {
	long := strings.Repeat("a", 65)
	tests := []struct{ name, in, want string }{
		{"valid", "bbc-World_2", "bbc-World_2"},
		{"empty", "", "_"},
		{"dots", "harbour.example", "harbour_example"},
		{"wildcards", "*>", "__"},
		{"white space and NUL", "a b\x00", "a_b_"},
		{"letters beyond ASCII", "é中", "__"},
		{"invalid UTF-8", "a\xffb", "a_b"},
		{"longest", long[:64], long[:64]},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := news.Token(tt.in); got != tt.want || !news.ValidToken(got) {
				t.Errorf("Token(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
	a, b := news.Token(long+".x"), news.Token(long+".y")
	if a == b || len(a) != 64 || !news.ValidToken(a) || !strings.HasPrefix(a, long[:51]+"-") {
		t.Errorf("long tokens: %q and %q", a, b)
	}
	if news.Token(a) != a {
		t.Errorf("Token of a token is %q, want %q", news.Token(a), a)
	}
}

func TestValidToken(t *testing.T) {
	for s, want := range map[string]bool{
		"Q858": true, "gn-2787416": true, "_": true, "": false, "a.b": false, "*": false, ">": false, "a b": false, "é": false, "a\x00": false,
		strings.Repeat("a", 64): true, strings.Repeat("a", 65): false,
	} {
		if got := news.ValidToken(s); got != want {
			t.Errorf("ValidToken(%q) = %v", s, got)
		}
	}
}
