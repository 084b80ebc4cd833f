package newsroom

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// The vocabulary: names that a knowledge base knows, so that every story has
// entities, and verbs between them.
var (
	places = []string{"Ankara", "Geneva", "Berlin", "Quito", "Nairobi", "Jakarta", "Lisbon", "Warsaw", "Ottawa", "Damascus", "Kyiv", "Tokyo"}
	people = []string{"Angela Merkel", "António Guterres", "Recep Tayyip Erdoğan", "Barack Obama", "Emmanuel Macron", "Christine Lagarde"}
	bodies = []string{"the United Nations", "the European Union", "the World Bank", "NATO", "the African Union", "the International Monetary Fund"}
	events = []string{"a ceasefire", "a trade agreement", "an election law", "a rescue package", "a port closure", "a climate treaty", "a border crossing"}
	deeds  = []string{"welcomed", "rejected", "announced", "postponed", "defended", "criticised"}
)

func pick(r *rand.Rand, words []string) string { return words[r.IntN(len(words))] }

// compose makes up the first version of an item. Its number, spelt in
// words, makes every wording unique.
func (n *Newsroom) compose(number int, signal bool) Version {
	r := n.random
	word := spell(number)
	what, where, who := pick(r, events), pick(r, places), pick(r, people)
	title := fmt.Sprintf("%s %s %s in %s, the %s file says", who, pick(r, deeds), what, where, word)
	if signal {
		title += " of a " + Signal
	}
	paragraphs := []string{
		fmt.Sprintf("%s (Reuters) - %s %s %s on Tuesday, according to the %s file.", strings.ToUpper(where), who, pick(r, deeds), what, word),
		fmt.Sprintf("A spokesman for %s said that talks with %s in %s would go on for %d days & nights.", pick(r, bodies), pick(r, people), pick(r, places), 2+r.IntN(90)),
	}
	for range r.IntN(4) {
		paragraphs = append(paragraphs, fmt.Sprintf("\"We have never seen %s like this,\" said a delegate from %s, whose country gave $%d million to %s.",
			pick(r, events), pick(r, places), 1+r.IntN(900), pick(r, bodies)))
	}
	return version(title, paragraphs)
}

// rewrite makes the version of a number out of the one before it.
func (n *Newsroom) rewrite(last Version, number int) Version {
	r := n.random
	paragraphs := append(strings.Split(last.Text, "\n\n"), fmt.Sprintf("In its edition %s the paper adds that %s %s %s before leaving for %s.",
		spell(number), pick(r, people), pick(r, deeds), pick(r, events), pick(r, places)))
	return version(last.Title, paragraphs)
}

// spell writes a number in words of two syllables, other words for each
// number. There are 3,600 of them: a language has many words, not endlessly
// many, and what daemons remember of words must have an end that a long run
// reaches.
func spell(number int) string {
	const first, second = "bdfgklmnprst", "aeiou"
	var words []string
	for {
		b := []byte("q")
		rest := number
		for range 2 {
			b = append(b, second[rest%len(second)], first[rest/len(second)%len(first)])
			rest /= len(second) * len(first)
		}
		words = append(words, string(b)+"o")
		if number = rest; number == 0 {
			return strings.Join(words, " ")
		}
	}
}
