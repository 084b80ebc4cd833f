package quantity

func german() *lexicon {
	l := &lexicon{
		units: numbers(`1=ein,eine,einen,einem,einer,eins 2=zwei,zweier 3=drei,dreier 4=vier 5=fünf 6=sechs 7=sieben 8=acht 9=neun 10=zehn 11=elf 12=zwölf 13=dreizehn
			14=vierzehn 15=fünfzehn 16=sechzehn 17=siebzehn 18=achtzehn 19=neunzehn 20=zwanzig 30=dreißig 40=vierzig 50=fünfzig 60=sechzig 70=siebzig 80=achtzig 90=neunzig
			200=zweihundert 300=dreihundert 400=vierhundert 500=fünfhundert 1000=eintausend 2000=zweitausend 3000=dreitausend 10000=zehntausend 100000=hunderttausend`),
		scales:   numbers(`12=dutzend 100=hundert,einhundert 1e3=tausend 1e6=million,millionen,mio,mio. 1e9=milliarde,milliarden,mrd,mrd. 1e12=billion,billionen`),
		articles: words(`ein eine einer einem einen`),
		bounds: table(`at_least=mindestens,mehr_als,über,wenigstens,zumindest,nicht_weniger_als at_most=höchstens,weniger_als,bis_zu,unter,maximal,nicht_mehr_als,knapp_unter
			about=rund,etwa,ungefähr,circa,ca.,ca,fast,knapp,gut,nahezu,schätzungsweise,beinahe`),
		after:       table(`at_least=oder_mehr about=oder_so`),
		of:          words(`von der des`),
		determiners: words(`der den dieser`),
		fillers:     words(`weitere weiteren weiterer andere anderen anderer`),
		noun:        germanNoun,
		bareHead:    true,
		stops: words(`der die das den dem des und oder aber in im an am auf aus bei mit nach von vom zu zum zur für gegen über unter um vor durch als wie ist sind war waren
			wurde wurden werden hat haben hatte hatten sein er sie es wir ihr ihre seine nicht auch noch nur dass wenn weil da dort hier bis ab seit während prozent uhr mal getötet
			verletzt tot dann so sich wieder euro dollar`),
		plurals:   words(`menschen personen leute`),
		persons:   words(`mensch mann frau kind person soldat polizist zivilist menschen männer frauen kinder personen soldaten polizisten zivilisten feuerwehrmann arbeiter`),
		numbered:  words(`resolution artikel nummer nr. nr flug seite kapitel kanal paragraf paragraph apollo boeing airbus gruppe platz raum zimmer block autobahn typ klasse gleis abschnitt reaktor`),
		including: words(`darunter davon`),
		late:      words(`wurden waren sind später wurde`),
		passive:   words(`wurden waren sind`),
		measureStems: stems(`kilomet millimet zentimet quadrat kubik hektar grad stunde minute sekunde tag monat jahr woche meter tonne kilogramm kilo liter gramm megawatt kilowatt prozent
			lichtjahr meile seemeile jahrzehnt nächte uhr punkte`),
		measureWords: words(`mal euro dollar cent km kg mark`),
		thingStems:   stems(`gebäude häuser haus auto flugzeug schiff staat länder land stadt städte dorf dörfer krankenh schule bombe rakete stimme sitz anschl angriff leiche mandat`),
		cues: cues(`killed=getötet*,tote,toten,toter,tot,tötete,töteten,starben,gestorben,ums,umgekommen,ermordet*,todesopfer,erschossen,ertrunken,ertranken,opfer
			injured=verletz*,verwundet* missing=vermisst* displaced=vertrieben*,obdachlos* evacuated=evakuier* arrested=festgenommen*,verhaftet*,festnahmen
			rescued=gerettet* infected=infiziert*,angesteckt* trapped=eingeschlossen*,verschüttet*`),
		percent:    words(`prozent`),
		currencies: table(`$=dollar EUR=euro £=pfund JPY=yen CNY=yuan RUB=rubel UAH=hrywnja,griwna ILS=schekel TRY=lira,lire INR=rupien DM=mark,d-mark F=franken,francs P=pesos K=kronen D=dinar R=rial S=riyal`),
		nations:    table(`us=us,amerikanische,amerikanischen ca=kanadische,kanadischen au=australische,australischen gb=britische,britischen eg=ägyptische,ägyptischen ch=schweizer se=schwedische,schwedischen no=norwegische,norwegischen dk=dänische,dänischen`),
		months:     ordinals(`1=januar,jänner,jan 2=februar,feber,feb 3=märz,mrz 4=april,apr 5=mai 6=juni,jun 7=juli,jul 8=august,aug 9=september,sept,sep 10=oktober,okt 11=november,nov 12=dezember,dez`),
		weekdays:   ordinals(`0=sonntag,sonntagabend 1=montag,montagabend 2=dienstag,dienstagabend 3=mittwoch,mittwochabend 4=donnerstag,donnerstagabend 5=freitag,freitagabend 6=samstag,sonnabend,samstagabend`),
		days:       ordinals(`-1=gestern -2=vorgestern 0=heute`),
		next:       words(`nächsten kommenden nächster jeden`),
		before:     words(`im seit bis ab von in vor nach ende anfang mitte und zwischen`),
		yearWords:  words(`jahr jahre jahres jahren`),
		between:    words(`zwischen`),
		and:        words(`und`),
		alone:      words(`hundert einhundert tausend dutzend`),
		ranges:     words(`bis oder`),
		capitals:   true,
	}
	l.currencies["us-dollar"] = "USD"
	for unit, u := range map[string]float64{"ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9} {
		for _, ten := range []string{"zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"} {
			l.units[unit+"und"+ten] = u + l.units[ten]
		}
	}
	return l
}
