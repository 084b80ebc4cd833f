package search_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/sentence"
	"github.com/dateline-news/dateline/shared/news"
)

// checkMarks reports marks that do not lie in the text in order, between
// characters.
func checkMarks(t *testing.T, m client.Marked) {
	t.Helper()
	at := 0
	for _, mark := range m.Marks {
		if mark[0] < at || mark[1] <= mark[0] || mark[1] > len(m.Text) {
			t.Fatalf("marks %v of %q", m.Marks, m.Text)
		}
		if !utf8.RuneStart(m.Text[mark[0]]) || mark[1] < len(m.Text) && !utf8.RuneStart(m.Text[mark[1]]) {
			t.Fatalf("mark %v cuts a character of %q", mark, m.Text)
		}
		at = mark[1]
	}
}

// TestSnippetsAreSentences checks the snippets of stories in six languages:
// each piece is a whole sentence of the story, or ends between words where an
// ellipsis says that something is missing.
func TestSnippetsAreSentences(t *testing.T) {
	engine, _ := openStories(t)
	stories := make(map[string]*news.Article)
	for _, a := range readStories(t) {
		stories[a.ID] = a
	}
	shown := 0
	for _, text := range []string{
		"entity:Q1065", "place:Q858", "place:Q30", "person:Q7747", "year OR jahr OR año OR année OR год OR عام", "has:quote", "moon landing", "said:Q76", "lang:ar", "lang:ru",
	} {
		q, err := query.Parse(text, query.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		r, err := engine.Search(t.Context(), q, search.Page{Size: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range r.Hits {
			shown++
			a := stories[h.ID]
			checkMarks(t, h.Title)
			checkMarks(t, h.Snippet)
			whole := make(map[string]bool)
			for _, part := range []string{a.Text, a.Summary} {
				for _, s := range sentence.Split(part) {
					whole[spaced(part[s.Start:s.End])] = true
				}
			}
			if n := len(h.Snippet.Text); n == 0 || n > 800 || utf8.RuneCountInString(h.Snippet.Text) > 400 {
				t.Errorf("%s: %d bytes: %q", text, n, h.Snippet.Text)
			}
			for piece := range strings.SplitSeq(h.Snippet.Text, "…") {
				if piece = strings.TrimSpace(piece); !standsIn(piece, a, whole) {
					t.Errorf("%s: no sentence of %s: %q", text, a.URL, piece)
				}
			}
			if d := a.Annotations.Dateline; d != nil && d.Agency != "" && strings.HasPrefix(h.Snippet.Text, a.Text[:d.Span.End]) {
				t.Errorf("%s: begins with the dateline: %q", text, h.Snippet.Text)
			}
		}
	}
	if shown < 200 {
		t.Errorf("only %d snippets", shown)
	}
}

// spaced writes all white space as spaces.
func spaced(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, text)
}

// standsIn reports whether a piece is made of whole sentences, or at least
// begins and ends between words of the story.
func standsIn(piece string, a *news.Article, whole map[string]bool) bool {
	if piece == "" || whole[piece] {
		return true
	}
	for _, text := range []string{a.Text, a.Summary} {
		text = spaced(text)
		head, tail, ok := strings.Cut(text, piece)
		if !ok {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(head)
		after, _ := utf8.DecodeRuneInString(tail)
		inside := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
		return !inside(before) && !inside(after)
	}
	return false
}

// TestLongSentences checks texts without white space or full stops.
func TestLongSentences(t *testing.T) {
	c := load(t, "truce")
	thai := plain(1, caseNow, "ข่าว", strings.Repeat("ประธานาธิบดีกล่าวถ้อยแถลงเกี่ยวกับสันติภาพ", 40))
	thai.Annotations.Language.Code = "th"
	chinese := plain(2, caseNow, "新闻", strings.Repeat("叙利亚政府军星期四宣布已经完全控制这座城市，", 30)+"火山爆发。")
	chinese.Annotations.Language.Code = "zh"
	english := plain(3, caseNow, "Long", strings.Repeat("and so the delegates went on talking about the same matters ", 30)+"until the volcano silenced them.")
	apply(t, c.store, thai, chinese, english)
	for _, text := range []string{"火山", "volcano source:plain", "lang:th", "ประธานาธิบดี"} {
		for _, h := range c.search(t, text, search.Page{}).Hits {
			checkMarks(t, h.Snippet)
			if n := len(h.Snippet.Text); n < 100 || n > 800 || !utf8.ValidString(h.Snippet.Text) {
				t.Errorf("%s: %d bytes: %q", text, n, h.Snippet.Text)
			}
			if first, _ := utf8.DecodeRuneInString(strings.TrimPrefix(h.Snippet.Text, "… ")); unicode.IsMark(first) {
				t.Errorf("%s: begins with a combining mark: %q", text, h.Snippet.Text)
			}
			if text != "lang:th" && len(h.Snippet.Marks) == 0 {
				t.Errorf("%s: nothing is marked in %q", text, h.Snippet.Text)
			}
		}
	}
}
