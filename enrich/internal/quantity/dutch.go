package quantity

import "strings"

func dutch() *lexicon {
	l := &lexicon{
		alone:  words(`honderd duizend`),
		ranges: words(`tot of à`),
		units: numbers(`1=een,één 2=twee 3=drie 4=vier 5=vijf 6=zes 7=zeven 8=acht 9=negen 10=tien 11=elf 12=twaalf 13=dertien 14=veertien 15=vijftien 16=zestien 17=zeventien 18=achttien
			19=negentien 20=twintig 30=dertig 40=veertig 50=vijftig 60=zestig 70=zeventig 80=tachtig 90=negentig 200=tweehonderd 300=driehonderd 400=vierhonderd 500=vijfhonderd
			600=zeshonderd 700=zevenhonderd 800=achthonderd 900=negenhonderd 2000=tweeduizend 3000=drieduizend 10000=tienduizend`),
		scales:   numbers(`12=dozijn 100=honderd 1e3=duizend 1e6=miljoen,mln 1e9=miljard,mld`),
		articles: words(`een`),
		and:      words(`en`),
		between:  words(`tussen`),
		bounds: table(`at_least=minstens,meer_dan,ruim,zeker,ten_minste,tenminste,minimaal,niet_minder_dan at_most=hooguit,minder_dan,maximaal,hoogstens,niet_meer_dan
			about=ongeveer,circa,zo'n,rond_de,bijna,naar_schatting,om_en_nabij`),
		after:       table(`at_least=of_meer`),
		of:          words(`van`),
		determiners: words(`de zijn haar hun`),
		fillers:     words(`andere nieuwe`),
		noun:        dutchNoun,
		stops: words(`de het een en of maar in op aan uit bij met naar van voor tegen over onder om door als dan is zijn was waren werd werden worden heeft hebben had hadden hij zij ze wij er
			niet ook nog maar dat die wie wat waar daar hier tot vanaf sinds tijdens procent uur keer meer minder al na voordat toen zo weer meter euro dollar`),
		plurals:      words(`mensen doden gewonden vermisten kinderen mannen vrouwen leden`),
		persons:      words(`persoon man vrouw kind mensen mannen vrouwen kinderen personen soldaten burgers militairen agent agenten soldaat burger`),
		numbered:     words(`resolutie artikel nummer nr. nr vlucht pagina hoofdstuk kanaal apollo boeing airbus groep zaal type klasse`),
		including:    words(`onder_wie onder_andere waaronder waarvan`),
		late:         words(`raakten werden zijn waren later`),
		passive:      words(`werden zijn waren raakten kwamen vielen worden`),
		measureStems: stems(`kilomet millimet centimet hectare grad uur uren minu second dag maand jaar jaren week weken meter ton kilo liter gram megawatt procent eeuw`),
		measureWords: words(`keer euro dollar cent km kg punten nachten graden mijl`),
		thingStems:   stems(`gebouw huis huizen auto vliegtuig schip schepen land staat steden stad dorp ziekenhui school scholen bom raket stem zetel aanval aanslag`),
		cues: cues(`killed=gedood*,doden,dode,dood,overleden,overleed,stierven,gestorven,omgekomen,omkwamen,vermoord*,slachtoffers,leven injured=gewond*,verwond* missing=vermist*
			displaced=ontheemd*,dakloos,verdreven evacuated=geëvacueerd*,evacu* arrested=aangehouden,gearresteerd*,opgepakt kidnapped=ontvoerd* rescued=gered*
			infected=besmet*,geïnfecteerd* hospitalised=opgenomen trapped=vastgezeten,ingesloten`),
		percent:    words(`procent`),
		currencies: table(`$=dollar,dollars EUR=euro,euro's £=pond JPY=yen CNY=yuan RUB=roebel UAH=hryvnia TRY=lira F=frank P=peso K=kronen D=dinar R=rial`),
		nations:    table(`us=amerikaanse ca=canadese au=australische gb=britse ch=zwitserse se=zweedse no=noorse dk=deense`),
		months:     ordinals(`1=januari,jan 2=februari,feb 3=maart,mrt 4=april,apr 5=mei 6=juni,jun 7=juli,jul 8=augustus,aug 9=september,sep 10=oktober,okt 11=november,nov 12=december,dec`),
		weekdays:   ordinals(`0=zondag 1=maandag 2=dinsdag 3=woensdag 4=donderdag 5=vrijdag 6=zaterdag`),
		days:       ordinals(`-1=gisteren -2=eergisteren 0=vandaag`),
		next:       words(`volgende elke komende`),
		before:     words(`in sinds tot vanaf van voor na eind begin en tussen`),
		yearWords:  words(`jaar`),
	}
	for unit, u := range map[string]float64{"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9} {
		for _, ten := range []string{"twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"} {
			join := "en"
			if unit == "twee" || unit == "drie" {
				join = "ën"
			}
			l.units[unit+join+ten] = u + l.units[ten]
		}
	}
	return l
}

// dutchNoun passes adjectives to the first word that ends as a plural does.
func dutchNoun(f *finder, i int) int {
	for j := i; j <= i+maxAdjectives && f.isContent(j); j++ {
		w := f.word(j)
		if f.lex.plurals[w] || f.lex.persons[w] || len(w) > 4 && (strings.HasSuffix(w, "en") || strings.HasSuffix(w, "s")) {
			return j
		}
		if !strings.HasSuffix(w, "e") {
			return -1
		}
	}
	return -1
}
