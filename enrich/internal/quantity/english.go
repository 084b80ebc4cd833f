package quantity

func english() *lexicon {
	l := &lexicon{
		half:     words(`half`),
		between:  words(`between from`),
		whole:    words(`them whom which those these`),
		late:     words(`later also since reportedly eventually then all have had were was are`),
		tolls:    words(`toll`),
		more:     words(`another other further additional around`),
		saved:    words(`saved saving save spared`),
		clinics:  words(`hospital hospitals intensive`),
		admitted: words(`taken rushed sent admitted treated brought transferred airlifted are were remain remained remains still being flown others`),
		into:     words(`to in at`),
		cases:    words(`cases case infections`),
		diseases: words(`virus coronavirus covid-19 disease flu cholera ebola outbreak epidemic pandemic measles infected h1n1 h5n1 influenza polio malaria dengue zika mpox`),
		spans:    ordinals(`-1=last 0=this 1=next`),
		periods:  table(`year=year month=month`),
		units: numbers(`1=one 2=two 3=three 4=four 5=five 6=six 7=seven 8=eight 9=nine 10=ten 11=eleven 12=twelve 13=thirteen 14=fourteen
			15=fifteen 16=sixteen 17=seventeen 18=eighteen 19=nineteen 20=twenty 30=thirty 40=forty 50=fifty 60=sixty 70=seventy 80=eighty 90=ninety`),
		scales:   numbers(`12=dozen 100=hundred 1e3=thousand 1e6=million,mn 1e9=billion,bn 1e12=trillion`),
		articles: words(`a an`),
		and:      words(`and`),
		bounds: table(`at_least=at_least,more_than,over,no_fewer_than,no_less_than,not_less_than,minimum_of,a_minimum_of,upwards_of,as_many_as_at_least,above,exceeding
			at_most=at_most,up_to,fewer_than,less_than,under,below,no_more_than,not_more_than,as_many_as,a_maximum_of
			about=about,around,some,roughly,approximately,nearly,almost,close_to,an_estimated,estimated,circa`),
		after:       table(`at_least=or_more,at_least at_most=at_most,or_fewer,or_less`),
		of:          words(`of`),
		partitive:   true,
		determiners: words(`the these those its their his her our all my your`),
		fillers:     words(`more other further additional new`),
		noun:        englishNoun,
		stops: words(`a an the of in on at to for from by with as and or but nor than that this these those which who whom whose when where while if because since until till
			after before during between among against over under about into onto through across around near inside outside is are was were be been being am has have had having
			do does did will would can could may might shall should must not no he she it they we you i him her them us his its their our my your said says say told took take
			killed died went came come go made make per percent each times time so far there here then also only just both all any some many most such
			out up down off back away yet still ever never again via without within according including included left fled lost won gave were what how why whether although though
			ago earlier later past this next last first second third`),
		plurals: words(`people men women children police troops staff personnel dead wounded injured missing fish sheep aircraft crew lives wives cattle spacecraft seamen
			policemen servicemen fishermen gunmen firemen countrymen miners passengers schoolchildren grandchildren soldiers civilians casualties fatalities deaths votes seats`),
		persons: words(`person man woman child boy girl soldier civilian policeman officer people men women children soldiers civilians residents villagers protesters migrants
			refugees fighters militants passengers policemen victims nationals firefighter firefighters worker workers journalist journalists`),
		numbered: words(`resolution article no number flight page room chapter section channel route highway group phase apollo boeing airbus version class grade type level
			aged age unit line paragraph rule act title top day week season episode platform gate verse psalm block sector zone pier bus reactor`),
		including:    words(`including among_them of_them among`),
		passive:      words(`were was are have had has remain remained is`),
		measureStems: stems(`gigaelectron millisecond kilomet millimet centimet kilogram milligram hectare degree hour minute second month year week decade centur square-`),
		measureWords: words(`metres metre meters meter miles mile feet foot inches inch yards yard acres acre tonnes tons ton pounds ounces kilos litres liters gallons barrels
			km kg mph km/h kph am pm a.m. p.m. days day nights night percent cent cents points times o'clock knots watts megawatts gigawatts volts bytes gigabytes laps mm cm m knots
			weeks months years dollars euros fathoms fold pct seconds minutes hours light-years generations moments quarters halves thirds`),
		personEnds: stems(`men women girls boys children people ens ers`),
		thingStems: stems(`building house homes hous cars plane aircraft ship bus vehicle countr state nation vill cit town hospital school bomb rocket missile shell vote seat
			province region communit compan bank party parties container attack strike incident blast explosion reactor district site bodies goal weapon convoy`),
		cues: cues(`killed=killed,killing,kill,kills,gunned,beheaded,dead,died,die,dying,deaths,death,lives,slain,massacred,executed,murdered,fatalities,fatally,drowned,drown,suffocated,electrocuted,lynched,perished,toll
			injured=injur*,wounded,maimed,wounding,hurt missing=missing,unaccounted,disappeared displaced=displac*,uprooted,homeless
			evacuated=evacuat*,evacuee*,airlifted arrested=arrest*,detained,detaining,apprehended rescued=rescued,rescue,rescuing infected=infected,infecting,infections,sickened,sickening,sickens,diagnosed,contracted,afflicted hospitalised=hospitalis*,hospitaliz* kidnapped=kidnap*,abducted,abducting,abduct trapped=trapped,stranded`),
		percent:    words(`percent per_cent pct percentage_points percentage_point`),
		currencies: table(`$=dollar,dollars EUR=euro,euros £=pound,pounds GBP=sterling JPY=yen CNY=yuan,renminbi RUB=rouble,roubles,ruble,rubles UAH=hryvnia,hryvnias ILS=shekel,shekels TRY=lira,liras BRL=real,reais INR=rupees,rupee F=franc,francs P=peso,pesos K=kronor,krona,kroner,krone D=dinar,dinars R=rial,rials S=riyal,riyals DM=marks`),
		nations:    table(`us=us,u.s.,american ca=canadian au=australian nz=zealand hk=kong sg=singapore gb=british eg=egyptian sy=syrian lb=lebanese ch=swiss mx=mexican ar=argentine cl=chilean co=colombian se=swedish no=norwegian dk=danish in=indian iq=iraqi kw=kuwaiti ir=iranian sa=saudi`),
		months:     ordinals(`1=january,jan 2=february,feb 3=march,mar 4=april,apr 5=may 6=june,jun 7=july,jul 8=august,aug 9=september,sept,sep 10=october,oct 11=november,nov 12=december,dec`),
		weekdays:   ordinals(`0=sunday,sun 1=monday,mon 2=tuesday,tue,tues 3=wednesday,wed 4=thursday,thu,thurs 5=friday,fri 6=saturday,sat`),
		days:       ordinals(`-1=yesterday 0=today 1=tomorrow`),
		next:       words(`next every each following`),
		before:     words(`in since until till from by of during after before between and the late early mid to through around about for`),
		yearWords:  words(`year`),
		ranges:     words(`to or`),
		definite:   words(`the these those both`),
		lean:       []string{"ed", "ble", "ful", "ous", "less"},
		adjectives: words(`small large big young old senior former armed foreign local major different separate`),
		capitals:   true,
		monthFirst: true,
	}
	return l
}
