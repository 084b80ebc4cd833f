package quote

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// cast are the entities of the tests: type, name and the forms it is met in.
var cast = []struct {
	kind  news.EntityType
	forms []string
}{
	{news.TypePerson, []string{"Mara Holt", "Holt", "Мары Хольт"}},
	{news.TypePerson, []string{"Jens Brandt", "Brandt"}},
	{news.TypePerson, []string{"Claire Aubry", "Aubry"}},
	{news.TypePerson, []string{"Иван Лесков", "Лесков", "Лескова"}},
	{news.TypePerson, []string{"سامي حداد", "حداد"}},
	{news.TypePerson, []string{"王毅"}},
	{news.TypePerson, []string{"石破茂"}},
	{news.TypeOrganisation, []string{"Harbour Board", "Hafenamt", "Портовый совет"}},
	{news.TypePlace, []string{"Freedonia"}},
}

// parsed returns the fields of an article of one text and the cast it names.
func parsed(body string) ([]ner.Field, []news.Entity) {
	f := ner.Field{Name: news.FieldText, Doc: text.Parse(body)}
	f.Structure = text.Analyse(f.Doc, nil)
	var es []news.Entity
	for i, c := range cast {
		e := news.Entity{ID: fmt.Sprintf("x-%d", i), Type: c.kind, Name: c.forms[0]}
		for at := 0; at < len(body); {
			n := 1
			for _, form := range c.forms {
				if strings.HasPrefix(body[at:], form) {
					n = len(form)
					e.Mentions = append(e.Mentions, news.Mention{Span: news.Span{Field: news.FieldText, Start: at, End: at + n}})
					break
				}
			}
			at += n
		}
		if e.Mentions != nil {
			es = append(es, e)
		}
	}
	return []ner.Field{f}, es
}

// found renders the quotations of a text as "words | speaker | cue"; a
// speaker that is an entity is marked with a star.
func found(language, body string) []string {
	fields, es := parsed(body)
	var out []string
	for _, q := range New().Find(language, fields, es) {
		star := ""
		if q.SpeakerID != "" {
			star = "*"
		}
		out = append(out, fmt.Sprintf("%s | %s%s | %s", body[q.Start:q.End], q.Speaker, star, q.Cue))
	}
	return out
}

func TestFind(t *testing.T) {
	tests := []struct {
		name, language, text string
		want                 []string
	}{
		{"words in marks before it", "en", "Mara Holt said on her show that \"Late\" Brandt was costing the town \"a great deal of money\".",
			[]string{"a great deal of money | Mara Holt* | said"}},
		{"what somebody is called", "en", "Jens Brandt, whom Claire Aubry calls a \"complete fool\", told a meeting of his board that he would stay.",
			[]string{"complete fool | Claire Aubry* | calls"}},
		{"what an analyst calls a thing", "en", "Jens Brandt, who rates the pier \"a danger\", called the work \"impressive across the board\".",
			[]string{"impressive across the board | Jens Brandt* | called"}},
		{"so-called", "en", "The Harbour Board announced a case over his so-called \"war on ferries\".", nil},
		{"where somebody is from", "en", "Mara Holt won again. \"I never thought I would be here,\" the Freedonia resident, born in a tent, said.",
			[]string{"I never thought I would be here, | Mara Holt* | said"}},
		{"what somebody unknown is", "en", "Mara Holt won again. \"I never thought I would be here,\" the other resident said.",
			[]string{"I never thought I would be here, | the other resident | said"}},
		{"assuring", "en", "Mara Holt sent a letter, assuring the town of her \"deep and lasting closeness\".",
			[]string{"deep and lasting closeness | Mara Holt* | assuring"}},
		{"the leader of a people", "en", "Freedonia President Jens Brandt met Mara Holt. Holt left early. \"The lake has taught us a lesson,\" the Freedonia leader noted.",
			[]string{"The lake has taught us a lesson, | Jens Brandt* | noted"}},
		{"what somebody has long said", "en", "Freedonia, which depends on the lake, has long called the dam an \"existential threat\".",
			[]string{"existential threat | Freedonia* | called"}},
		{"grumbled", "en", "The Harbour Board closed the pier. \"Every month there is something,\" grumbled Jens Brandt.",
			[]string{"Every month there is something, | Jens Brandt* | grumbled"}},
		{"who was something", "en", "Mara Holt was held. \"I am in a safe place,\" the ex-lawmaker said.",
			[]string{"I am in a safe place, | Mara Holt* | said"}},
		{"a body behind what it is", "en", "Brandt was \"violently intercepted\" on his way, his campaign team Harbour Board said.",
			[]string{"violently intercepted | Harbour Board* | said"}},
		{"behind", "en", `"The bridge is safe," said Mara Holt, the city engineer.`, []string{"The bridge is safe, | Mara Holt* | said"}},
		{"before the verb", "en", `“The bridge is safe,” Holt told reporters.`, []string{"The bridge is safe, | Mara Holt* | told"}},
		{"ahead", "en", `Jens Brandt, who runs the ferry, said: "We sail at noon."`, []string{"We sail at noon. | Jens Brandt* | said"}},
		{"in the middle", "en", `"We sail," Brandt said, "whatever the wind does."`, []string{"We sail, | Jens Brandt* | said", "whatever the wind does. | Jens Brandt* | said"}},
		{"goes on", "en", `"We sail at noon," Brandt said. "The wind is no matter."`, []string{"We sail at noon, | Jens Brandt* | said", "The wind is no matter. | Jens Brandt* | "}},
		{"next paragraph", "en", "\"We sail at noon,\" Brandt said.\n\n\"The wind is no matter to us.\"", []string{"We sail at noon, | Jens Brandt* | said", "The wind is no matter to us. | Jens Brandt* | "}},
		{"opened again", "en", "Holt said: “The first pier has cracked.\n\n“The second one has not.”", []string{"The first pier has cracked. | Mara Holt* | said", "The second one has not. | Mara Holt* | "}},
		{"partial", "en", `Holt called the pier "a danger to every ship" and closed it.`, []string{"a danger to every ship | Mara Holt* | called"}},
		{"pronoun", "en", `Mara Holt walked out on the pier. "It will fall," she warned.`, []string{"It will fall, | Mara Holt* | warned"}},
		{"without a name", "en", `"I never swim here," said a fisherman on the quay.`, []string{"I never swim here, | a fisherman on the quay | said"}},
		{"spokesman is not his master", "en", `"No comment today," said a spokesman for Mara Holt.`, []string{"No comment today, | a spokesman for Mara Holt | said"}},
		{"apposition", "en", `"It will fall," said the city engineer, Mara Holt.`, []string{"It will fall, | Mara Holt* | said"}},
		{"organisation", "en", `The Harbour Board said the pier was "no longer fit for use".`, []string{"no longer fit for use | Harbour Board* | said"}},
		{"government by place", "en", `Freedonia said it would "answer in kind".`, []string{"answer in kind | Freedonia* | said"}},
		{"source", "en", `The pier is "beyond repair", according to Mara Holt.`, []string{"beyond repair | Mara Holt* | according to"}},
		{"single marks", "en", `‘The sailors’ families can’t wait,’ said Holt.`, []string{"The sailors’ families can’t wait, | Mara Holt* | said"}},
		{"nested", "en", `"He cried 'man overboard' and jumped," Holt said.`, []string{"He cried 'man overboard' and jumped, | Mara Holt* | said"}},
		{"question", "en", `"Who pays for it?" asked Brandt.`, []string{"Who pays for it? | Jens Brandt* | asked"}},
		{"alone behind its quotation", "en", `"We sail at noon." Brandt said.`, []string{"We sail at noon. | Jens Brandt* | said"}},
		{"villager", "en", `Jens Brandt, a skipper from the island said, "We sail at noon."`, []string{"We sail at noon. | Jens Brandt* | said"}},
		{"title with a preposition", "en", `Secretary of State Mara Holt said: "We sail at noon."`, []string{"We sail at noon. | Mara Holt* | said"}},
		{"behind an adverbial", "en", `In a statement on Monday the pilots said the pier was "too old to use".`, []string{"too old to use | the pilots | said"}},
		{"relative clause", "en", `The work was led by Mara Holt, an engineer, who said "the pier will hold".`, []string{"the pier will hold | Mara Holt* | said"}},
		{"woman", "en", `Mara Holt met Jens Brandt. Mrs Holt left early. Mr Brandt stayed. "It will fall," she said.`, []string{"It will fall, | Mara Holt* | said"}},
		{"body", "en", `The Harbour Board met. Jens Brandt came late. "The pier is closed today," it said.`, []string{"The pier is closed today, | Harbour Board* | said"}},
		{"role", "en", `The engineer Mara Holt came with Jens Brandt. "It will fall down," the engineer said.`, []string{"It will fall down, | Mara Holt* | said"}},
		{"agent", "en", `The pier was described by Holt as "a danger to every ship".`, []string{"a danger to every ship | Mara Holt* | described by"}},
		{"as saying", "en", `A newspaper quoted Jens Brandt as saying: "We sail at noon."`, []string{"We sail at noon. | Jens Brandt* | saying"}},
		{"companion", "en", `Holt closed the pier on Monday and told Brandt to wait, adding: "It is a danger."`, []string{"It is a danger. | Mara Holt* | adding"}},
		{"with its own subject", "en", `Holt said nothing, with Brandt calling the pier "a danger to every ship".`, []string{"a danger to every ship | Jens Brandt* | calling"}},
		{"several of one sentence", "en", `Holt said it was "a condition of travel" and ships should use "the kind of rope you have".`, []string{"a condition of travel | Mara Holt* | said", "the kind of rope you have | Mara Holt* | "}},
		{"while another", "en", `Holt said the pier was "a danger to all", while Brandt declined to comment and said nothing.`, []string{"a danger to all | Mara Holt* | said"}},
		{"announced by another", "en", `The Harbour Board noted the need for speed: "Ships still wait," said Mara Holt.`, []string{"Ships still wait, | Mara Holt* | said"}},
		{"candidate", "en", `The study's author, doctoral candidate Mara Holt, said: "We sail at noon."`, []string{"We sail at noon. | Mara Holt* | said"}},
		{"last clause", "en", `The pier stays shut because Jens Brandt claimed it was "a danger to every ship".`, []string{"a danger to every ship | Jens Brandt* | claimed"}},
		{"acronym behind the name", "en", `In a statement, the Harbour Board (HB) said it was "too old to use".`, []string{"too old to use | Harbour Board* | said"}},
		{"who at the end", "en", `The bill was drafted by Jens Brandt who said it was "a good day for all".`, []string{"a good day for all | Jens Brandt* | said"}},
		{"joined verbs", "en", `Holt praised his "strength and wisdom" and said the pier was "a danger to every ship".`, []string{"strength and wisdom | Mara Holt* | praised", "a danger to every ship | Mara Holt* | said"}},
		{"distance", "en", "Holt said the pier would close.\n\nThe city was run under the \"one pier, two harbours\" model.", []string{"one pier, two harbours |  | "}},
		{"actor", "en", `An old woman who sells fish shook her head. "Nothing will change," she said.`, []string{"Nothing will change, | An old woman | said"}},
		{"one word", "en", `Holt called the pier "dangerous".`, nil},
		{"one word that is all", "en", `"Never," said Holt.`, []string{"Never, | Mara Holt* | said"}},
		{"headline", "en", `'We will not yield', says Holt`, []string{"We will not yield | Mara Holt* | says"}},
		{"french latter", "fr", `Claire Aubry a reçu Jens Brandt. "La digue tiendra encore", a assuré ce dernier.`, []string{"La digue tiendra encore | Jens Brandt* | assuré"}},
		{"french description", "fr", `"La digue tiendra encore", a dit Claire Aubry. "Je le sais bien", confie l'autrice.`, []string{"La digue tiendra encore | Claire Aubry* | dit", "Je le sais bien | Claire Aubry* | confie"}},
		{"french name behind its office", "fr", `"La digue tiendra encore", a écrit sur la toile le chef du port, Jens Brandt.`, []string{"La digue tiendra encore | Jens Brandt* | écrit"}},
		{"spanish description", "es", `"El muelle se cayó", narró Claire Aubry. "Dormiremos en la calle", agregó la mujer.`, []string{"El muelle se cayó | Claire Aubry* | narró", "Dormiremos en la calle | Claire Aubry* | agregó"}},
		{"german description", "de", `„Der Deich hält noch“, sagte Jens Brandt. „Das weiß ich genau“, betonte der Hafenamt-Politiker.`, []string{"Der Deich hält noch | Jens Brandt* | sagte", "Das weiß ich genau | Jens Brandt* | betonte"}},
		{"french name in an apposition with an article", "fr", `Le chef du port, le général Jens Brandt, a affirmé que la digue était « sous contrôle ».`, []string{"sous contrôle | Jens Brandt* | affirmé"}},
		{"spanish name before a colon", "es", `En la misma línea se pronunció el jefe, Jens Brandt: "Nos quieren quitar el muelle", sostuvo el dirigente del puerto.`, []string{"Nos quieren quitar el muelle | Jens Brandt* | sostuvo"}},
		{"german body within a word", "de", `Jens Brandt kam an. „Wir haben das so verabredet“, sagte der Hafenamt-Vorsitzende am Samstag.`, []string{"Wir haben das so verabredet | der Hafenamt-Vorsitzende | sagte"}},
		{"russian name behind that of another", "ru", `Глава офиса Мары Хольт Иван Лесков заявил, что стороны достигли «очень хорошего прогресса».`, []string{"очень хорошего прогресса | Иван Лесков* | заявил"}},
		{"russian club", "ru", `«Мы играли плохо сегодня», — сказал тренер «Портовый совет» Иван Лесков.`, []string{"Мы играли плохо сегодня | Иван Лесков* | сказал"}},
		{"russian office", "ru", `Министр транспорта страны Иван Лесков приехал. «Мост готов полностью», — добавил министр.`, []string{"Мост готов полностью | Иван Лесков* | добавил"}},
		{"russian by his words", "ru", `Иван Лесков приехал в порт. Мост, по его словам, «готов уже полностью и давно».`, []string{"готов уже полностью и давно | Иван Лесков* | по его словам"}},
		{"arabic relayed", "ar", `ونقلت صحيفة عن سامي حداد قوله "المدينة منكوبة تماما".`, []string{"المدينة منكوبة تماما | سامي حداد* | ونقلت"}},
		{"arabic addressed", "ar", `أما المدرب سامي حداد فصرح لقناة محلية: "أتحمل المسؤولية كاملة".`, []string{"أتحمل المسؤولية كاملة | سامي حداد* | فصرح"}},
		{"arabic source behind", "ar", `وكان سامي حداد قد دعا البلدية إلى "العودة للعمل"، بحسب صحيفة.`, []string{"العودة للعمل | سامي حداد* | دعا"}},
		{"scare", "en", `The "experts" left the pier in the afternoon.`, nil},
		{"nickname", "en", `Edwin "Buzz" Miller opened the pier.`, nil},
		{"title", "en", `Her film "The Long Grey Pier" opens today.`, nil},
		{"apostrophes", "en", `The sailors' wives and the boys' friends came to '90s music.`, nil},
		{"unclosed", "en", `The pole was 6'2" long and nobody minded.`, nil},
		{"German", "de", "„Die Brücke hält“, sagte Jens Brandt am Montag. „Das haben wir geprüft.“", []string{"Die Brücke hält | Jens Brandt* | sagte", "Das haben wir geprüft. | Jens Brandt* | "}},
		{"German guillemets", "de", "»Die Brücke hält«, erklärte das Hafenamt.", []string{"Die Brücke hält | Harbour Board* | erklärte"}},
		{"German without a name", "de", "Eine Rentnerin rief: „So etwas gab es noch nie!“", []string{"So etwas gab es noch nie! | Eine Rentnerin | rief"}},
		{"German source", "de", "Laut Brandt ist der Steg „nicht mehr zu retten“.", []string{"nicht mehr zu retten | Jens Brandt* | Laut"}},
		{"French", "fr", "« Le pont tient bon », a déclaré Claire Aubry.", []string{"Le pont tient bon | Claire Aubry* | déclaré"}},
		{"French within", "fr", "« Le pont tient bon, a déclaré Claire Aubry, et il tiendra. »", []string{"Le pont tient bon | Claire Aubry* | déclaré", "et il tiendra. | Claire Aubry* | "}},
		{"French pronoun", "fr", "Claire Aubry est arrivée à midi. « Le pont tient bon », a-t-elle ajouté.", []string{"Le pont tient bon | Claire Aubry* | ajouté"}},
		{"French source", "fr", "Selon Aubry, le quai est « perdu pour de bon ».", []string{"perdu pour de bon | Claire Aubry* | Selon"}},
		{"Spanish", "es", "«El puente aguanta», dijo Mara Holt.", []string{"El puente aguanta | Mara Holt* | dijo"}},
		{"Spanish within", "es", "«El puente aguanta —contó una vecina del puerto—, pero nadie lo cruza».", []string{"El puente aguanta | una vecina del puerto | contó", "pero nadie lo cruza | una vecina del puerto | "}},
		{"Spanish without a subject", "es", "Holt llegó al puerto. “El puente aguanta hoy”, aseguró.", []string{"El puente aguanta hoy | Mara Holt* | aseguró"}},
		{"Russian", "ru", "«Мост выдержит», — сказал Иван Лесков.", []string{"Мост выдержит | Иван Лесков* | сказал"}},
		{"Russian within", "ru", "«Мост выдержит, — сказал Лесков. — Мы все проверили».", []string{"Мост выдержит, | Иван Лесков* | сказал", "Мы все проверили | Иван Лесков* | "}},
		{"Russian source", "ru", "По словам Лескова, мост «не подлежит ремонту».", []string{"не подлежит ремонту | Иван Лесков* | По словам"}},
		{"Russian organisation", "ru", "Портовый совет заявил, что мост «не подлежит ремонту».", []string{"не подлежит ремонту | Harbour Board* | заявил"}},
		{"Spanish dialogue", "es", "—Nunca había visto algo así —dijo Jens Brandt.", []string{"Nunca había visto algo así | Jens Brandt* | dijo"}},
		{"Russian dialogue", "ru", "— Такого я не видел, — сказал Лесков. — Мост выдержит.", []string{"Такого я не видел, | Иван Лесков* | сказал", "Мост выдержит. | Иван Лесков* | "}},
		{"French dialogue", "fr", "— Le pont tient bon, dit Claire Aubry.", []string{"Le pont tient bon | Claire Aubry* | dit"}},
		{"list of dashes", "fr", "— Le pont du port\n\n— Claire Aubry, la maire", nil},
		{"French inverted", "fr", "Claire Aubry est arrivée. « Le pont tient bon », a-t-elle dit lors d'une conférence de presse.", []string{"Le pont tient bon | Claire Aubry* | dit"}},
		{"short and on its own", "es", "«El puente aguanta hoy», dijo Brandt. «Volveremos mañana».", []string{"El puente aguanta hoy | Jens Brandt* | dijo", "Volveremos mañana | Jens Brandt* | "}},
		{"Arabic", "ar", "وقال سامي حداد: «الجسر آمن ولا خوف عليه».", []string{"الجسر آمن ولا خوف عليه | سامي حداد* | وقال"}},
		{"Arabic participle", "ar", "وقال سامي حداد إن الجسر «آمن تماما»، مضيفا أن «الميناء مفتوح للجميع».", []string{"آمن تماما | سامي حداد* | وقال", "الميناء مفتوح للجميع | سامي حداد* | مضيفا"}},
		{"Italian", "it", "«Il ponte regge», ha detto Mara Holt. «Lo abbiamo controllato ieri».", []string{"Il ponte regge | Mara Holt* | detto", "Lo abbiamo controllato ieri | Mara Holt* | "}},
		{"Italian source", "it", "Secondo Jens Brandt il molo è «perduto per sempre».", []string{"perduto per sempre | Jens Brandt* | Secondo"}},
		{"Portuguese", "pt", "“A ponte aguenta firme”, afirmou Jens Brandt.", []string{"A ponte aguenta firme | Jens Brandt* | afirmou"}},
		{"Portuguese ahead", "pt", "Mara Holt disse: “A ponte aguenta firme”.", []string{"A ponte aguenta firme | Mara Holt* | disse"}},
		{"Dutch", "nl", "‘De brug houdt het wel’, zei Jens Brandt.", []string{"De brug houdt het wel | Jens Brandt* | zei"}},
		{"Dutch source", "nl", `De pier is "niet meer te redden", aldus Mara Holt.`, []string{"niet meer te redden | Mara Holt* | aldus"}},
		{"Turkish", "tr", `Jens Brandt, "Köprü bu kışı çıkarır" dedi.`, []string{"Köprü bu kışı çıkarır | Jens Brandt* | dedi"}},
		{"Turkish in a new sentence", "tr", `Mara Holt limana geldi. "Köprü bu kışı çıkarır" diye konuştu.`, []string{"Köprü bu kışı çıkarır | Mara Holt* | konuştu"}},
		{"Chinese", "zh", "王毅周一表示，“大桥是安全的，没有危险”。", []string{"大桥是安全的，没有危险 | 王毅* | 表示"}},
		{"Chinese behind", "zh", "“大桥是安全的，没有危险，”王毅说。", []string{"大桥是安全的，没有危险， | 王毅* | 说"}},
		{"Chinese without an entity", "zh", "外交部发言人华春莹在记者会上说，“中方坚决反对霸权主义”。", []string{"中方坚决反对霸权主义 | 华春莹 | 说"}},
		{"Chinese who is told", "zh", "当地居民李明对王毅说：“我们什么都没有了。”", []string{"我们什么都没有了。 | 李明 | 说"}},
		{"Turkish attributive", "tr", "\"Köprü bu kışı çıkarır\" diyen Jens Brandt, limandan ayrıldı.", []string{"Köprü bu kışı çıkarır | Jens Brandt* | diyen"}},
		{"Japanese particle alone", "ja", "石破茂首相は「橋は安全だと思う」との立場だ。", []string{"橋は安全だと思う | 石破茂* | と"}},
		{"Chinese scare", "zh", "他们关闭了“大桥”。", nil},
		{"Japanese", "ja", "石破茂首相は記者団に「橋は安全だと思う」と述べた。", []string{"橋は安全だと思う | 石破茂* | 述べ"}},
		{"Japanese term", "ja", "政府は「新しい橋」を建てた。", nil},
		{"other language", "fi", "”Silta kestää tämän talven hyvin”, sanoi Holt.", []string{"Silta kestää tämän talven hyvin |  | "}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, found(tt.language, tt.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNothingFromNotices(t *testing.T) {
	body := "The pier has closed and nobody knows when it will open to the public again.\n\n" +
		"Sign up for our newsletter: \"The best of the week in your inbox,\" says Mara Holt."
	if got := found("en", body); got != nil {
		t.Errorf("found %q", got)
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{
		`"A," said B. "C`, "«А, — сказал Лесков. — Б", "« A, a dit Aubry, b »", "„a“ “b” ‘c’ 'd' ‹e›", "“a\n\n“b\n“c”",
		"\"\"\"''''‘‘’’", "“\xff” said \xf0", "«—» — сказал —", strings.Repeat("“", 50), "قال «" + strings.Repeat("a ", 9),
	} {
		for _, l := range []string{"en", "fr", "ru", "tr", "ja"} {
			f.Add(l, s)
		}
	}
	finder := New()
	f.Fuzz(func(t *testing.T, language, body string) {
		fields, es := parsed(body)
		end := 0
		for _, q := range finder.Find(language, fields, es) {
			if q.Start < end || q.End <= q.Start || q.End > len(body) {
				t.Fatalf("span %d to %d after %d of %d", q.Start, q.End, end, len(body))
			}
			if !utf8.RuneStart(body[q.Start]) || q.End < len(body) && !utf8.RuneStart(body[q.End]) {
				t.Fatalf("span %d to %d is not on rune borders", q.Start, q.End)
			}
			end = q.End
		}
	})
}
