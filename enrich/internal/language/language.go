// Package language tells in which language a text is written.
//
// Short texts are decided by their function words and letters, which titles
// have few of but which are sure; longer ones also by the trigrams of
// whatlanggo. What remains open falls to a hint, such as the language of the
// outlet, and else to "und". Results are deterministic and at most the first
// few kilobytes of a text are read.
package language

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"

	"github.com/dateline-news/dateline/shared/news"
)

// Result is a language and how sure it is.
type Result struct {
	// Code is ISO 639-1, or [news.LanguageUndetermined].
	Code string
	// Confidence is in [0, 1].
	Confidence float64
}

// The bounds of what is read, in bytes: all for function words, the head for
// trigrams, which cost more, and endings only where there is little else.
const (
	maxRead     = 6000
	maxTrigrams = 1200
	maxEndings  = 600
	// maxFunctionWord is longer than any function word.
	maxFunctionWord = 48
)

// The weights of the evidence. A function word counts by how few languages
// share it; a letter that only some languages have counts less each time, the ending of a word less
// than a word.
// Trigrams weigh as many words of evidence as the text is long, up to a bound.
const (
	letterWeight  = 0.7
	endingWeight  = 0.45
	trigramWeight = 6.0
	hintWeight    = 1.0
	// sharpness turns the lead of the best language into a confidence.
	sharpness = 0.9
	// enough is the evidence below which nothing but the hint counts.
	enough = 0.55
	// leastLead is the lead below which two languages are not told apart.
	leastLead = 0.15
	// decisive is a lead of words at which trigrams are not asked.
	decisive = 12
)

// priors settle short texts between close relatives: the language that most
// of the news in a script is written in.
var priors = map[string]float64{"en": 0.1, "ru": 0.4, "ar": 0.2, "hi": 0.2, "es": 0.1, "hr": 0.2}

// Identify tells the language of a text whose outlet or feed is known to be
// in the language hint, "" if unknown.
func Identify(text, hint string) Result {
	text = head(text, maxRead)
	hint = base(hint)
	script, letters := scriptOf(text)
	if letters == 0 {
		return Result{Code: news.LanguageUndetermined}
	}
	if script == scripts[hanIndex].name && isJapanese(text) {
		return Result{"ja", confidence(float64(letters) / 4)}
	}
	if code := scriptLanguages[script]; code != "" {
		return Result{code, confidence(float64(letters) / 4)}
	}
	candidates := byScript[script]
	if len(candidates) == 0 {
		return Result{Code: news.LanguageUndetermined}
	}
	score := wordScores(text, candidates)
	if best, second := top(score); score[best]-score[second] < decisive && letters >= 20 {
		addTrigrams(score, text, candidates)
	}
	if i := slices.Index(candidates, hint); i >= 0 {
		score[i] += hintWeight
	}
	if best, _ := top(score); score[best] < enough {
		return Result{Code: news.LanguageUndetermined}
	}
	for l, prior := range priors {
		if i := slices.Index(candidates, l); i >= 0 {
			score[i] += prior
		}
	}
	best, second := top(score)
	lead := score[best] - score[second]
	if lead < leastLead {
		return Result{Code: news.LanguageUndetermined}
	}
	return Result{candidates[best], confidence(lead)}
}

// isJapanese says whether a text in Han alone has characters in the form of
// Japan, as short titles do, and none of those that Chinese lives of.
func isJapanese(text string) bool {
	japanese, chinese := 0, 0
	for _, r := range text {
		switch {
		case strings.ContainsRune(japaneseForms, r):
			japanese++
		case strings.ContainsRune(chineseWords, r):
			chinese++
		}
	}
	return japanese > chinese
}

// confidence maps a lead of evidence to [0, 1], rounded to two places.
func confidence(lead float64) float64 {
	return math.Round(100*(1-math.Exp(-sharpness*lead))) / 100
}

// head returns the first n bytes of s, cut at a space.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n], ' '); i > 0 {
		return s[:i]
	}
	return strings.ToValidUTF8(s[:n], "")
}

// base is the primary language of a tag such as "pt-BR".
func base(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
	tag, _, _ = strings.Cut(tag, "_")
	return tag
}

func top(score []float64) (best, second int) {
	second = -1
	for i, s := range score {
		switch {
		case s > score[best]:
			best, second = i, best
		case i != best && (second < 0 || s > score[second]):
			second = i
		}
	}
	return best, max(second, 0)
}

// wordScores counts function words, telling letters and word endings.
func wordScores(text string, candidates []string) []float64 {
	score := make([]float64, len(candidates))
	index := make(map[string]int, len(candidates))
	for i, c := range candidates {
		index[c] = i
	}
	add := func(languages []string, weight float64) {
		for _, l := range languages {
			if i, ok := index[l]; ok {
				score[i] += weight / float64(len(languages))
			}
		}
	}
	words := functionWords()
	seen := make([]uint16, len(words))
	// What are no function words counts only where there is little else.
	others := map[string]int{}
	short := len(text) <= maxEndings
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !isLetter(r) }) {
		if !short && len(w) > maxFunctionWord {
			continue
		}
		w = strings.ToLower(w)
		// A word that comes again and again proves less each time.
		if f, ok := words[w]; ok {
			seen[f.number]++
			add(f.languages, 1/math.Sqrt(float64(seen[f.number])))
		} else if short {
			others[w]++
			add(endingOf(w), endingWeight*(1/math.Sqrt(float64(others[w]))))
		}
	}
	count := foreignLetters(text)
	for _, t := range tellingLetters {
		if len(count) == 0 {
			break
		}
		n := 0
		for _, r := range t.letters {
			n += count[r]
		}
		if n == 0 {
			continue
		}
		for _, l := range t.languages {
			if i, ok := index[l]; ok {
				score[i] += letterWeight * math.Log1p(float64(n)) / math.Sqrt(float64(len(t.languages)))
			}
		}
	}
	return score
}

// isLetter holds for what words are made of.
func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return r|0x20 >= 'a' && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) || unicode.IsMark(r)
}

// endingOf returns the languages that the ending of a word tells of.
func endingOf(w string) []string {
	for _, e := range wordEndings {
		if len(w) >= len(e.ending)+3 && strings.HasSuffix(w, e.ending) {
			return e.languages
		}
	}
	return nil
}

// foreignLetters counts the characters beyond ASCII, in lower case.
func foreignLetters(text string) map[rune]int {
	count := map[rune]int{}
	for _, r := range text {
		if r >= utf8.RuneSelf {
			count[unicode.ToLower(r)]++
		}
	}
	return count
}

// addTrigrams adds the opinion of whatlanggo.
func addTrigrams(score []float64, text string, candidates []string) {
	allowed := make(map[whatlanggo.Lang]bool, len(candidates))
	for _, c := range candidates {
		if l, ok := trigramLanguages[c]; ok {
			allowed[l] = true
		}
	}
	text = head(text, maxTrigrams)
	info := whatlanggo.DetectWithOptions(text, whatlanggo.Options{Whitelist: allowed})
	code := info.Lang.Iso6391()
	if l, ok := macro[code]; ok {
		code = l
	}
	if i := slices.Index(candidates, code); i >= 0 && info.Confidence > 0 {
		weight := trigramWeight * info.Confidence * math.Min(1, float64(len(text))/400)
		score[i] += weight
		// What the trigrams do not know they take for its sister.
		if j := slices.Index(candidates, sisters[code]); j >= 0 {
			score[j] += weight
		}
	}
}

// scriptOf returns the script of most letters and their number.
func scriptOf(text string) (string, int) {
	var count [len(scripts)]int
	total := 0
	last := 0
	for _, r := range text {
		if r < utf8.RuneSelf {
			if r|0x20 >= 'a' && r|0x20 <= 'z' {
				total++
				count[latin]++
			}
			continue
		}
		if !unicode.IsLetter(r) {
			continue
		}
		total++
		if unicode.Is(scripts[last].table, r) {
			count[last]++
			continue
		}
		for i, s := range scripts {
			if unicode.Is(s.table, r) {
				count[i]++
				last = i
				break
			}
		}
	}
	// Japanese mixes its syllables with Han.
	if count[kanaIndex] > 0 && 16*count[kanaIndex] >= count[hanIndex] {
		return scripts[kanaIndex].name, total
	}
	best := 0
	for i := range scripts {
		if count[i] > count[best] {
			best = i
		}
	}
	return scripts[best].name, total
}
