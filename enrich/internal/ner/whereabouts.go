package ner

import (
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// inPlace says whether the words before word i are those after which a name in
// running text is that of a place: "à", "près de", "cerca de", "alcalde de".
func (f *fieldPass) inPlace(i int) bool {
	w := strings.TrimRight(f.words[i-1].lower, "'’")
	if placePrepositions[f.language][w] {
		return true
	}
	if f.language == "ru" {
		return russianDwellers[w]
	}
	j := i - 1
	if f.lex.articles[w] && !f.isGenitive(f.words[j].lower) {
		j--
		if j < 0 || !f.same(j, i) {
			return false
		}
	}
	if j == i-2 && f.language == "fr" && f.words[j].lower == "dans" {
		// "dans l'Aude", "dans le Nord"
		return true
	}
	if j < 1 || !f.same(j-1, i) || !f.isGenitive(f.words[j].lower) && f.words[j].lower != "van" && !(f.language == "it" && f.words[j].lower == "a") {
		return false
	}
	return placeOwners[f.language][f.words[j-1].lower]
}

// placePrepositions stand before places, by language; a person or a body has
// others.
var placePrepositions = map[string]map[string]bool{
	"fr": set(`à en vers`),
	"es": set(`en hacia desde`),
	"pt": set(`em desde`),
	"it": set(`in ad a`),
	"nl": set(`in te nabij`),
	"ru": set(`в во близ из под`),
}

// placeOwners are nouns, by language, that only a place has: who lives there
// or is at its head, and where something lies.
var placeOwners = map[string]map[string]bool{
	"fr": set(`maire adjoint habitant habitante habitants habitantes ville villes village villages commune communes hameau bourg près loin sud nord est ouest sud-est sud-ouest nord-est nord-ouest périphérie banlieue faubourg faubourgs
		alentours environs préfet préfète préfecture sous-préfecture procureur procureure évêque archevêque région massif province vallée plaine côte côtes littoral golfe port aéroport gare route autoroute sortie entrée hauteurs mairie chu originaire natif native riverain riverains usine camp prison mer plage plages mont col îles archipel île presqu'île péninsule département arrondissement quartier`),
	"es": set(`alcalde alcaldesa vecino vecina vecinos vecinas habitante habitantes natural oriundo oriunda ciudad ciudades pueblo pueblos localidad localidades municipio municipios aldea lejos afueras sur norte este oeste sureste suroeste noreste noroeste
		alrededores provincia región comarca departamento isla islas puerto aeropuerto estación carretera costa valle sierra gobernador gobernadora obispo arzobispo cárcel ayuntamiento barrio bahía golfo península distrito corregimiento cantón parroquia`),
	"pt": set(`prefeito prefeita autarca morador moradora moradores habitante habitantes cidade cidades vila vilas município municípios aldeia perto longe arredores sul norte leste oeste sudeste sudoeste nordeste noroeste província região distrito concelho ilha ilhas
		porto aeroporto estação praia praias costa vale serra governador governadora bispo arcebispo natural bairro baía península freguesia litoral `),
	"it": set(`sindaco sindaca abitante abitanti residente residenti cittadina comune comuni paese frazione borgo vicino nord sud est ovest sudest sudovest nordest nordovest periferia dintorni hinterland provincia regione isola isole porto aeroporto stazione spiaggia
		costa valle procuratore procuratrice questore prefetto prefettura questura vescovo arcivescovo carcere ospedale quartiere golfo penisola originario originaria nativo nativa`),
	"nl": set(`burgemeester inwoner inwoners bewoner bewoners stad stadje dorp gemeente noorden zuiden oosten westen noordoosten noordwesten zuidoosten zuidwesten buurt nabijheid omgeving haven eiland provincie regio centrum kust bisschop aartsbisschop`),
}

// russianDwellers stand before the name of a place in the genitive.
var russianDwellers = set(`жители жителей житель жительница жителям жителю мэр мэра мэру мэром окрестностях окрестности посёлок посёлка посёлке поселок поселка поселке деревня деревни деревне село села селе город города городе городу городом хутор хутора хуторе станица станицы станице аул ауле деревнях сёлах селах городах
	пригород пригороде севере юге западе востоке северу югу западу востоку центре улицах порту порт аэропорту губернатор губернатора`)

// standsInPlace says whether word i, of which nothing is known, stands where
// only the name of a place does: after "in" or "the mayor of", or in Turkish in
// the locative.
func (f *fieldPass) standsInPlace(i int) bool {
	w := &f.words[i]
	if w.first || i == 0 || !f.same(i-1, i) || w.caps || utf8.RuneCountInString(w.text) < 4 || f.field.Headline && f.language == "tr" || f.isHead(i) || f.isTitleWord(i) || f.lex.openers[w.lower] || f.isPortfolio(i) || strings.ContainsAny(w.text, "0123456789") ||
		i+1 < len(f.words) && f.words[i+1].kind == text.Number && f.same(i, i+1) {
		return false
	}
	if f.language == "tr" {
		switch suffix := f.doc.Word(i)[len(w.text):]; strings.TrimLeft(suffix, "'’") {
		case "da", "de", "ta", "te", "daki", "deki", "taki", "teki":
			return suffix != ""
		}
		return false
	}
	return !f.lex.nounsCapital && (f.inPlace(i) || f.besidePlace(i))
}

// besidePlace says whether a conjunction or a comma joins word i to the name
// of a place that itself stands where places do: "entre Douai et Maubeuge".
func (f *fieldPass) besidePlace(i int) bool {
	if i < 2 || !f.same(i-2, i) {
		return false
	}
	switch f.words[i-1].lower {
	case "et", "y", "e", "ed", "en", "и", "i", "ou", "o":
	default:
		return false
	}
	m := f.at(i - 2)
	if m == nil || m.Type != news.TypePlace || m.Kind == "country" || m.First == 0 || !f.same(m.First-1, i) {
		return false
	}
	before := f.words[m.First-1].lower
	return before == "entre" || before == "tra" || before == "fra" || before == "tussen" || before == "между" || f.inPlace(m.First)
}
