package quote

func french() *lexicon {
	return &lexicon{
		cues: set(`dit dits hurle hurlé ordonne ordonné supplie supplié gémit sanglote rassure rassuré signalé signale signalent témoignent exulte jubile répètent hurlent proclament interpelle dite dites souvient souviennent évoquent scandé scande scandaient dénoncent réclament réclamé réclame promettent jugent parlent appellent rappellent regrettent saluent craint craignent redoute espère espéré reproche indigne indigné inquiète alerté alerte exhorté exhorte avance avancé argue arguent plaident tonné concède concédé confient reconnaissent affirmait estimait déclarait soulignait prévient constate constaté déplorent insistent prônent prône accusent résumait lançait ajoutait assurait reprend enchaîne applaudi annonçait félicite tempête tempêté soutient soutenu maintient disent disait disaient déclaré déclare déclarent ajouté ajoute ajoutent expliqué explique expliquent affirmé affirme affirment averti avertit annoncé annonce annoncent lancé lance assuré assure assurent
			indiqué indique indiquent précisé précise précisent souligné souligne soulignent estimé estime estiment confié confie raconté raconte racontent répondu répond écrit écrivent écrivait demandé demande crié crie crient
			soupiré soupire emporté emporte insisté insiste martelé martèle rappelé rappelle reconnu reconnaît promis promet prévenu prévient dénoncé dénonce regretté regrette plaisanté plaisante résumé résume
			témoigné témoigne conclu conclut poursuivi poursuit salué salue qualifié qualifie évoqué évoque murmuré murmure soufflé souffle glissé glisse commenté commente ironisé ironise proclamé proclame
			réagi réagit noté note observé observe exigé exige accusé accuse appelé appelle félicité réjoui réjouit inquiété inquiète interrogé interroge exclamé exclame défendu défend parlé parle répété répète reproché souri sourit ri lâché lâche rétorqué rétorque tranché renchéri renchérit pesté nuancé détaillé développé protesté proteste prévenait racontait expliquait
			justifié justifie condamné condamne critiqué critique tweeté twitté jugé juge admis admet avoué avoue confirmé confirme démenti dément fustigé fustige plaidé plaide rapporté rapporte déploré déplore`),
		participles:  set(`disant ajoutant expliquant affirmant soulignant précisant estimant déclarant assurant évoquant dénonçant appelant rappelant qualifiant jugeant accusant`),
		sources:      set(`selon d'après d'_après selon_lui selon_elle d'après_lui d'après_elle`),
		pronouns:     references(man, `il`, references(woman, `elle`, references(many, `ils elles`, references(man|woman|many|thing, `on`, nil)))),
		determiners:  set(`le la l' les un une des son sa ses leur leurs ce cet cette plusieurs deux trois`),
		definite:     set(`le la l' ce cet cette`),
		passives:     set(`été est sont`),
		agents:       set(`par`),
		adverbials:   set(`lors dans à après avant devant pendant au sur auprès en`),
		auxiliaries:  set(`a ont avait avaient est sont était étaient sera seront doit peut`),
		prepositions: set(`malgré dès hormis outre via parmi durant suite voire grâce face tandis jusque jusqu' devant derrière hors dont et ou mais soit puis car donc ni or ainsi notamment avant-hier parce puisque de du des d' à au aux en dans sur sous par pour avec après avant depuis pendant contre entre vers chez sans lors quand lorsque si que qu' comme selon devant`),
		relatives:    set(`qui que qu' dont où lorsque quand alors après avant venu venue venus`),
		skipped:      set(`a ont avait se me nous vous y en bien est s' s'est n' ne l' et mais aussi ensuite encore alors puis hier lundi mardi mercredi jeudi vendredi samedi dimanche lui quant se avoir déjà également toutefois cependant notamment pour`),
		feminine:     set(`mme madame reine princesse ministre-déléguée présidente mère fille épouse veuve sœur actrice chanteuse directrice avocate porte-parole_f`),
		masculine:    set(`m. monsieur roi prince président père fils mari veuf frère acteur chanteur directeur avocat pape`),
		descriptions: references(man, `homme trentenaire quadragénaire quinquagénaire sexagénaire septuagénaire octogénaire retraité intéressé élu édile auteur romancier écrivain artiste comédien cinéaste réalisateur athlète champion joueur pilote coureur cycliste chercheur scientifique historien politologue économiste agriculteur éleveur viticulteur habitant riverain survivant militant diplomate lauréat dernier rescapé élu sportif`,
			references(woman, `femme trentenaire quadragénaire quinquagénaire sexagénaire septuagénaire octogénaire retraitée intéressée élue autrice romancière écrivaine artiste comédienne cinéaste réalisatrice athlète championne joueuse pilote coureuse cycliste chercheuse scientifique historienne politologue économiste agricultrice éleveuse viticultrice habitante riveraine survivante militante diplomate lauréate dernière rescapée sportive`, nil)),
		latter:    set(`dernier dernière`),
		offices:   set(`ministre président présidente maire préfet préfète procureur procureure député députée sénateur sénatrice colonel général capitaine ambassadeur ambassadrice gouverneur secrétaire directeur directrice chancelier chancelière commissaire entraîneur sélectionneur`),
		works:     set(`film livre roman chanson album journal magazine pièce série émission poème intitulé intitulée alias exposition mot terme nommé baptisé`),
		verbFirst: true,
	}
}
