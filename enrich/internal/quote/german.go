package quote

func german() *lexicon {
	return &lexicon{
		cues: set(`sagt sagte sprechen sprachen skandierte skandierten rufen fordern warnen kritisieren kritisierten loben lobten beklagten schildert schildern erinnern freute freut freuten wetterte wettert attackierte attackiert gratulierte lautete lautet verspottete gestanden verteidigten beschrieb beschreibt beschrieben bekräftigten drohte droht drohten pochte prangerte spricht mahnten sagten sagen gesagt erklärt erklärte erklärten ergänzt ergänzte betont betonte betonten warnt warnte warnten meint meinte meinten meldet meldete meldeten berichtet berichtete berichteten
			erzählt erzählte erzählten schreibt schrieb schrieben teilt teilte teilten mitgeteilt fügt fügte hinzu nannte nennt nannten bezeichnete bezeichnet bezeichneten ruft rief riefen schrie schreit fragt fragte fragten antwortet antwortete
			kündigt kündigte angekündigt fordert forderte forderten kritisiert kritisierte lobt lobte verkündet verkündete versichert versicherte versprach verspricht behauptet behauptete
			bestätigt bestätigte räumte erinnerte erinnert klagt klagte scherzte spottete lachte flüsterte murmelte heißt hieß sprach spricht äußerte mahnte mahnt urteilte funkte notierte
			kommentierte begründete jubelte seufzte beteuerte entgegnete erwiderte stellte fasste schilderte formulierte würdigte twitterte gab bekannte versprachen
			verurteilte verurteilt begrüßte begrüßt verteidigte warf wies bedauerte bedauert bekräftigte bekräftigt unterstrich unterstreicht zitierte postete schimpfte appellierte appelliert
			rechtfertigte bemerkte konterte hofft hoffte zeigte gestand gesteht bat bittet bitten dankte ergänzten betitelte beklagte beklagt erläuterte erläutert resümierte sagen ließ`),
		weak:         set(`ließ lachte heißt hieß stellte fasste gab wies zeigte warf bat bittet bitten räumte`),
		participles:  set(``),
		sources:      set(`nach_seinen_angaben nach_ihren_angaben nach_seinen_worten nach_ihren_worten laut nach_angaben_von nach_angaben nach_den_worten_von zufolge so`),
		pronouns:     references(man, `er`, references(woman|many, `sie`, references(thing, `es`, nil))),
		determiners:  set(`der die das ein eine einer ein ihr ihre sein seine mehrere viele zwei drei`),
		definite:     set(`der die das`),
		passives:     set(`wurde wurden wird werden worden`),
		agents:       set(`von`),
		adverbials:   set(`am im nach vor bei gegenüber während beim auf in`),
		auxiliaries:  set(`hat haben hatte hatten wird werden wurde wurden ist sind war waren kann könnte soll sollte`),
		prepositions: set(`und oder aber sowie trotz statt ohne gegenüber doch denn von in im am an auf bei mit nach vor seit unter über aus für gegen zu zum zur um durch während wegen trotz als wenn dass ob weil vom beim ins zwischen neben hinter laut gegenüber`),
		relatives:    set(`dass als wenn während nachdem bevor ob wie weil`),
		skipped:      set(`hat haben hatte sich auch dann später und aber doch noch wieder nur so dazu daraufhin zuvor nun jetzt heute gestern schon wurde wird montag dienstag mittwoch donnerstag freitag samstag sonntag hingegen dagegen zudem außerdem weiter ebenfalls unterdessen dennoch jedoch`),
		feminine:     set(`frau königin prinzessin kanzlerin präsidentin ministerin sprecherin mutter tochter ehefrau witwe schwester schauspielerin sängerin richterin chefin direktorin anwältin`),
		masculine:    set(`herr könig prinz kanzler präsident minister sprecher vater sohn ehemann witwer bruder schauspieler sänger richter chef direktor anwalt papst`),
		descriptions: references(man, `mann politiker christdemokrat sozialdemokrat liberale jährige autor schriftsteller künstler regisseur sportler profi stürmer torjäger spieler fahrer pilot forscher wissenschaftler historiker ökonom experte landwirt überlebende aktivist rentner`,
			references(woman, `frau politikerin christdemokratin sozialdemokratin liberale jährige autorin schriftstellerin künstlerin regisseurin sportlerin stürmerin spielerin fahrerin pilotin forscherin wissenschaftlerin historikerin ökonomin expertin landwirtin überlebende aktivistin rentnerin`, nil)),
		works:     set(`film buch roman lied album zeitung magazin zeitschrift stück serie sendung gedicht titel namens schiff raumschiff ausstellung programm oper wort begriff`),
		verbFirst: true,
	}
}
