package link

import (
	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/shared/news"
)

// Many countries have a senate, a supreme court, a national guard and a
// socialist party. A name that is made of such words alone means that of the
// country which the article is about, whatever one the knowledge base knows
// by it.

// elsewhereBody says whether an entry known by such a name is of a country
// that the article hardly speaks of, beside one that it is about.
func (d *document) elsewhereBody(n *name, c kb.Candidate) bool {
	e := c.Entry
	country := e.Country()
	if n.key == "state department" {
		// Only one country's ministry is called so.
		return false
	}
	if e.Type != news.TypeOrganisation || country == "" || !d.institutional(n.words) {
		return false
	}
	const (
		// own is what the name itself has added to its country.
		own = 0.7
		// spoken is from when on an article speaks of a country, clear how
		// much more it must speak of another one.
		spoken, clear = 1.5, 2.0
	)
	support := d.countries[country]
	if !isWeak(c) {
		support -= own
	}
	for id, w := range d.countries {
		if id != country && w >= spoken && w > clear*max(support, 0.25) {
			return true
		}
	}
	return false
}

// institutional says whether a name has only words that the bodies of many
// countries have.
func (d *document) institutional(words []string) bool {
	for _, w := range words {
		if !d.bodies[w] {
			return false
		}
	}
	return len(words) > 0
}

// newBodies returns the folded words of which the names of bodies of states
// are made, in all languages.
func newBodies() map[string]bool {
	return set(`senate congress parliament house of representatives the commons lords chamber deputies national assembly supreme court constitutional high federal central bank reserve guard army navy air
		force coast police ministry department foreign affairs defence defense interior justice treasury health education party labour labor conservative liberal democratic democrats republican
		republicans socialist communist green greens people's workers peoples conservatives liberals senators electoral commission election intelligence agency security council state statistics office
		assemblee nationale nationales senat parlement cour supreme conseil constitutionnel d etat cassation des comptes banque centrale gendarmerie garde armee marine police ministere affaires
		etrangeres defense interieur justice parti socialiste communiste liberal democrate democrates republicain republicains conservateur conservateurs travailliste travaillistes les verts la le de du
		haute commission electorale independante agence renseignement
		congreso senado camara diputados representantes tribunal corte suprema supremo constitucional asamblea nacional parlamento banco central guardia policia fiscalia general ministerio publico
		ejercito armada fuerza aerea fuerzas armadas partido popular socialista comunista conservador liberal democrata republicano republicanos democratas laborista laboristas verde verdes consejo
		electoral relaciones exteriores hacienda salud el los las del
		senat kongress parlament reprasentantenhaus unterhaus oberhaus nationalversammlung oberster oberste oberstes gericht gerichtshof verfassungsgericht zentralbank nationalbank nationalgarde armee
		marine luftwaffe polizei ministerium auswartiges amt verteidigungsministerium aussenministerium innenministerium grune grunen sozialdemokraten sozialisten konservative konservativen liberale
		liberalen republikaner demokraten kommunistische sozialistische partei
		сенат конгресс парламент палата представителеи депутатов верховныи верховн суд конституционныи конституционн национальное национальн собрание собран центральныи центральн банк центробанк нацбанк
		национальная гвардия гварди армия полиция министерство министерств иностранных дел обороны оборон партия парти демократическая республиканская республиканцы демократы
		مجلس نواب شيوخ برلمان محكمة عليا دستورية بنك مركزي حرس وطني جيش شرطة وزارة خارجية دفاع داخلية حزب جمعية وطنية`)
}
