package link

import (
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// maxHeadSpan is how many words may stand between the word that says what a
// body is and the place or people in its name.
const maxHeadSpan = 5

// isPartOfBody says whether a place or a people is only the end of a name
// that nothing has found whole: "Chile" in "Universidad de Chile". A learned
// recogniser finds such names itself.
func (d *document) isPartOfBody(i int) bool {
	m := &d.mentions[i]
	if m.Learned > 0 || m.Source&ner.SourceLearned != 0 || len(m.Candidates) == 0 || m.First >= len(d.fields[m.Field].Doc.Tokens) || d.fields[m.Field].Headline {
		return false
	}
	e := m.Candidates[0].Entry
	if e.Type != news.TypePlace && e.Kind != kb.KindDemonym {
		return false
	}
	doc := d.fields[m.Field].Doc
	free := 0
	if i > 0 && d.mentions[i-1].Field == m.Field {
		free = d.mentions[i-1].Last
	}
	if e.Kind != kb.KindDemonym && isRomance(d.context.Language) && (d.besideName(i) || d.behindName(doc, m, free)) {
		return true
	}
	arabic := d.context.Language == "ar"
	plain := 0
	for k := m.First - 1; k >= free && k >= m.First-maxHeadSpan; k-- {
		w := doc.Word(k)
		if doc.Tokens[k].Kind != text.Word {
			return false
		}
		folded := text.Fold(w)
		capital := unicode.IsUpper(firstRune(w))
		switch {
		case (capital || arabic) && d.heads[strings.TrimPrefix(strings.TrimPrefix(folded, "l'"), "d'")]:
			return true
		case capital && d.context.Language == "de":
			// Every noun has a capital: the head stands right before.
			return false
		case capital:
		case arabic:
			if plain++; plain > 1 {
				return false
			}
		case isLinkWord(folded):
		default:
			// "Министерство обороны России", "Fédération française de".
			if plain++; plain > 1 {
				return false
			}
		}
	}
	return false
}

// isRomance holds for languages in which only names have capitals and nothing
// that does stands right beside the name of a place.
func isRomance(language string) bool {
	switch language {
	case "es", "fr", "pt", "it", "ca":
		return true
	}
	return false
}

// behindName says whether a name of a place is the end of one of more words in
// capitals ("Royal Air Maroc"), or of one for a street or a treaty ("traité de
// Lisbonne"). Words before free are others'.
func (d *document) behindName(doc *text.Document, m *ner.Mention, free int) bool {
	k := m.First - 1
	if k < free || doc.Tokens[k].Kind != text.Word || doc.Tokens[m.First].Start != m.Start {
		return false
	}
	first := sentenceOf(doc, k).First
	if k > first && doc.Tokens[k-1].Kind == text.Punct && isArticle(strings.ToLower(doc.Word(k))) {
		// The article opens what stands in quotation marks or behind a dateline.
		return false
	}
	if w := doc.Word(k); unicode.IsUpper(firstRune(w)) && doc.Tokens[k].End+1 == m.Start && k > first && !isAcronym(w) && !isOffice(strings.ToLower(w)) {
		return true
	}
	if k-1 < free || k-1 < first || !isLinkWord(text.Fold(doc.Word(k))) {
		return false
	}
	switch text.Fold(doc.Word(k - 1)) {
	case "traite", "convention", "protocole", "rue", "avenue", "boulevard", "tratado", "convenio", "convencion", "protocolo", "calle", "avenida", "trattato", "via", "viale", "rua":
		return true
	}
	return false
}

// isArticle holds for the Romance articles.
func isArticle(w string) bool {
	switch w {
	case "le", "la", "les", "el", "los", "las", "il", "lo", "gli", "i", "o", "a", "os", "as":
		return true
	}
	return false
}

// isLinkWord holds for what joins the words of names in Romance languages.
func isLinkWord(w string) bool {
	switch w {
	case "de", "du", "des", "d'", "del", "la", "las", "los", "le", "les", "l'", "y", "et", "e", "di", "da", "do", "dos", "das", "von", "der", "van", "a", "para", "pour":
		return true
	}
	return false
}

// newHeads returns the folded words with which the names of bodies, works and
// events begin that end with a place.
func newHeads() map[string]bool {
	return set(`universidad universite universidade universita universitat universiteit museo musee museu banco banque banca instituto institut istituto federacion federation federacao federazione asociacion association
		associacao associazione tribunal tribunale cour corte audiencia hospital hopital ospedale academia academie accademia colegio college camara chambre camera orquesta orchestre orchestra festival copa coupe coppa gran grand
		premio prix tratado traite acuerdo acuerdos accord accords batalla bataille liga ligue lega aeropuerto aeroport estadio stade teatro theatre catedral cathedrale observatorio observatoire centro centre
		comision commission fuerzas forces partido parti partito frente front movimiento mouvement iglesia eglise radio television diario journal club racing olympique stade fondation fundacion
		societe sociedad compania compagnie caisse agencia agence biblioteca bibliotheque opera ballet escuela ecole foro forum red union confederacion confederation sindicato syndicat
		ministerio ministere ministero fiscalia parquet consejo conseil consiglio
		landgericht amtsgericht oberlandesgericht verwaltungsgericht universitat hochschule flughafen universitatsklinikum klinikum uniklinik fc sv vfb vfl tsv sc bistum erzbistum oper staatsoper messe sparkasse staatsanwaltschaft
		университет музеи банк институт федерация академия театр министерство партия союз суд агентство университета музея банка института федерации академии министерства партии союза суда комитет комитета служба службы
		جامعة بنك مصرف وزارة محكمة اتحاد نادي هيئة جمعية معهد متحف مستشفى حزب مجلس مطار وكالة منظمة حركة`)
}
