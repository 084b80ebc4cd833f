package text

import (
	"slices"
	"strings"
	"unicode"
)

// creditOpenings begin the lines and sentences that name who reported, wrote
// and edited, in lower case.
var creditOpenings = [...]string{
	"reporting by", "additional reporting", "reporting and writing by", "reporting and editing by", "writing by", "written by", "editing by",
	"edited by", "compiled by", "with reporting by", "translated by", "graphic by", "reporting from",
	"bericht von", "bericht:", "berichterstattung:", "redigiert von", "geschrieben von", "mit material", "mit agenturmaterial", "mitarbeit:", "redaktion:", "übersetzung:",
	"reportage de", "reportage:", "reportage :", "rédigé par", "rédaction de", "édité par", "édition:", "informations de", "avec afp", "avec agences", "avec reuters", "avec ap", "version française",
	"información de", "reporte de", "reportaje de", "con información de", "con datos de", "editado por", "edición de", "redacción de", "escrito por", "reportado por", "traducido por",
	"репортаж", "подготовил", "подготовила", "редактор", "автор:", "авторы:", "перевод:", "материал подготов", "текст:", "сообщил корреспондент",
	"подготовили", "над материалом", "по материалам", "по информации агентств", "с использованием материалов", "в подготовке материала", "корреспондент", "фоторепортаж", "перевел", "перевёл", "перевела",
	"a cura di", "servizio di", "con informazioni di", "traduzione di", "traduzione:", "autore:", "testo:",
	"reportagem", "edição de", "edição:", "com informações", "com agências", "com agência", "texto:", "tradução:",
	"met medewerking van", "vertaling:", "redactie:", "bewerking:", "tekst:", "verslag:",
	"haber:", "muhabir:", "editör:", "çeviri:", "fotoğraf:",
	"编辑", "編輯", "責任編輯", "责任编辑", "责编", "責編", "翻译", "翻譯", "記者：", "记者：", "撰文", "編集：", "翻訳：", "取材",
	"إعداد", "تغطية", "تحرير", "شارك في التغطية", "شارك في", "ترجمة",
}

// creditPhrases mark a sentence as a credit wherever they stand in it.
var creditPhrases = [...]string{
	"contributed to this report", "contributed to this story", "contributed to this article", "contributed reporting", "contributed to the reporting",
	"hat zu diesem bericht beigetragen", "haben zu diesem bericht beigetragen", "a contribué à cet article", "ont contribué à cet article",
	"contribuyó a este informe", "contribuyeron a este", "colaboró en este reportaje", "with inputs from", "with files from", "with agency inputs",
}

// authorOpenings begin the sentence at the end of a text that says who its
// author is, in lower case.
var authorOpenings = [...]string{"the writer is a", "the writer can be reached", "the author is a", "the author can be reached", "the reporter can be reached", "email the writer", "email the author"}

// sourceOpenings begin a line that names where a story came from.
var sourceOpenings = [...]string{
	"fonte:", "bron:", "kaynak:", "来源：", "來源：", "出典：", "source:", "source :", "sources:", "quelle:", "quellen:", "fuente:", "fuentes:", "источник:", "المصدر:", "photo:", "photograph:", "image:", "foto:", "bild:", "crédit:", "crédit :", "photo :", "фото:", "صورة:", "with afp", "with ap", "with reuters", "with agencies",
}

// bylineOpenings begin a byline; what follows must be names.
var bylineOpenings = [...]string{"by", "von", "par", "por", "di", "door", "text:", "автор", "автор:", "بقلم", "بقلم:", "كتب", "كتب:", "كتبت"}

// The bounds of credit lines in bytes, and how near the ends of a text the
// kinds must stand that prose could resemble.
const (
	maxCredit     = 400
	maxSourceLine = 80
	maxDateLine   = 70
	bylineLines   = 3
	creditLines   = 3
)

// credit marks line i, or the sentences that end it, as a credit.
func (s *Structure) credit(d *Document, lines []line, i int) {
	l := &lines[i]
	tail := i >= len(lines)-creditLines
	switch {
	case isDeskSlug(l.text), isAgencyLine(l.text), i < bylineLines && isDateLine(l.text), isOwnerLine(l.text), tail && (isDeskLine(l.text) || isEndMark(l.text)),
		isBracketed(l.text) && l.Len() <= maxCredit && (opensWith(trimBrackets(l.text), creditOpenings[:]) || opensWith(trimBrackets(l.text), sourceOpenings[:])),
		(i < bylineLines || tail) && isByline(d, l),
		l.Len() <= maxSourceLine && opensWith(l.text, sourceOpenings[:]) && (!endsSentence(l.text) || tail && isSource(l.text)),
		i == len(lines)-1 && i > 1 && isNameLine(d, l):
		l.taken = true
		s.Credits = append(s.Credits, l.Range)
		return
	}
	from := -1
	for j := l.last - 1; j >= l.first; j-- {
		r := d.sentenceRange(j)
		// A name of an agency alone behind the last sentence signs it.
		sentence := d.Text[r.Start:r.End]
		signed := j > l.first && j == l.last-1 && (isUpper(sentence) && isAgencyLine(sentence) || tail && (isEndMark(sentence) || isDeskLine(sentence)))
		if !signed && !isCreditSentence(sentence, tail) {
			break
		}
		from = r.Start
	}
	if from < 0 {
		return
	}
	s.Credits = append(s.Credits, Range{from, l.End})
	if from == l.Start {
		l.taken = true
		return
	}
	l.cut(d, from)
}

// cut ends the line before the byte from.
func (l *line) cut(d *Document, from int) {
	for l.last > l.first && d.sentenceRange(l.last-1).Start >= from {
		l.last--
	}
	l.End = d.sentenceRange(l.last - 1).End
	l.text = d.Text[l.Start:l.End]
}

// isCreditSentence judges one sentence at the end of a line.
func isCreditSentence(s string, tail bool) bool {
	if len(s) > maxCredit {
		return false
	}
	lower := Lower(s)
	for _, p := range creditPhrases {
		if strings.Contains(lower, p) {
			return true
		}
	}
	if isBracketed(s) && opensWith(trimBrackets(s), creditOpenings[:]) {
		return true
	}
	if tail && opensWith(s, authorOpenings[:]) {
		return true
	}
	reporting := strings.Contains(lower, "reporting by ")
	if !tail && !(reporting && isDash(firstRune(s))) || !opensWith(s, creditOpenings[:]) {
		return false
	}
	// Without brackets only the form "X by A; Y by B" or a bare list of
	// names is a credit: "Reporting by a newspaper led to charges" is prose.
	body := strings.TrimLeftFunc(strings.TrimRight(s, "."), func(r rune) bool { return isDash(r) || unicode.IsSpace(r) })
	if strings.Contains(body, ";") || strings.Contains(body, "/") {
		return true
	}
	words := strings.Fields(body)
	names := 2
	if reporting {
		names = 3
	}
	if len(words) > 9 && !(reporting && len(words) <= 20) {
		return false
	}
	for _, w := range words[min(names, len(words)):] {
		r := firstRune(w)
		if unicode.IsLower(r) && !isPlaceParticle(w) && !isCreditWord(strings.Trim(w, ",:")) {
			return false
		}
	}
	return len(words) > 2 && hasCase(body)
}

// isCreditWord holds for the words in lower case that stand within credits.
func isCreditWord(w string) bool {
	switch w {
	case "with", "by", "von", "par", "por", "и", "из", "для", "агентства", "агентств", "газеты", "издания", "работали", "работал", "работала", "редактор", "корреспондент", "специально", "участии", "a", "cura", "door", "ve":
		return true
	}
	return false
}

// isSource holds for a line that names a source after a colon and says no more.
func isSource(s string) bool {
	return strings.ContainsAny(s, ":：") && len(strings.Fields(s)) <= 6
}

// isNameLine holds for a line of nothing but full names, parted by commas.
func isNameLine(d *Document, l *line) bool {
	if l.Len() > 90 || endsSentence(l.text) || l.last-l.first > 1 || isUpper(l.text) {
		return false
	}
	names, words := 0, 0
	sent := d.Sentences[l.first]
	for i := sent.First; i <= sent.Last; i++ {
		w := ","
		if i < sent.Last {
			w = d.Word(i)
		}
		switch {
		case w == "," || w == "и" || w == "/":
			if words < 2 || words > 3 {
				return false
			}
			names++
			words = 0
		case d.Tokens[i].Kind != Word || !unicode.IsUpper(firstRune(w)) || len(w) < 3:
			return false
		default:
			words++
		}
	}
	return names >= 2
}

// opensWith says whether s begins with one of the openings at a word border.
func opensWith(s string, openings []string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return isDash(r) || unicode.IsSpace(r) || r == '*' || r == '/' })
	head := Lower(s[:cutRunes(s, 48)])
	for _, o := range openings {
		if strings.HasPrefix(head, o) {
			if r := firstRune(head[len(o):]); !isAlnum(r) || strings.HasSuffix(o, ":") || strings.HasSuffix(o, "подготов") {
				return true
			}
		}
	}
	return false
}

// cutRunes returns the length of the first n bytes of s, on a rune border.
func cutRunes(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return n
}

func isBracketed(s string) bool {
	s = strings.TrimRight(s, ".。")
	if strings.HasPrefix(s, "（") && strings.HasSuffix(s, "）") {
		return true
	}
	return len(s) > 2 && (s[0] == '(' && s[len(s)-1] == ')' || s[0] == '[' && s[len(s)-1] == ']')
}

func trimBrackets(s string) string { return strings.Trim(s, "()[]（）.。 ") }

// isDeskSlug holds for the initials of desks and editors: "mpa/kd/rl",
// "burs-abc/def", "--IANS abc/def".
func isDeskSlug(s string) bool {
	s = strings.TrimSpace(strings.TrimPrefix(s, "--"))
	if len(s) < 3 || len(s) > 40 || strings.ContainsAny(s, " \t") {
		return false
	}
	slash, run := false, 0
	for i, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z':
			if run++; run > 6 {
				return false
			}
		case c == '/' && run > 0:
			slash, run = true, 0
		case c == '-' && run > 0 || c == '_' && run > 0 || c == '+' && run > 0:
			run = 0
		default:
			return false
		}
		if i == len(s)-1 && run == 0 {
			return false
		}
	}
	return slash || strings.HasPrefix(s, "burs-")
}

// isEndMark holds for what wires put behind their last sentence: "Enditem".
func isEndMark(s string) bool {
	switch strings.Trim(s, " -–—()[].") {
	case "Enditem", "Item ends", "ENDS", "Ends", "END", "###":
		return true
	}
	return false
}

// isDeskLine holds for an agency and the marks of its desks: "dpa se xx yyds
// n1", "PTI SKL NSD".
func isDeskLine(s string) bool {
	words := strings.Fields(s)
	if len(words) < 3 || len(words) > 7 || !isAgencyName(words[0]) {
		return false
	}
	if isUpper(s) {
		return !slices.ContainsFunc(words[1:], func(w string) bool {
			return len(w) > 4 || strings.Trim(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != ""
		})
	}
	if !strings.ContainsAny(s, "0123456789/") {
		return false
	}
	for _, w := range words[1:] {
		if len(w) > 6 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz0123456789/") != "" {
			return false
		}
	}
	return true
}

// isAgencyLine holds for a line that names agencies and nothing else:
// "(AFP)", "AP/Reuters", "- dpa".
func isAgencyLine(s string) bool {
	if len(s) > 60 {
		return false
	}
	s = strings.Trim(strings.TrimSuffix(s, "(END)"), "()[]/-–—. ")
	if s == "" {
		return false
	}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '/' || r == ',' || r == '+' || r == '&' }) {
		if part = strings.TrimSpace(part); !isAgencyName(part) || len(part) < 2 || Lower(part) == part && hasCase(part) && part != "dpa" && part != "epd" && part != "sda" && part != "kna" {
			return false
		}
	}
	return true
}

// isDateLine holds for a line that says when a story was published and nothing
// else: "Updated: October 21, 2025 | 4:15 PM EDT".
func isDateLine(s string) bool {
	if len(s) > maxDateLine {
		return false
	}
	month, digits := false, false
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",|•·-–—:()", r) }) {
		switch bare := strings.TrimRight(w, "."); {
		case strings.Trim(w, "0123456789/.") == "":
			digits = true
			month = month || strings.Count(w, "/") == 2
		case isMonth(bare):
			month = true
		case isWeekday(bare), inLower("|updated|published|posted|last|first|at|on|am|pm|a.m|p.m|aktualisiert|stand|uhr|um|publié|mis|à|jour|le|publicado|actualizado|de|del|a|las|os|às|pubblicato|aggiornato|alle|ore|опубликовано|обновлено|в|г|", bare):
		case isUpper(bare) && len(bare) <= 4, strings.Trim(w, "0123456789") == "st", strings.Trim(w, "0123456789") == "nd", strings.Trim(w, "0123456789") == "rd", strings.Trim(w, "0123456789") == "th":
		default:
			return false
		}
	}
	return month && digits
}

// isOwnerLine holds for "© AFP 2016" and the like: a mark, a name, a year,
// and no sentence.
func isOwnerLine(s string) bool {
	if len(s) > maxSourceLine {
		return false
	}
	lower := Lower(s)
	switch {
	case strings.HasPrefix(lower, "©"), strings.HasPrefix(lower, "(c) "), strings.HasPrefix(lower, "copyright"):
	default:
		return false
	}
	return !strings.Contains(lower, "reserved") && len(strings.Fields(s)) <= 8 && !endsSentence(s)
}

// isRightsLine holds for an owner's line that goes on: "© AFP 2016. All rights
// reserved."
func isRightsLine(s string) bool {
	lower := Lower(s)
	return (strings.HasPrefix(lower, "©") || strings.HasPrefix(lower, "(c) ") || strings.HasPrefix(lower, "copyright")) && strings.Contains(lower, "reserved")
}

// isByline holds for "By Jane Doe" and its like: an opening, names, perhaps
// an agency or a role behind a comma, and no stop.
func isByline(d *Document, l *line) bool {
	if l.Len() > 90 || endsSentence(l.text) || l.last-l.first > 1 {
		return false
	}
	if !opensWith(l.text, bylineOpenings[:]) {
		return false
	}
	sent := d.Sentences[l.first]
	names := 0
	for i := sent.First + 1; i < sent.Last; i++ {
		w := d.Word(i)
		switch {
		case d.Tokens[i].Kind == Punct:
			if w == "," && names >= 2 {
				return true
			}
			if w != "," && w != "-" && w != "/" && w != "&" && w != ":" && w != "|" {
				return false
			}
		case unicode.IsLower(firstRune(w)):
			if !isPlaceParticle(w) && w != "von" && w != "van" && w != "with" && w != "mit" && w != "bin" {
				return false
			}
		case d.Tokens[i].Kind == Word:
			names++
		default:
			return false
		}
	}
	return names >= 2 && names <= 8
}
