package quote

func portuguese() *lexicon {
	return &lexicon{
		cues: set(`disse disseram diz dizem dizia dito afirmou afirmaram afirma declarou declararam declara acrescentou acrescenta explicou explica explicaram anunciou anuncia anunciaram contou conta relatou relata escreveu escreve
			respondeu responde perguntou pergunta destacou destaca ressaltou ressalta salientou salienta sublinhou sublinha garantiu garante assegurou alertou alerta advertiu adverte admitiu admite reconheceu reconhece lembrou lembra
			comentou comenta criticou critica condenou condena defendeu defende denunciou denuncia avaliou avalia completou completa concluiu conclui reforçou reforça insistiu insiste pediu pede prometeu promete chamou classificou descreveu
			gritou grita exclamou brincou lamentou lamenta revelou revela confirmou confirma negou nega informou informa ponderou argumentou argumenta reiterou reitera enfatizou frisou apontou aponta falou fala considerou considera tuitou acusou acusa`),
		participles:  set(`dizendo acrescentando afirmando explicando ressaltando destacando`),
		sources:      set(`segundo de_acordo_com conforme nas_palavras_de para`),
		pronouns:     references(man, `ele`, references(woman, `ela`, references(many, `eles elas`, nil))),
		determiners:  set(`o a os as um uma uns umas seu sua este esta esse essa vários dois três`),
		definite:     set(`o a este esta esse essa`),
		passives:     set(`foi foram sido é`),
		agents:       set(`por pelo pela`),
		adverbials:   set(`em no na durante após à ao nesta neste aos`),
		auxiliaries:  set(`tem têm tinha tinham havia é são foi foram será pode deve está`),
		prepositions: set(`mediante salvo exceto inclusive e ou mas nem pois embora porque junto frente de do da dos das em no na nos nas a ao à por pelo pela para com após desde até sobre sob ante contra entre durante segundo sem quando se que enquanto como`),
		relatives:    set(`que quem quando enquanto como após onde`),
		skipped:      set(`tem tinha havia se lhe e mas também depois ontem hoje então já não ainda além segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo porém`),
		feminine:     set(`senhora sra sra. dona rainha princesa presidenta ministra mãe filha esposa viúva irmã atriz diretora juíza advogada prefeita deputada`),
		masculine:    set(`senhor sr sr. rei príncipe presidente ministro pai filho marido viúvo irmão ator diretor juiz advogado prefeito deputado papa`),
		descriptions: references(man, `homem jovem escritor romancista autor artista cineasta atleta campeão jogador atacante ciclista piloto pesquisador investigador cientista historiador economista agricultor sobrevivente ativista último`,
			references(woman, `mulher jovem escritora romancista autora artista cineasta atleta campeã jogadora ciclista pesquisadora investigadora cientista historiadora economista sobrevivente ativista última`, nil)),
		latter:    set(`último última`),
		works:     set(`filme livro romance canção música álbum jornal revista obra série programa poema intitulado intitulada exposição palavra termo chamado chamada apelidado`),
		verbFirst: true,
	}
}
