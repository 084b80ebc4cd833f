package ner

func turkish() *lexicon {
	return &lexicon{
		formal:            set(`cumhurbaşkanı başkan başkanı başbakan başbakanı bakan bakanı kral kralı kraliçe kraliçesi prens prensi prenses imparator papa kardinal başpiskopos general albay binbaşı yüzbaşı amiral orgeneral korgeneral tuğgeneral sayın bay bayan dr prof doç av şeyh ayetullah sultan emir lord sir vali valisi milletvekili sözcüsü lideri`),
		titles:            set(`yardımcısı sekreteri sekreter elçisi büyükelçisi büyükelçi temsilcisi müsteşarı sözcü lider şefi müdürü müdür direktörü yöneticisi üyesi hakim hâkim savcı savcısı başsavcısı avukat avukatı profesör yazar yazarı romancı şair gazeteci muhabir muhabiri sunucu yönetmen yönetmeni oyuncu oyuncusu şarkıcı sanatçı astronot atlet futbolcu futbolcusu kaptan kaptanı teknik direktör antrenör antrenörü kaleci forvet adayı aday komiseri komisyoneri aktivist tarihçi iktisatçı ekonomist ekonomisti analist uzmanı uzman araştırmacı bilim mimar mühendis mevkidaşı meslektaşı selefi halefi rakibi oğlu kızı kardeşi babası annesi eşi dulu kurucusu müzakerecisi komutanı komutan isyancı şampiyon şampiyonu ressam besteci doktor cerrah rahip kaymakam kaymakamı rektörü dekanı ceo işadamı iş`),
		modifiers:         set(`eski yeni dönemin`),
		speech:            set(`dedi söyledi belirtti açıkladı vurguladı ifade kaydetti ekledi duyurdu uyardı konuştu anlattı yazdı`),
		locatives:         map[string]bool{},
		organisationHeads: set(`bakanlığı bakanlık komitesi komisyonu konseyi kurulu kurumu ajansı otoritesi derneği federasyonu konfederasyonu birliği üniversitesi koleji enstitüsü akademisi partisi hareketi cephesi ordusu tugayı kuvvetleri komutanlığı grubu bankası fonu vakfı mahkemesi parlamentosu meclisi senatosu kongresi bürosu servisi teşkilatı merkezi örgütü ligi kulübü şirketi holding ittifakı koalisyonu müdürlüğü başkanlığı belediyesi valiliği kaymakamlığı savcılığı başsavcılığı hastanesi müzesi tiyatrosu orkestrası sendikası odası odaları kilisesi polisi gazetesi televizyonu radyosu haber laboratuvarı ağı dairesi danıştay yargıtay sayıştay barosu borsası a.ş aş elçiliği büyükelçiliği konsolosluğu rektörlüğü fakültesi lisesi topluluğu`),
		placeHeads:        set(`caddesi sokağı bulvarı meydanı köprüsü havalimanı havaalanı istasyonu adası adaları yarımadası dağı dağları gölü nehri ırmağı çayı denizi okyanusu körfezi boğazı vadisi çölü ormanı parkı stadı stadyumu katedrali camii sarayı kalesi kulesi limanı kanalı cezaevi kampı mahallesi ilçesi ili köyü eyaleti barajı burnu yaylası ovası tüneli otoyolu santrali`),
		eventHeads:        set(`savaşı devrimi oyunları kupası şampiyonası zirvesi konferansı festivali turnuvası maratonu olimpiyatları harekatı harekâtı depremi bayramı`),
		treatyHeads:       set(`antlaşması anlaşması anlaşmaları paktı protokolü sözleşmesi bildirgesi şartı ödülü ödülleri kanunu yasası`),
		placeNouns:        set(`ilçesi ilçesinde ilçesine ili ilinde köyü köyünde kenti kentinde şehri şehrinde kasabası kasabasında eyaleti eyaletinde bölgesi bölgesinde mahallesi mahallesinde adası adasında beldesi beldesinde`),
		works:             set(`filmi film kitabı roman romanı şarkısı albümü dizisi belgeseli programı oyunu`),
		outlets:           set(`gazetesi kanalı ajansı şirketi dergisi`),
		chambers:          set(`meclis genelkurmay`),
		openers:           set(`ve veya ama fakat ancak bu şu o bir iki üç dört beş altı yedi sekiz dokuz on da de ise ile için gibi göre sonra önce kadar daha çok az en her bazı birçok tüm bütün hiç ne nasıl neden kim nerede zaman dün bugün yarın şimdi burada orada böylece ayrıca öte yandan bunun buna bunu onun ona onlar biz siz ben sen yeni eski ilk son yaklaşık yüzlerce binlerce onlarca polis hükümet yetkililer uzmanlar değil evet hayır eğer çünkü olay söz konusu gözler açıklamada toplantıda törende konuşmasında ülke genelinde dünya büyük küçük resmi genç kadın erkek çocuk milyonlarca geçen gelecek üzerine altında`),
	}
}
