package text

import "strings"

// abbreviations keep their stop. Those in titleAbbreviations stand before a
// name and never end a sentence.
const (
	titleAbbreviations = ` Mr Mrs Ms Dr Gen Sen Rep Gov Lt Col Sgt Capt Cpl Cmdr Adm Maj Brig Prof Rev Hon St Ste Mt Ft Pres Supt Insp Amb Atty Messrs Mme Mlle Mgr Sr Sra Srta Dra Lic Ing Gral Hr Frl Dipl bzw Nr vs Vgl vgl Abs gest geb sog ca bzgl г гг ул им акад проф св т.е т.д `
	abbreviations      = titleAbbreviations + `Jr Inc Corp Co Ltd Bros Cia etc al approx est Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun Ave Blvd Rd Bldg Dept Univ Assn Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo Mio Mrd Tsd Std Min usw inkl zzgl Str pág págs núm av млн млрд тыс руб долл тел стр янв фев февр апр авг сен сент окт ноя нояб дек ene abr ago janv févr avr juil sept déc oct nov dic Jän Okt Dez `
	// openers are capitalised words that begin a sentence even after an
	// abbreviation.
	openers = ` The A An In On At It He She They We I But And This That These Those There His Her Its Their As For With After Before When While If Some Many Most Both Since By From To No Not One Two Der Die Das Ein Eine Er Sie Es Im In Am Und Aber Le La Les Un Une Il Elle Ils En El Los Las Una Él Ella В На И Но Он Она Они Это По `
)

// ordinals are the words before which German and its neighbours write a
// number with a stop: "am 8. Februar", "im 20. Jahrhundert".
const ordinals = ` Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember Jahrhundert Jahrhunderts Minute Platz Runde Spieltag Parteitag Geburtstag Jahrestag Todestag Armee Division Stock Etage Legislaturperiode Wahlperiode Tag januar februar mars mai juni juli oktober desember december `

func isOrdinalNoun(w string) bool { return listed(ordinals, w) }

func isAbbreviation(w string) bool { return listed(abbreviations, w) }

func isTitleAbbreviation(w string) bool { return listed(titleAbbreviations, w) }

func opensSentences(w string) bool { return listed(openers, w) }

// maxListed is longer than any listed word.
const maxListed = 16

func listed(list, w string) bool {
	if w == "" || len(w) > maxListed || strings.ContainsRune(w, ' ') {
		return false
	}
	var key [maxListed + 2]byte
	key[0] = ' '
	n := copy(key[1:], w)
	key[n+1] = ' '
	return strings.Contains(list, string(key[:n+2]))
}
