package quantity

import (
	"strconv"
	"strings"
	"sync"
)

// lexicon is what a language calls numbers and what stands around them. All
// words are folded.
type lexicon struct {
	// units are the words for numbers below a hundred, and hundreds that are
	// one word; scales multiply: hundred, dozen, thousand, million.
	units, scales map[string]float64
	// half stands before a scale with its article; between before a range.
	half, between set
	// whole are pronouns for what was counted before ("three of them"); late
	// may stand between a number and its verb.
	whole, late set
	// tolls are what rises to a number of dead; more stands between a verb and
	// an elliptic number ("injured another 15"); saved turns lost lives into
	// saved ones.
	tolls, more, saved set
	// clinics are where the sick are taken to, behind a word of admitted and
	// one of into.
	clinics, admitted, into set
	// cases are nouns that are infections where the text is of a disease.
	cases, diseases set
	// eastern dates are year, month and day with a word each.
	eastern bool
	// spans are words such as "last" before "year" or "month", with the offset.
	spans   map[string]int
	periods map[string]string
	// articles may stand before a scale ("a million"); and joins number words.
	articles, and set
	// unitsFirst holds where units come before tens and conjunctions are
	// joined to words, as in Arabic.
	unitsFirst bool
	// bounds stand before a number, after behind it.
	bounds, after map[string]string
	// of stands between a number and its noun; partitive where it may follow
	// any number ("20 of the 33 men").
	of           set
	partitive    bool
	determiners  set
	fillers      set
	noun         func(*finder, int) int
	bareHead     bool
	stops        set
	plurals      set
	persons      set
	adjectives   set
	numbered     set
	including    set
	passive      set
	measureStems []string
	measureWords set
	thingStems   []string
	// personEnds are endings of persons that begin like things: "citizens".
	personEnds []string
	// cues are the beginnings of the words that tell an event.
	cues       []cue
	percent    set
	currencies map[string]string
	nations    map[string]string
	months     map[string]int
	// longMonths are the first words of months of two words.
	longMonths set
	weekdays   map[string]int
	days       map[string]int
	next       set
	before     set
	yearWords  set
	yearAfter  set
	capitals   bool
	monthFirst bool
	// alone are the scales that are numbers without a unit ("hundert"); the
	// others are vague ("milliers"). Ranges join two numbers; definite words
	// stand before what was counted earlier ("the two countries").
	alone, ranges, definite set
	// lean are the endings of adjectives that the object leaves out.
	lean []string
	// roles are those of the words that have any.
	roles map[string]role
}

type set map[string]bool

// cue is the beginning of a word, or a whole word, that tells an event.
type cue struct {
	stem, event string
	whole       bool
}

// lexicons are read only.
var lexicons = sync.OnceValue(func() map[string]*lexicon {
	all := map[string]*lexicon{
		"": {}, "en": english(), "de": german(), "fr": french(), "es": spanish(), "ru": russian(), "ar": arabic(),
		"it": italian(), "pt": portuguese(), "nl": dutch(), "tr": turkish(), "zh": chinese(), "ja": japanese(),
	}
	for _, l := range all {
		l.assignRoles()
	}
	return all
})

// unit is the value of a word for a number below a hundred, also of one that
// joins tens and units: "twenty-six".
func (l *lexicon) unit(w string) (float64, bool) {
	if v, ok := l.units[w]; ok {
		return v, true
	}
	tens, unit, joined := strings.Cut(w, "-")
	if !joined {
		return 0, false
	}
	a, b := l.units[tens], l.units[unit]
	return a + b, a >= 20 && a < 100 && b > 0 && b < 10
}

func (l *lexicon) isNumeral(w string) bool {
	_, unit := l.unit(w)
	_, scale := l.scales[w]
	return unit || scale
}

// measures says whether a noun is a measure: of time, length, weight and so
// on.
func (l *lexicon) measures(w string) bool { return l.measureWords[w] || hasStem(w, l.measureStems) }

// things says whether a noun is one of the things that are not killed.
func (l *lexicon) things(w string) bool {
	if l.persons[w] || !hasStem(w, l.thingStems) {
		return false
	}
	for _, e := range l.personEnds {
		if strings.HasSuffix(w, e) && !strings.HasPrefix(w, "container") {
			return false
		}
	}
	return true
}

func hasStem(w string, stems []string) bool {
	for _, s := range stems {
		if strings.HasPrefix(w, s) {
			return true
		}
	}
	return false
}

// event is what a word says became of people, or "".
func (l *lexicon) event(w string) string {
	if w == "" {
		return ""
	}
	for _, c := range l.cues {
		if w == c.stem || !c.whole && strings.HasPrefix(w, c.stem) {
			return c.event
		}
	}
	return ""
}

// relative says whether a word begins a clause about the noun before it.
func (l *lexicon) relative(w string) bool { return l.stops[w] }

// words reads a list of words; "_" stands for a space.
func words(s string) set {
	out := set{}
	for w := range strings.FieldsSeq(s) {
		out[fold(strings.ReplaceAll(w, "_", " "))] = true
	}
	return out
}

// table reads "key=word,word key=word" into a map from word to key.
func table(s string) map[string]string {
	out := map[string]string{}
	for entry := range strings.FieldsSeq(s) {
		key, list, _ := strings.Cut(entry, "=")
		for w := range strings.SplitSeq(list, ",") {
			out[fold(strings.ReplaceAll(w, "_", " "))] = key
		}
	}
	return out
}

func numbers(s string) map[string]float64 {
	out := map[string]float64{}
	for w, key := range table(s) {
		out[w], _ = strconv.ParseFloat(key, 64)
	}
	return out
}

func ordinals(s string) map[string]int {
	out := map[string]int{}
	for w, n := range numbers(s) {
		out[w] = int(n)
	}
	return out
}

// cues reads "event=stem*,word": a star marks a stem.
func cues(s string) []cue {
	var out []cue
	for entry := range strings.FieldsSeq(s) {
		event, list, _ := strings.Cut(entry, "=")
		for w := range strings.SplitSeq(list, ",") {
			stem, isStem := strings.CutSuffix(w, "*")
			out = append(out, cue{fold(stem), event, !isStem})
		}
	}
	return out
}

func stems(s string) []string {
	out := strings.Fields(s)
	for i := range out {
		out[i] = fold(out[i])
	}
	return out
}
