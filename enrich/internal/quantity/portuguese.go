package quantity

func portuguese() *lexicon {
	return &lexicon{
		alone:  words(`cem cento mil`),
		ranges: words(`a ou`),
		units: numbers(`1=um,uma 2=dois,duas 3=três 4=quatro 5=cinco 6=seis 7=sete 8=oito 9=nove 10=dez 11=onze 12=doze 13=treze 14=quatorze,catorze 15=quinze 16=dezesseis,dezasseis
			17=dezessete,dezassete 18=dezoito 19=dezenove,dezanove 20=vinte 30=trinta 40=quarenta 50=cinquenta 60=sessenta 70=setenta 80=oitenta 90=noventa 200=duzentos,duzentas
			300=trezentos,trezentas 400=quatrocentos,quatrocentas 500=quinhentos,quinhentas 600=seiscentos,seiscentas 700=setecentos,setecentas 800=oitocentos,oitocentas 900=novecentos,novecentas`),
		scales:   numbers(`12=dúzia 100=cem,cento,centena 1e3=mil,milhar 1e6=milhão,milhões 1e9=bilhão,bilhões 1e12=trilhão,trilhões`),
		articles: words(`um uma`),
		and:      words(`e`),
		between:  words(`entre`),
		bounds: table(`at_least=pelo_menos,ao_menos,mais_de,no_mínimo,não_menos_de at_most=no_máximo,menos_de,até
			about=cerca_de,aproximadamente,quase,perto_de,em_torno_de,por_volta_de`),
		after:       table(`at_least=pelo_menos,ou_mais at_most=no_máximo`),
		of:          words(`de dos das`),
		determiners: words(`os as seus suas`),
		fillers:     words(`outros outras`),
		noun:        romanceNoun,
		stops: words(`o a os as de do da dos das um uma uns umas e ou mas em no na nos nas por pelo pela para com sem sobre entre até desde segundo contra é são era eram foi foram ser
			está estão ficaram tem têm tinha que quem qual onde quando não se seu sua mais menos muito já após antes depois durante como vezes vez então enquanto ao aos à às`),
		persons:      words(`pessoa homem mulher criança pessoas homens mulheres crianças soldados civis policiais soldado civil policial bombeiro`),
		plurals:      words(`mortos feridos homens`),
		adjectives:   words(`outros outras novos novas primeiros primeiras últimos últimas grandes pequenos pequenas jovens antigos antigas principais próximos próximas`),
		numbered:     words(`resolução artigo número nº n.º voo página capítulo canal apolo boeing airbus grupo sala tipo classe`),
		including:    words(`incluindo entre_eles entre_elas inclusive sendo`),
		late:         words(`ficaram foram estão teriam`),
		passive:      words(`foram estão ficaram morreram tiveram seguem`),
		measureStems: stems(`quilómetr quilômetr milímetr centímetr quilograma hectare grau hora minuto segundo mês mes ano semana década século metro tonelada litro megawatt`),
		measureWords: words(`dias dia noites vezes vez km kg pontos euros dólares reais h milhas quilos gols`),
		thingStems:   stems(`edifíci prédio casa carro veículo avi navio ônibus país países estado cidade hospita escola bomba míss voto cadeira ataque atentado`),
		cues: cues(`killed=mort*,matar*,matou,matam,morreu,morreram,morrer,assassinad*,óbitos,vítimas injured=ferid*,feriu,ferir* missing=desaparecid* displaced=deslocad*,desalojad*,desabrigad*
			evacuated=retirad*,evacuad* arrested=detid*,preso,presos,presas,deteve kidnapped=sequestrad*,raptad* rescued=resgatad*,resgat*,salv* infected=infectad*,contaminad*,infecções
			hospitalised=internad*,hospitalizad* trapped=soterrad*`),
		percent:    words(`por_cento`),
		currencies: table(`$=dólar,dólares EUR=euro,euros £=libras JPY=ienes CNY=yuans RUB=rublos UAH=grívnias BRL=reais,real P=pesos F=francos K=coroas D=dinares R=riais`),
		nations:    table(`us=americanos,norte-americanos ca=canadenses au=australianos gb=esterlinas ch=suíços mx=mexicanos ar=argentinos cl=chilenos co=colombianos`),
		months:     ordinals(`1=janeiro,jan 2=fevereiro,fev 3=março,mar 4=abril,abr 5=maio 6=junho,jun 7=julho,jul 8=agosto,ago 9=setembro,set 10=outubro,out 11=novembro,nov 12=dezembro,dez`),
		weekdays:   ordinals(`0=domingo 1=segunda-feira 2=terça-feira 3=quarta-feira 4=quinta-feira 5=sexta-feira 6=sábado`),
		days:       ordinals(`-1=ontem -2=anteontem 0=hoje`),
		next:       words(`próximo próxima cada que_vem`),
		before:     words(`em desde de até do a antes entre e no por`),
		yearWords:  words(`ano anos`),
	}
}
