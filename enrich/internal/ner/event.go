package ner

import (
	"github.com/dateline-news/dateline/shared/news"
)

// events finds events, treaties and ships by the words of their names. Only
// English has rules for them.
func (f *fieldPass) events() {
	if f.language != "en" {
		return
	}
	f.headNames(f.lex.eventHeads, news.TypeEvent, "")
	f.headNames(f.lex.treatyHeads, news.TypeMisc, "treaty")
	for i := 0; i+1 < len(f.words); i++ {
		if !f.nameWord(i) || f.words[i].excluded || !f.same(i, i+1) || !f.nameWord(i+1) {
			continue
		}
		switch f.words[i].lower {
		case "operation":
			f.prefixed(i, news.TypeEvent, "operation")
		case "hurricane", "typhoon", "cyclone", "storm":
			if f.words[i].name && !f.opener(i) || f.free(i+1) {
				f.prefixed(i, news.TypeEvent, "disaster")
			}
		case "uss", "hms", "mv", "ss", "rms", "hmas":
			f.prefixed(i, news.TypeProduct, "ship")
		}
	}
}

// prefixed puts word i and the one or two name words after it.
func (f *fieldPass) prefixed(i int, t news.EntityType, kind string) {
	if m := f.at(i); m != nil && m.Last-m.First > 1 {
		return
	}
	end := i + 2
	if m := f.at(i + 1); m != nil {
		end = max(end, m.Last)
	} else if end < len(f.words) && f.same(i, end) && f.nameWord(end) && f.free(end) && kind != "disaster" {
		end++
	}
	f.putWords(i, end, t, kind, confidenceEventOrWork)
}
