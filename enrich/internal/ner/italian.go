package ner

import "strings"

func italian() *lexicon {
	return &lexicon{
		formal:            set(`presidente re regina principe principessa imperatore papa cardinale arcivescovo vescovo generale colonnello comandante capitano ammiraglio maresciallo monsignor monsignore don suor padre signor signora sig dott dottor dottoressa prof professor professoressa avv avvocato ing on onorevole sen sceicco ayatollah sultano emiro lord sir premier vicepresidente vicepremier ministro ministra`),
		titles:            set(`sottosegretario sottosegretaria viceministro viceministra cancelliere cancelliera sindaco sindaca governatore governatrice senatore senatrice deputato deputata eurodeputato eurodeputata ambasciatore ambasciatrice inviato inviata segretario segretaria portavoce direttore direttrice direttore capo capogruppo leader numero dirigente oppositore giudice procuratore procuratrice pm gip magistrato professore scrittore scrittrice romanziere poeta poetessa giornalista cronista conduttore conduttrice regista attore attrice cantante cantautore cantautrice astronauta atleta giocatore giocatrice calciatore attaccante difensore centrocampista portiere ct tecnico allenatore allenatrice candidato candidata commissario commissaria attivista storico storica economista analista esperto esperta ricercatore ricercatrice scienziato scienziata fisico architetto architetta ingegnere omologo omologa predecessore successore collega rivale figlio figlia fratello sorella padre madre vedova moglie marito compagno compagna fondatore fondatrice negoziatore mediatore mediatrice ribelle campione campionessa pittore scultore compositore medico chirurgo sacerdote parroco consigliere consigliera assessore assessora prefetto questore rettore rettrice presidentessa imprenditore imprenditrice stilista ad amministratore amministratrice banchiere pilota tennista ciclista nuotatrice nuotatore filosofo filosofa teologo sociologo sociologa virologo infettivologo oncologo ex`),
		modifiers:         set(`ex neo vice nuovo nuova allora primo prima`),
		speech:            set(`ha dice detto dichiara spiega spiegato afferma affermato sottolinea sottolineato aggiunge aggiunto annuncia annunciato commenta commentato replica replicato ricorda ricordato racconta raccontato scrive scritto avverte conclude osserva precisa`),
		locatives:         set(`a ad in da presso verso vicino`),
		organisationHeads: set(`comitato commissione consiglio ministero dipartimento agenzia autorità associazione federazione confederazione unione università collegio istituto accademia partito movimento fronte esercito brigata forza forze gruppo banca fondo fondazione corte tribunale parlamento congresso senato assemblea giunta ufficio servizio centro osservatorio organizzazione lega club compagnia società alleanza coalizione comando marina guardia chiesa polizia ospedale policlinico museo teatro orchestra sindacato camera gabinetto direzione segreteria radio televisione giornale laboratorio rete procura prefettura questura protezione arma cassa azienda consorzio cooperativa scuola politecnico conferenza regione comune croce ordine istituto avvocatura carabinieri`),
		facilities:        set(`aeroporto stazione stadio cattedrale basilica via viale piazza corso ponte palazzo castello lago monte autodromo ippodromo duomo`),
		institutions:      set(`ministero università tribunale procura corte questura prefettura policlinico politecnico ospedale dicastero`),
		preHeads:          set(`suprema alta alto gran nuova nuovo prima`),
		placeHeads:        set(`via viale piazza corso largo vicolo ponte aeroporto stazione isola isole penisola monte monti montagna lago fiume mare oceano golfo stretto valle val deserto foresta bosco parco stadio basilica cattedrale duomo palazzo castello torre porto canale carcere campo provincia vulcano baia capo villa`),
		eventHeads:        set(`guerra rivoluzione giochi coppa campionato vertice festival torneo maratona mondiali europei olimpiadi gran giro mostra`),
		treatyHeads:       set(`trattato accordo accordi patto protocollo convenzione dichiarazione carta premio legge decreto`),
		placeNouns:        set(`provincia regione città cittadina paese villaggio borgo quartiere isola penisola distretto comune località frazione porto contea`),
		adjectives:        strings.Fields(`ale ali iale ica ico ici iche iva ivo ivi ista isti ana ano ani ese esi ea eo ei aria ario aria oria orio ata ato`),
		links:             set(`di del dello della dell' dell’ dei degli delle d' d’ per sul sulla e all' alla al`),
		lowerNouns:        true,
		works:             set(`film libro romanzo canzone brano album serie opera spettacolo documentario saggio programma trasmissione rivista singolo`),
		outlets:           set(`quotidiano settimanale giornale emittente agenzia società azienda associazione gruppo ong piattaforma compagnia fondazione sindacato club colosso ditta`),
		chambers:          set(`parlamento senato camera chiesa`),
		articles:          set(`il lo la i gli le l un uno una del dello della dei degli delle dell al allo alla ai agli alle all nel nella nei nelle nell sul sulla dal dalla`),
		openers:           set(`il lo la i gli le l' un uno una e o ma in a al alla ai agli alle all' di del della dei degli delle dell' dello da dal dalla dai dagli dalle dall' con su sul sulla sui sulle per tra fra contro secondo dopo prima durante come se quando che chi dove non più meno anche ancora già solo sono è era ha hanno si ci lui lei loro noi voi io questo questa questi queste quello quella quelle quegli suo sua suoi nostro tutto tutta tutti tutte molti molte alcuni alcune due tre quattro cinque sei sette otto nove dieci nessun nessuno così allora poi però tuttavia inoltre infine ieri oggi domani qui lì quasi circa oltre almeno verso senza intanto mentre ora adesso ecco perché cosa quanto quali quale ogni altri altre altro nel nello nella nei negli nelle nell' grazie dunque quindi infatti eppure nonostante ad ed`),
		headFirst:         true,
	}
}
