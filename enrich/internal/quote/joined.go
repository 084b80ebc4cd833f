package quote

import (
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// joined is what stands around quotations in languages without spaces.
type joined struct {
	// cues are the verbs of saying.
	cues []string
	// stops part clauses; marks stand between a verb and its quotation.
	stops, marks string
	// objects stand before those who are spoken to or quoted from; surnames
	// begin names of two or three characters.
	objects, surnames string
	// after is what stands right behind a quotation before its verb; "" where
	// nothing has to.
	after []string
	// topics follow the subject of a clause.
	topics []string
	// pronouns are in the order in which they are tried.
	pronouns []pronoun
	// terming is what follows terms: "which is called".
	terming []string
	// titles stand between a body and a name; after a name, adverbs begin what
	// is no longer its.
	titles, adverbs []string
	// terms says that marks also set off terms, so that a verb is required.
	terms bool
}

// pronoun is a word that may stand for a speaker.
type pronoun struct {
	word string
	of   reference
}

func chinese() *lexicon {
	return &lexicon{joined: &joined{
		cues: []string{"表示", "指出", "强调", "強調", "认为", "認為", "告诉", "告訴", "透露", "宣布", "回应", "回應", "写道", "寫道", "说道", "說道", "补充", "補充", "警告", "呼吁", "呼籲", "坦言",
			"介绍", "介紹", "解释", "解釋", "批评", "批評", "形容", "称", "稱", "说", "說", "问", "問", "喊", "谈到", "直言", "重申", "声明", "聲明"},
		stops: "。；！？\n", marks: "，,：:、 ", objects: "对對向据據诉訴",
		surnames: "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖田董袁潘蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范范金石廖贾賈夏韦方白邹孟熊秦邱江尹薛段雷侯龙龍史陶黎贺賀顾顧毛郝龚邵钱錢严嚴武戴莫孔汤湯习習",
		titles: []string{"总统", "總統", "总理", "總理", "首相", "部长", "部長", "外长", "外長", "防长", "主席", "秘书长", "秘書長", "发言人", "發言人", "主任", "教授", "市长", "市長", "省长", "州长",
			"局长", "局長", "司长", "总干事", "總幹事", "主教练", "教练", "队长", "院长", "議員", "议员", "将军", "上校", "居民", "博士", "书记", "总裁", "總裁", "经理", "律师", "法官", "大使", "总书记", "专家"},
		adverbs:  []string{"在", "于", "周", "星期", "今天", "昨天", "当天", "当日", "日前", "则", "則", "也", "还", "還", "随后", "隨後", "向", "对", "對", "就", "通过", "通過", "赛后", "賽後", "当晚", "同时", "曾", "发表", "發表", "接受", "进一步", "再次", "补充", "補充", "警告", "是"},
		pronouns: []pronoun{{"他们", many}, {"她们", many}, {"他", man}, {"她", woman}, {"它", thing}},
	}}
}

func japanese() *lexicon {
	return &lexicon{joined: &joined{
		cues: []string{"述べ", "話し", "話す", "語っ", "語る", "言っ", "言う", "コメント", "強調", "説明", "指摘", "訴え", "批判", "明らかに", "発言", "投稿", "答え", "主張", "表明", "呼びかけ",
			"明かし", "発表", "伝え", "叫", "振り返", "喜ん", "謝罪", "反論", "否定", "警告", "期待", "懸念", "見解", "考え", "見方", "認識", "意向", "方針", "報告", "証言", "力説", "要請", "求め"},
		stops: "。！？\n", marks: "、, ", after: []string{"と", "などと", "って"},
		terming:  []string{"という", "と呼", "と名", "と題", "となる", "となっ", "との違い", "と並", "とは", "とも"},
		topics:   []string{"は", "が", "も"},
		pronouns: []pronoun{{"彼女", woman}, {"彼", man}},
		terms:    true,
	}}
}

// The most bytes around a quotation that are looked at for its verb and its
// subject.
const (
	maxJoined  = 240
	maxSpoken  = 90
	minJoined  = 6
	maxNominal = 60
)

// attributeJoined finds the speaker of a quotation in a language without
// spaces.
func (p *pass) attributeJoined(u *utterance, from int) bool {
	j, s := p.lex.joined, p.doc.Text
	line := p.lines[u.paragraph]
	ahead := text.Range{Start: max(line.Start, u.outer.Start-maxJoined), End: u.outer.Start}
	if p.previous != nil {
		ahead.Start = min(max(ahead.Start, p.previous.outer.End), ahead.End)
	}
	ahead.Start = runeStart(s, ahead.Start)
	if i := strings.LastIndexAny(s[ahead.Start:ahead.End], j.stops); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[ahead.Start+i:])
		ahead.Start += i + n
	}
	behind := text.Range{Start: u.outer.End, End: runeStart(s, min(line.End, u.outer.End+maxJoined))}
	if i := strings.IndexAny(s[behind.Start:behind.End], j.stops); i >= 0 {
		behind.End = behind.Start + i
	}
	var cue string
	in := ahead
	tail := strings.TrimRight(s[ahead.Start:ahead.End], j.marks)
	if at, c := lastOf(tail, j.cues); c != "" && len(tail)-at <= maxSpoken/3 && len(j.after) == 0 {
		cue, in.End = c, ahead.Start+at
	} else if at, c := p.joinedVerb(behind); c != "" {
		cue = c
		if len(j.after) == 0 || strings.TrimLeft(tail, " ") == "" {
			in = text.Range{Start: behind.Start, End: at}
		}
	}
	v := p.joinedSubject(in)
	if v.name == "" && cue != "" && in != ahead && len(j.topics) > 0 {
		v = p.joinedSubject(ahead)
	}
	quiet := cue == "" && (j.terms || !strings.HasSuffix(strings.TrimRight(s[ahead.Start:ahead.End], " "), "：") && utf8.RuneCountInString(s[u.inner.Start:u.inner.End]) < 2*minJoined)
	if quiet || cue == "" && utf8.RuneCountInString(s[u.inner.Start:u.inner.End]) < minJoined {
		return false
	}
	if v.name == "" {
		v = p.last
	}
	v.cue = cue
	u.voice = v
	return true
}

// joinedVerb returns where the verb behind a quotation begins, and which.
func (p *pass) joinedVerb(r text.Range) (int, string) {
	j, s := p.lex.joined, p.doc.Text[r.Start:r.End]
	rest := strings.TrimLeft(s, j.marks)
	if len(j.after) > 0 {
		led := false
		for _, a := range j.after {
			led = led || strings.HasPrefix(rest, a)
		}
		if !led {
			return 0, ""
		}
	}
	at, which := len(rest), ""
	for _, c := range j.cues {
		if i := strings.Index(rest[:min(len(rest), maxSpoken)], c); i >= 0 && i < at {
			at, which = i, c
		}
	}
	if which == "" && len(j.after) > 0 && rest != "" && !j.isTerm(rest) {
		// A particle alone says that something was said.
		_, n := utf8.DecodeRuneInString(rest)
		at, which = 0, rest[:n]
	}
	return r.Start + len(s) - len(rest) + at, which
}

// isTerm says whether what follows a quotation says what something is called.
func (j *joined) isTerm(rest string) bool {
	for _, t := range j.terming {
		if strings.HasPrefix(rest, t) {
			return true
		}
	}
	return false
}

// joinedSubject returns who a clause is about: the first person or body that
// it names, a pronoun, or the words before a topic particle.
func (p *pass) joinedSubject(r text.Range) voice {
	if r.Start >= r.End {
		return voice{}
	}
	s := p.doc.Text[r.Start:r.End]
	var body voice
	for i := p.nameAt(r.Start); i < len(p.names) && p.names[i].End <= r.End; i++ {
		k := p.entities[p.names[i].entity].Type
		switch before, _ := utf8.DecodeLastRuneInString(s[:p.names[i].Start-r.Start]); {
		case strings.ContainsRune(p.lex.joined.objects, before):
		case k == news.TypePerson:
			return p.known(p.names[i])
		case k == news.TypeOrganisation && body.name == "":
			if name := p.nameBehindTitle(s[p.names[i].End-r.Start:]); name != "" {
				return voice{name: name}
			}
			body = p.known(p.names[i])
		}
	}
	if body.name != "" {
		return body
	}
	s = strings.Trim(s, p.lex.joined.marks)
	for _, n := range p.lex.joined.pronouns {
		if strings.HasPrefix(s, n.word) && len(s) <= len(n.word)+maxNominal/4 {
			v, _ := p.antecedent(n.of, p.tokenAt(r.Start))
			return v
		}
	}
	for _, t := range p.lex.joined.topics {
		if i := strings.Index(s, t); i > 0 && i <= maxNominal {
			return voice{name: s[:i]}
		}
	}
	if name := p.nameBehindTitle(s); name != "" {
		return voice{name: name}
	}
	if name := p.surnamed(s); name != "" {
		return voice{name: name}
	}
	if len(p.lex.joined.topics) == 0 && s != "" && len(s) <= maxNominal && !strings.ContainsAny(s, p.lex.joined.marks) {
		return voice{name: s}
	}
	return voice{}
}

// nameBehindTitle returns the name between the last title of a clause and its
// adverbs: "国防部长张三周二" gives 张三.
func (p *pass) nameBehindTitle(s string) string {
	j := p.lex.joined
	at, title := lastOf(s, j.titles)
	if at < 0 {
		return ""
	}
	rest := s[at+len(title):]
	end := len(rest)
	for _, a := range j.adverbs {
		if i := strings.Index(rest, a); i >= 0 && i < end {
			end = i
		}
	}
	if i := strings.IndexAny(rest, j.marks); i >= 0 && i < end {
		end = i
	}
	if n := utf8.RuneCountInString(rest[:end]); n < 2 || n > maxNameRunes {
		return ""
	}
	return rest[:end]
}

// surnamed returns the name of two or three characters that ends what stands
// before the adverbs of a clause.
func (p *pass) surnamed(s string) string {
	j := p.lex.joined
	if j.surnames == "" {
		return ""
	}
	if i := strings.LastIndexAny(s, j.marks); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:]
	}
	for _, a := range j.adverbs {
		if i := strings.Index(s, a); i > 0 {
			s = s[:i]
		}
	}
	runes := []rune(s)
	for _, n := range []int{3, 2} {
		if len(runes) > n && len(runes) <= maxNominal/3 && strings.ContainsRune(j.surnames, runes[len(runes)-n]) {
			return string(runes[len(runes)-n:])
		}
	}
	return ""
}

// maxNameRunes bounds a name in Han characters, also of a foreigner.
const maxNameRunes = 12

// lastOf returns the last place of any of some words in s, and which.
func lastOf(s string, words []string) (int, string) {
	at, which := -1, ""
	for _, w := range words {
		if i := strings.LastIndex(s, w); i > at {
			at, which = i, w
		}
	}
	return at, which
}

// runeStart returns the first rune border at or after a byte.
func runeStart(s string, at int) int {
	for at < len(s) && !utf8.RuneStart(s[at]) {
		at++
	}
	return at
}
