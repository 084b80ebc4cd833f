package ner

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// arabicTitleSpan is how many words may stand between an Arabic title and the
// name: "wazir al-kharijiya al-rusi Sergei Lavrov".
const arabicTitleSpan = 4

// arabicPersons finds persons in Arabic, which has no capitals: a forename
// after a title, and what follows a title with the article or the words for an
// office behind a verb of saying, with the one or two words after it; a forename
// and a surname of which an age in brackets or a second forename tells.
func (f *fieldPass) arabicPersons() {
	for i := range f.words {
		w := &f.words[i]
		if w.kind != text.Word || w.excluded || w.mention != 0 || i+1 >= len(f.words) || !f.same(i, i+1) {
			continue
		}
		forename := isForename(w.text) || f.arabicUnit(i) > i+1
		end := f.arabicNameEnd(i)
		if end-i < 2 {
			continue
		}
		switch titled := f.arabicTitleBefore(i); {
		case forename && (titled || i > 0 && f.same(i-1, i) && f.saying(i-1)), titled && f.namedByTitle(i), f.saidByOffice(i):
		case forename && (f.agedIn(end) || end-i >= 2 && f.arabicUnit(i) < end && isForename(f.words[f.arabicUnit(i)].text) && f.arabicNameWord(i)):
		default:
			continue
		}
		f.putWords(i, end, news.TypePerson, "", confidenceContext).Introduced = true
	}
}

// arabicNameEnd returns where the name that begins at word i ends: behind its
// forenames and the one word after them.
func (f *fieldPass) arabicNameEnd(i int) int {
	if !f.arabicNameWord(i) && !isForename(f.words[i].text) {
		return i
	}
	end := f.arabicUnit(i)
	for parts := 1; parts < 3 && end < len(f.words) && f.same(i, end) && f.arabicNameWord(end); parts++ {
		next := f.arabicUnit(end)
		surname := next > end+1 || !isForename(f.words[end].text)
		end = next
		if surname {
			break
		}
	}
	return end
}

// arabicUnit returns the end of the part of a name that begins at word i: two
// words of "Abd al-Sayyid", "Abu Zayd" and "Nur al-Din" are one.
func (f *fieldPass) arabicUnit(i int) int {
	if i+1 >= len(f.words) || !f.same(i, i+1) || f.words[i+1].kind != text.Word || f.words[i+1].mention != 0 {
		return i + 1
	}
	switch next := f.words[i+1].lower; f.words[i].lower {
	case "عبد", "أبو", "أبي", "ابو", "بن", "ابن", "آل", "دي", "فان", "بنت", "أم":
		return i + 2
	default:
		if next == "الدين" || next == "الله" && f.words[i].lower != "حزب" {
			return i + 2
		}
	}
	return i + 1
}

// agedIn says whether an age in brackets stands at word i: "(42 years)".
func (f *fieldPass) agedIn(i int) bool {
	if i+3 >= len(f.words) || !f.same(i, i+3) || f.words[i].text != "(" || f.words[i+1].kind != text.Number || len(f.words[i+1].text) > 2 {
		return false
	}
	switch f.words[i+2].lower {
	case "عاما", "عامًا", "عام", "سنة", "عاماً":
		return true
	}
	return false
}

// saidByOffice says whether word i follows a verb of saying and the words for
// an office, so that the name of its holder is expected: "wa-qala wazir
// al-kharijiya al-misri Badr Abd al-Ati".
func (f *fieldPass) saidByOffice(i int) bool {
	if !f.arabicNameWord(i) || strings.HasPrefix(f.words[i].lower, "ال") || utf8.RuneCountInString(f.words[i].lower) < 3 || hasAnySuffix(f.words[i].lower, "ا", "ة", "ات") {
		return false
	}
	if next := &f.words[i+1]; next.mention != 0 || strings.HasPrefix(next.lower, "إ") {
		return false
	}
	for j := i - 1; j >= 1 && j >= i-maxOffice && f.same(j-1, i); j-- {
		w := &f.words[j]
		switch m := f.at(j); {
		case w.kind != text.Word:
			return false
		case f.lex.isTitle(w.lower):
			if j == i-1 && !strings.HasPrefix(w.lower, "ال") {
				return false
			}
			if f.saying(j - 1) {
				return true
			}
		case m != nil && m.Type == news.TypePerson:
			return false
		case m != nil, strings.HasPrefix(w.lower, "ال"), strings.HasPrefix(w.lower, "لل"), arabicOfficeWords[w.lower]:
		default:
			return false
		}
	}
	return false
}

// maxOffice is how many words may stand for an office between a verb of saying
// and the name.
const maxOffice = 7

// arabicOfficeWords stand within the words for an office and are no names.
var arabicOfficeWords = set(`باسم وزارة مجلس لدى شؤون هيئة منظمة حزب جامعة في عام قسم إدارة منتخب فريق نادي لجنة`)

// saying says whether word i is a verb of saying, with "and" or "so" perhaps.
func (f *fieldPass) saying(i int) bool {
	w := f.words[i].lower
	for _, and := range [...]string{"", "و", "ف"} {
		if bare, ok := strings.CutPrefix(w, and); ok && (f.lex.speech[bare] || arabicSayings[bare]) {
			return true
		}
	}
	return false
}

// arabicSayings are verbs that say what somebody of an office did, right
// before the office.
var arabicSayings = set(`سجل سجلت أحرز أحرزت فاز فازت توفي توفيت ولد ولدت قاد قادت قال قالت أضاف أضافت أعلن أعلنت أكد أكدت صرح صرحت ذكر ذكرت أوضح أوضحت أشار أشارت حذر حذرت اعتبر اعتبرت كتب كتبت شدد شددت وصف وصفت رأى رأت لفت لفتت روى روت تابع تابعت دعا دعت طالب طالبت تعهد تعهدت انتقد انتقدت علق علقت نفى نفت ندد نددت رحب رحبت أفاد أفادت جدد جددت أعرب أعربت نعى نعت استقبل التقى بحث ناقش افتتح زار وصل عين أشاد أشادت بدوره بدورها أما`)

// arabicNameWord says whether word i may be part of a name: no particle, no
// verb that news is full of, nothing known.
func (f *fieldPass) arabicNameWord(i int) bool {
	w := &f.words[i]
	if m := f.at(i); m != nil && (m.Kind != "town" && m.Kind != "city" || m.Last-m.First > 1 || !isForename(w.text)) {
		// Some towns are called like persons.
		return false
	}
	if w.kind != text.Word || arabicStops[w.lower] || f.lex.speech[w.lower] || f.lex.isTitle(w.lower) || strings.HasPrefix(w.lower, "لل") {
		return false
	}
	return len(w.lower) > 4
}

var arabicStops = set(`قوله قولها صاحب صاحبة البالغ البالغة باسم بشأن بحسب وفق إثر خلف ضد عبر نحو مساء صباح فجر أي كل غير سوى حسب في من على إلى أن إن عن مع بعد قبل بين خلال حول حيث الذي التي الذين هذا هذه ذلك تلك كان كانت يوم أمس اليوم الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت قد لقد لم لا ما هو هي وهو وهي ثم أو أم لدى عند منذ حتى بأن بأنه بأنها أنه أنها إنه إنها عام سنة كما بينما وفي ومن وعلى إذ إذا لكن ولكن أيضا فيما وقد وكان وكانت`)

func (f *fieldPass) arabicTitleBefore(i int) bool {
	for j := i - 1; j >= 0 && j >= i-arabicTitleSpan && f.same(j, i); j-- {
		w := &f.words[j]
		if w.kind == text.Punct {
			return false
		}
		if f.lex.isTitle(w.lower) || f.lex.isTitle(strings.TrimPrefix(w.lower, "و")) || f.lex.isTitle(strings.TrimPrefix(w.lower, "ل")) || strings.HasPrefix(w.lower, "لل") && f.lex.isTitle("ال"+strings.TrimPrefix(w.lower, "لل")) || f.ownedTitle(w.lower) {
			return true
		}
		if arabicStops[w.lower] || f.lex.speech[w.lower] {
			return false
		}
	}
	return false
}

// ownedTitle says whether a word is a title with a pronoun: "its head".
func (f *fieldPass) ownedTitle(w string) bool {
	for _, e := range [...]string{"ها", "هم", "ه"} {
		if bare, ok := strings.CutSuffix(w, e); ok && f.lex.isTitle(bare) {
			return true
		}
	}
	return false
}

// namedByTitle says whether word i follows a title with the article: what goes
// on with such a noun has the article too unless it is a name.
func (f *fieldPass) namedByTitle(i int) bool {
	if i == 0 || !f.same(i-1, i) || !f.arabicNameWord(i) || strings.HasPrefix(f.words[i].lower, "ال") {
		return false
	}
	before := f.words[i-1].lower
	if !strings.HasPrefix(before, "ال") || !f.lex.isTitle(before) {
		return false
	}
	next := &f.words[i+1]
	return next.mention == 0 && f.arabicNameWord(i+1) && (strings.HasPrefix(next.lower, "ال") && !f.lex.isTitle(next.lower) || isForename(next.text))
}

// particles returns the length of what is written onto the name of a match:
// "and", "with", "for", "so", "like". A name that has the letters itself keeps
// them.
func (f *fieldPass) particles(m kb.Match) int {
	name := f.doc.Text[m.Start:m.End]
	if !slices.ContainsFunc(m.Candidates, func(c kb.Candidate) bool { return c.Inflected }) || slices.ContainsFunc(m.Candidates, func(c kb.Candidate) bool { return !c.Inflected }) {
		return 0
	}
	cut := 0
	for range 2 {
		r, n := utf8.DecodeRuneInString(name[cut:])
		if !strings.ContainsRune("وفبلك", r) {
			break
		}
		cut += n
		rest := name[cut:]
		if bare, ok := strings.CutPrefix(rest, "ـ"); ok {
			return len(name) - len(bare)
		}
		if r == 'ل' {
			if bare, ok := strings.CutPrefix(rest, "ل"); ok {
				// "For the" is written without the first letter of "the".
				if f.sameEntry(m, "ال"+bare) {
					return cut + len("ل")
				}
				continue
			}
		}
		if f.sameEntry(m, rest) {
			return cut
		}
	}
	return 0
}

// sameEntry says whether a name means what a match means.
func (f *fieldPass) sameEntry(m kb.Match, name string) bool {
	return slices.ContainsFunc(f.rules.kb.Lookup(name), func(c kb.Candidate) bool { return c.Entry == m.Candidates[0].Entry })
}

// arabicHeads begin the names of bodies. What follows has the article or is a
// name.
var arabicHeads = set(`وزارة محكمة حزب جامعة شركة منظمة بنك مصرف هيئة مجلس صحيفة قناة وكالة نادي اتحاد حركة لجنة مؤسسة مستشفى جماعة كتائب لواء مركز معهد نقابة جمعية رابطة تحالف جبهة مديرية برلمان كنيسة دائرة مكتب مفوضية أكاديمية كلية مدرسة إذاعة بلدية نيابة ديوان جهاز قوات تنظيم ائتلاف مجموعة فرقة بورصة غرفة صندوق برنامج منتخب سفارة قنصلية`)

// arabicBodies are heads with the article; an adjective follows.
var arabicBodies = map[string][]string{
	"البنك": {"المركزي", "الدولي"}, "المصرف": {"المركزي"}, "المحكمة": {"الدستورية", "العليا", "الاتحادية", "الجنائية"}, "الحرس": {"الثوري", "الوطني", "المدني"},
	"المجلس": {"الأعلى", "الأوروبي", "الرئاسي", "الانتقالي", "الوطني", "العسكري"}, "الجمعية": {"الوطنية", "العامة"}, "النيابة": {"العامة"}, "الحزب": {"الجمهوري", "الديمقراطي", "الديموقراطي", "الشيوعي", "الاشتراكي", "المحافظ"},
	"الدفاع": {"المدني"}, "الهلال": {"الأحمر"}, "الصليب": {"الأحمر"}, "البرلمان": {"الأوروبي", "العربي"}, "المفوضية": {"الأوروبية", "السامية", "العليا"}, "اللجنة": {"الدولية", "الأولمبية"},
}

// arabicOrganisations finds bodies by their heads.
func (f *fieldPass) arabicOrganisations() {
	for i := range f.words {
		w := &f.words[i]
		if w.kind != text.Word || w.excluded || w.mention != 0 || i+1 >= len(f.words) {
			continue
		}
		head, cut := cutConjunction(w.lower)
		end := i + 1
		switch {
		case arabicHeads[head]:
			end = f.arabicComplement(i + 1)
		case slices.Contains(arabicBodies[head], f.words[end].lower) && f.same(i, end):
			end++
			if m := f.at(end); m != nil && m.Kind == "demonym" && m.First == end {
				end = m.Last
			}
		}
		if end > i+1 {
			w.start += cut
			f.putName(i, end, news.TypeOrganisation, "")
		}
	}
}

// cutConjunction takes "and", "with" or "for" off a word, and says how many
// bytes it has.
func cutConjunction(w string) (string, int) {
	r, n := utf8.DecodeRuneInString(w)
	if rest := w[n:]; strings.ContainsRune("وبلف", r) && (arabicHeads[rest] || arabicBodies[rest] != nil) {
		return rest, n
	}
	return w, 0
}

// maxArabicComplement is how many words may follow the head of a body.
const maxArabicComplement = 4

// arabicComplement returns the end of a body whose head stands before word i:
// a definite word and the adjectives after it, places and peoples.
func (f *fieldPass) arabicComplement(i int) int {
	end := i
	for end < len(f.words) && end-i < maxArabicComplement && f.same(i-1, end) && f.words[end].kind == text.Word {
		w := &f.words[end]
		if m := f.at(end); m != nil {
			if m.Type == news.TypePerson || m.First != end || m.Type == news.TypeOrganisation {
				break
			}
			end = m.Last
			if m.Kind == "demonym" || m.Type == news.TypePlace {
				break
			}
			continue
		}
		definite := strings.HasPrefix(w.lower, "ال") && utf8.RuneCountInString(w.lower) > 4
		joined := strings.HasPrefix(w.lower, "وال") && end > i
		if !definite && !joined || arabicStops[w.lower] || f.lex.speech[w.lower] || f.lex.isTitle(w.lower) {
			break
		}
		if definite && end > i && !hasAnySuffix(w.lower, "ي", "ية", "ة", "ى") {
			break
		}
		end++
	}
	return end
}

func hasAnySuffix(w string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(w, s) })
}

// arabicPlaceNouns stand before the name of a place; those of buildings are
// part of it.
var arabicPlaceNouns = map[string]bool{
	"مدينة": false, "بلدة": false, "قرية": false, "محافظة": false, "ولاية": false, "جزيرة": false, "إقليم": false, "بمدينة": false, "ببلدة": false, "بقرية": false, "بمحافظة": false, "بولاية": false, "لمدينة": false, "ومدينة": false, "ضاحية": false, "منطقة": false, "محافظ": false, "عمدة": false,
	"مطار": true, "ميناء": true, "معبر": true, "مخيم": true, "سجن": true, "ملعب": true, "جسر": true, "نهر": true, "بحيرة": true, "جبل": true, "مضيق": true, "خليج": true,
}

// arabicPlaces puts the word after the noun for a place.
func (f *fieldPass) arabicPlaces() {
	for i := range f.words {
		w := &f.words[i]
		if w.kind != text.Word || w.excluded || w.mention != 0 || i+1 >= len(f.words) || !f.same(i, i+1) {
			continue
		}
		part, ok := arabicPlaceNouns[w.lower]
		next := &f.words[i+1]
		if !ok || next.kind != text.Word {
			continue
		}
		m := f.at(i + 1)
		switch {
		case m != nil && part && m.Type == news.TypePlace && m.First == i+1:
			f.putWords(i, m.Last, news.TypePlace, "", confidencePlaceNoun)
		case m == nil && f.arabicNameWord(i+1) && utf8.RuneCountInString(next.lower) >= 3 && (!strings.HasPrefix(next.lower, "ال") || arabicTowns[w.lower] && !arabicCommon[next.lower]) && (arabicTowns[w.lower] && strings.HasPrefix(next.lower, "ال") || !hasAnySuffix(next.lower, "ها", "هم", "ية", "ات")):
			first := i + 1
			if part {
				first = i
			}
			end := i + 2
			if end < len(f.words) && f.same(i, end) && f.words[end].mention == 0 && isArabicPlaceHead(next.lower) && f.arabicNameWord(end) {
				end++
			}
			f.putWords(first, end, news.TypePlace, "", confidencePlaceNoun)
		}
	}
}

// arabicTowns are the nouns behind which also a name with the article stands;
// arabicCommon are no names there.
var (
	arabicTowns  = set(`مدينة بلدة قرية محافظة بمدينة ببلدة بقرية بمحافظة لمدينة ومدينة وبلدة وقرية`)
	arabicCommon = set(`الملاهي الألعاب الإعلام الإنتاج المستقبل الطلاب العمال المعارض الصيادين السياحة الأطفال الأشباح`)
)

// isArabicPlaceHead holds for the words that begin names of places of two
// words.
func isArabicPlaceHead(w string) bool {
	switch w {
	case "دير", "بيت", "خان", "تل", "كفر", "عين", "رأس", "باب", "وادي", "جبل", "بني", "أم", "أبو", "سيدي", "حي", "قصر", "شرم", "سد", "بئر", "برج", "مرسى":
		return true
	}
	return false
}
