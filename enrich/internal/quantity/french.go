package quantity

func french() *lexicon {
	return &lexicon{
		between: words(`entre`),
		alone:   words(`cent mille`),
		ranges:  words(`à ou`),
		units: numbers(`1=un,une 2=deux 3=trois 4=quatre 5=cinq 6=six 7=sept 8=huit 9=neuf 10=dix 11=onze 12=douze 13=treize 14=quatorze 15=quinze 16=seize 17=dix-sept
			18=dix-huit 19=dix-neuf 20=vingt 30=trente 40=quarante 50=cinquante 60=soixante 70=soixante-dix 80=quatre-vingts,quatre-vingt 90=quatre-vingt-dix
			21=vingt-et-un 22=vingt-deux 23=vingt-trois 24=vingt-quatre 25=vingt-cinq 26=vingt-six 27=vingt-sept 28=vingt-huit 29=vingt-neuf 64=soixante-quatre`),
		scales:   numbers(`12=douzaine 15=quinzaine 100=cent,cents,centaine 1e3=mille,millier,milliers 1e6=million,millions 1e9=milliard,milliards`),
		articles: words(`un une`),
		and:      words(`et`),
		bounds: table(`at_least=au_moins,plus_de,plus_d',pas_moins_de,au_minimum,minimum at_most=au_plus,moins_de,moins_d',jusqu'à,jusqu'_à,au_maximum,pas_plus_de
			about=environ,quelque,près_de,près_d',presque,autour_de,à_peu_près,une_estimation_de`),
		after:       table(`at_least=au_moins,ou_plus at_most=au_plus,au_maximum about=environ`),
		of:          words(`de d' des`),
		determiners: words(`les ces ses leurs l'`),
		fillers:     words(`autres`),
		noun:        romanceNoun,
		stops: words(`le la les l' de d' du des un une et ou mais à au aux en dans sur sous par pour avec sans chez vers entre est sont était étaient ont a avait été sera il elle ils elles
			on nous vous qui que qu' dont où ne pas plus se s' ce cette ces son sa ses leur leurs y fois mais puis très trop après avant depuis lors dès
			selon contre comme pourcent`),
		plurals: words(`pays gens`),
		persons: words(`personne homme femme enfant personnes hommes femmes enfants soldats civils policiers soldat civil policier pompier pompiers`),
		adjectives: words(`autres nouveaux nouvelles premiers premières derniers dernières grands grandes petits petites jeunes anciens anciennes principaux principales
			précédents précédentes gros grosses bons bonnes mauvais vieux simples seuls seules vrais prochains prochaines`),
		numbered:     words(`résolution article numéro n° no vol page chapitre chaîne route apollo boeing airbus groupe salle type classe porte réacteur`),
		including:    words(`dont parmi`),
		late:         words(`ont été sont étaient furent`),
		passive:      words(`ont étaient sont furent`),
		measureStems: stems(`kilomèt millimèt centimèt kilogram hectare degré heure minute seconde mois année semaine décennie siècle mètre tonne litre mégawatt`),
		measureWords: words(`ans an jours jour nuits fois km kg h heures points euros dollars francs m milles kilos kilo carrés nœuds trimestres`),
		thingStems:   stems(`bâtiment maison voiture avion navire bus autobus véhicule pays état ville village hôpita école bombe roquette missile vote voix siège attaque attentat frappe`),
		cues: cues(`killed=tué*,tuant,tuer,mort,morts,mortes,mourir,décédé*,décès,assassiné*,péri,noyé*,exécuté*,massacré* injured=bless* missing=disparu*,porté_disparu displaced=déplacé*,sans-abri
			evacuated=évacu* arrested=arrêté*,arrestation*,interpel* rescued=secouru*,sauvé*,secourir infected=infecté*,contaminé* trapped=piégé*,coincé*,bloqué*`),
		percent:    words(`pour_cent pourcent`),
		currencies: table(`$=dollar,dollars EUR=euro,euros £=livres JPY=yen,yens CNY=yuan,yuans RUB=rouble,roubles UAH=hryvnia,hryvnias ILS=shekel,shekels TRY=lires F=franc,francs P=pesos K=couronnes D=dinars R=rials S=riyals`),
		nations:    table(`us=américains,américain,us ca=canadiens au=australiens gb=sterling,britanniques eg=égyptiennes sy=syriennes lb=libanaises ch=suisses se=suédoises no=norvégiennes dk=danoises`),
		months:     ordinals(`1=janvier,janv 2=février,févr,fév 3=mars 4=avril,avr 5=mai 6=juin 7=juillet,juil 8=août 9=septembre,sept 10=octobre,oct 11=novembre,nov 12=décembre,déc`),
		weekdays:   ordinals(`0=dimanche 1=lundi 2=mardi 3=mercredi 4=jeudi 5=vendredi 6=samedi`),
		days:       ordinals(`-1=hier -2=avant-hier 0=aujourd'hui 1=demain`),
		next:       words(`prochain chaque tous`),
		before:     words(`en depuis de d' jusqu'en dès fin début mi avant après vers entre et à`),
		yearWords:  words(`année an l'année années`),
	}
}
