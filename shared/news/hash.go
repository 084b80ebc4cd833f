package news

import (
	"regexp"
	"strings"
	"unicode"
)

// ContentHash identifies what a reader would call the content: title and
// text with white space folded, without URLs in the text, invisible
// characters and lines that are only a time or a counter. Two revisions with
// one hash are one revision. It is 26 base32 characters.
func ContentHash(title, text string) string {
	var b strings.Builder
	for line := range strings.Lines(visible(text)) {
		if strings.Contains(line, "://") {
			line = urlInText.ReplaceAllString(line, " ")
		}
		words := strings.Fields(line)
		if volatile(words) {
			continue
		}
		for _, w := range words {
			b.WriteString(w)
			b.WriteByte(' ')
		}
	}
	return digest("content", strings.Join(strings.Fields(visible(title)), " "), b.String())
}

// urlInText matches a link. It ends before any character that is not ASCII,
// since in Chinese the sentence goes on there without a space.
var urlInText = regexp.MustCompile(`(?i)\bhttps?://[!#-;=?-~]+`)

// visible returns s without format characters: soft hyphens, zero-width
// spaces and joiners, marks of direction.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0x7f && unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

var (
	// number matches a counter: 24, 1,204, 1.2k, and 5h as in "5h ago". A
	// price, a score, a percentage or a signed number is no counter.
	number = regexp.MustCompile(`^(?:\d+|\d{1,3}(?:[.,]\d{3})+|\d+(?:\.\d)?[kmdhsw])$`)
	// moment matches a clock or a date of digits.
	moment = regexp.MustCompile(`^(?:` + clock + `|(?:\d{4}([-/.])\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2}))(?:t` + clock + `)?|\d{4}年\d{1,2}月\d{1,2}日)$`)
)

const clock = `(?:[01]?\d|2[0-3])[:h][0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?(?:[ap]\.?m)?`

// timeWords make the numbers of a line a time or a counter, sideWords may
// stand beside them. In English, German, French, Spanish and Russian.
var (
	timeWords = wordSet(`
		updated update published posted modified ago read am pm a.m p.m gmt utc et est edt cst cdt mst mdt pst pdt bst cet cest eet msk ist
		monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
		january february march april may june july august september october november december
		jan feb mar apr jun jul aug sep sept oct nov dec
		comment comments view views share shares like likes reply replies reaction reactions vote votes
		stand aktualisiert veröffentlicht uhr vor kommentar kommentare publié publiée mis mise il commentaire commentaires
		actualizado publicado hace comentario comentarios обновлено опубликовано назад комментарий комментария комментариев мск`)
	sideWords = wordSet(`
		last at on first by s sec secs second seconds m min mins minute minutes h hr hrs hour hours day days week weeks month months year years
		am um sekunden minuten stunden tagen le à a y jour heure heures jours el las los minutos horas días в минут минуты часа часов дней`)
)

func wordSet(list string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// volatile reports whether the words of a line are only a time, a date or a
// counter: "Updated 14:05", "Thursday 29 December 2016", "5 hours ago",
// "1,204 comments", "24". Any other word or sign makes it content, and so do
// several bare numbers, since "2 - 1" is a score.
func volatile(words []string) bool {
	numbers, times := 0, 0
	for _, w := range words {
		w = strings.ToLower(w)
		bare := strings.Trim(w, ",.;:()[]|·•")
		switch {
		case bare == "" || bare == "-" || bare == "–":
		case bare[0] < '0' || bare[0] > '9':
			if timeWords[bare] {
				times++
			} else if !sideWords[bare] {
				return false
			}
		case moment.MatchString(bare):
			numbers++
			times++
		case number.MatchString(bare):
			numbers++
		default:
			return false
		}
	}
	return numbers > 0 && (times > 0 || numbers == 1 && len(words) == 1)
}
