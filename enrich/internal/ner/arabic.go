package ner

import (
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// arabicTitleSpan is how many words may stand between an Arabic title and the
// name: "wazir al-kharijiya al-rusi Sergei Lavrov".
const arabicTitleSpan = 4

// arabicPersons finds persons in Arabic, which has no capitals: a forename
// after a title, with the one or two words after it.
func (f *fieldPass) arabicPersons() {
	for i := range f.words {
		w := &f.words[i]
		if w.kind != text.Word || w.excluded || w.mention != 0 || !isForename(w.text) {
			continue
		}
		if i+1 >= len(f.words) || !f.same(i, i+1) || !f.arabicTitleBefore(i) {
			continue
		}
		end := i + 1
		for end < len(f.words) && end-i < 3 && f.same(i, end) && f.arabicNameWord(end) {
			end++
			if !isForename(f.words[end-1].text) && f.words[end-1].lower != "عبد" && f.words[end-1].lower != "أبو" && f.words[end-1].lower != "بن" && f.words[end-1].lower != "دي" {
				break
			}
		}
		if end-i >= 2 {
			f.putWords(i, end, news.TypePerson, "", confidenceContext).Introduced = true
		}
	}
}

// arabicNameWord says whether word i may be part of a name: no particle, no
// verb that news is full of, nothing known.
func (f *fieldPass) arabicNameWord(i int) bool {
	w := &f.words[i]
	if w.kind != text.Word || w.mention != 0 || arabicStops[w.lower] || f.lex.speech[w.lower] || f.lex.isTitle(w.lower) || strings.HasPrefix(w.lower, "لل") {
		return false
	}
	return len(w.lower) > 4
}

var arabicStops = set(`في من على إلى أن إن عن مع بعد قبل بين خلال حول حيث الذي التي الذين هذا هذه ذلك تلك كان كانت يوم أمس اليوم الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت قد لقد لم لا ما هو هي وهو وهي ثم أو أم لدى عند منذ حتى بأن بأنه بأنها أنه أنها إنه إنها عام سنة كما بينما وفي ومن وعلى إذ إذا لكن ولكن أيضا فيما وقد وكان وكانت`)

func (f *fieldPass) arabicTitleBefore(i int) bool {
	for j := i - 1; j >= 0 && j >= i-arabicTitleSpan && f.same(j, i); j-- {
		w := &f.words[j]
		if w.kind == text.Punct {
			return false
		}
		if f.lex.isTitle(w.lower) || f.lex.isTitle(strings.TrimPrefix(w.lower, "و")) || f.lex.isTitle(strings.TrimPrefix(w.lower, "ل")) {
			return true
		}
		if arabicStops[w.lower] || f.lex.speech[w.lower] {
			return false
		}
	}
	return false
}
