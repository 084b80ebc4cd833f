package quantity

func spanish() *lexicon {
	return &lexicon{
		between: words(`entre`),
		alone:   words(`cien ciento mil`),
		ranges:  words(`a o`),
		units: numbers(`1=un,una,uno 2=dos 3=tres 4=cuatro 5=cinco 6=seis 7=siete 8=ocho 9=nueve 10=diez 11=once 12=doce 13=trece 14=catorce 15=quince 16=dieciséis 17=diecisiete
			18=dieciocho 19=diecinueve 20=veinte 21=veintiuno,veintiún,veintiuna 22=veintidós 23=veintitrés 24=veinticuatro 25=veinticinco 26=veintiséis 27=veintisiete 28=veintiocho
			29=veintinueve 30=treinta 40=cuarenta 50=cincuenta 60=sesenta 70=setenta 80=ochenta 90=noventa 200=doscientos,doscientas 300=trescientos,trescientas
			400=cuatrocientos,cuatrocientas 500=quinientos,quinientas 600=seiscientos,seiscientas 700=setecientos,setecientas 800=ochocientos,ochocientas 900=novecientos,novecientas`),
		scales:   numbers(`12=docena 100=cien,ciento,centenar 1e3=mil,millar,miles 1e6=millón,millones 1e12=billón,billones`),
		articles: words(`un una`),
		and:      words(`y`),
		bounds: table(`at_least=al_menos,más_de,por_lo_menos,no_menos_de,cuando_menos,como_mínimo at_most=a_lo_sumo,menos_de,hasta,como_máximo,no_más_de
			about=unos,unas,cerca_de,alrededor_de,aproximadamente,casi,en_torno_a,cerca_de_unos`),
		after:       table(`at_least=al_menos,por_lo_menos,o_más,como_mínimo at_most=como_máximo,a_lo_sumo`),
		of:          words(`de`),
		determiners: words(`los las sus`),
		fillers:     words(`otros otras`),
		noun:        romanceNoun,
		stops: words(`el la los las lo de del un una unos unas y e o u pero a al en por para con sin sobre entre hacia hasta desde según contra es son era eran fue fueron ha han había
			habían ser está están que quien cual donde cuando no se su sus le les más menos muy ya tras antes después durante como veces vez entonces mientras`),
		persons:      words(`persona hombre mujer niño niña personas hombres mujeres niños niñas soldados civiles policías soldado civil policía`),
		adjectives:   words(`otros otras nuevos nuevas primeros primeras últimos últimas grandes pequeños pequeñas jóvenes antiguos antiguas principales buenos buenas próximos próximas anteriores`),
		numbered:     words(`resolución artículo número n.º vuelo página capítulo canal ruta apolo boeing airbus grupo sala tipo clase puerta reactor`),
		including:    words(`incluidos incluidas entre_ellos entre_ellas incluyendo`),
		late:         words(`fueron resultaron quedaron han sido están`),
		passive:      words(`fueron han están resultaron murieron`),
		measureStems: stems(`kilómetr milímetr centímetr kilogram hectárea grado hora minuto segundo mes año semana década siglo metro tonelada litro megavatio`),
		measureWords: words(`días día noches veces vez km kg puntos euros dólares pesos h millas kilos pies`),
		thingStems:   stems(`edificio casa vehículo avion barco autobus país estado ciudad pueblo hospital escuela bomba cohete misil voto escaño ataque atentado`),
		cues: cues(`killed=muert*,matar*,mató,mataron,murieron,murió,fallec*,asesinad*,ahogad*,ejecutad* injured=herid*,lesionad* missing=desaparecid* displaced=desplazad*
			evacuated=evacuad*,evacuar* arrested=detenid*,arrestad*,detuv* rescued=rescatad*,rescat* infected=infectad*,contagiad*,contagios trapped=atrapad*`),
		percent:    words(`por_ciento`),
		currencies: table(`$=dólar,dólares EUR=euro,euros £=libras JPY=yenes CNY=yuanes RUB=rublo,rublos UAH=grivnas ILS=séqueles TRY=liras F=francos P=pesos K=coronas D=dinares R=riales BRL=reales`),
		nations:    table(`us=estadounidenses,americanos ca=canadienses au=australianos gb=esterlinas eg=egipcias ch=suizos mx=mexicanos ar=argentinos cl=chilenos co=colombianos se=suecas no=noruegas dk=danesas`),
		months:     ordinals(`1=enero,ene 2=febrero,feb 3=marzo 4=abril,abr 5=mayo 6=junio 7=julio 8=agosto,ago 9=septiembre,setiembre,sept 10=octubre,oct 11=noviembre,nov 12=diciembre,dic`),
		weekdays:   ordinals(`0=domingo 1=lunes 2=martes 3=miércoles 4=jueves 5=viernes 6=sábado`),
		days:       ordinals(`-1=ayer -2=anteayer 0=hoy`),
		next:       words(`próximo cada que_viene`),
		before:     words(`en desde de hasta del a antes entre y hacia`),
		yearWords:  words(`año años`),
	}
}
