package language

// The endings of languages that bleve has stop words of but no stemmer. A round
// holds the longer ones before the shorter that they end in.
var (
	// Articles stand behind Bulgarian words; the plural before them. What is
	// left may have a vowel that other forms do not: министър and министри,
	// военен and военна, американец and американци.
	endingsBG = &endingsFilter{least: 3, rounds: [][]ending{
		{
			{from: "ията", to: "ия"}, {from: "ите", to: "и"}, {from: "ът"}, {from: "ият", to: "и"}, {from: "ят", to: "й"},
			{from: "путата", to: "путат", least: 1}, {from: "лтата", to: "лтат", least: 1}, {from: "дидата", to: "дидат", least: 1}, {from: "двоката", to: "двокат", least: 1}, {from: "истрата", to: "истрат", least: 1},
			{from: "сената", to: "сенат", least: 1}, {from: "мандата", to: "мандат", least: 1},
			{from: "ата", to: "а", least: 2}, {from: "ята", to: "я", least: 2}, {from: "тта", to: "т", least: 2}, {from: "щта", to: "щ", least: 2},
			{from: "ото", to: "о", least: 2}, {from: "ето", to: "е", least: 2}, {from: "ете", to: "е", least: 2},
		},
		off("ища", "ове", "еве", "ия", "ие", "ии", "а", "я", "о", "е", "и", "й"),
		{{from: "еец", to: "ейц"}, {from: "ец", to: "ц"}, {from: "ър", to: "р"}, {from: "ен", to: "н"}, {from: "ниц", to: "ник", least: 2}, {from: "тиц", to: "тик", least: 2}},
	}}
	// A Catalan vowel under an accent at the end had an n behind it, which the
	// plural still has.
	endingsCA = &endingsFilter{least: 3, rounds: [][]ending{
		and([]ending{
			{from: "ques", to: "c"}, {from: "gues", to: "g"}, {from: "ges", to: "g"}, {from: "ius", to: "iv"},
			{from: "ès", to: "es"}, {from: "és", to: "es"}, {from: "ís", to: "is", least: 2},
		}, off("ons", "ó", "es", "os", "as", "s")...),
		and([]ending{{from: "ja", to: "g"}, {from: "iu", to: "iv"}, {from: "à", to: "an"}, {from: "í", to: "in"}, {from: "ss", to: "s", least: 2}}, off("eu", "ea", "a", "e", "o")...),
	}}
	// Czech softens the last letter before some endings, Praha and Praze,
	// válka and válce, and lacks a vowel before others, voleb and volby.
	endingsCS = &endingsFilter{least: 3, rounds: [][]ending{
		and([]ending{{from: "čtí", to: "ck", least: 2}, {from: "ští", to: "sk", least: 2}}, off(
			"atech", "atům", "ého", "ému", "ech", "ich", "ích", "ěmi", "emi", "ího", "ími", "ímu", "ách", "ých", "ami", "ové", "ovi", "ými",
			"em", "ém", "ím", "ům", "ám", "ým", "mi", "ou", "a", "e", "i", "o", "u", "y", "á", "é", "í", "ý", "ě", "ů",
		)...),
		{{from: "ov", least: 4}, {from: "ův", least: 4}},
		{{from: "ek", to: "k"}, {from: "ec", to: "k"}, {from: "eb", to: "b"}, {from: "en", to: "n"}, {from: "c", to: "k", least: 2}, {from: "z", to: "h", least: 2}},
	}}
	// Greek comes without accents and final sigma. The ι of παιδιού and
	// συμφωνία is not in every form.
	endingsEL = &endingsFilter{least: 2, rounds: [][]ending{
		off("ματων", "ματοσ", "ματα", "ουσ", "εισ", "εων", "εωσ", "ησ", "ασ", "οσ", "εσ", "ων", "ου", "οι", "ει", "μα", "α", "η", "ο", "ι", "ε"),
		{{from: "ι", least: 4}},
	}}
	// Basque cases follow the article or the word itself, with an e between
	// where it ends in a consonant; an r at the end is doubled, and -ra is where
	// to. Those who do something end in -ari, as the dative does.
	endingsEU = &endingsFilter{least: 3, rounds: [][]ending{
		and([]ending{{from: "kari", to: "kari", least: 2}, {from: "tari", to: "tari", least: 2}, {from: "lari", to: "lari", least: 2}}, off(
			"arentzat", "rentzat", "entzat", "arekin", "rekin", "ekin", "etatik", "etarako", "etako", "etara", "etan", "raino",
			"aren", "ari", "tik", "ren", "ak", "ek", "en", "ei", "an", "ko", "a",
		)...),
		off("a"),
		{{from: "rr"}, {from: "ar", to: "a", least: 2}, {from: "er", to: "e", least: 2}, {from: "ir", to: "i", least: 2}, {from: "or", to: "o", least: 2}, {from: "ur", to: "u", least: 2}},
		off("e"), {{from: "n", least: 4}},
	}}
	endingsGL = &endingsFilter{least: 3, rounds: [][]ending{
		and([]ending{
			{from: "aís", to: "ais", least: 1}, {from: "ais", to: "al"}, {from: "eis", to: "el"}, {from: "ois", to: "ol"},
			{from: "és", to: "es"}, {from: "ís", to: "il"}, {from: "ces", to: "z", least: 2},
			{from: "ions", to: "i"}, {from: "ion", to: "i"},
		}, off("óns", "ón", "es", "os", "as", "s")...),
		off("a", "e", "o"),
	}}
	// The Armenian article stands behind the ending of the case, and that
	// behind the plural.
	endingsHY = &endingsFilter{least: 3, rounds: [][]ending{
		{{from: "ներն", to: "ներ", least: 2}, {from: "երն", to: "եր", least: 2}, {from: "ը"}},
		and([]ending{{from: "ության", to: "ություն"}, {from: "ությամբ", to: "ություն"}}, off("ում", "ից", "ով", "ին", "ի")...),
		off("ներ"), {{from: "եր", least: 2}},
		off("ում", "ն", "ի"),
	}}
	// Indonesian particles and the possessive. Prefixes change the meaning and
	// stay. Names in -llah and many nouns end as if a particle followed.
	endingsID = &endingsFilter{least: 3, rounds: [][]ending{
		and([]ending{
			{from: "llah", to: "llah", least: 1}, {from: "olah", to: "olah", least: 1}, {from: "elah", to: "elah", least: 1},
			{from: "kkah", to: "kkah", least: 1}, {from: "ngkah", to: "ngkah", least: 1}, {from: "nikah", to: "nikah", least: 1}, {from: "mpun", to: "mpun", least: 1},
		}, off("lah", "kah", "pun")...),
		off("nya"),
	}, whole: words("masalah majalah makalah mengalah jumlah sejumlah istilah kabilah naskah berkah nafkah sedekah serakah bertanya penanya ditanya")}
)
