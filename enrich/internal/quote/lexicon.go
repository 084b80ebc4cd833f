package quote

import "strings"

// lexicon is what a language says around quotations, all in lower case.
type lexicon struct {
	// cues are the verbs of saying, as forms that stand beside a subject.
	cues map[string]bool
	// participles go with the subject of their sentence: "adding".
	participles map[string]bool
	// sources are what stands before the speaker: "according to".
	sources map[string]bool
	// pronouns stand for a speaker before.
	pronouns map[string]bool
	// prepositions and relatives never begin a subject; relatives end one.
	prepositions map[string]bool
	relatives    map[string]bool
	// skipped may stand between a subject and its verb, or open a clause.
	skipped map[string]bool
	// works are the kinds of things that bear titles in marks.
	works map[string]bool
	// verbFirst languages may put the subject behind the verb.
	verbFirst bool
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[strings.ReplaceAll(w, "_", " ")] = true
	}
	return m
}

// lexicons returns the lexicon of each language that has one.
func lexicons() map[string]*lexicon {
	return map[string]*lexicon{"en": english(), "de": german(), "fr": french(), "es": spanish(), "ru": russian(), "ar": arabic()}
}

func english() *lexicon {
	return &lexicon{
		cues: set(`say says said tell tells told add adds added warn warns warned announce announces announced stated declare declares declared
			 claimed insist insists insisted argue argues argued explain explains explained noted reply replies replied respond responds responded
			 answered ask asks asked write writes wrote tweet tweets tweeted posted call calls called describe describes described reported
			recall recalls recalled admit admits admitted acknowledge acknowledges acknowledged concede conceded confirm confirms confirmed deny denies denied shout shouts shouted
			 cried whispered joked laughed continue continued conclude concludes concluded observe observed remark remarked
			 commented promised vowed pledged stress stresses stressed emphasise emphasised emphasize emphasized urge urges urged
			condemn condemns condemned denounce denounces denounced criticise criticised criticized praise praises praised hail hails hailed accuse accuses accused
			suggest suggests suggested complain complains complained predict predicts predicted read reads radioed sighed murmured muttered yelled exclaimed proclaimed quipped
			testified demanded agreed repeated boasted confessed maintained disclosed revealed voiced thinks thought quoted dubbed branded cautioned signalled lamented
			recounted retorted countered pleaded begged joked greeted thanked assured reminded informed cited offered volunteered shrugged smiled grinned wondered`),
		participles: set(`saying adding warning telling calling describing insisting noting stressing arguing claiming writing declaring explaining citing quoting asking shouting`),
		sources:     set(`according_to in_the_words_of`),
		pronouns:    set(`he she they it who`),
		prepositions: set(`of in on at for from to by with after before during since under over near as about against between among through amid despite
			when while although though because if that inside outside behind beside around across`),
		relatives: set(`who which that whose as when after while before where`),
		skipped: set(`has had have also later then earlier again only simply once and but or so still however meanwhile now yesterday today
			monday tuesday wednesday thursday friday saturday sunday reportedly repeatedly recently previously quietly would will could is was been did publicly`),
		works: set(`film movie book novel song album play series magazine newspaper programme show poem painting titled entitled documentary`),
	}
}

func german() *lexicon {
	return &lexicon{
		cues: set(`sagt sagte sagten sagen gesagt erklärt erklärte erklärten ergänzt ergänzte betont betonte betonten warnt warnte warnten meint meinte meinten meldet meldete meldeten berichtet berichtete berichteten
			erzählt erzählte erzählten schreibt schrieb schrieben teilt teilte teilten mitgeteilt fügt fügte hinzu nannte nennt nannten bezeichnete bezeichnet bezeichneten ruft rief riefen schrie schreit fragt fragte fragten antwortet antwortete
			kündigt kündigte angekündigt fordert forderte forderten kritisiert kritisierte lobt lobte verkündet verkündete versichert versicherte versprach verspricht behauptet behauptete
			bestätigt bestätigte räumte erinnerte erinnert klagt klagte scherzte spottete lachte flüsterte murmelte heißt hieß sprach spricht äußerte mahnte mahnt urteilte funkte notierte
			kommentierte begründete jubelte seufzte beteuerte entgegnete erwiderte stellte fasste schilderte formulierte würdigte twitterte gab bekannte versprachen`),
		participles:  set(``),
		sources:      set(`laut nach_angaben_von nach_angaben nach_den_worten_von zufolge`),
		pronouns:     set(`er sie es`),
		prepositions: set(`von in im am an auf bei mit nach vor seit unter über aus für gegen zu zum zur um durch während wegen trotz als wenn dass ob weil vom beim ins zwischen neben hinter`),
		relatives:    set(`dass als wenn während nachdem bevor ob wie`),
		skipped:      set(`hat haben hatte sich auch dann später und aber doch noch wieder nur so dazu daraufhin zuvor nun jetzt heute gestern schon wurde wird montag dienstag mittwoch donnerstag freitag samstag sonntag`),
		works:        set(`film buch roman lied album zeitung magazin zeitschrift stück serie sendung gedicht titel namens schiff raumschiff`),
		verbFirst:    true,
	}
}

func french() *lexicon {
	return &lexicon{
		cues: set(`dit dits disent disait disaient déclaré déclare déclarent ajouté ajoute ajoutent expliqué explique expliquent affirmé affirme affirment averti avertit annoncé annonce annoncent lancé lance assuré assure assurent
			indiqué indique indiquent précisé précise précisent souligné souligne soulignent estimé estime estiment confié confie raconté raconte racontent répondu répond écrit écrivent écrivait demandé demande crié crie crient
			soupiré soupire emporté emporte insisté insiste martelé martèle rappelé rappelle reconnu reconnaît promis promet prévenu prévient dénoncé dénonce regretté regrette plaisanté plaisante résumé résume
			témoigné témoigne conclu conclut poursuivi poursuit salué salue qualifié qualifie évoqué évoque murmuré murmure soufflé souffle glissé glisse commenté commente ironisé ironise proclamé proclame
			réagi réagit noté note observé observe exigé exige accusé accuse appelé appelle félicité réjoui réjouit inquiété inquiète interrogé interroge exclamé exclame défendu défend parlé parle répété répète reproché souri sourit ri lâché lâche rétorqué rétorque tranché renchéri renchérit pesté nuancé détaillé développé protesté proteste prévenait racontait expliquait`),
		participles:  set(`disant ajoutant expliquant affirmant soulignant précisant estimant déclarant assurant évoquant dénonçant appelant rappelant`),
		sources:      set(`selon d'après d'_après`),
		pronouns:     set(`il elle ils elles on`),
		prepositions: set(`de du des d' à au aux en dans sur sous par pour avec après avant depuis pendant contre entre vers chez sans lors quand lorsque si que qu' comme selon`),
		relatives:    set(`qui que qu' dont où lorsque quand alors après avant venu venue venus`),
		skipped:      set(`a ont avait est s' s'est n' ne l' et mais aussi ensuite encore alors puis hier lundi mardi mercredi jeudi vendredi samedi dimanche lui se avoir déjà`),
		works:        set(`film livre roman chanson album journal magazine pièce série émission poème intitulé intitulée alias`),
		verbFirst:    true,
	}
}

func spanish() *lexicon {
	return &lexicon{
		cues: set(`dijo dijeron dice dicen decía decían declaró declararon declara añadió añadieron añade afirmó afirmaron afirma advirtió advirtieron advierte anunció anunciaron anuncia explicó explicaron explica
			aseguró aseguraron asegura señaló señalaron señala indicó indicaron indica sostuvo sostuvieron sostiene subrayó subraya recordó recordaron recuerda reconoció reconoce contó contaron cuenta relató relata
			respondió respondieron responde preguntó pregunta escribió escribieron escribe gritó gritaron grita bromeó bromea comentó comentaron comenta confesó confiesa insistió insiste lamentó lamentaron lamenta prometió promete
			denunció denunciaron denuncia calificó calificaron califica llamó llamaron exclamó manifestó manifestaron manifiesta expresó expresaron expresa apuntó apunta destacó destacaron destaca precisó precisa comunicó comunicaron
			informó informaron agregó agregaron concluyó concluye resumió resume murmuró susurró replicó proclamó proclama pidió pidieron pide exigió criticó elogió celebró describió admitió confirmó suspiró repitió repite opinó reza
			dicho declarado asegurado afirmado explicado señalado añadido anunciado`),
		participles:  set(`diciendo añadiendo afirmando asegurando explicando señalando`),
		sources:      set(`según de_acuerdo_con en_palabras_de`),
		pronouns:     set(`él ella ellos ellas`),
		prepositions: set(`de del en a al por para con tras desde hasta sobre bajo ante contra entre durante según sin cuando si que mientras como`),
		relatives:    set(`que quien cuando mientras como tras donde`),
		skipped:      set(`ha han había se lo le les y pero también luego después ayer hoy entonces ya no lunes martes miércoles jueves viernes sábado domingo`),
		works:        set(`película libro novela canción álbum diario periódico revista obra serie programa poema titulado titulada alias`),
		verbFirst:    true,
	}
}

func russian() *lexicon {
	return &lexicon{
		cues: set(`сказал сказала сказали сказано говорит говорят говорил говорила говорили заявил заявила заявили заявило добавил добавила добавили добавило предупредил предупредила предупредили объявил объявила объявили объявило
			сообщил сообщила сообщили сообщило сообщает рассказал рассказала рассказали рассказывает пояснил пояснила пояснили объяснил объяснила объяснили отметил отметила отметили отметило подчеркнул подчеркнула подчеркнули
			написал написала написали пишет ответил ответила ответили спросил спросила спросили крикнул крикнула кричал кричала кричали назвал назвала назвали назвало признал признала признался призналась заметил заметила
			утверждает утверждал утверждали уверяет считает считают напомнил напомнила пообещал пообещала обещал пошутил пошутила шутил шутит вспоминает вспоминал вспоминала воскликнул прошептал прошептала процитировал
			поздравил поздравила призвал призвала призвали осудил осудила раскритиковал приветствовал оценил охарактеризовал описал описала передал передала доложил доложила произнес произнесла провозгласил попросил попросила
			вздохнул вздохнула усмехнулся улыбнулся улыбнулась смеялся смеялась засмеялся повторил повторила возразил возразила жалуется жаловался жаловалась радовался радовалась говорится выразил потребовал потребовала подтвердил`),
		participles:  set(`заявив добавив сказав отметив подчеркнув пояснив назвав напомнив сообщив`),
		sources:      set(`по_словам по_мнению по_данным согласно по_выражению`),
		pronouns:     set(`он она они оно`),
		prepositions: set(`в во на с со от до по о об при за из к ко у для после перед под над между во_время через без около среди когда если что как чтобы`),
		relatives:    set(`что который которая которые которого которой когда пока после чтобы`),
		skipped:      set(`и а но также затем потом позже уже еще же ранее накануне сегодня вчера так тогда`),
		works:        set(`фильм книга роман песня альбом газета журнал спектакль сериал программа поэма корабль аппарат арена группировка движение партия гостиница`),
		verbFirst:    true,
	}
}

func arabic() *lexicon {
	return &lexicon{
		cues: set(`قال قالت قالوا يقول تقول أضاف أضافت أعلن أعلنت صرح صرحت أكد أكدت ذكر ذكرت أوضح أوضحت أشار أشارت حذر حذرت اعتبر اعتبرت كتب كتبت شدد شددت وصف وصفت رأى رأت لفت لفتت روى روت أبلغ أبلغت
			تابع تابعت سأل سألت أجاب أجابت رد ردت هتف هتفت صرخ صرخت دعا دعت طالب طالبت تعهد تعهدت وعد وعدت انتقد انتقدت نقل نقلت حكى حكت علق علقت همس مازح تساءل تساءلت جاء نفى نفت اعترف ندد نددت رحب رحبت
			خاطب كرر اختصر لخص لخصت تذكر مازحت ضحك ضحكت صاح صاحت يروي تروي يضيف تضيف يؤكد تؤكد`),
		participles:  set(`قائلا قائلة مضيفا مضيفة مؤكدا مؤكدة معتبرا معتبرة واصفا واصفة مشيرا مشيرة موضحا موضحة محذرا محذرة`),
		sources:      set(`بحسب وفق حسب`),
		pronouns:     set(`هو هي هم`),
		prepositions: set(`في من على إلى عن مع بعد قبل منذ خلال أمام تحت عند لدى بين حول ضد أن إن إنه إنها أنه أنها لـ`),
		relatives:    set(`الذي التي الذين إن أن إنه إنها أنه أنها لدى خلال بعد قبل حين بينما وهو وهي ما بأنه بأنها بـ`),
		skipped:      set(`قد ثم أيضا`),
		works:        set(`فيلم كتاب رواية أغنية صحيفة مجلة قصيدة مسرحية مسلسل برنامج`),
		verbFirst:    true,
	}
}
