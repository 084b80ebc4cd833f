package ner

func dutch() *lexicon {
	return &lexicon{
		formal:            set(`president premier koning koningin prins prinses keizer paus kardinaal aartsbisschop bisschop generaal kolonel majoor kapitein admiraal sjeik ayatollah sultan emir lord sir dhr mevr mevrouw meneer heer dr prof mr ir drs pater dominee minister minister-president staatssecretaris burgemeester`),
		titles:            set(`vicepremier oud-premier oud-minister ex-president bondskanselier kanselier wethouder gouverneur senator kamerlid tweede-kamerlid europarlementariër parlementariër ambassadeur gezant secretaris secretaris-generaal woordvoerder woordvoerster directeur baas topman topvrouw chef leider leidster partijleider fractievoorzitter voorzitter lijsttrekker oppositieleider oprichter oprichtster rechter officier advocaat advocate hoogleraar professor schrijver schrijfster auteur dichter journalist journaliste verslaggever correspondent presentator presentatrice regisseur acteur actrice zanger zangeres muzikant astronaut atleet speler speelster aanvoerder coach trainer bondscoach keeper doelman spits verdediger middenvelder wielrenner renner schaatser schaatsster zwemster coureur kandidaat commissaris eurocommissaris activist activiste historicus historica econoom analist deskundige onderzoeker onderzoekster wetenschapper natuurkundige viroloog architect ingenieur ambtgenoot ambtsgenoot collega voorganger opvolger rivaal zoon dochter broer zus vader moeder weduwe vrouw echtgenote man echtgenoot onderhandelaar bemiddelaar rebellenleider kampioen kampioene schilder beeldhouwer componist arts chirurg priester ondernemer miljardair bankier filosoof socioloog lid`),
		titleSuffixes:     []string{"minister", "president", "leider", "voorzitter", "woordvoerder", "kampioen", "directeur", "commandant", "commissaris", "generaal", "deskundige", "lid"},
		modifiers:         set(`voormalig voormalige oud ex toenmalig toenmalige nieuwe vice eerste`),
		speech:            set(`zei zegt verklaarde stelde vertelde meldde noemde benadrukte waarschuwde voegde liet vindt aldus reageerde schreef antwoordde bevestigde denkt`),
		locatives:         set(`in te uit bij naar rond nabij vanuit`),
		organisationHeads: set(`comité commissie raad ministerie departement agentschap autoriteit vereniging federatie bond unie universiteit hogeschool college instituut academie partij beweging front leger brigade strijdkrachten groep bank fonds stichting rechtbank hof gerechtshof parlement kamer congres senaat bureau dienst centrum observatorium organisatie liga club maatschappij alliantie coalitie commando marine kerk politie ziekenhuis museum theater orkest vakbond kabinet secretariaat omroep krant laboratorium netwerk inspectie gemeente belastingdienst rekenkamer staten planbureau huis`),
		facilities:        set(`luchthaven vliegveld station`),
		institutions:      set(`ministerie universiteit rechtbank gerechtshof`),
		placeHeads:        set(`plein brug luchthaven vliegveld station eiland eilanden schiereiland berg meer rivier zee oceaan golf straat vallei woestijn bos park stadion kathedraal paleis kasteel toren haven kanaal gevangenis kamp provincie vulkaan baai kaap`),
		eventHeads:        set(`oorlog revolutie spelen beker kampioenschap kampioenschappen top conferentie festival toernooi marathon`),
		treatyHeads:       set(`verdrag akkoord akkoorden pact protocol conventie verklaring handvest prijs wet`),
		placeNouns:        set(`provincie regio stad stadje dorp wijk eiland schiereiland district gemeente plaats haven deelstaat`),
		links:             set(`van de der den het 't voor en tot ter`),
		works:             set(`film boek roman lied nummer album serie voorstelling documentaire tijdschrift programma`),
		outlets:           set(`krant dagblad zender persbureau bedrijf groep organisatie vakbond stichting luchtvaartmaatschappij club fabrikant weekblad tijdschrift partij`),
		chambers:          set(`senaat`),
		articles:          set(`de het een 't`),
		openers:           set(`de het een en of maar ook in op aan uit bij met naar sinds van voor tot over onder om tegen zonder door als zoals wie wat waar wanneer dat dit die deze hij zij ze wij we jullie ik je men zijn haar hun ons onze mijn alle veel enkele verschillende geen niet alleen nog al wel toch ondanks wegens tijdens tussen daar hier vandaag gisteren morgen nu dan daarna eerder bovendien echter volgens na er zo twee drie vier vijf zes zeven acht negen tien ruim bijna ongeveer meer minder duizenden honderden tientallen omdat terwijl toen hoewel elke ieder iedereen niemand iets mensen agenten politie regering kabinet daarom daardoor intussen ondertussen vooral sommige anderen ander andere te eerst inmiddels`),
		headFirst:         true,
		headAnywhere:      true,
	}
}
