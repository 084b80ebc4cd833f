package charset

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Headlines of a short feed, each in the writing of its language.
const (
	russian     = "Паром вернулся в порт после трёх дней забастовки. Владельцы и профсоюз договорились о новых сменах, сообщила администрация Приморска"
	ukrainian   = "Пором повернувся до порту після трьох днів страйку, повідомила міська рада. Її рішення набуде чинності в четвер"
	bulgarian   = "Фериботът се върна на пристанището след тридневна стачка, съобщи общината"
	greek       = "Το πλοίο επέστρεψε στο λιμάνι ύστερα από τρεις ημέρες απεργίας, ανακοίνωσε ο δήμος. Οι εργαζόμενοι συμφώνησαν σε νέες βάρδιες"
	hebrew      = "המעבורת חזרה לנמל לאחר שלושה ימי שביתה, כך מסרה העירייה"
	arabic      = "عادت العبارة إلى الميناء بعد ثلاثة أيام من الإضراب، حسبما أعلنت البلدية. واتفق العمال على نوبات جديدة"
	thai        = "เรือข้ามฟากกลับเข้าท่าหลังการนัดหยุดงานสามวัน สภาเมืองแถลงเมื่อวันพฤหัสบดี"
	japaneseNew = "三日間のストライキの後、フェリーは港に戻った。市は木曜日にそう発表した"
	koreanNew   = "사흘 동안의 파업이 끝나고 여객선이 항구로 돌아왔다고 시가 목요일 밝혔다"
	simplified  = "经过三天的罢工，渡轮已经返回港口，市政府星期四宣布了新的轮班安排"
	traditional = "經過三天的罷工，渡輪已經返回港口，市政府星期四宣布了新的輪班安排"
	french      = "Le traversier est rentré au port après trois jours de grève, a annoncé la mairie : « l’été sera calme », dit-elle, très émue"
	polish      = "Prom wrócił do portu po trzech dniach strajku, ogłosiła rada miasta. Załoga żąda wyższych płac i dłuższych przerw"
	turkish     = "Vapur üç günlük grevin ardından iskeleye döndü, belediye açıkladı: ışıklar söndü, yolcular şaşırdı"
	icelandic   = "Ferjan sneri aftur til hafnar eftir þriggja daga verkfall, sagði bæjarstjórnin í gær. Ný vaktaskipan var samþykkt á fundi"
	german      = "Die Fähre ist nach drei Tagen Streik zurück im Hafen, für alle überraschend. Größere Änderungen gäbe es später, hieß es"
)

func TestGuessLatin(t *testing.T) {
	for _, c := range []struct {
		language, text string
		enc            encoding.Encoding
		want           string
	}{
		{"pl", polish, charmap.ISO8859_2, "iso-8859-2"},
		{"pl-PL", polish, charmap.Windows1250, "windows-1250"},
		{"tr", turkish, charmap.Windows1254, "windows-1254"},
		{"de", german, charmap.Windows1252, "windows-1252"},
	} {
		raw, err := c.enc.NewEncoder().String("<rss><channel><language>" + c.language + "</language><item><title>" + c.text + "</title></item></channel></rss>")
		if err != nil {
			t.Fatal(err)
		}
		text, name, _ := Decode([]byte(raw), "", XML)
		if name != c.want || !strings.Contains(string(text), c.text) {
			t.Errorf("%s taken for %s: %.90q", c.want, name, text)
		}
	}
}

func TestGuessLegacy(t *testing.T) {
	for _, c := range []struct {
		text string
		enc  encoding.Encoding
		want string
	}{
		{russian, charmap.Windows1251, "windows-1251"},
		{russian, charmap.KOI8R, "koi8-r"},
		{russian, charmap.ISO8859_5, "iso-8859-5"},
		{bulgarian, charmap.Windows1251, "windows-1251"},
		{ukrainian, charmap.Windows1251, "windows-1251"},
		{greek, charmap.Windows1253, "windows-1253"},
		{hebrew, charmap.Windows1255, "windows-1255"},
		{arabic, charmap.Windows1256, "windows-1256"},
		{thai, charmap.Windows874, "windows-874"},
		{japaneseNew, japanese.ShiftJIS, "shift_jis"},
		{japaneseNew, japanese.EUCJP, "euc-jp"},
		{japaneseNew, japanese.ISO2022JP, "iso-2022-jp"},
		{koreanNew, korean.EUCKR, "euc-kr"},
		{simplified, simplifiedchinese.GBK, "gb18030"},
		{traditional, traditionalchinese.Big5, "big5"},
		{french, charmap.Windows1252, "windows-1252"},
		{polish, charmap.ISO8859_2, "iso-8859-2"},
		{turkish, charmap.Windows1254, "windows-1254"},
		{icelandic, charmap.Windows1252, "windows-1252"},
		{simplified + "㐂", simplifiedchinese.GB18030, "gb18030"},
		{german, charmap.Windows1252, "windows-1252"},
	} {
		for _, wrap := range []string{"%s", "<rss><channel><item><title>%s</title><description><![CDATA[<p>%s</p><p>%s</p>]]></description></item></channel></rss>"} {
			raw, err := c.enc.NewEncoder().String(strings.ReplaceAll(wrap, "%s", c.text))
			if err != nil {
				t.Fatal(err)
			}
			text, name, _ := Decode([]byte(raw), "text/xml", XML)
			if name != c.want || name != "windows-1252" && !strings.Contains(string(text), c.text) {
				t.Errorf("%s taken for %s: %.60q", c.want, name, text)
			}
		}
	}
}

// TestDeclaredLatin has documents that say to be in Latin-1, themselves or by
// their server.
func TestDeclaredLatin(t *testing.T) {
	for _, c := range []struct {
		text string
		enc  encoding.Encoding
		want string
	}{
		{russian, charmap.Windows1251, "windows-1251"},
		{arabic, charmap.Windows1256, "windows-1256"},
		{turkish, charmap.Windows1254, "windows-1254"},
		{simplified, simplifiedchinese.GBK, "gb18030"},
		{french, charmap.Windows1252, "windows-1252"},
		{icelandic, charmap.Windows1252, "windows-1252"},
		{"Fares rise by £2 to £12, £3 for children, £4 for dogs, £5 for cats, £6 for bicycles, £7 for cars, £8 for vans, £9 for carts, £11 for horses", charmap.Windows1252, "windows-1252"},
	} {
		raw, err := c.enc.NewEncoder().String(c.text)
		if err != nil {
			t.Fatal(err)
		}
		for head, contentType := range map[string]string{`<?xml version="1.0" encoding="iso-8859-1"?><t>`: "text/xml", "<t>": "text/xml; charset=ISO-8859-1"} {
			text, name, odd := Decode([]byte(head+raw), contentType, XML)
			if name != c.want || !strings.Contains(string(text), c.text) || (len(odd) > 0) != (name != "windows-1252") {
				t.Errorf("%s taken for %s, %q: %.60q", c.want, name, odd, text)
			}
		}
	}
}

// TestMixed has a document of which every other part is in UTF-8.
func TestMixed(t *testing.T) {
	raw, err := charmap.Windows1252.NewEncoder().String(german)
	if err != nil {
		t.Fatal(err)
	}
	text, name, _ := Decode([]byte(german[:88]+raw+raw), "", XML)
	if want := german[:88] + german + german; string(text) != want || name != "utf-8" {
		t.Errorf("in %s: %q, want %q", name, text, want)
	}
}
