package quantity

func italian() *lexicon {
	return &lexicon{
		alone:  words(`cento mille`),
		ranges: words(`a o`),
		units: numbers(`1=un,uno,una,un' 2=due 3=tre 4=quattro 5=cinque 6=sei 7=sette 8=otto 9=nove 10=dieci 11=undici 12=dodici 13=tredici 14=quattordici 15=quindici 16=sedici
			17=diciassette 18=diciotto 19=diciannove 20=venti 30=trenta 40=quaranta 50=cinquanta 60=sessanta 70=settanta 80=ottanta 90=novanta 200=duecento 300=trecento
			400=quattrocento 500=cinquecento 600=seicento 700=settecento 800=ottocento 900=novecento 2000=duemila 3000=tremila 5000=cinquemila 10000=diecimila 100000=centomila`),
		scales:   numbers(`12=dozzina 100=cento,centinaio 1e3=mille,mila,migliaio 1e6=milione,milioni,mln 1e9=miliardo,miliardi,mld`),
		articles: words(`un una`),
		and:      words(`e`),
		between:  words(`tra fra`),
		bounds: table(`at_least=almeno,più_di,oltre,non_meno_di,minimo at_most=al_massimo,meno_di,fino_a,non_più_di
			about=circa,quasi,attorno_a,intorno_a,all'incirca,approssimativamente`),
		after:       table(`at_least=almeno,o_più about=circa at_most=al_massimo`),
		of:          words(`di d' dei degli delle`),
		determiners: words(`i gli le suoi loro`),
		fillers:     words(`altri altre`),
		noun:        italianNoun,
		stops: words(`il lo la i gli le l' un uno una e ed o ma a ad al allo alla ai agli alle in nel nella nei nelle su sul sulla per con da dal dalla di del della dei degli delle tra fra
			è sono era erano stato stati state ha hanno aveva avevano non che chi cui si se come quando dove più meno molto dopo prima mentre contro secondo verso anni volte sia ne ci vi`),
		persons:      words(`persona uomo donna bambino bambina persone uomini donne bambini soldati civili soldato civile poliziotto agente agenti gente`),
		plurals:      words(`città`),
		adjectives:   words(`altri altre nuovi nuove primi prime ultimi ultime grandi piccoli piccole giovani vecchi vecchie principali diversi diverse`),
		numbered:     words(`risoluzione articolo numero n. volo pagina capitolo canale apollo boeing airbus gruppo sala tipo classe`),
		including:    words(`compresi comprese inclusi incluse cui`),
		late:         words(`sono erano rimasti rimaste stati state hanno poi`),
		passive:      words(`sono erano stati state hanno risultano`),
		measureStems: stems(`chilomet millimet centimet chilogramm ettar grad or minut second mes ann settiman decenni secol metr tonnellat litr megawatt`),
		measureWords: words(`giorni giorno notti volte volta km kg punti euro dollari h miglia chili piedi gol`),
		thingStems:   stems(`edific cas auto veicol aere nav autobus paes stat città ospedal scuol bomb missil vot segg attacc attentat`),
		cues: cues(`killed=mort*,uccis*,uccid*,vittim*,decedut*,decess*,assassinat*,annegat* injured=ferit*,ferend* missing=dispers*,scompars* displaced=sfollat*
			evacuated=evacuat* arrested=arrestat*,arrest*,fermat* kidnapped=rapit*,sequestrat* rescued=salvat*,soccors* infected=contagiat*,infettat*,contagi
			hospitalised=ricoverat* trapped=intrappolat*`),
		percent:    words(`per_cento`),
		currencies: table(`$=dollaro,dollari EUR=euro £=sterline,sterlina JPY=yen CNY=yuan RUB=rublo,rubli UAH=grivne TRY=lire F=franchi P=pesos K=corone D=dinari R=rial`),
		nations:    table(`us=americani,statunitensi ca=canadesi au=australiani ch=svizzeri se=svedesi no=norvegesi dk=danesi`),
		months:     ordinals(`1=gennaio,gen 2=febbraio,feb 3=marzo 4=aprile,apr 5=maggio 6=giugno 7=luglio 8=agosto 9=settembre,set 10=ottobre,ott 11=novembre,nov 12=dicembre,dic`),
		weekdays:   ordinals(`0=domenica 1=lunedì 2=martedì 3=mercoledì 4=giovedì 5=venerdì 6=sabato`),
		days:       ordinals(`-1=ieri 0=oggi`),
		next:       words(`prossimo prossima ogni`),
		before:     words(`nel in dal dall' del fino a entro tra e da`),
		yearWords:  words(`anno anni`),
	}
}

// italianNoun takes the next word that ends as a plural does.
func italianNoun(f *finder, i int) int {
	for j := i; j <= i+maxAdjectives && f.isContent(j); j++ {
		w := f.word(j)
		if f.lex.adjectives[w] {
			continue
		}
		switch w[len(w)-1] {
		case 'i', 'e':
			return j
		}
		if f.lex.persons[w] || f.lex.plurals[w] {
			return j
		}
		return -1
	}
	return -1
}
