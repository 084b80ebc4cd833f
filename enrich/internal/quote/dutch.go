package quote

func dutch() *lexicon {
	return &lexicon{
		cues: set(`zegt zei zeiden zeggen gezegd verklaart verklaarde verklaarden vertelt vertelde vertelden meldt meldde meldden schrijft schreef schreven voegt voegde benadrukt benadrukte benadrukten waarschuwt waarschuwde
			stelt stelde stelden vindt vond noemt noemde noemden roept riep riepen vraagt vroeg vroegen antwoordt antwoordde reageert reageerde kondigt kondigde belooft beloofde bevestigt bevestigde ontkent ontkende
			klaagt klaagde denkt legt legde laat liet luidt luidde erkent erkende beschrijft beschreef bekritiseert bekritiseerde prijst prees veroordeelt veroordeelde eist eiste oordeelt oordeelde merkte concludeert concludeerde
			grapte spreekt sprak twitterde herinnert herinnerde verzekert verzekerde`),
		weak:         set(`vindt vond denkt legt legde laat liet stelt stelde merkte`),
		sources:      set(`volgens aldus in_de_woorden_van`),
		pronouns:     references(man, `hij`, references(woman, `zij`, references(woman|many, `ze`, references(thing, `het`, nil)))),
		determiners:  set(`de het een deze dit zijn haar hun enkele twee drie`),
		definite:     set(`de het deze`),
		passives:     set(`werd wordt werden worden`),
		agents:       set(`door`),
		adverbials:   set(`in op tijdens na tegen bij aan`),
		auxiliaries:  set(`heeft hebben had hadden is zijn was waren wordt werd zal zullen kan moet`),
		prepositions: set(`en of maar want zonder ondanks behalve dus zoals van in op aan bij met na voor sinds onder over uit tegen naar om door tijdens wegens als wanneer dat of omdat tussen naast achter volgens`),
		relatives:    set(`die dat als toen terwijl nadat voordat of omdat wie`),
		skipped:      set(`heeft hebben had zich ook dan later en maar toch nog weer slechts zo daarop eerder nu vandaag gisteren al werd wordt maandag dinsdag woensdag donderdag vrijdag zaterdag zondag toe echter verder`),
		feminine:     set(`mevrouw koningin prinses moeder dochter echtgenote weduwe zus actrice zangeres woordvoerster minister-presidente rechter_v`),
		masculine:    set(`meneer heer koning prins vader zoon echtgenoot weduwnaar broer acteur zanger paus`),
		works:        set(`film boek roman lied album krant tijdschrift stuk serie programma gedicht getiteld genaamd tentoonstelling woord term schip`),
		verbFirst:    true,
	}
}
