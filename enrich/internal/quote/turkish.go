package quote

func turkish() *lexicon {
	return &lexicon{
		cues: set(`dedi dediler diyor diyen demişti söyledi söyledi. söylediler söyledi, belirtti belirttiler belirten açıkladı açıkladılar ifade vurguladı vurgulayan kaydetti kaydeden konuştu konuşan ekledi ekleyen yazdı yanıtladı sordu
			bildirdi aktardı anlattı savundu uyardı duyurdu çağrısında ifadelerini ifadesini sözlerini şeklinde değerlendirmesinde nitelendirdi tanımladı değerlendirdi söyleyen belirtti seslendi cevabını yanıtını`),
		sources:      set(`göre`),
		pronouns:     references(man|woman|thing, `o`, references(many, `onlar`, nil)),
		prepositions: set(`için ile sonra önce gibi kadar`),
		relatives:    set(`ve ki`),
		skipped:      set(`diye de da ise daha sonra bugün dün şu şöyle pazartesi salı çarşamba perşembe cuma cumartesi pazar`),
		works:        set(`film kitap roman şarkı albüm gazete dergi oyun dizi program şiir adlı isimli`),
		verbLast:     true,
	}
}
