package link

import "strings"

// actors are the words of a language that tell a government from the town in
// which it sits.
type actors struct {
	// verbs are what governments do; towns may do the others too, which
	// count only among other countries. Both in every form that newspapers
	// use, but for English, whose forms are made.
	verbs, others map[string]bool
	// address are verbs whose object is spoken to or treated as a government.
	address map[string]bool
	// adverbs may stand between a subject and its verb.
	adverbs map[string]bool
	// compounds end "Moscow-backed".
	compounds map[string]bool
	// locative and other prepositions before which no subject stands; toward
	// are those that may also lead to a seat as the one spoken to.
	locative, prepositions, toward, directions map[string]bool
	// relations with or between governments.
	relations, with, between map[string]bool
	// from leads to who sends a message, to who gets aid; on behind a call to
	// who is called on.
	from, to, aid, on, calls map[string]bool
	// supplies are verbs whose object is given something "with" behind it.
	supplies map[string]bool
	// urban are what towns have, and words that say that a town is meant.
	urban map[string]bool
	// policies are what governments have, messages what they send.
	policies, messages map[string]bool
	// premises are what buildings have.
	premises                     map[string]bool
	and, articles, according, by map[string]bool
	// english says that verbs are regular enough for rules.
	english bool
	// genitive says that a name ends in s before what is its own; inverted
	// that the verb may come before its subject.
	genitive, inverted bool
}

// set makes a set of words parted by spaces; "_" stands for a space within.
func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[strings.ReplaceAll(w, "_", " ")] = true
	}
	return out
}

// acts says whether a verb is one of governments.
func (a *actors) acts(w string) bool { return a.has(a.verbs, w) }

// mayAct says whether a verb is one of governments and towns.
func (a *actors) mayAct(w string) bool { return a.has(a.others, w) }

// addressing says whether a verb makes its object a government.
func (a *actors) addressing(w string) bool { return a.has(a.address, w) }

// has looks a verb up, in English by its dictionary form.
func (a *actors) has(verbs map[string]bool, w string) bool {
	if w == "" || verbs[w] {
		return w != ""
	}
	if !a.english {
		return false
	}
	for _, e := range [...]struct{ from, to string }{{"s", ""}, {"es", ""}, {"ed", ""}, {"d", ""}, {"ies", "y"}, {"ied", "y"}, {"ing", ""}, {"ing", "e"}} {
		if stem, ok := strings.CutSuffix(w, e.from); ok && len(stem) > 1 {
			if verbs[stem+e.to] {
				return true
			}
			// "rejected" is regular; "expelled" has doubled its last letter.
			if n := len(stem); e.to == "" && n > 3 && stem[n-1] == stem[n-2] && verbs[stem[:n-1]] {
				return true
			}
		}
	}
	return false
}

// newActors returns the words of the languages that have them.
func newActors() map[string]*actors {
	return map[string]*actors{"en": english(), "de": german(), "fr": french(), "es": spanish(), "ru": russian()}
}

func english() *actors {
	return &actors{
		english: true,
		verbs: set(`accuse acknowledge agree allege announce annex argue assert assure back blame caution claim condemn confirm concede criticise criticize declare decry defend demand
			denounce deny deplore dismiss downplay endorse expel impose insist invade justify lobby maintain mediate negotiate oppose pledge promise propose protest ratify rebuff recall recognise
			recognize refuse regard reiterate reject rejected renounce respond retaliate said say sanction sanctions sever signal stress summon support suspect swear threaten urge
			veto view vow warn welcome withdraw withdrew swore arm bristle balk rebuke retort shrug insists
			convey represented fear slam blast hail mull escalate scrutinise scrutinize boycott brush bypass rail fume backtrack backpedal`),
		others: set(`approve ask ban believe call consider decide deploy expect express halt hope intend launch lift offer order plan press push provide reopen request resume
			see sees saw seek sought sell sold send sends sent show sign supply suspend try tried use want wants wanted need remain agree cut step block delay extend give gave invite join
			raise receive replace respond return shift stop strike treat wield worry accept allow aim appeal back bar dispatch grant freeze
			crank ramp tighten ease report manage steady eye slap double fire claims retain exert assess review prepare begin began buy bought adopt handle launches make makes made take took face grow await build built help`),
		address: set("accuse urge warn blame press pressure sanction condemn criticise criticize denounce thank told tell ask rebuke reassure assure persuade convince isolate punish provoke anger infuriate embarrass defy challenge lobby alarm irk alienate appease court deter"),
		adverbs: set(`has have had will would could can may might must should is was are were been be does did do not n't n’t also now still already again then on sunday monday tuesday wednesday
			thursday friday saturday early earlier later last this week month year quickly swiftly repeatedly strongly firmly flatly angrily formally officially publicly privately reportedly long
			never always often recently both all clearly initially immediately finally since so far only even consistently vehemently categorically meanwhile however , to which`),
		compounds:    set("backed led controlled imposed friendly allied aligned supported appointed installed sponsored brokered mediated proposed funded financed armed approved leaning held run ruled ordered directed"),
		locative:     set("in at near outside inside around across through via into within throughout above over past downtown central greater"),
		prepositions: set("of from to for by with on against toward towards under about between behind beyond off onto per than like leaving visiting visit"),
		toward:       set("to from of toward towards"),
		directions:   set("north south east west northern southern eastern western outer inner old"),
		relations: set(`ties relations relationship talks deal deals agreement agreements tensions tension dispute negotiations cooperation alliance conflict dialogue pact row standoff stand-off treaty
			accord sanctions pressure tariffs consultations rapprochement rivalry understanding partnership contacts communication channel channels coordination diplomacy links feud rift war struggle friction trade summit
			rapprochement axis confrontation terms`),
		with: set("with between against on"), from: set("from"),
		to: set("to for"), aid: set("aid guarantees support weapons arms assistance supplies deliveries importance loyal"), on: set("on upon"), calls: set("call calls called calling"),
		supplies: set("provide provides provided providing supply supplies supplied supplying arm arms armed arming"),
		urban: set(`local city municipal mayor metro subway underground streets street airport airports residents suburbs suburb museum museums theatre theatres theater theaters restaurants shops hotels police
			fire downtown centre center main oldest largest biggest famous historic old new traffic roads skyline weather stock bourse market markets benchmark shares index population housing schools
			hospitals courts court port most best first nightlife iconic world-famous night own`),
		between: set("between"),
		policies: set(`government policy policies decision role support backing position stance foreign ambassador envoy envoys ally allies invasion war military intervention claim claims demand demands
			proposal offer request refusal interests influence approach strategy sanctions response relations ties troops forces nuclear annexation objections objection concerns plan plans ambitions
			aggression diplomats diplomacy leaders leadership rulers commitment warning accusations allegations denial campaign operation offensive involvement reaction view views assessment
			recognition veto willingness readiness insistence goals aims intentions efforts attempts actions terms conditions defence defense security geopolitical relationship negotiators negotiator
			delegation assault assertion assertions version narrative propaganda missile arms opposition silence message
			raid enemies enemy pledge crackdown representative representatives intelligence rivals partners officials ruling capture attack attacks strike strikes drones missiles move
			moves presence orbit hostility threats threat enmity adversaries proxies proxy promise promises assurances`),
		messages: set("protest protests statement comment comments message response reaction order orders pressure threat threats claim claims demands demand accusations influence word letter signal signals denial support approval permission criticism appeal call close according line guidance source sources pledge loyal loyalty "),
		premises: set("building lawn garden gardens grounds gate gates wall walls tower towers steps square briefing ballroom dinner complex fence driveway balcony palace roof podium rose oval situation east west south north lobby entrance compound residence kitchen renovation renovations wing meeting ceremony visit event reception reporters correspondent correspondents"),
		and:      set("and or & nor as_well_as –"),
		articles: set("the a an us u.s. american"), according: set("according_to"), by: set("by"),
	}
}

func german() *actors {
	return &actors{
		genitive: true, inverted: true,
		verbs: set(`fordert forderte wirft warf kritisiert kritisierte warnt warnte droht drohte weist wies lehnt lehnte bestreitet bestritt dementiert dementierte verurteilt verurteilte betont betonte
			erklärt erklärte bekräftigt bekräftigte behauptet behauptete beschuldigt beschuldigte unterstützt unterstützte verhängt verhängte bestätigt bestätigte signalisiert signalisierte verweigert
			verweigerte reagiert reagierte spricht_von pocht pochte besteht beharrt beharrte beharrt rechtfertigt annektierte erkennt droht begrüßt begrüßte wertet wertete sieht zeigt drängt drängte
			sanktioniert protestiert protestierte bezichtigt fordern forderten werfen warfen kritisieren warnen
			lehnen lehnten verurteilen unterstützen einigten vereinbarten`),
		others:    set("will wollte hofft hoffte plant plante setzt setzte kündigt kündigte schickt schickte liefert lieferte bietet bot sucht suchte erwartet erwartete fürchtet stimmt stimmte stoppt stoppte hält"),
		address:   set("beschuldigt beschuldigte warnt warnte kritisiert kritisierte fordert forderte verdächtigt mahnt mahnte bezichtigt drängt drängte wirft warf"),
		adverbs:   set("hat habe hatte werde wird würde sich nun jetzt auch weiter weiterhin erneut am montag dienstag mittwoch donnerstag freitag samstag sonntag bereits zudem aber dagegen"),
		compounds: set("treue treuen treuer freundliche freundlichen nahe nahen gestützte gestützten kritische kritischen hörige hörigen"),
		locative:  set("in bei nahe um durch über aus nach vor an auf zu im beim von für gegen mit"), prepositions: set("zwischen"), toward: set("an aus von mit gegen"),
		directions: set("nördlich südlich östlich westlich"),
		relations:  set("beziehungen verhältnis gespräche gesprächen verhandlungen abkommen streit konflikt spannungen sanktionen druck dialog bündnis zusammenarbeit krieg einigung"),
		with:       set("mit zwischen gegen auf"), from: set("aus"), between: set("zwischen"),
		policies: set("regierung politik haltung position führung außenpolitik truppen verbündete verbündeten forderung forderungen unterstützung reaktion angriffskrieg angriff krieg rolle sicht vorschlag drohungen interessen botschafter armee militär strategie einfluss kurs"),
		messages: set("erklärung stellungnahme druck kritik reaktion antwort botschaft brief"),
		premises: set("gebäude garten mauer mauern turm platz"),
		and:      set("und oder sowie"), articles: set("der die das den dem des"), according: set("laut nach_angaben_aus"), by: set("von"),
	}
}

func french() *actors {
	return &actors{
		inverted: false,
		verbs: set(`accuse accusé accusait affirme affirmé affirmait annonce annoncé appelle appelé assure assuré condamne condamné critique critiqué dément démenti demande demandé dénonce dénoncé déplore
			exige exigé exhorte exhorté insiste insisté juge jugé menace menacé nie nié promet promis propose proposé qualifie qualifié refuse refusé rejette rejeté reproche reproché réclame réclamé
			répond répondu riposte riposté soutient soutenu soupçonne soupçonné souhaite souhaité impose imposé reconnaît reconnu estime estimé salue salué prévient prévenu confirme confirmé
			s'oppose regrette regretté convoque convoqué dit réagit réagi accusent affirment appellent condamnent
			critiquent démentent demandent dénoncent exigent refusent rejettent réclament soutiennent souhaitent estiment`),
		others:   set("veut voulait espère espérait prépare prévoit craint cherche tente envoie envoyé livre livré décide décidé suspend suspendu accepte accepté considère considéré compte entend vise"),
		address:  set("accuse accusent accusé accusant exhorte exhorté avertit averti presse pressé appelle soupçonne soupçonné"),
		adverbs:  set("a avait aura ont avaient va vont est était sont étaient ne n' pas se s' déjà aussi également lundi mardi mercredi jeudi vendredi samedi dimanche toujours désormais encore a_ y"),
		locative: set("à au en dans près vers sur hors chez depuis"), prepositions: set("de d' du des entre avec contre pour par via jusqu'à"), toward: set("à au de du avec"),
		directions: set("nord sud est ouest"),
		relations:  set("relations relation négociations pourparlers discussions accord accords tensions dialogue sanctions pression guerre conflit coopération alliance rapprochement bras_de_fer contacts liens"),
		with:       set("avec entre contre"), from: set("de"), between: set("entre"),
		messages: set("déclaration communiqué réaction réponse message pression lettre soutien"),
		premises: set("bâtiment jardin jardins cour salon mur murs place perron"),
		and:      set("et ou"), articles: set("le la les l'"), according: set("selon d'après"), by: set("par"),
		compounds: set(""), policies: set(""),
	}
}

func spanish() *actors {
	return &actors{
		verbs: set(`acusa acusó acusado acusaba afirma afirmó afirmado anuncia anunció anunciado advierte advirtió advertido amenaza amenazó amenazado asegura aseguró asegurado condena condenó condenado
			critica criticó criticado defiende defendió denuncia denunció denunciado desmiente desmintió exige exigió exigido insiste insistió insta instó niega negó negado pide pidió pedido promete
			prometió prometido propone propuso propuesto rechaza rechazó rechazado reclama reclamó reconoce reconoció reconocido respalda respaldó respaldado responde respondió respondido sostiene
			sostuvo impone impuso impuesto considera consideró confirma confirmó celebra lamentó lamenta convocó convoca sospecha reprocha reprochó acusan acusaron
			afirman advierten condenan condenaron exigen exigieron niegan piden pidieron rechazan rechazaron reclaman respaldan acordaron`),
		others:   set("quiere quería espera esperaba busca buscaba prepara planea teme intenta envía envió decide decidió suspende suspendió acepta aceptó pretende ofrece ofreció autoriza autorizó"),
		address:  set("acusa acusó acusan acusaron acusar_a insta instó advierte advirtió culpa culpó"),
		adverbs:  set("ha había habrá han habían va no se ya también este lunes martes miércoles jueves viernes sábado domingo además ahora aún todavía siempre a"),
		locative: set("en hasta hacia desde por sobre cerca dentro fuera"), prepositions: set("de del entre con contra para según"), toward: set("a al de del con"),
		directions: set("norte sur este oeste"),
		relations:  set("relaciones relación negociaciones conversaciones acuerdo acuerdos tensiones diálogo sanciones presión guerra conflicto cooperación alianza pacto contactos lazos vínculos"),
		with:       set("con entre contra"), from: set("de"), between: set("entre"),
		messages: set("declaración comunicado reacción respuesta mensaje presión carta apoyo"),
		premises: set("edificio jardín jardines muro muros plaza"),
		and:      set("y e o u"), articles: set("el la los las"), according: set("según"), by: set("por"),
		compounds: set(""), policies: set(""),
	}
}

func russian() *actors {
	return &actors{
		verbs: set(`обвиняет обвинила обвинил обвиняла заявляет заявила заявил отвергает отвергла отверг опровергает опровергла опроверг требует потребовала потребовал осуждает осудила осудил призывает призвала
			призвал предупреждает предупредила предупредил угрожает пригрозила настаивает настаивала поддерживает поддержала поддержал отказывается отказалась отказался признала признает признаёт
			считает считала отрицает отрицала подтвердила подтвердил ввела ввел ввёл критикует раскритиковала выступает выступила ответила ответил согласилась согласился согласны договорились
			договорилась объявила объявил пообещала предложила предложил приветствует намерена готова обвинили
			заявили отвергли требуют потребовали осудили призвали поддержали считают подтвердили ввели`),
		others:   set("хочет хотела рассчитывает планирует надеется опасается стремится направила направил поставляет приостановила приостановил начала решила ждет ждёт"),
		address:  set("обвинила обвинил обвинили обвиняет призвала призвал призвали предупредила предупредил"),
		adverbs:  set("уже не также ранее вновь снова неоднократно в понедельник вторник среду четверг пятницу субботу воскресенье и теперь по-прежнему официально"),
		locative: set("в во на под из у около близ через"), prepositions: set("с со от к до для между против о об"), toward: set("от с со к"),
		relations: set("отношения отношений отношениях переговоры переговоров переговорах диалог соглашение санкции давление конфликт связи сотрудничество"),
		with:      set("с со между против"), from: set("от"), between: set("между"),
		messages: set("заявление реакция ответ"),
		premises: set("стены стен площадь площади здание"),
		and:      set("и или"), according: set(""), by: set(""), compounds: set(""), policies: set(""), directions: set(""), articles: set(""),
	}
}
