package language

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// German news make a word of nearly any two, and what they are made with is few:
// somebody's negotiations, ministers, conferences. A compound that ends in one
// of these heads is kept as a whole and, for those who look for its parts, as
// the head and as what stands before it: "Friedensverhandlungen" is found by
// "Verhandlungen" and by "Frieden". Who looks for the compound gets it alone.
// Compounds of other heads stay whole.
const germanHeads = `
abgeordnete abkommen abstimmung agentur aktion amt analyse angebot angriff anklage anlage anschlag anschläg antrag anträg armee arbeit
aufnahme ausgabe ausschuss ausschüss austritt bahn bank bau beamte beauftragte bedrohung behörde beitrag beiträg beitritt bericht beschluss beschlüss
besuch betrieb bevölkerung bewegung beziehung bombe brand brände bund bündnis bürger chef debatte defizit demonstration dienst
direktor einheit einsatz einsätz embargo energie entscheidung entwicklung ereignis erfolg ergebnis erklärung experte explosion
fabrik familie firma firmen flughafen flughäfen flüchtling forderung forscher forschung fraktion frage freiheit führer führung funktionär gebiet gefahr gefängnis geheimdienst gericht
geschäft gesellschaft gesetz gespräch gewalt gewerkschaft gipfel grenze gruppe hafen häfen handel haushalt hilfe
industrie initiative institut interesse kabinett kammer kampagne kampf kämpf kandidat kanzler katastrophe klima koalition kommission kommissar konferenz konflikt
kongress kontrolle konvoi konzern kosten kraft kräft krankheit krankenhaus krieg krise kritik lager lage land länder leiter leitung liste markt märkt
maßnahme mehrheit meister meisterschaft meldung metropole miliz minister ministerium mission mitglied mord nachricht netzwerk offensive opfer
opposition ordnung organisation parlament partei partner plan pläne politik politiker polizei position präsident preis presse problem produktion programm
projekt protest prozess prozent quartier rakete rat räte recht reaktor rebell rede reform regierung regime region reise republik resolution revolution richter
runde sanktion schaden schäden schiff schule schutz sekretär sender seuche sicherheit sieg situation skandal soldat spiel spieler sprecher staat stadt städt station
stelle steuer stiftung streik streit strategie studie sturm system terror treffen truppe unfall unfäll union universität unternehmen untersuchung
urteil verband verbänd verbot verbrechen verein vereinbarung verfahren verfassung verhandlung verkehr versammlung versorgung versuch vertrag verträg vertreter verwaltung
vorschlag vorschläg vorsitzende wache waffe wahl wahlkampf werk wirtschaft wissenschaft woche zahl zeitung zentrum zentren ziel zone zoll zöll`

// germanEndings are what stands behind a head.
var germanEndings = []string{"", "e", "n", "s", "en", "er", "es", "em", "ern", "innen", "in"}

const (
	// leastHead and leastModifier are how many letters the parts have at least:
	// "Auswahl" is no election.
	leastHead     = 3
	leastModifier = 4
	// longestCompound is in bytes. What is longer is no word, and every letter
	// of it would be tried as the beginning of a head.
	longestCompound = 100
)

// compounds finds the parts of compounds by their heads.
type compounds map[string]bool

func germanCompounds() compounds {
	heads := make(compounds)
	for head := range strings.FieldsSeq(germanHeads) {
		heads[head] = true
	}
	return heads
}

// parts returns what a word is made of, its modifier and its head, or nothing.
func (c compounds) parts(word []byte) [][]byte {
	if len(word) > longestCompound || !utf8.Valid(word) {
		return nil
	}
	word = bytes.ToLower(word)
	letters := 0
	for at := range string(word) {
		letters++
		// The longest head counts.
		if letters <= leastModifier || len(word)-at < leastHead {
			continue
		}
		for _, ending := range germanEndings {
			if head, ok := bytes.CutSuffix(word[at:], []byte(ending)); ok && c[string(head)] {
				return [][]byte{word[:at], word[at:]}
			}
		}
	}
	return nil
}
