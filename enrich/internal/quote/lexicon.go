package quote

import "strings"

// lexicon is what a language says around quotations, all in lower case.
type lexicon struct {
	// cues are the verbs of saying, as forms that stand beside a subject; weak
	// ones are such only right next to their quotation.
	cues, weak map[string]bool
	// participles go with the subject of their sentence: "adding".
	participles map[string]bool
	// sources are what stands before the speaker: "according to".
	sources map[string]bool
	// opens are the first words of sources of several words.
	opens map[string]bool
	// joined is how languages without spaces say it.
	joined *joined
	// pronouns stand for a speaker before.
	pronouns map[string]reference
	// relatives begin a clause that ends a subject; whose subject is what
	// stands before it for the ones that are subjects themselves ("who").
	relatives, subjects map[string]bool
	// prepositions never begin a subject; adverbials are those that end one
	// that stands behind its verb ("said a miner on Monday").
	prepositions, adverbials map[string]bool
	// agents stand between a participle and who speaks: "described by".
	agents map[string]bool
	// passives are the auxiliaries of the passive.
	passives map[string]bool
	// relayed verbs say in the passive who passed words on, not who spoke.
	relayed map[string]bool
	// determiners begin a noun phrase; definite ones one that may go back to
	// somebody named before ("the minister").
	determiners, definite map[string]bool
	// auxiliaries end a subject before its verb.
	auxiliaries map[string]bool
	// skipped may stand between a subject and its verb, or open a clause.
	skipped map[string]bool
	// feminine and masculine are titles and nouns that tell who is a woman
	// and who a man.
	feminine, masculine map[string]bool
	// things are nouns for what says something without being anybody.
	things map[string]bool
	// bodies are nouns that organisations go by: "the company".
	bodies map[string]bool
	// descriptions are nouns that go back to somebody named before and say
	// nothing of an office: "the woman"; latter ones go back to the last name.
	descriptions map[string]reference
	latter       map[string]bool
	// offices are nouns for what somebody is whose name follows some words
	// later: "ministre des Affaires étrangères".
	offices map[string]bool
	// works are the kinds of things that bear titles in marks.
	works map[string]bool
	// verbFirst languages may put the subject behind the verb, verbLast ones
	// put it before the quotation and the verb behind.
	verbFirst, verbLast bool
}

// reference is what a pronoun may stand for.
type reference uint8

const (
	man reference = 1 << iota
	woman
	thing
	many
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[strings.ReplaceAll(w, "_", " ")] = true
	}
	return m
}

// references reads "he=1 she=2": pronouns with the sum of what they may be.
func references(r reference, words string, more map[string]reference) map[string]reference {
	if more == nil {
		more = map[string]reference{}
	}
	for w := range strings.FieldsSeq(words) {
		more[w] |= r
	}
	return more
}

// lexicons returns the lexicon of each language that has one.
func lexicons() map[string]*lexicon {
	m := map[string]*lexicon{
		"ar": arabic(), "de": german(), "en": english(), "es": spanish(), "fr": french(), "it": italian(),
		"ja": japanese(), "nl": dutch(), "pt": portuguese(), "ru": russian(), "tr": turkish(), "zh": chinese(),
	}
	for _, l := range m {
		l.opens = map[string]bool{}
		for s := range l.sources {
			if first, _, several := strings.Cut(s, " "); several {
				l.opens[first] = true
			}
		}
	}
	return m
}
