package quote

func italian() *lexicon {
	return &lexicon{
		cues: set(`dice dicono diceva disse dissero detto dichiara dichiarato dichiarò afferma affermato affermò aggiunge aggiunto aggiunse spiega spiegato spiegò sottolinea sottolineato sottolineò commenta commentato commentò
			annuncia annunciato annunciò racconta raccontato raccontò scrive scritto scrisse risponde risposto rispose assicura assicurato ribadisce ribadito precisa precisato osserva osservato conclude concluso avverte avvertito
			ricorda ricordato ammette ammesso denuncia denunciato chiede chiesto definisce definito definì sostiene sostenuto attacca attaccato replica replicato riferisce riferito riferì conferma confermato promette promesso
			accusa accusato condanna condannato insiste prosegue proseguito continua grida gridato urla esclama parla parlato riconosce riconosciuto evidenzia evidenziato rivela rivelato twitta twittato`),
		participles:  set(`dicendo aggiungendo spiegando sottolineando affermando definendo`),
		sources:      set(`a_suo_dire a_suo_avviso secondo stando_a per`),
		pronouns:     references(man, `lui egli`, references(woman, `lei ella`, references(many, `loro essi`, nil))),
		determiners:  set(`il lo la l' i gli le un uno una un' suo sua questo questa diversi due tre`),
		definite:     set(`il lo la l' questo questa`),
		passives:     set(`stato stata è viene fu`),
		agents:       set(`da dal dalla`),
		adverbials:   set(`in durante dopo nel nella ai al alla su a`),
		auxiliaries:  set(`ha hanno aveva avevano è sono era erano sarà può deve viene`),
		prepositions: set(`durante mediante oltre malgrado nonostante e o ma né poiché perché anche mentre presso verso senza di del della dei degli delle dell' in nel nella a al alla ai da dal dalla con su sul sulla per tra fra durante dopo prima contro verso secondo quando se che come mentre`),
		relatives:    set(`che chi cui quando mentre dopo come dove`),
		skipped:      set(`ha hanno aveva è si lo ne gli e ma anche poi ieri oggi ancora inoltre infatti lunedì martedì mercoledì giovedì venerdì sabato domenica quindi invece`),
		feminine:     set(`signora regina principessa presidentessa ministra madre figlia moglie vedova sorella attrice direttrice avvocata sindaca`),
		masculine:    set(`signor re principe presidente ministro padre figlio marito vedovo fratello attore direttore avvocato sindaco papa`),
		descriptions: references(man, `uomo giovane scrittore romanziere autore artista regista atleta campione giocatore calciatore attaccante ciclista pilota ricercatore scienziato storico economista agricoltore sopravvissuto attivista`,
			references(woman, `donna giovane scrittrice romanziera autrice artista regista atleta campionessa giocatrice calciatrice ciclista ricercatrice scienziata storica economista sopravvissuta attivista`, nil)),
		offices:   set(`ministro ministra presidente sindaco sindaca governatore deputato deputata senatore senatrice ambasciatore segretario segretaria direttore direttrice generale procuratore allenatore commissario prefetto`),
		works:     set(`film libro romanzo canzone album giornale rivista opera serie programma poesia intitolato intitolata mostra parola termine detto soprannominato`),
		verbFirst: true,
	}
}
