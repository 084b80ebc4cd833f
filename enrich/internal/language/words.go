package language

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/abadojack/whatlanggo"
)

// The places of some scripts in the list.
const (
	latin     = 0
	hanIndex  = 3
	kanaIndex = 4
)

var scripts = [...]struct {
	name  string
	table *unicode.RangeTable
}{
	{"latin", unicode.Latin}, {"cyrillic", unicode.Cyrillic}, {"arabic", unicode.Arabic}, {"han", unicode.Han},
	{"kana", kana}, {"hangul", unicode.Hangul}, {"greek", unicode.Greek}, {"hebrew", unicode.Hebrew},
	{"devanagari", unicode.Devanagari}, {"bengali", unicode.Bengali}, {"thai", unicode.Thai}, {"tamil", unicode.Tamil},
	{"telugu", unicode.Telugu}, {"kannada", unicode.Kannada}, {"malayalam", unicode.Malayalam}, {"gujarati", unicode.Gujarati},
	{"gurmukhi", unicode.Gurmukhi}, {"oriya", unicode.Oriya}, {"sinhala", unicode.Sinhala}, {"myanmar", unicode.Myanmar},
	{"khmer", unicode.Khmer}, {"lao", unicode.Lao}, {"georgian", unicode.Georgian}, {"armenian", unicode.Armenian},
	{"ethiopic", unicode.Ethiopic}, {"tibetan", unicode.Tibetan}, {"thaana", unicode.Thaana},
}

var kana = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x3041, Hi: 0x30ff, Stride: 1}, {Lo: 0x31f0, Hi: 0x31ff, Stride: 1}}}

// scriptLanguages are the scripts that news in one language alone uses.
var scriptLanguages = map[string]string{
	"han": "zh", "kana": "ja", "hangul": "ko", "greek": "el", "hebrew": "he", "bengali": "bn", "thai": "th", "tamil": "ta",
	"telugu": "te", "kannada": "kn", "malayalam": "ml", "gujarati": "gu", "gurmukhi": "pa", "oriya": "or", "sinhala": "si",
	"myanmar": "my", "khmer": "km", "lao": "lo", "georgian": "ka", "armenian": "hy", "ethiopic": "am", "tibetan": "bo", "thaana": "dv",
}

// byScript are the languages that share a script, those told apart here.
var byScript = map[string][]string{
	"latin": {
		"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "hu", "ro", "hr", "sr", "sl", "tr", "id", "vi",
		"ca", "et", "lv", "lt", "sq", "sw", "tl", "af", "so", "az", "ms", "is", "ga", "eu", "gl", "cy", "mt", "ha", "uz",
	},
	"cyrillic":   {"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn"},
	"arabic":     {"ar", "fa", "ur", "ps", "ku", "ug"},
	"devanagari": {"hi", "mr", "ne"},
}

// trigramLanguages are those that whatlanggo knows too. Languages close to a
// larger one that it often mistakes them for are left to the words.
var trigramLanguages = map[string]whatlanggo.Lang{
	"en": whatlanggo.Eng, "de": whatlanggo.Deu, "fr": whatlanggo.Fra, "es": whatlanggo.Spa, "it": whatlanggo.Ita, "pt": whatlanggo.Por,
	"nl": whatlanggo.Nld, "sv": whatlanggo.Swe, "da": whatlanggo.Dan, "no": whatlanggo.Nob, "fi": whatlanggo.Fin, "pl": whatlanggo.Pol,
	"cs": whatlanggo.Ces, "hu": whatlanggo.Hun, "ro": whatlanggo.Ron, "hr": whatlanggo.Hrv, "sl": whatlanggo.Slv,
	"tr": whatlanggo.Tur, "id": whatlanggo.Ind, "vi": whatlanggo.Vie, "et": whatlanggo.Est, "lv": whatlanggo.Lav, "lt": whatlanggo.Lit,
	"tl": whatlanggo.Tgl, "af": whatlanggo.Afr, "so": whatlanggo.Som, "az": whatlanggo.Azj, "uz": whatlanggo.Uzb, "ha": whatlanggo.Hau,
	"ru": whatlanggo.Rus, "uk": whatlanggo.Ukr, "be": whatlanggo.Bel, "bg": whatlanggo.Bul, "sr": whatlanggo.Srp, "mk": whatlanggo.Mkd,
	"ar": whatlanggo.Arb, "fa": whatlanggo.Pes, "ur": whatlanggo.Urd, "ug": whatlanggo.Uig,
	"hi": whatlanggo.Hin, "mr": whatlanggo.Mar, "ne": whatlanggo.Nep,
}

// macro maps codes of whatlanggo to ours.
var macro = map[string]string{"nb": "no", "nn": "no"}

// sisters are languages that whatlanggo does not know, by the one that it takes
// them for.
var sisters = map[string]string{"hr": "sr", "cs": "sk"}

// tellingLetters are letters that only some of the languages of a script have.
var tellingLetters = [...]struct {
	letters   string
	languages []string
}{
	{"ß", []string{"de"}}, {"äöü", []string{"de", "sv", "fi", "hu", "tr", "et", "az"}}, {"ñ", []string{"es", "gl", "eu", "tl"}}, {"¿¡", []string{"es"}},
	{"ãõ", []string{"pt", "vi"}}, {"ç", []string{"fr", "pt", "tr", "ca", "sq", "az"}}, {"èêëîïûœ", []string{"fr"}}, {"é", []string{"fr", "es", "pt", "hu", "cs", "ca"}}, {"àùìò", []string{"it", "fr", "ca"}},
	{"å", []string{"sv", "da", "no"}}, {"æø", []string{"da", "no"}}, {"ğı", []string{"tr", "az"}}, {"ş", []string{"tr", "az"}}, {"ə", []string{"az"}},
	{"łąęśźż", []string{"pl"}}, {"ń", []string{"pl"}}, {"řůě", []string{"cs"}}, {"ľĺŕ", []string{"sk"}}, {"ő", []string{"hu"}}, {"űúéá", []string{"hu"}},
	{"țșăâ", []string{"ro"}}, {"ţş", []string{"ro"}}, {"đ", []string{"hr", "vi", "sr"}}, {"čšž", []string{"hr", "sl", "cs", "sk", "lt", "lv"}}, {"ņķļģ", []string{"lv"}}, {"ėųį", []string{"lt"}},
	{"ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹơư", []string{"vi"}}, {"þð", []string{"is"}}, {"ħġċ", []string{"mt"}}, {"ŵŷ", []string{"cy"}}, {"ɗƙɓ", []string{"ha"}},
	{"ыэё", []string{"ru", "be"}}, {"іїєґ", []string{"uk"}}, {"ў", []string{"be"}}, {"і", []string{"uk", "be", "kk"}}, {"ъ", []string{"bg"}}, {"юяй", []string{"ru", "uk", "be", "bg"}}, {"ђћ", []string{"sr"}}, {"љњџ", []string{"sr", "mk"}}, {"ј", []string{"sr", "mk"}}, {"ѓќѕ", []string{"mk"}}, {"қғәңұһ", []string{"kk"}}, {"қғңұ", []string{"kk"}}, {"қәү", []string{"kk"}}, {"өү", []string{"kk", "ky", "mn"}}, {"ӣӯҷҳ", []string{"tg"}},
	{"پچژگ", []string{"fa", "ur", "ps", "ku", "ug"}}, {"کی", []string{"fa", "ur", "ps"}}, {"ٹڈڑےں", []string{"ur"}}, {"ةىأإؤئ", []string{"ar"}}, {"ځڅډړږښڼ", []string{"ps"}}, {"ێۆڕڵ", []string{"ku"}}, {"ۇۈۋې", []string{"ug"}},
}

// wordEndings are endings that words of some languages have, the longer first.
var wordEndings = [...]struct {
	ending    string
	languages []string
}{
	{"schaften", []string{"de"}}, {"schaft", []string{"de"}}, {"ungen", []string{"de"}}, {"keit", []string{"de"}}, {"heit", []string{"de"}}, {"lich", []string{"de"}}, {"liche", []string{"de"}}, {"lichen", []string{"de"}}, {"ische", []string{"de", "nl"}}, {"ischen", []string{"de"}}, {"ieren", []string{"de"}}, {"iert", []string{"de"}}, {"ung", []string{"de", "id"}}, {"zeug", []string{"de"}}, {"fall", []string{"de"}}, {"tet", []string{"de", "hu"}},
	{"tions", []string{"en", "fr"}}, {"ation", []string{"en", "fr", "de"}}, {"ships", []string{"en"}}, {"ness", []string{"en"}}, {"ings", []string{"en"}}, {"ing", []string{"en", "nl", "sv"}}, {"ied", []string{"en"}}, {"ght", []string{"en"}}, {"ed", []string{"en"}}, {"ly", []string{"en", "hu"}}, {"ies", []string{"en"}}, {"ck", []string{"en", "de"}}, {"'s", []string{"en"}},
	{"ement", []string{"fr"}}, {"aient", []string{"fr"}}, {"euse", []string{"fr"}}, {"eux", []string{"fr"}}, {"elle", []string{"fr", "it"}}, {"ique", []string{"fr"}}, {"iques", []string{"fr"}}, {"ées", []string{"fr"}}, {"ée", []string{"fr"}}, {"oir", []string{"fr"}},
	{"ciones", []string{"es"}}, {"ción", []string{"es"}}, {"idad", []string{"es"}}, {"idades", []string{"es"}}, {"amente", []string{"es", "it", "pt"}}, {"ando", []string{"es", "it", "pt"}}, {"dores", []string{"es", "pt"}}, {"ieron", []string{"es"}},
	{"zione", []string{"it"}}, {"zioni", []string{"it"}}, {"ità", []string{"it"}}, {"gli", []string{"it"}}, {"ções", []string{"pt"}}, {"ção", []string{"pt"}}, {"ões", []string{"pt"}}, {"eiro", []string{"pt", "gl"}},
	{"lijk", []string{"nl"}}, {"lijke", []string{"nl"}}, {"heid", []string{"nl", "af"}}, {"aar", []string{"nl", "af"}}, {"ningen", []string{"sv"}}, {"arna", []string{"sv"}}, {"erna", []string{"sv"}}, {"erne", []string{"da", "no"}}, {"else", []string{"da", "no"}},
	{"ych", []string{"pl"}}, {"iego", []string{"pl"}}, {"ego", []string{"pl"}}, {"owa", []string{"pl"}}, {"owy", []string{"pl"}}, {"ania", []string{"pl"}}, {"anie", []string{"pl", "sk"}}, {"eniu", []string{"pl"}}, {"cje", []string{"pl"}}, {"cji", []string{"pl"}}, {"ości", []string{"pl"}}, {"ść", []string{"pl"}}, {"wie", []string{"pl"}},
	{"ních", []string{"cs"}}, {"ého", []string{"cs", "sk"}}, {"ích", []string{"cs", "sk"}}, {"ení", []string{"cs"}}, {"ovat", []string{"cs"}}, {"nak", []string{"hu"}}, {"nek", []string{"hu"}}, {"ban", []string{"hu"}}, {"ssa", []string{"fi"}}, {"ssä", []string{"fi"}}, {"sta", []string{"fi"}}, {"nen", []string{"fi"}}, {"lle", []string{"fi"}},
	{"ului", []string{"ro"}}, {"ilor", []string{"ro"}}, {"elor", []string{"ro"}}, {"ție", []string{"ro"}}, {"ler", []string{"tr"}}, {"lar", []string{"tr", "az", "uz"}}, {"ları", []string{"tr"}}, {"yor", []string{"tr"}},
	{"ться", []string{"ru"}}, {"ого", []string{"ru", "uk"}}, {"ние", []string{"ru", "bg"}}, {"ния", []string{"ru", "bg"}}, {"ских", []string{"ru"}}, {"ский", []string{"ru"}}, {"ские", []string{"ru"}}, {"ской", []string{"ru"}}, {"али", []string{"ru", "uk"}}, {"ння", []string{"uk"}}, {"ськ", []string{"uk"}}, {"ський", []string{"uk"}}, {"ся", []string{"ru", "uk"}},
}

// wordLists are frequent short words, which even titles have. Written by hand.
var wordLists = map[string]string{
	"en": "the of and to in a is that for on with as was by at from he it his are be this an but have has had they not were which their after she its who will said says over more than been one new would about up out into against two or could before us when says amid under how why what you we your our no off first may set calls seeks world day year years killed people government talks deal war wins win vote as leaves dies found finds becomes first last army president prime minister police court climate peace prize fire chemical weapons sky free walks week month ago ends end begins opens back next most three four five million hundred thousand it's men women children city where while there all some many much may can just like get make take only still even other another own such both each few now then here past probe law pact",
	"de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei wegen gegen unter seit will soll neue neuen kein keine jahr jahren tote deutsche erste ersten millionen präsident regierung krieg welt land mehr wieder zwischen ihre ihr sagte polizei nimmt fest mann frau tot unfall verletzt festgenommen",
	"fr": "le la les de des du et en un une à est dans que pour qui sur pas plus par au avec il se ne ce sont son aux ont a d l s qu n c j cette ses mais été comme ou leur elle après entre contre deux fait sans être selon sous même ces lors dont avait nous vous tout sa depuis face vers chez année ans jours morts pays première premier président présidentielle gouvernement ministre libre fois monde guerre loi paix police arrête homme femme mort accident",
	"es": "el la los las de del y en un una que es por con para se su al lo no más como o pero sus le ha fue este esta son entre desde sobre ya sin también hasta hay tras contra dos años año donde muy cuando ser todo nos durante según ante han era está día muertos gobierno presidente primer primera guerra paz ley mundo país años tres millones policía detenido hombre mujer muerto accidente detiene",
	"it": "il lo la i gli le di del della dei delle e in un una che è per con non si da al nel sono come più ma anche alla dal ha ai su o nella dopo dalla questo questa tra fra contro anni stato essere suo sua ed gli degli degli sul sulla hanno due oggi governo ecco cosa ancora perché polizia arresta uomo donna morto incidente carabinieri arrestato",
	"pt": "o os as de do da dos das e em um uma que é por com para não se no na nos nas ao mais como mas foi à pelo pela são ou sua seu até também após sobre entre dois anos tem já contra ser há quando está governo depois diz segundo nesta neste pode muito ela ele polícia preso homem mulher morto acidente prende",
	"nl": "de het een en van in is op te dat die voor met zijn niet aan er om ook als bij door maar naar uit over hij nog werd wordt dan ze wel heeft geen tot worden was meer na tegen hebben kan deze al of veel zich jaar nieuwe onder tussen onze moet politie man vrouw aangehouden dood ongeluk",
	"sv": "och att det i en på som är av för med till den har de inte om ett han men var jag från vi så kan nu efter vid eller hon ska när än också år mot under säger blir nya mer över sin sina hade skulle regeringen sverige polisen statsministern misstänks bara utan blir",
	"da": "og at det i en på som er af for med til den har de ikke om et han men var jeg fra vi så kan nu efter ved eller hun skal når også år mod under siger bliver nye mere over sin blev ud havde være efter sig regeringen danmark politiet statsministeren kun uden bliver blive tiltag",
	"no": "og å at det i en på som er av for med til den har de ikke om et han men var jeg fra vi så kan nå etter ved eller hun skal når også år mot under sier blir nye mer over sin ble ut hadde være etter seg fram regjeringa regjeringen seier varslar nye noreg norge statsministeren politiet ikkje ein eit frå dei vart vert òg berre siktet mann politiet pågrepet drap arrestert",
	"fi": "ja on ei että se hän oli ovat mutta myös kun joka niin kuin jos tai vain sen mukaan ole vuoden vuonna jo nyt hänen mitä mukaan ettei kanssa jälkeen sanoo vielä",
	"pl": "i w na z do nie się że o jest to po jak za od dla przez przed był są ma oraz ale czy tak już co przy może ich które który roku jego także będzie po pod ze lat nad został",
	"cs": "a v na se je že s z do o za pro po by jsou od jako ale tak k to i který které podle byl jeho jen už při také proti než být však má před roce více ve není let až mezi pod vláda nová nové lidí dnes včera řekl uvedl aby bude budou bylo byli bez přes nad ještě korun milionů prezident která kterou česko česku praha praze policie muže",
	"sk": "a v na sa je že s z do o za pre po by sú od ako ale tak k to i ktorý ktoré podľa bol jeho len už pri tiež proti než byť však má pred roku viac vo nie je rokov až medzi pod vláda nové slovensko slovensku slovenska ľudí dnes včera povedal uviedol aj bude budú bolo boli bez cez ešte eur miliónov prezident ktorá ktorú vláde slovenský bratislava bratislave polícia muža vyhlásil nepodporí",
	"hu": "a az és hogy nem is egy van volt meg de ez csak már mint még el szerint után ki be lesz vagy ha akkor minden ezt azt több mert új lehet között kell sem évi miatt ellen",
	"ro": "și în de la cu a pe care nu se din pentru că un o este au mai fi ce dar sau prin fost după sunt va al ale ei lui despre între către ani toate dintre să ca acest această cum unde",
	"hr": "i u na je se da za su od s o ne a koji koja koje što kako iz do će bi nije ili te po kao to ali sam biti godine godina nakon prema samo više protiv kod između mjere predsjednik gdje ovdje vrijeme prije poslije uvijek svijet vijesti vijest djeca nedjelja tjedan riječ hrvatske hrvatska hrvatskoj zagreb zagrebu tko također rekao vlada cijene uhitila uhićen ubojstva ubojstvo policija sjednice izjavio",
	"sl": "in v na je se da za so od s z o ne ki kot po pa ali bi bil ni tudi pri še iz do sta pred med bo kako leta let več lahko proti nove proti dejal premier slovenije slovenija sloveniji vlada evrov ljudi danes včeraj kaj kje kjer saj zato ter letos dni ob kljub brez ljubljana ljubljani predsednik vlade več policija moškega zaradi umora ljubljanski",
	"tr": "ve bir bu da de için ile olarak olan çok daha en var ne kadar gibi sonra ancak göre olduğu değil yeni ya ama her dedi türkiye yıl karşı iki üzere etti oldu son ilk nasıl",
	"id": "dan yang di dari untuk dengan pada dalam ini itu tidak akan ke adalah oleh juga telah sebagai karena tersebut bisa ada mereka tahun kata lebih para dapat saat atau setelah hingga usai soal jadi pemerintah baru presiden indonesia jakarta jika rp warga polisi menurut",
	"ms": "dan yang di dari untuk dengan pada dalam ini itu tidak akan ke adalah oleh juga telah sebagai kerana tersebut boleh ada mereka tahun kata lebih para dapat beliau atau selepas ialah kepada turut kerajaan baharu perdana menteri malaysia berkata bagi ketua polis kuala lumpur akan menangani kes",
	"vi": "và của là có không được trong cho một với các đã người này khi những để từ đến ở về ra vào sẽ năm hơn nhiều tại như sau trên",
	"ca": "el la els les de del i en un una que és per amb a no es als al més com però seva seu ha són dels entre aquest aquesta després sobre contra també anys fins pels govern nou nova noves nous avui ahir barcelona catalunya català catalana on molt molts tots tota dues milions quan què fer té tenen està estan pel sense segons dia dies diu mossos ajuntament contra anuncia mesures mossos detenen home dona mort accident",
	"et": "ja on ei et see oli ka kui oma ning aga või mis ta kes eesti pärast aasta ole pole seda nii juba vaid politsei mehe naise politseinikud",
	"lv": "un ir ka par no ar uz bet kas pēc lai tika nav arī vai savu viņš gada latvijas kā gan bija pie tiek",
	"lt": "ir yra kad iš su į bet kaip po buvo nuo tai ar per apie jis metų lietuvos už dėl taip pat prie nėra kuris",
	"sq": "dhe në për me një të që nga është ka si do u por ai më pas janë kjo ky shqipërisë kundër i e",
	"sw": "na ya wa kwa ni katika la za kuwa hiyo huo cha yake alisema kwamba wake hii watu baada zaidi serikali",
	"tl": "ang ng sa na mga ay at si ni para kay nang ito hindi may isang ayon kung nitong",
	"af": "die en van in het is nie dat met vir te op sy wat om as aan deur hy ook maar sal na word kan was oor hulle polisie vrou aangekeer nuwe",
	"so": "iyo oo ee in ku ka la ay uu ayaa waxaa soo wuxuu ah kale dowladda",
	"az": "və bir bu ilə üçün də olan edib ki olub görə azərbaycan olaraq deyib daha çox sonra isə",
	"is": "og að í á er sem ekki um við til það hann hún en með fyrir var eftir af frá ári segir hefur verið",
	"ga": "agus an na ar go bhfuil sé le i ag ní tá do is bhí chun rialtas nua gcoinne bhí leis inniu inné ceann den don sna faoi gur nach raibh tar éis gardaí éireann duine",
	"eu": "eta da ez du dira bat ere izan dute egin baina zuen dela hau berriak ditu aurka gobernuak dira zuten izango gehiago euskal donostia bilbo urte egun beste lehen ondoren arabera jaurlaritzak",
	"gl": "o a os as de do da dos das e en un unha que é por con para non se máis como pero foi polo pola despois sobre na no nas nos ao aos á ás goberno xunta galicia máis moi tamén xa hai ten dúas ano anos dende ata onte hoxe xente veciños deputación concello coruña vigo mocidade vivenda galego galega garda civil detén home muller accidente nunha",
	"cy": "y yr a i yn o ar mae am wedi bod ei eu fod gan dros ond",
	"mt": "u li ta il fil għal ma minn dan din kien huwa hija il-gvern ħabbar kontra malta tal-gvern qal minħabba għall li ġie jgħid ta' tal mal aktar",
	"ha": "da na a ya ta ne ce wa don cikin sun kuma shi su ga yi zuwa wannan",
	"uz": "va bu bilan uchun ham bir edi esa deb bo'lgan qildi haqida",
	"ru": "и в на не что с по для как из от за к о дали станция премию день дня дней человек людей страны стал стала стали может будет только тысяч миллионов первый первая признан завершился открылись прошла это его но до при или также был была были быть под у а же со во после он она они их уже году года лет более все о об сообщил заявил против между россии украины полиция задержала задержали мужчину женщину задержан",
	"uk": "і в на не що з по для як із від за до це його але при або також був була були бути під у а ж зі та після він вона вони їх вже році року років більше про україни через щодо проти між",
	"be": "і ў на не што з па для як ад за да гэта яго але пры або таксама быў была былі пад у а ж са пасля ён яна яны іх ужо годзе беларусі",
	"bg": "и в на не че с по за като от до това но при или също беше са ще да се си във със след една един той тя те им вече година българия са",
	"sr": "и у на је се да за су од с о не а који која које што како из до ће би није или те по као то али након према само i u na je se da za su od s o ne a koji koja koje što kako iz do će bi nije ili te po kao to ali nakon prema samo mere predsednik srbije srbija srbiji beograd beogradu gde ovde vreme pre posle uvek svet vesti vest deca nedelja reč reči dinara takođe kaže rekao vlada cene uhapsila uhapšen ubistva ubistvo policija sednice izjavio",
	"mk": "и во на не дека со по за како од до тоа но при или исто беше се ќе да си по тој таа тие им веќе година македонија",
	"kk": "және мен бұл үшін бір деп де да осы туралы қазақстан болып екен қарсы жаңа үкімет президент қазақстанның астана алматы адам жылы бойынша қарай кейін адам ұстады ер қаласында",
	"ky": "жана менен бул үчүн бир деп да кыргызстан болгон тууралуу",
	"tg": "ва дар аз ба ки ин бо барои он як буд тоҷикистон",
	"mn": "нь байна болон юм энэ гэж бөгөөд монгол улсын болсон",
	"ar": "في من على إلى أن عن التي الذي مع هذا هذه ما لا كان بعد قبل بين أو و كما قال وقال قالت حول خلال عام ضد إن أنه لم قد هو هي كل يوم منذ الى ان الرئيس",
	"fa": "در و به از که این را با است برای آن می یک تا بر شد هم نیز خود ها های کرد شده گفت اما پس ایران باید",
	"ur": "کے میں کی کا اور سے ہے نے کو پر کہ ہیں یہ بھی اس تھا گیا کیا ایک کر لیے تک وہ بعد",
	"ps": "د او په کې چې ته له سره دي وي يې شوي هم افغانستان دغه",
	"ku": "و لە بە بۆ کە ئەم لەگەڵ دا هەروەها",
	"ug": "ۋە بىلەن بۇ ئۈچۈن دەپ بىر بولۇپ",
	"hi": "के में की है से का और को ने पर यह कि हैं भी इस एक नहीं लिए तो कर था वह गया",
	"mr": "आहे आणि या च्या मध्ये आहेत व ते हे की होते केले तर मात्र",
	"ne": "छ र को मा ले का लाई छन् यो पनि गरेको भने हुने नेपाल",
}

// japaneseForms are characters in the form that they have in Japanese alone,
// chineseWords some that every Chinese text has and Japanese titles do not.
const (
	japaneseForms = "円発売読対戦続広沢駅県図気経済権検総鉄単労働価収応児歳込畑峠枠変黒帰様験継齢訳釈択圏厳処拠挙薬覚仮団囲"
	chineseWords  = "的了是在们這这為与與說说对對将將国國会會发發经經总總战戰"
)

// functionWord is a word with the languages that it belongs to, and its number
// among all.
type functionWord struct {
	number    int
	languages []string
}

// functionWords are those of all languages.
var functionWords = sync.OnceValue(func() map[string]functionWord {
	m := map[string]functionWord{}
	for _, langs := range byScript {
		for _, l := range langs {
			for w := range strings.FieldsSeq(wordLists[l]) {
				f, ok := m[w]
				if !ok {
					f.number = len(m)
				}
				if !slices.Contains(f.languages, l) {
					f.languages = append(f.languages, l)
				}
				m[w] = f
			}
		}
	}
	return m
})
