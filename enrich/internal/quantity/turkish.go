package quantity

func turkish() *lexicon {
	return &lexicon{
		alone:  words(`yüz bin`),
		ranges: words(`ila ile`),
		units:  numbers(`1=bir 2=iki 3=üç 4=dört 5=beş 6=altı 7=yedi 8=sekiz 9=dokuz 10=on 20=yirmi 30=otuz 40=kırk 50=elli 60=altmış 70=yetmiş 80=seksen 90=doksan`),
		scales: numbers(`100=yüz 1e3=bin 1e6=milyon 1e9=milyar`),
		bounds: table(`at_least=en_az,fazla at_most=en_fazla about=yaklaşık,yaklaşık_olarak,neredeyse`),
		after:  table(`at_least=fazla,aşkın`),
		noun:   turkishNoun,
		stops: words(`ve veya ile de da bu şu o bir için gibi kadar daha çok ise ki mi mı olan olarak sonra önce yüzde saat yıl yıllık gün günü ayı yaşında yaşındaki numaralı kez kere
			öldü yaralandı ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık`),
		persons:      words(`kişi kişinin kişiyi kişiye insan asker polis çocuk kadın erkek sivil işçi öğrenci mülteci göçmen`),
		measureStems: stems(`kilomet santimet milimet met kilogram dakika saat saniye gün hafta ay yıl yaş derece ton litre hektar yüzyıl`),
		measureWords: words(`lira liralık dolar avro euro puan km kg gol maç sayı`),
		numbered:     words(`numara madde sayfa`),
		passive:      words(`daha`),
		thingStems:   stems(`bina ev araç uçak gemi otobüs ülke şehir köy hastane okul bomba füze oy`),
		cues: cues(`killed=öldü*,ölü*,hayatını,can,öldür*,ölen*,katle* injured=yaral* missing=kayıp,kaybol* displaced=yerinden,evsiz evacuated=tahliye arrested=gözaltı*,tutukla*
			kidnapped=kaçır* rescued=kurtar*,kurtul* infected=bulaş*,enfekte hospitalised=hastaneye trapped=mahsur`),
		currencies: table(`$=dolar,doları EUR=avro,euro £=sterlin TRY=lira,tl RUB=ruble JPY=yen`),
		nations:    table(`us=amerikan`),
		months:     ordinals(`1=ocak 2=şubat 3=mart 4=nisan 5=mayıs 6=haziran 7=temmuz 8=ağustos 9=eylül 10=ekim 11=kasım 12=aralık`),
		weekdays:   ordinals(`0=pazar 1=pazartesi 2=salı 3=çarşamba 4=perşembe 5=cuma 6=cumartesi`),
		days:       ordinals(`-1=dün 0=bugün`),
		capitals:   true,
	}
}

// turkishNoun takes the next word, as nouns stay singular behind a number.
func turkishNoun(f *finder, i int) int {
	if !f.isContent(i) || f.capital(i) || f.lex.event(f.word(i)) != "" {
		return -1
	}
	return i
}
