package feed

import (
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// zones are minutes east of Greenwich. Names that mean several zones stand
// for the one that feeds mean most: RFC 822 for CST, EST and the like, India
// for IST, Britain for BST, the Atlantic for AST. Names with no such meaning
// are left out, and a date with one is not read.
var zones = map[string]int{
	"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
	"est": -300, "edt": -240, "et": -300, "cst": -360, "cdt": -300, "ct": -360,
	"mst": -420, "mdt": -360, "mt": -420, "pst": -480, "pdt": -420, "pt": -480,
	"ast": -240, "adt": -180, "at": -240, "nst": -210, "ndt": -150, "akst": -540, "akdt": -480, "hst": -600,
	"brt": -180, "brst": -120, "art": -180, "clt": -240, "clst": -180, "cot": -300, "pet": -300, "vet": -240, "uyt": -180,
	"bst": 60, "west": 60, "cet": 60, "met": 60, "mez": 60, "wat": 60, "cest": 120, "mest": 120, "mesz": 120,
	"eet": 120, "cat": 120, "sast": 120, "eest": 180, "idt": 180, "msk": 180, "eat": 180, "trt": 180, "msd": 240,
	"irst": 210, "gst": 240, "aft": 270, "pkt": 300, "uzt": 300, "yekt": 300, "ist": 330, "npt": 345, "bdt": 360, "mmt": 390,
	"ict": 420, "wib": 420, "novt": 420, "sgt": 480, "hkt": 480, "myt": 480, "pht": 480, "awst": 480, "wita": 480,
	"jst": 540, "kst": 540, "wit": 540, "acst": 570, "aest": 600, "vlat": 600, "acdt": 630, "aedt": 660,
	"nzst": 720, "nzdt": 780,
}

// dayHalves are the words for before (1) and after (2) noon.
var dayHalves = map[string]int{
	"am": 1, "pm": 2, "오전": 1, "오후": 2, "上午": 1, "下午": 2, "午前": 1, "午後": 2,
	"ص": 1, "م": 2, "صباحا": 1, "مساء": 2,
}

// dateNoise are words that stand in a date and say nothing.
var dateNoise = map[string]bool{
	"de": true, "del": true, "of": true, "um": true, "uhr": true, "kl": true, "klo": true, "a": true, "г": true, "года": true, "в": true,
	"as": true, "alle": true, "ore": true, "om": true, "ora": true, "saat": true, "στις": true, "об": true, "год": true,
}

// monthNumerals are the numbers that stand before the sign for a month in
// Chinese.
var monthNumerals = map[string]int{
	"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12,
}

// vietnameseDays are what follows "thứ" in the names of days.
var vietnameseDays = map[string]bool{"hai": true, "ba": true, "tu": true, "nam": true, "sau": true, "bay": true}

// weekdays are the names of days that may stand behind a date as well as
// before it, and of which a letter or two would mean something else.
var weekdays = func() map[string]bool {
	const names = `
		mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday
		montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
		lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
		lunedì martedì mercoledì giovedì venerdì sabato domenica hétfő kedd szerda csütörtök péntek szombat vasárnap
		pazartesi salı çarşamba perşembe cuma cumartesi pazar понедельник вторник среда четверг пятница суббота воскресенье
		δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή
		الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
		星期一 星期二 星期三 星期四 星期五 星期六 週一 週二 週三 週四 週五 週六 周一 周二 周三 周四 周五 周六
		월요일 화요일 수요일 목요일 금요일 토요일 일요일`
	table := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		table[news.Fold(name)] = true
	}
	return table
}()

// monthPairs are the months of the Levant that have names of two words.
var monthPairs = func() map[string]map[string]int {
	table := map[string]map[string]int{}
	for i, name := range map[int]string{1: "كانون الثاني", 10: "تشرين الأول", 11: "تشرين الثاني", 12: "كانون الأول"} {
		first, second, _ := strings.Cut(name, " ")
		if table[news.Fold(first)] == nil {
			table[news.Fold(first)] = map[string]int{}
		}
		table[news.Fold(first)][news.Fold(second)] = i
	}
	return table
}()

// months are the names of each month in English, German, Dutch, the Scandinavian
// languages, French, Spanish, Italian, Portuguese, Romanian, Polish, Czech,
// Hungarian, Turkish, Finnish, Russian, Ukrainian, Greek, Indonesian,
// Arabic and Hebrew; then in Bulgarian, Serbian, Slovak, Slovene, Catalan,
// Lithuanian, Latvian, Estonian, Albanian, Belarusian, Georgian, Malay,
// Swahili, Thai, Hindi, Persian, Urdu and Bengali. The Croatian names of
// the old months are left out: one of them is another month in Polish.
var months = [12]string{
	`january jan januar jänner januari janvier janv enero ene gennaio gen janeiro ianuarie ian stycznia styczeń sty leden ledna január janúár ocak oca tammikuu tammikuuta января январь янв січня січ ιανουαρίου ιανουάριος ιαν يناير جانفي ינואר בינואר януари јануари јануар jaanuar január januára januarja gener sausio janvāris janvārī janar студзеня იანვარი มกราคม जनवरी ژانویه جنوری জানুয়ারি`,
	`february feb februar februari februarie février févr fév febrero febbraio fevereiro fev lutego luty lut únor února február şubat şub helmikuu helmikuuta февраля февраль фев лютого лют φεβρουαρίου φεβρουάριος φεβ فبراير شباط فيفري פברואר בפברואר февруари фебруар februára februarja febrer vasario februāris februārī veebruar shkurt лютага თებერვალი กุมภาพันธ์ फरवरी फ़रवरी فوریه فروری ফেব্রুয়ারি`,
	`march mar märz mär mrz maart mrt mars marzo março martie marca marzec březen března március márc mart maaliskuu maaliskuuta maret марта март мар березня бер μαρτίου μάρτιος μαρ μάρ مارس آذار מרץ במרץ mart marec març kovo marts martā märts mac machi сакавіка მარტი มีนาคม मार्च مارچ মার্চ`,
	`april apr avril avr abril abr aprile aprilie kwietnia kwiecień kwi duben dubna április ápr nisan nis huhtikuu huhtikuuta апреля апрель апр квітня кві απριλίου απρίλιος απρ أبريل إبريل نيسان أفريل אפריל באפריל aprila apríl apríla aprili balandžio aprīlis aprīlī aprill prill красавіка აპრილი เมษายน अप्रैल آوریل اپریل এপ্রিল`,
	`may mai mei maj mayo maggio mag maio maja květen května május máj mayıs toukokuu toukokuuta мая май травня тра μαΐου μάιος μαϊ μάι مايو أيار ماي מאי במאי мај maja máj mája maig gegužės maijs maijā მაისი พฤษภาคม मई مه می مئی মে`,
	`june jun juni juin junio giugno giu junho iunie iun czerwca czerwiec cze červen června június jún haziran haz kesäkuu kesäkuuta июня июнь июн червня чер ιουνίου ιούνιος ιουν ιούν يونيو يونيه حزيران جوان יוני ביוני юни јуни јун jún júna junij junija juny birželio jūnijs jūnijā juuni qershor чэрвеня ივნისი มิถุนายน जून ژوئن جون জুন`,
	`july jul juli juillet juil julio luglio lug julho iulie iul lipca lipiec lip červenec července július júl temmuz tem heinäkuu heinäkuuta июля июль июл липня лип ιουλίου ιούλιος ιουλ ιούλ يوليو يوليه تموز جويلية יולי ביולי юли јули јул júl júla julij julija juliol liepos jūlijs jūlijā juuli julai korrik ліпеня ივლისი กรกฎาคม जुलाई ژوئیه جولای جولائی জুলাই`,
	`august aug augustus augusti août agosto ago agustus agu sierpnia sierpień sie srpen srpna augusztus ağustos ağu elokuu elokuuta августа август авг серпня сер αυγούστου αύγουστος αυγ αύγ أغسطس آب أوت אוגוסט באוגוסט avgust avgusta augusta agost agosti ogos rugpjūčio augusts augustā gusht жніўня აგვისტო สิงหาคม अगस्त اوت اگست আগস্ট`,
	`september sep sept septembre septiembre settembre set setembro septembrie września wrzesień wrz září szeptember szept eylül eyl syyskuu syyskuuta сентября сентябрь сен сент вересня вер σεπτεμβρίου σεπτέμβριος σεπ σεπτ سبتمبر أيلول ספטמבר בספטמבר септември септембар septembar septembra setembre septemba rugsėjo septembris septembrī shtator верасня სექტემბერი กันยายน सितंबर सितम्बर سپتامبر ستمبر সেপ্টেম্বর`,
	`october oct oktober okt octobre octubre ottobre ott outubro out octombrie października październik paź říjen října október ekim eki lokakuu lokakuuta октября октябрь окт жовтня жов οκτωβρίου οκτώβριος οκτ أكتوبر אוקטובר באוקטובר октомври октобар oktobar oktobra október októbra octubre oktoba spalio oktobris oktobrī oktoober tetor кастрычніка ოქტომბერი ตุลาคม अक्टूबर अक्तूबर اکتبر اکتوبر অক্টোবর`,
	`november nov novembre noviembre novembro noiembrie listopada listopad lis november kasım kas marraskuu marraskuuta ноября ноябрь ноя листопада νοεμβρίου νοέμβριος νοε νοέ نوفمبر נובמבר בנובמבר ноември новембар novembar novembra novemba lapkričio novembris novembrī nëntor лістапада ნოემბერი พฤศจิกายน नवंबर नवम्बर نوامبر نومبر নভেম্বর`,
	`december dec dezember dez desember des décembre déc diciembre dic dicembre dezembro decembrie grudnia grudzień gru prosinec prosince aralık ara joulukuu joulukuuta декабря декабрь дек грудня гру δεκεμβρίου δεκέμβριος δεκ ديسمبر דצמבר בדצמבר декември децембар decembar decembra desembre detsember disember desemba gruodžio decembris decembrī dhjetor снежня დეკემბერი ธันวาคม दिसंबर दिसम्बर دسامبر دسمبر ডিসেম্বর`,
}

// monthNames maps a folded month name to its number.
var monthNames = func() map[string]int {
	table := make(map[string]int)
	for i, list := range months {
		for name := range strings.FieldsSeq(list) {
			table[news.Fold(name)] = i + 1
		}
	}
	return table
}()
