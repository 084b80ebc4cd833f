package quote

func spanish() *lexicon {
	return &lexicon{
		cues: set(`dijo dijeron habla hablan hablaron habló coreó coreaba coreaban corearon gritaban gritaba tildó tachó acusan denuncian piden exigen exige advertía alertaron avisó avisa bautizó subrayaron recordaron espetó ironizó clamó reprochó ratificó celebraron critican lamentan confía relató relataron contaba explicaba señalaba decía narró rememora evocó arengó dice dicen decía decían declaró declararon declara añadió añadieron añade afirmó afirmaron afirma advirtió advirtieron advierte anunció anunciaron anuncia explicó explicaron explica
			aseguró aseguraron asegura señaló señalaron señala indicó indicaron indica sostuvo sostuvieron sostiene subrayó subraya recordó recordaron recuerda reconoció reconoce contó contaron cuenta relató relata
			respondió respondieron responde preguntó pregunta escribió escribieron escribe gritó gritaron grita bromeó bromea comentó comentaron comenta confesó confiesa insistió insiste lamentó lamentaron lamenta prometió promete
			denunció denunciaron denuncia calificó calificaron califica llamó llamaron exclamó manifestó manifestaron manifiesta expresó expresaron expresa apuntó apunta destacó destacaron destaca precisó precisa comunicó comunicaron
			informó informaron agregó agregaron concluyó concluye resumió resume murmuró susurró replicó proclamó proclama pidió pidieron pide exigió criticó elogió celebró describió admitió confirmó suspiró repitió repite opinó reza
			dicho declarado asegurado afirmado explicado señalado añadido anunciado acusó acusaron acusa condenó condenaron rechazó rechaza defendió defiende reiteró reitera aclaró aclara tuiteó remarcó matizó sentenció zanjó consideró considera
			enfatizó recalcó recalca alertó alerta instó valoró`),
		participles:  set(`diciendo añadiendo afirmando asegurando explicando señalando agregando`),
		sources:      set(`a_su_juicio en_su_opinión según de_acuerdo_con en_palabras_de`),
		pronouns:     references(man, `él`, references(woman, `ella`, references(many, `ellos ellas`, nil))),
		determiners:  set(`el la los las un una unos unas su sus este esta varios dos tres`),
		definite:     set(`el la este esta`),
		passives:     set(`fue fueron sido es`),
		agents:       set(`por`),
		adverbials:   set(`en durante tras a ante al desde este`),
		auxiliaries:  set(`ha han había habían es son fue fueron será puede debe`),
		prepositions: set(`mediante salvo excepto incluso e o u ni pues aunque porque ni junto frente de del en a al por para con tras desde hasta sobre bajo ante contra entre durante según sin cuando si que mientras como`),
		relatives:    set(`que quien cuando mientras como tras donde quienes`),
		skipped:      set(`ha han para había se lo le les y pero también luego después ayer hoy entonces ya no lunes martes miércoles jueves viernes sábado domingo además asimismo me nos sin_embargo`),
		feminine:     set(`señora sra sra. doña reina princesa presidenta ministra madre hija esposa viuda hermana actriz directora jueza abogada alcaldesa`),
		masculine:    set(`señor sr sr. don rey príncipe presidente ministro padre hijo esposo viudo hermano actor director juez abogado alcalde papa`),
		descriptions: references(man, `hombre joven anciano escritor novelista autor artista cineasta deportista atleta campeón jugador futbolista delantero ciclista investigador científico historiador politólogo economista agricultor superviviente sobreviviente vecino activista diplomático galardonado último intérprete`,
			references(woman, `mujer joven anciana escritora novelista autora artista cineasta deportista atleta campeona jugadora futbolista delantera ciclista investigadora científica historiadora politóloga economista agricultora superviviente sobreviviente vecina activista diplomática galardonada última intérprete`, nil)),
		latter:    set(`último última`),
		offices:   set(`ministro ministra presidente presidenta alcalde alcaldesa gobernador gobernadora diputado diputada senador senadora canciller embajador embajadora secretario secretaria director directora general coronel fiscal entrenador técnico portavoz consejero consejera`),
		works:     set(`película libro novela canción álbum diario periódico revista obra serie programa poema titulado titulada alias exposición palabra término llamado llamada`),
		verbFirst: true,
	}
}
