package ner

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

//go:embed forenames.txt
var forenameList string

// forenames holds folded forenames of many languages, from kbbuild.
var forenames = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool, strings.Count(forenameList, "\n"))
	for w := range strings.Lines(forenameList) {
		m[strings.TrimSuffix(w, "\n")] = true
	}
	return m
})

// isForename says whether a word, or its first part before a hyphen, is a
// forename.
func isForename(w string) bool {
	f := text.Fold(w)
	if forenames()[f] {
		return true
	}
	first, _, ok := strings.Cut(f, "-")
	return ok && len(first) > 2 && forenames()[first]
}

// lexicon is what the rules know of a language.
type lexicon struct {
	// titles stand before a person's name; formal ones also before a surname
	// alone. In languages that compound or inflect, they are compared by
	// titleSuffixes or titlePrefixes.
	titles, formal               map[string]bool
	titleSuffixes, titlePrefixes []string
	// modifiers stand before a title.
	modifiers map[string]bool
	// speech are verbs whose subject speaks; roles are nouns of an apposition.
	speech map[string]bool
	// locatives are prepositions before places.
	locatives map[string]bool
	// organisationHeads end (or, headFirst, begin) the names of
	// organisations, placeHeads of places, eventHeads of events, and
	// treatyHeads of treaties.
	organisationHeads, placeHeads, eventHeads, treatyHeads map[string]bool
	// placeNouns stand in lower case beside the name of a place.
	placeNouns map[string]bool
	// articles stand before common names, seldom before those of persons.
	articles map[string]bool
	// openers are words that begin sentences and are no part of a name.
	openers map[string]bool
	// institutions are heads that begin a name in lower case too: "ministero
	// della Difesa".
	institutions map[string]bool
	// facilities are heads of the names of places that do so.
	facilities map[string]bool
	// preHeads stand before a head as part of the name: "Supremo Tribunal".
	preHeads map[string]bool
	// adjectives are endings of the words in lower case that go on with a name
	// after its head: "Cour constitutionnelle"; with lowerNouns a noun may
	// follow a link too: "Cour de cassation".
	adjectives []string
	lowerNouns bool
	// links stand between the words of a name that begins with its head.
	links map[string]bool
	// chambers are bodies that one word with a capital names.
	chambers map[string]bool
	// works and outlets are nouns before a title in quotation marks.
	works, outlets map[string]bool
	// han is for languages without spaces; the rest is empty there.
	han *hanLexicon
	// headFirst languages put the kind before the name; headAnywhere ones
	// within it too: "Hoge Raad der Nederlanden".
	headFirst, headAnywhere bool
	// nounsCapital languages write every noun with a capital.
	nounsCapital bool
}

// set makes a set of the words of a list.
func set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// isTitle says whether a word, in lower case, is a title.
func (l *lexicon) isTitle(w string) bool {
	w = strings.TrimSuffix(w, ".")
	if l.titles[w] || l.formal[w] {
		return true
	}
	for _, s := range l.titleSuffixes {
		if strings.HasSuffix(w, s) && len(w)-len(s) != 1 {
			return true
		}
	}
	for _, p := range l.titlePrefixes {
		if strings.HasPrefix(w, p) && len(w) <= len(p)+10 {
			return true
		}
	}
	if _, last, ok := strings.Cut(w, "-"); ok && last != "" {
		return l.isTitle(last)
	}
	return false
}

func (l *lexicon) isFormal(w string) bool { return l.formal[strings.TrimSuffix(w, ".")] }

// lexiconOf returns what is known of a language; nil for others, whose names
// come from the knowledge base alone.
func lexiconOf(language string) *lexicon { return lexicons()[language] }

var lexicons = sync.OnceValue(func() map[string]*lexicon {
	return map[string]*lexicon{"en": english(), "de": german(), "fr": french(), "es": spanish(), "ru": russian(), "ar": arabic(),
		"it": italian(), "pt": portuguese(), "nl": dutch(), "tr": turkish(),
		"zh": chinese(), "ja": japanese()}
})

func english() *lexicon {
	return &lexicon{
		links: set(`de du des del la las los les le l' l’ d' d’ para pour of di della do da dos`),
		formal: set(`president premier minister chancellor king queen prince princess emperor empress sultan emir sheikh shah tsar pope cardinal archbishop bishop patriarch ayatollah mullah imam rabbi
			mr mrs ms dr prof professor sir dame lord lady baroness baron duke duchess count general gen colonel col major captain capt lieutenant lt sergeant sgt corporal admiral adm commander commodore marshal brigadier
			senator sen congressman congresswoman representative rep governor gov mayor ambassador justice judge secretary chairman premier comrade father sister brother reverend rev saint st`),
		titles: set(`president-elect envoy mediator negotiator commissioner chair chairwoman chairperson chief head director boss ceo executive founder co-founder leader deputy lawmaker mp candidate nominee spokesman spokeswoman spokesperson official adviser advisor aide
			administrator prosecutor attorney lawyer analyst economist expert scientist researcher physicist astronomer biologist geologist seismologist volcanologist historian author writer novelist poet playwright journalist reporter correspondent columnist editor photographer activist dissident campaigner
			actor actress singer musician composer conductor filmmaker artist painter sculptor architect designer coach manager trainer goalkeeper striker midfielder defender forward winger sprinter swimmer runner cyclist boxer player champion medallist
			astronaut cosmonaut pilot officer soldier teacher student resident doctor surgeon nurse engineer inventor businessman businesswoman billionaire entrepreneur tycoon colleague counterpart successor predecessor rival crewmate teammate son daughter wife husband mother widow partner killer suspect gunman
			rebel commander warlord strongman dictator ruler monarch politician parliamentarian councillor legislator statesman diplomat veteran laureate winner historian preacher cleric priest monk nun explorer mountaineer climber skipper referee magnate banker broker trader strategist guerrilla militant dissident exile refugee witness survivor victim commentator presenter host broadcaster cartoonist chef model star`),
		modifiers:         set(`former ex-president late then acting deputy vice interim outgoing incoming first second third prime foreign defence defense interior finance opposition state chief senior retired current new veteran fellow`),
		speech:            set(`said says told added warned announced declared insisted argued claimed stated confirmed denied wrote tweeted explained noted admitted acknowledged replied responded vowed pledged urged called asked testified recalled predicted concluded commented joked quipped remarked observed stressed reiterated suggested hinted tweeted posted claims warns adds insists`),
		locatives:         set(`in at from near outside around across inside throughout to toward towards via off`),
		organisationHeads: set(`committee commission council ministry department agency authority association federation confederation union university college institute institution academy party movement front army brigade brigades battalion division regiment corps force forces group bank fund foundation trust court tribunal parliament congress senate assembly board bureau office service services center centre observatory organisation organization league club company corporation corp inc ltd plc llc co airlines airways airline news times post herald tribune gazette journal radio television church police hospital school museum gallery orchestra theatre theater society network alliance coalition command navy guard guards watch institute laboratory laboratories lab holdings industries motors pharmaceuticals technologies systems bancorp partners media press publications records studios pictures entertainment railways railway administration directorate inspectorate secretariat chamber junta militia cartel brotherhood resistance initiative taskforce consortium squad management shipping lines logistics energy petroleum steel insurance securities shipmanagement telecom foods brewery brewers mills works refinery`),
		placeHeads:        set(`province governorate district county river mountains mountain sea ocean strait straits airport square street avenue road boulevard bridge island islands peninsula valley desert bay gulf lake falls forest park stadium hotel canal harbour harbor port cathedral palace castle tower hills heights prison camp dam station volcano glacier basin plateau reef coast highway tunnel monastery mosque temple cemetery base arena crater cape`),
		placeNouns:        set(`province governorate district county region city town village suburb neighbourhood neighborhood island peninsula valley prefecture canton borough municipality oblast airport port enclave`),
		eventHeads:        set(`war wars revolution uprising games olympics cup championship championships tournament marathon summit conference festival massacre genocide crisis earthquake election referendum rally biennale derby`),
		treatyHeads:       set(`treaty agreement agreements accord accords pact protocol convention declaration charter act constitution resolution doctrine prize award awards medal program programme project`),
		openers:           set(`the a an in on at it he she they we i you but and this that these those there here his her its their our my as for with after before when while if some many most both since by from to no not one two three four five six seven eight nine ten hundreds thousands millions dozens all any each every another other others such what who why how where which whose beside besides behind inside outside alongside unlike like within beyond toward towards throughout except per via along onto upon across near opposite thanks nor whether once ever never always often perhaps maybe indeed instead otherwise therefore thus hence both half part most according although though however meanwhile moreover during despite under over about above below between among against amid until unless because so yet or nor either neither then now still even also just only more less much last next first second third new old former late early several few earlier later again once twice today tomorrow yesterday yes please speaking asked authorities officials police experts scientists rescuers witnesses residents investigators doctors rebels troops soldiers forces fighters protesters voters lawmakers residents people men women children students workers researchers engineers critics supporters opponents analysts economists diplomats prosecutors state government army parliament congress president prime foreign minister ministers king queen prince princess pope general mr mrs ms dr did does do is are was were has have had will would could should may might must can shall let nobody nothing everyone everything someone something nearly almost around roughly some more than up out off down back under reports shares stocks oil gold prices talks rain snow fire floods storm survivors victims relatives families crowds security negotiators delegates leaders members organisers organizers observers western eastern northern southern north south east west central`),
	}
}

func german() *lexicon {
	return &lexicon{
		formal:            set(`präsident präsidentin kanzler kanzlerin bundeskanzler bundeskanzlerin bundespräsident könig königin prinz prinzessin kaiser papst kardinal erzbischof bischof herr frau dr prof professor professorin general oberst major hauptmann admiral senator senatorin scheich ayatollah zar fürst graf lord sir lady minister ministerin`),
		titles:            set(`chef chefin sprecher sprecherin leiter leiterin anführer gründer gründerin witwe sohn tochter frau mann bruder schwester vater mutter kollege kollegin nachfolger nachfolgerin vorgänger vorgängerin rivale rebell aktivist aktivistin schauspieler schauspielerin sänger sängerin`),
		titleSuffixes:     strings.Fields(`minister ministerin ministers präsident präsidentin präsidenten kanzler kanzlerin meister meisterin vorsitzende vorsitzender vorsitzenden direktor direktorin botschafter botschafterin beauftragte beauftragter beauftragten gesandte gesandter gesandten kommissar kommissarin sekretär sekretärin senator richter richterin anwalt anwältin forscher forscherin trainer trainerin kapitän experte expertin autor autorin schriftsteller schriftstellerin regisseur regisseurin astronaut astronauten unternehmer unternehmerin politiker politikerin abgeordnete abgeordneter gouverneur gouverneurin kandidat kandidatin gründer leiter leiterin sprecher sprecherin chef chefin führer führerin general könig königin prinz kommandeur kommandant wissenschaftler wissenschaftlerin physiker physikerin ökonom ökonomin historiker historikerin journalist journalistin reporter dichter lyrikerin torwart stürmer spieler spielerin torschütze bundestrainer professor ingenieur architekt architektin pilot kosmonaut preisträger preisträgerin rebellenchef staatschef regierungschef regierungschefin premier premierministerin amtskollege amtskollegen amtskollegin unterhändler vermittler diplomat diplomatin`),
		modifiers:         set(`früherer frühere früheren ehemaliger ehemalige ehemaligen damalige damaliger amtierende amtierender neue neuer`),
		speech:            set(`sagte sagt erklärte betonte kündigte warnte teilte forderte nannte sprach meinte berichtete bestätigte schrieb versicherte räumte verwies kritisierte lobte`),
		locatives:         set(`in aus bei nahe nach im um vor`),
		organisationHeads: set(`organisation union bund verband partei bank gericht gerichtshof rat amt akademie gesellschaft kommission komitee ausschuss front armee liga agentur werk zentrum stiftung museum universität institut ministerium behörde beobachtungsstelle vereinigung föderation bündnis allianz bewegung brigade truppe einheit gruppe konzern ag gmbh se kg hochschule theater oper orchester verein fraktion zeitung nachrichten rundfunk fernsehen feuerwehr polizei`),
		placeHeads:        set(`straße platz brücke flughafen bahnhof tor see fluss berg gebirge insel meer kanal wald tal schloss dom kirche stadion park hafen tunnel turm`),
		eventHeads:        set(`krieg revolution spiele weltmeisterschaft europameisterschaft gipfel konferenz festspiele festival`),
		treatyHeads:       set(`vertrag abkommen protokoll konvention charta erklärung preis`),
		placeNouns:        set(`provinz bezirk region stadt dorf vorort insel halbinsel gouvernement kreis kreises landkreis landkreises stadtteil gemeinde ortsteil kleinstadt landkreisen bezirks bürgermeister oberbürgermeister bürgermeisterin oberbürgermeisterin`),
		works:             set(`film roman buch album serie lied song stück oper dokumentarfilm show spiel thriller drama komödie krimi magazin single`),
		outlets:           set(`firma hersteller autobauer verein gewerkschaft airline fluggesellschaft stiftung zeitung magazin sender firma unternehmen agentur nachrichtenagentur organisation partei band konzern plattform wochenzeitung tageszeitung nachrichtenportal portal gruppe initiative blatt`),
		openers:           set(`der die das den dem des ein eine einer eines einem einen und oder aber auch im in am an auf aus bei mit nach seit von vor zu zum zur über unter um für gegen ohne durch als wie wenn weil dass da denn er sie es wir ihr ich man sein seine ihre ihr dieser diese dieses jeder jede jedes alle viele einige mehrere kein keine nicht nur noch schon doch dennoch trotz wegen während zwischen bis dort hier heute gestern morgen nun dann danach zuvor zudem außerdem allerdings jedoch damit dabei dagegen laut so zwei drei vier fünf rund etwa mehr tausende hunderte vertreter experten beobachter kritiker menschen bewohner einwohner soldaten rebellen polizei behörden regierung präsident kanzlerin kanzler`),
		nounsCapital:      true,
	}
}

func french() *lexicon {
	return &lexicon{
		formal:            set(`président présidente premier roi reine prince princesse empereur pape cardinal archevêque évêque général colonel commandant capitaine amiral maréchal m mme mlle mgr me dr pr maître cheikh ayatollah sultan émir lord sir`),
		titles:            set(`ministre chancelier chancelière maire gouverneur gouverneure sénateur sénatrice député députée ambassadeur ambassadrice émissaire envoyé envoyée secrétaire porte-parole directeur directrice patron patronne chef cheffe leader dirigeant dirigeante opposant opposante juge procureur procureure avocat avocate professeur professeure docteur écrivain écrivaine romancier romancière poète journaliste reporter cinéaste réalisateur réalisatrice acteur actrice chanteur chanteuse comédien comédienne astronaute cosmonaute athlète joueur joueuse capitaine sélectionneur entraîneur candidat candidate commissaire militant militante historien historienne économiste analyste expert experte chercheur chercheuse physicien physicienne biologiste sociologue architecte ingénieur homologue prédécesseur successeur collègue rival rivale fils fille frère sœur père mère veuve épouse mari fondateur fondatrice négociateur négociatrice médiateur médiatrice rapporteur commandant rebelle guérillero gardien attaquant milieu défenseur champion championne lauréat lauréate animateur présentateur éditorialiste photographe peintre sculpteur compositeur étudiant étudiante médecin chirurgien maraîcher`),
		modifiers:         set(`ancien ancienne ex-président vice feu futur nouveau nouvelle`),
		speech:            set(`dit déclaré affirmé assuré estimé annoncé expliqué indiqué précisé ajouté souligné averti répondu raconté martelé lancé salué dénoncé rappelé confié`),
		locatives:         set(`à en dans au aux près vers depuis de d'`),
		organisationHeads: set(`comité commission conseil ministère département agence autorité association fédération confédération union université collège institut académie parti mouvement front armée brigade force forces groupe banque fonds fondation cour tribunal parlement congrès sénat assemblée bureau office service centre observatoire organisation ligue club compagnie société alliance coalition commandement marine garde église police hôpital musée théâtre orchestre syndicat chambre cabinet direction secrétariat radio télévision journal laboratoire réseau collectif gendarmerie caisse rassemblement secours croix fédération parquet syndicat chambre académie opéra orchestre ordre cercle école lycée planning`),
		placeHeads:        set(`rue place avenue boulevard pont aéroport gare île îles péninsule mont montagne montagnes lac fleuve mer océan golfe détroit vallée désert forêt parc stade cathédrale palais château tour port canal prison camp province gouvernorat`),
		eventHeads:        set(`guerre révolution jeux coupe championnat sommet conférence festival tournoi marathon`),
		treatyHeads:       set(`traité accord accords pacte protocole convention déclaration charte prix`),
		chambers:          set(`sénat parlement assemblée congrès élysée église gestapo résistance onu otan ue`),
		facilities:        set(`aéroport gare stade cathédrale avenue boulevard quai rue lac mont palais château basilique pont hippodrome aérodrome`),
		institutions:      set(`ministère université tribunal cour préfecture parquet`),
		preHeads:          set(`haute haut grande grand première nouvelle`),
		adjectives:        strings.Fields(`al ale aux ales el elle els elles ien ienne iens iennes éen éenne éens ique iques iste istes aire aires if ive ifs ives ain aine ais aise ois oise ier ière né née nés uni unis unie unies armé armée armées vert verte verts rouge olympique national`),
		links:             set(`de du des d' d’ la le les l' l’ pour sur aux et`),
		lowerNouns:        true,
		works:             set(`film livre roman chanson album série pièce documentaire émission spectacle opéra essai magazine titre`),
		outlets:           set(`quotidien journal hebdomadaire magazine chaîne agence société entreprise association groupe ong plateforme site compagnie syndicat constructeur laboratoire club fondation enseigne géant`),
		placeNouns:        set(`province région ville village banlieue quartier île péninsule district gouvernorat département commune localité port`),
		articles:          set(`le la les l un une des du aux au`),
		openers:           set(`le la les l' un une des du de d' et ou mais dans en à au aux sur sous avec sans pour par contre entre chez vers depuis pendant après avant selon malgré comme si quand lorsque que qui dont où il elle ils elles on nous vous je ce cette ces cet son sa ses leur leurs mon notre nos votre tout tous toute toutes plusieurs certains quelques deux trois quatre cinq six sept huit neuf dix aucun aucune ainsi alors aussi cependant toutefois pourtant enfin puis ensuite hier aujourd'hui demain ici là plus moins près environ environ déjà encore même seul seule des milliers centaines dizaines`),
		headFirst:         true,
	}
}

func spanish() *lexicon {
	return &lexicon{
		formal:            set(`presidente presidenta rey reina príncipe princesa emperador papa cardenal arzobispo obispo general coronel comandante capitán almirante mariscal señor señora sr sra srta don doña dr dra monseñor jeque ayatolá sultán emir lord sir`),
		titles:            set(`ministro ministra canciller premier alcalde alcaldesa gobernador gobernadora senador senadora diputado diputada embajador embajadora enviado enviada secretario secretaria portavoz vocero vocera director directora jefe jefa líder dirigente opositor opositora juez jueza fiscal abogado abogada profesor profesora doctor doctora escritor escritora novelista poeta periodista reportero cineasta director actor actriz cantante astronauta cosmonauta atleta jugador jugadora seleccionador entrenador entrenadora técnico candidato candidata comisario comisaria activista historiador historiadora economista analista experto experta investigador investigadora científico científica físico física arquitecto arquitecta ingeniero ingeniera homólogo homóloga antecesor sucesor sucesora colega rival hijo hija hermano hermana padre madre viuda esposa esposo fundador fundadora negociador negociadora mediador mediadora guerrillero rebelde portero delantero centrocampista defensa campeón campeona mandatario mandataria expresidente exministro exministra vicepresidente vicepresidenta vicecanciller exalcalde pintor escultor compositor médico médica cirujano sacerdote cura padre sismólogo sismóloga administrador`),
		modifiers:         set(`entonces ex vice nuevo nueva exmandatario primer primera`),
		speech:            set(`dijo afirmó aseguró declaró señaló indicó explicó anunció agregó añadió advirtió respondió recordó sostuvo manifestó reconoció insistió denunció pidió`),
		locatives:         set(`en a desde hacia cerca de por`),
		organisationHeads: set(`comité comisión consejo ministerio departamento agencia autoridad asociación federación confederación unión universidad colegio instituto academia partido movimiento frente ejército brigada fuerza fuerzas grupo banco fondo fundación corte tribunal parlamento congreso senado asamblea junta oficina servicio centro observatorio organización liga club compañía sociedad alianza coalición comando marina guardia iglesia policía hospital museo teatro orquesta sindicato cámara gabinete dirección secretaría radio televisión diario laboratorio red colectivo defensoría fiscalía audiencia abogacía ayuntamiento diputación procuraduría contraloría superintendencia registro cruz bomberos federación agrupación coordinadora corporación cooperativa superintendencia cámara central escuela facultad`),
		placeHeads:        set(`calle plaza avenida puente aeropuerto estación isla islas península monte montaña sierra cordillera lago río mar océano golfo estrecho valle desierto bosque parque estadio catedral palacio castillo torre puerto canal cárcel campamento provincia volcán bahía cabo cerro`),
		eventHeads:        set(`guerra revolución juegos copa campeonato cumbre conferencia festival torneo maratón mundial`),
		treatyHeads:       set(`tratado acuerdo acuerdos pacto protocolo convención declaración carta premio premios ley`),
		chambers:          set(`senado parlamento congreso asamblea iglesia ejército`),
		facilities:        set(`aeropuerto estación estadio catedral avenida calle plaza palacio castillo lago puente monasterio basílica volcán autódromo`),
		institutions:      set(`ministerio universidad tribunal`),
		preHeads:          set(`supremo superior alto alta gran nuevo nueva real estado`),
		links:             set(`de del la las los el para por en y e al`),
		works:             set(`película libro novela canción álbum disco serie obra documental programa revista filme`),
		outlets:           set(`diario periódico semanario revista cadena agencia empresa asociación grupo portal plataforma ong compañía farmacéutica aerolínea petrolera constructora fundación club sindicato firma gigante banda`),
		placeNouns:        set(`provincia región ciudad pueblo aldea barrio isla península distrito departamento municipio localidad puerto estado`),
		articles:          set(`el la los las un una unos unas del al lo`),
		openers:           set(`el la los las un una unos unas y o pero en a al de del con sin para por contra entre desde hasta hacia sobre tras según como si cuando que quien donde él ella ellos ellas se su sus nuestro este esta estos estas ese esa aquel todo todos toda todas varios algunos muchos dos tres cuatro cinco seis siete ocho nueve diez ningún ninguna así entonces también sin embargo además ayer hoy mañana aquí allí más menos cerca casi ya aún solo miles cientos decenas no sí`),
		headFirst:         true,
	}
}

func russian() *lexicon {
	return &lexicon{
		formal:            set(`король королева принц принцесса папа царь император`),
		titlePrefixes:     strings.Fields(`заместител совладел владел президент корреспондент спецкор обозревател блогер предпринимател миллиардер хоккеист теннисист боксер боксёр пианист дириж экс-глав омбудсмен вице-губернатор полпред замглав гендиректор топ-менеджер пресс-атташе премьер министр канцлер корол принц император генерал полковник капитан майор маршал адмирал мэр губернатор сенатор депутат посол посла послом спецпосланник посланник представител секретар генсек директор глав лидер председател руководител начальник командир командующ судь прокурор адвокат профессор доктор академик писател журналист режиссер режиссёр космонавт астронавт тренер футболист спортсмен чемпион кандидат комиссар активист историк экономист аналитик эксперт госсекретар певец певиц актер актёр актрис художник архиепископ патриарх кардинал аятолл шейх пресс-секретар физик астроном конструктор коллег преемник предшественник соперник основател участник полузащитник нападающ вратар защитник фигурист лауреат биолог юрист вице-президент замминистр экс-президент спикер пилот штурман папой папы понтифик`),
		speech:            set(`сказал сказала заявил заявила сообщил сообщила отметил отметила подчеркнул подчеркнула добавил добавила объявил объявила рассказал рассказала пояснил пояснила ответил ответила написал написала призвал`),
		locatives:         set(`в во из под около близ на к от у`),
		placeNouns:        set(`провинция провинции область области город города городе деревня деревне район районе остров острове село селе регион`),
		organisationHeads: set(`комитет комиссия совет министерство агентство ассоциация федерация союз университет институт академия партия движение фронт армия бригада группа банк фонд суд парламент конгресс сенат ассамблея бюро служба центр организация лига клуб компания корпорация альянс коалиция музей театр`),
		works:             set(`фильм фильма фильме фильмом роман романа романе книга книги книгу книге сериал сериала сериале песня песни песню песней альбом альбома альбоме спектакль спектакля опера опера оперу оперы картина картины пьеса пьесы пьесу балет балета мультфильм шоу игра игры игру программа программы программу программе операция операции`),
		outlets:           set(`газета газеты газете газету газетой телеканал телеканала телеканалу телеканале агентство агентства агентству издание издания изданию журнал журнала журналу радиостанция радиостанции радио телекомпания телекомпании клуб клуба клубу партия партии партию партией компания компании компанию компанией корпорация корпорации холдинг холдинга концерн концерна группа группы группировка группировки группировку движение движения движению завод завода заводе банк банка банку полузащитник полузащитника нападающий нападающего вратарь вратаря защитник защитника тренер тренера игрок игрока форвард форварда голкипер голкипера хоккеист футболист футболиста матч матче ресторан гостиница театр театра театре музей магазин сеть сети соцсеть соцсети мессенджер мессенджера фонд фонда фонду организация организации организацию ооо оао ао пао зао нии тк мтс ск фк хк`),
		openers:           set(`в во на с со к ко у о об от из за по под над для до при без через после перед между и а но или что как когда если он она они мы вы я это этот эта эти тот та те его её их все весь вся многие несколько некоторые также однако кроме того сегодня вчера завтра здесь там уже еще ещё только даже более менее около почти два три четыре пять по словам среди во-первых после`),
		headFirst:         true,
	}
}

func arabic() *lexicon {
	return &lexicon{
		formal:    set(`الرئيس الملك الأمير البابا الجنرال الشيخ السيد الدكتور الملكة القديس`),
		titles:    set(`رئيس رئيسة وزير وزيرة ملك أمير العقيد اللواء العميد المبعوث مبعوث السفير سفير الأمين أمين المتحدث الناطق المتحدثة متحدث زعيم قائد مدير مديرة المستشارة المستشار النائب نائب السناتور القاضي المحامي الكاتب الصحفي الصحافي المخرج رائد المدرب مدرب اللاعب لاعب نظيره نظيرها خلفه سلفه الفنان الفنانة الروائي العالم عالم الباحث الخبير المهندس الطبيب مؤسس زوجته زوجة نجله ابنه شقيقه الناشط الناشطة الحقوقي منسق منسقة مفوض المفوض مفوضة للرئيس للأمين والرئيس ورئيس ووزير والملك والأمين وزميله رئيسا الصحفية الصحافية الكاتبة الشاعر الشاعرة المخرجة الممثل الممثلة المطرب المطربة الباحثة الخبيرة الناشط المهندسة الطبيبة المدربة اللاعبة المهاجم الحارس المدافع الجنرال العقيد المقدم النقيب الرائد المشير الفريق وزيرة الوزير الوزيرة السفيرة سفيرة المديرة المدير القائد الزعيم المرشد المرشح المرشحة المعارض المعارضة نائبة النائبة مستشار مستشارة القس البطريرك المطران الأب الإمام المفتي عمدة محافظ حاكم الحاكم سيناتور المؤرخ الاقتصادي المحلل المحللة الأستاذ البروفيسور الأكاديمي مدعي القاضية المحامية أرملة والدة والد ابنة شقيقة نجل خطيبته الراحل الراحلة المواطن المواطنة الشاب الشابة الطفل الطفلة الأسير الشهيد الناقد الناقدة النجم النجمة المذيع المذيعة الرسام المصور المدون ناقد لاعب مهاجم حارس هداف الهداف القيادي القيادية عضو العضو الدبلوماسي المنتج سكرتير الناطقة ناطق المسؤول المسؤولة مسؤول النقيب نقيب القنصل المفاوض الوسيط شيخ قاضي خبير خبيرة محلل محللة أستاذ أستاذة باحث باحثة كاتب كاتبة صحفي صحفية مخرج مخرجة ممثل ممثلة شاعر فنان فنانة مطرب مغني مغنية المغني المغنية مصور رسام ناشط ناشطة محامي المتهم العداء العداءة السباح الملاكم`),
		locatives: set(`في من إلى قرب بمدينة مدينة`),
		works:     set(`فيلم رواية كتاب مسلسل أغنية ألبوم مسرحية ديوان برنامج لعبة عملية معركة`),
		outlets:   set(`صحيفة جريدة قناة وكالة شركة مجلة موقع حركة حزب جماعة منظمة مؤسسة منصة إذاعة تنظيم تطبيق بنك نادي فريق كتيبة كتائب تحالف ائتلاف مجموعة`),
		speech:    set(`قال وقال قالت وقالت أضاف وأضاف أعلن وأعلن أكد وأكد صرح ذكر وذكر أوضح وأوضح`),
		openers:   map[string]bool{},
	}
}
