package news_test

import (
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

const (
	hashTitle = "Truce holds in Aleppo"
	hashText  = "ALEPPO, Dec 30 - The truce held for a second day.\n\nAt least 22 civilians had died, the agency said, before 14:05 on Friday.\n\nTalks follow in Astana."
)

func TestContentHashIgnores(t *testing.T) {
	want := news.ContentHash(hashTitle, hashText)
	if !news.ValidID(want) {
		t.Fatalf("hash %q has not the form of an id", want)
	}
	paragraphs := strings.Split(hashText, "\n\n")
	with := func(line string) string {
		return strings.Join(append([]string{paragraphs[0], line}, paragraphs[1:]...), "\n\n")
	}
	tests := []struct{ name, title, text string }{
		{"nothing", hashTitle, hashText},
		{"white space in the title", "  Truce\u00a0holds \n in  Aleppo ", hashText},
		{"paragraphs", hashTitle, strings.ReplaceAll(hashText, "\n\n", "\n")},
		{"line endings", hashTitle, strings.ReplaceAll(hashText, "\n", "\r\n")},
		{"wrapped lines", hashTitle, strings.ReplaceAll(hashText, "civilians had", "civilians\nhad")},
		{"indent and trailing space", hashTitle, "\t" + strings.ReplaceAll(hashText, "\n", " \n  ") + "\n\n"},
		{"zero width and soft hyphens", hashTitle + "\u200b", strings.ReplaceAll(hashText, "civilians", "civil\u00adians\ufeff")},
		{"link", hashTitle, strings.ReplaceAll(hashText, "truce held", "truce held https://harbour.example/a?id=7&x=(1)#top")},
		{"line of a link", hashTitle, with("https://harbour.example/video/7")},
		{"link in capitals", hashTitle, with("HTTP://HARBOUR.EXAMPLE")},
	}
	for _, line := range []string{
		"14:05", "2:05 pm", "2:05 p.m.", "14:05 GMT", "14h05", "14:05:59.123Z", "2016-12-30", "30/12/2016", "30.12.16", "2016-12-30T14:05:00+02:00",
		"30 December 2016", "30. December 2016", "Dec. 30, 2016", "Friday, December 30, 2016", "Fri 30 Dec 2016 14:05 EST", "Friday 30 December 2016 - 14:05",
		"Updated 14:05", "Last updated: 14:05 GMT", "Updated at 2:05 PM ET", "UPDATED 30 DEC 2016", "Published: 2016-12-30 14:05", "First published on 30 December 2016 at 14:05",
		"Stand: 30.12.2016, 14:05 Uhr", "Aktualisiert am 30.12.2016 um 14:05 Uhr", "Publié le 30/12/2016 à 14h05", "Mis à jour le 30/12/2016 à 14:05",
		"Actualizado el 30/12/2016 a las 14:05", "Обновлено в 14:05", "2016年12月30日 14:05",
		"5 minutes ago", "5m ago", "2 days ago", "vor 5 Stunden", "hace 3 horas", "il y a 5 heures", "5 часов назад",
		"24", "1,204", "1.204", "(12)", "12 comments", "1,204 views", "3.4k shares", "Comments (12)", "Comments: 12", "3 min read", "12 Kommentare", "12 commentaires",
		"14:05 | 12 comments", "14:05 https://harbour.example/live",
	} {
		tests = append(tests, struct{ name, title, text string }{"line " + line, hashTitle, with(line)})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := news.ContentHash(tt.title, tt.text); got != want {
				t.Errorf("the hash changed for title %q and text\n%s", tt.title, tt.text)
			}
		})
	}
}

func TestContentHashSees(t *testing.T) {
	edit := func(from, to string) string {
		edited := strings.Replace(hashText, from, to, 1)
		if edited == hashText {
			t.Fatalf("%q is not in the text", from)
		}
		return edited
	}
	hashes := map[string]string{news.ContentHash(hashTitle, hashText): "the original"}
	for _, tt := range []struct{ name, title, text string }{
		{"a number in a sentence", hashTitle, edit("22 civilians", "24 civilians")},
		{"a time in a sentence", hashTitle, edit("14:05", "15:05")},
		{"a date in a sentence", hashTitle, edit("Dec 30", "Dec 29")},
		{"a word", hashTitle, edit("held", "broke")},
		{"case", hashTitle, edit("Talks", "TALKS")},
		{"an accent", hashTitle, edit("Astana", "Astaná")},
		{"punctuation", hashTitle, edit("day.", "day?")},
		{"a paragraph less", hashTitle, edit("\n\nTalks follow in Astana.", "")},
		{"paragraphs moved", hashTitle, "Talks follow in Astana.\n\n" + edit("\n\nTalks follow in Astana.", "")},
		{"a word in the title", "Truce breaks in Aleppo", hashText},
		{"a number in the title", "Truce holds in Aleppo, 24 dead", hashText},
		{"another number in the title", "Truce holds in Aleppo, 25 dead", hashText},
		{"a time in the title", "Truce holds in Aleppo 14:05", hashText},
		{"a title moved into the text", "", hashTitle + " " + hashText},
		{"no text", hashTitle, ""},
		{"nothing", "", ""},
		{"a score alone", hashTitle, hashText + "\n\n2-1"},
		{"another score alone", hashTitle, hashText + "\n\n3-1"},
		{"a score with a dash", hashTitle, hashText + "\n\n2 – 1"},
		{"a score with a colon", hashTitle, hashText + "\n\n2:1"},
		{"a percentage alone", hashTitle, hashText + "\n\n52.3%"},
		{"a price alone", hashTitle, hashText + "\n\n$45.20"},
		{"a decimal alone", hashTitle, hashText + "\n\n45.20"},
		{"a temperature alone", hashTitle, hashText + "\n\n-5"},
		{"a number with a noun", hashTitle, hashText + "\n\n24 dead"},
		{"another number with that noun", hashTitle, hashText + "\n\n25 dead"},
		{"hours that are no time ago", hashTitle, hashText + "\n\n48 hours"},
		{"a time with an event", hashTitle, hashText + "\n\n14:05 Shelling resumes"},
		{"the time of that event", hashTitle, hashText + "\n\n14:15 Shelling resumes"},
		{"a sentence after a link", hashTitle, hashText + "\n\n见https://harbour.example/a。停火"},
		{"an edit in it", hashTitle, hashText + "\n\n见https://harbour.example/a。交火"},
	} {
		hash := news.ContentHash(tt.title, tt.text)
		if other, ok := hashes[hash]; ok {
			t.Errorf("%s has the hash of %s", tt.name, other)
		}
		hashes[hash] = tt.name
	}
}

// FuzzContentHash checks that white space within lines and between
// paragraphs, and marks that nobody sees, do not count.
func FuzzContentHash(f *testing.F) {
	f.Add(hashTitle, hashText)
	f.Add("a  b", "14:05\n2 - 1\r\nUpdated 14:05 GMT\n\u00a0https://harbour.example/a b\n")
	f.Add("\u200b", "12 \u00adcomments\n\n\n\n5h ago\u2028x")
	f.Fuzz(func(t *testing.T, title, text string) {
		want := news.ContentHash(title, text)
		widen := strings.NewReplacer(" ", " \t\u00a0", "\n", " \r\n\n\t")
		if got := news.ContentHash(" "+widen.Replace(title)+"\n", "\n"+widen.Replace(text)+" "); got != want {
			t.Errorf("white space changes the hash of %q, %q", title, text)
		}
		if got := news.ContentHash(title+"\ufeff", "\u200b"+text); got != want {
			t.Errorf("zero width changes the hash of %q, %q", title, text)
		}
		if text != "" && news.ContentHash(title, text+"\n\nAnother sentence.") == want {
			t.Errorf("a sentence more does not change the hash of %q, %q", title, text)
		}
	})
}
