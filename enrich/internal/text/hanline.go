package text

import (
	"regexp"
	"sync"
)

// hanDatelines are the shapes in which agencies file in Chinese and Japanese;
// the groups are agency, place and date by name:
//
//	新华社北京3月12日电    （中央社台北12日電）    【法新社巴黎12日电】
//	東京（共同）―    【ワシントン＝名前】    【パリ時事】    ［東京　１２日　ロイター］ -
var hanDatelines = sync.OnceValue(func() []*regexp.Regexp {
	const (
		agencies = `(?P<agency>新华社|新華社|中新社|中新网|中央社|法新社|路透社|路透|美联社|美聯社|共同社|塔斯社|韩联社|韓聯社|彭博社|人民网|央视网|中评社|中評社)`
		place    = `(?P<place>[\p{Han}\p{Katakana}ー·・]{2,12}?)`
		date     = `(?P<date>(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日)`
	)
	var out []*regexp.Regexp
	for _, p := range [...]string{
		`^[（(【]?` + agencies + `[／/]?` + place + `[／/]?` + date + `(?:综合|綜合)?[电電讯訊][)）】]?(?:[（(][^（()）]{1,40}[)）])?[：:\s]*`,
		`^[【［\[（(]` + place + `[\s　]?` + date + `?[\s　]*(?P<agency>共同|時事|ロイター|AFP|ＡＦＰ|AP|ＡＰ|CNN)(?:通信)?[】］\])）][\s　]*[-－–—]?[\s　]*`,
		`^[（(【]?(?P<agency>\p{Han}{1,6}(?:社|网|網))` + place + `[／/]?` + date + `[电電讯訊][)）】]?(?:[（(][^（()）]{1,40}[)）])?[：:\s]*`,
		`^` + place + `[\s　]?` + date + `?[电電]?[\s　]*[（(](?P<agency>[^（()）]{2,24})[)）](?:[\s　]*[—–―─－\-：:]+[\s　]*|　+)`,
		`^[【［\[]` + place + `[＝=・\s　]+` + date + `?[\s　]*(?P<agency>[\p{Katakana}ーA-Zａ-ｚＡ-Ｚ]{2,12}|[\p{Han}\p{Katakana}ー]{1,8}(?:通信|社))[】］\]][\s　]*[-－–—―]*[\s　]*`,
		`^[【［\[]` + place + date + `[\s　]*(?P<agency>[^】］\]\s]{2,12})[】］\]][\s　]*[-－–—―]*[\s　]*`,
		`^【(?P<place>\p{Han}{2,8})(?P<agency>[\p{Katakana}ー]{2,12})】[\s　]*`,
		`^【` + place + `[\s　]?(?P<agency>[\p{Han}\p{Katakana}ー]{2,8}(?:通信|通讯社|通訊社|社))】[\s　]*`,
		`^【` + place + `[＝=][^】]{1,20}】[\s　]*`,
	} {
		out = append(out, regexp.MustCompile(p))
	}
	return out
})

// findHanDateline reads a dateline in Han or Kana at the head of s.
func findHanDateline(s string, start int) (Dateline, bool) {
	for _, re := range hanDatelines() {
		m := re.FindStringSubmatchIndex(s)
		if m == nil || m[1] == len(s) {
			continue
		}
		d := Dateline{Range: Range{start, start + m[1]}}
		for i, name := range re.SubexpNames() {
			if name == "" || m[2*i] < 0 {
				continue
			}
			r := Range{start + m[2*i], start + m[2*i+1]}
			switch name {
			case "agency":
				d.Agency = r
			case "place":
				d.Place = r
			case "date":
				d.Date = r
			}
		}
		return d, true
	}
	return Dateline{}, false
}
