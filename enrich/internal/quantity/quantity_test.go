package quantity_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/enrich/internal/quantity"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// published is a Thursday.
var published = time.Date(2021, 4, 15, 12, 0, 0, 0, time.UTC)

// marks writes what was found as one line each.
func marks(language, s string) []string {
	d := text.Parse(s)
	f := quantity.Find(d, text.Analyse(d, nil), news.FieldText, language, published)
	var out []string
	for _, c := range f.Counts {
		out = append(out, fmt.Sprintf("count %s|%v|%s|%s|%s", s[c.Start:c.End], c.Value, c.Bound, c.Object, c.Event))
	}
	for _, m := range f.Money {
		out = append(out, fmt.Sprintf("money %s|%v|%s", s[m.Start:m.End], m.Amount, m.Currency))
	}
	for _, p := range f.Percentages {
		out = append(out, fmt.Sprintf("percent %s|%v", s[p.Start:p.End], p.Value))
	}
	for _, d := range f.Dates {
		out = append(out, fmt.Sprintf("date %s|%s", s[d.Start:d.End], d.Value))
	}
	return out
}

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		language, text string
		want           []string
	}{
		// Counts.
		{"en", "At least 17 villagers, including four children, were killed in the landslide.", []string{
			"count At least 17 villagers|17|at_least|villagers|killed", "count four children|4||children|killed"}},
		{"en", "More than 45,000 people fled, and two hundred and fifty soldiers were sent.", []string{
			"count More than 45,000 people|45000|at_least|people|", "count two hundred and fifty soldiers|250||soldiers|"}},
		{"en", "Police arrested a dozen protesters.", []string{"count a dozen protesters|12||protesters|arrested"}},
		{"en", "The quake left 31 dead and about 1.5 million people homeless.", []string{
			"count 31 dead|31||dead|killed", "count about 1.5 million people|1.5e+06|about|people|displaced"}},
		{"de", "Mindestens 14 Menschen wurden verletzt, zwölf Häuser brannten.", []string{
			"count Mindestens 14 Menschen|14|at_least|Menschen|injured", "count zwölf Häuser|12||Häuser|"}},
		{"de", "Rund 1.200 frühere Bewohner kehrten zurück.", []string{"count Rund 1.200 frühere Bewohner|1200|about|Bewohner|"}},
		{"fr", "Au moins 23 personnes ont été blessées, dont trois enfants.", []string{
			"count Au moins 23 personnes|23|at_least|personnes|injured", "count trois enfants|3||enfants|injured"}},
		{"fr", "Quelque 12 500 habitants ont été évacués.", []string{"count Quelque 12 500 habitants|12500|about|habitants|evacuated"}},
		{"es", "Al menos 19 personas murieron y dos mil soldados fueron enviados.", []string{
			"count Al menos 19 personas|19|at_least|personas|killed", "count dos mil soldados|2000||soldados|"}},
		{"ru", "Не менее 16 человек погибли, более трех тысяч жителей эвакуированы.", []string{
			"count Не менее 16 человек|16|at_least|человек|killed", "count более трех тысяч жителей|3000|at_least|жителей|evacuated"}},
		{"ar", "مقتل ما لا يقل عن 18 شخصا في الحادث.", []string{"count ما لا يقل عن 18 شخصا|18|at_least|شخصا|killed"}},
		{"ar", "وصل خمسة آلاف لاجئ.", []string{"count خمسة آلاف لاجئ|5000||لاجئ|"}},
		{"en", "One firefighter was injured; one man said the storm killed 40 people and displaced 9,000.", []string{
			"count One firefighter|1||firefighter|injured", "count 40 people|40||people|killed", "count 9,000|9000|||displaced"}},
		{"en", "The fire killed 20 soldiers and 12 civilians.", []string{
			"count 20 soldiers|20||soldiers|killed", "count 12 civilians|12||civilians|killed"}},
		{"en", "Some 5,000 to 6,000 flights were cancelled.", []string{"count Some 5,000 to 6,000 flights|5000|about|flights|"}},
		{"en", "The blast killed 12 and injured another 15; two later died.", []string{
			"count 12|12|||killed", "count 15|15|||injured", "count two|2|||killed"}},
		{"en", "The death toll rose on Monday to 45.", []string{"count 45|45|||killed", "date Monday|2021-04-12"}},
		{"en", "Between 20 and 30 fighters died.", []string{"count Between 20 and 30 fighters|20|about|fighters|killed"}},
		{"en", "Half a million people and twenty-six soldiers were displaced.", []string{
			"count Half a million people|500000||people|displaced", "count twenty-six soldiers|26||soldiers|displaced"}},
		{"en", "Seven people, three of them children, were taken to hospital.", []string{
			"count Seven people|7||people|hospitalised", "count three of them|3|||hospitalised"}},
		{"en", "Five people, who were all crew, were rescued; 14,000 lives were saved.", []string{
			"count Five people|5||people|rescued", "count 14,000 lives|14000||lives|rescued"}},
		{"en", "Cholera broke out: 546 new cases. Gunmen abducted 15 schoolgirls.", []string{
			"count 546 new cases|546||cases|infected", "count 15 schoolgirls|15||schoolgirls|kidnapped"}},
		{"en", "An estimated 33.2 million people came, with six crew members.", []string{
			"count An estimated 33.2 million people|3.32e+07|about|people|", "count six crew members|6||crew members|"}},
		{"it", "Almeno 19 persone sono morte e 40 sono rimaste ferite.", []string{
			"count Almeno 19 persone|19|at_least|persone|killed", "count 40|40|||injured"}},
		{"pt", "Pelo menos 12 pessoas morreram e 30 ficaram feridas.", []string{
			"count Pelo menos 12 pessoas|12|at_least|pessoas|killed", "count 30|30|||injured"}},
		{"nl", "Minstens 14 mensen zijn omgekomen; vijfentwintig bewoners werden geëvacueerd.", []string{
			"count Minstens 14 mensen|14|at_least|mensen|killed", "count vijfentwintig bewoners|25||bewoners|evacuated"}},
		{"tr", "Patlamada en az 12 kişi öldü, 30 kişi yaralandı.", []string{
			"count en az 12 kişi|12|at_least|kişi|killed", "count 30 kişi|30||kişi|injured"}},
		{"zh", "事故造成12人死亡，30人受伤，约3.5万人疏散。", []string{
			"count 12人|12||人|killed", "count 30人|30||人|injured", "count 3.5万人|35000||人|evacuated"}},
		{"zh", "死亡人数已升至45人，12个国家派出援助。", []string{"count 45人|45||人|killed", "count 12个国家|12||个国家|"}},
		{"ja", "3万人が避難した。", []string{"count 3万人|30000||人|evacuated"}},
		// What counts nothing.
		{"en", "The two countries signed; the ratio is 1.5 trees.", nil},
		{"en", "Gemini 8 docked at 10:30 a.m. after 6 hours, 40 kilometres off the coast.", nil},
		{"en", "The team won 3-1 under Resolution 4410, the 22-year-old said on page 12.", nil},
		{"en", "The G20 met; call +44 20 7946 0018.", nil},
		{"ru", "Ему 45 лет, он прошел 20 километров.", nil},
		// Money.
		{"en", "It cost $5 million, then 1.2bn euros and US$30.", []string{
			"money $5 million|5e+06|USD", "money 1.2bn euros|1.2e+09|EUR", "money US$30|30|USD"}},
		{"en", "Canberra paid A$40 million; the fee was $3.", []string{"money A$40 million|4e+07|AUD", "money $3|3|"}},
		{"en", "The bribe was 20,000 Swiss francs, or 300 pesos.", []string{"money 20,000 Swiss francs|20000|CHF", "money 300 pesos|300|"}},
		{"de", "Das Brot kostet 3,50 Euro, der Umbau 2,4 Millionen Euro.", []string{"money 3,50 Euro|3.5|EUR", "money 2,4 Millionen Euro|2.4e+06|EUR"}},
		{"fr", "Le projet coûte 15 millions d'euros, soit 3,50 € par tête.", []string{"money 15 millions d'euros|1.5e+07|EUR", "money 3,50 €|3.5|EUR"}},
		{"es", "Pagaron 8 millones de dólares.", []string{"money 8 millones de dólares|8e+06|USD"}},
		{"ru", "Выделено 300 млн рублей.", []string{"money 300 млн рублей|3e+08|RUB"}},
		{"ar", "بلغت الكلفة 40 مليون دولار.", []string{"money 40 مليون دولار|4e+07|USD"}},
		// Percentages.
		{"en", "Prices rose 4.5% and wages two per cent.", []string{"percent 4.5%|4.5", "percent two per cent|2"}},
		{"de", "Die Miete stieg um 7,5 Prozent.", []string{"percent 7,5 Prozent|7.5"}},
		{"fr", "Une hausse de 12 pour cent.", []string{"percent 12 pour cent|12"}},
		{"es", "Subió un 9 por ciento.", []string{"percent 9 por ciento|9"}},
		{"ru", "Рост составил 6,2 процента.", []string{"percent 6,2 процента|6.2"}},
		{"ar", "ارتفع بنسبة 30 بالمئة.", []string{"percent 30 بالمئة|30"}},
		{"en", "Rates rose by two percentage points.", []string{"percent two percentage points|2"}},
		{"en", "It costs between $5 and $7 billion, or five to six million US dollars.", []string{
			"money $5|5e+09|USD", "money $7 billion|7e+09|USD", "money five to six million US dollars|5e+06|USD"}},
		{"it", "Costa 3,5 milioni di euro.", []string{"money 3,5 milioni di euro|3.5e+06|EUR"}},
		{"zh", "投资20亿美元。", []string{"money 20亿美元|2e+09|USD"}},
		{"tr", "Enflasyon 45% oldu.", []string{"percent 45%|45"}},
		// Dates.
		{"en", "On Tuesday they met; the law of March 3, 1998 ended in 2004.", []string{
			"date Tuesday|2021-04-13", "date March 3, 1998|1998-03-03", "date 2004|2004"}},
		{"en", "He came yesterday, left last week and returns next Monday.", []string{"date yesterday|2021-04-14"}},
		{"en", "It was signed on 20 December and dated 2020-11-30.", []string{"date 20 December|2020-12-20", "date 2020-11-30|2020-11-30"}},
		{"en", "Signed on 29/12/2016, paid on 05/06/2016, shown on 12/31/2016 and last month.", []string{
			"date 29/12/2016|2016-12-29", "date 12/31/2016|2016-12-31", "date last month|2021-03"}},
		{"zh", "2016年12月29日。", []string{"date 2016年12月29日|2016-12-29"}},
		{"de", "Am 3. Mai 1999 und am Montag.", []string{"date 3. Mai 1999|1999-05-03", "date Montag|2021-04-12"}},
		{"fr", "Le 1er janvier 2001, puis mercredi.", []string{"date 1er janvier 2001|2001-01-01", "date mercredi|2021-04-14"}},
		{"es", "El 5 de agosto de 2010 y ayer.", []string{"date 5 de agosto de 2010|2010-08-05", "date ayer|2021-04-14"}},
		{"ru", "Договор от 7 июня 2012 года подписали в пятницу.", []string{"date 7 июня 2012 года|2012-06-07", "date пятницу|2021-04-09"}},
		{"ar", "في 9 مارس 2015 ويوم الثلاثاء.", []string{"date 9 مارس 2015|2015-03-09", "date الثلاثاء|2021-04-13"}},
	} {
		t.Run(tt.language+" "+tt.text, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, marks(tt.language, tt.text)); diff != "" {
				t.Errorf("wrong marks (-want +got):\n%s", diff)
			}
		})
	}
}

// Without the article's date nothing is resolved against it.
func TestFindWithoutPublished(t *testing.T) {
	d := text.Parse("On Monday, yesterday and in May; on 4 June 2019.")
	got := quantity.Find(d, text.Structure{}, news.FieldText, "en", time.Time{})
	if len(got.Dates) != 1 || got.Dates[0].Value != "2019-06-04" {
		t.Errorf("got %v, want 2019-06-04 alone", got.Dates)
	}
}

// Nothing is found within a notice.
func TestFindSkipsNotices(t *testing.T) {
	s := "Five firefighters were injured.\nJoin 20,000 readers for $3."
	d := text.Parse(s)
	notice := text.Range{Start: strings.Index(s, "Join"), End: len(s)}
	got := quantity.Find(d, text.Structure{Notices: []text.Range{notice}}, news.FieldText, "en", published)
	if len(got.Counts) != 1 || len(got.Money) != 0 {
		t.Errorf("got %+v, want the firefighters alone", got)
	}
}

// A text of one kind of token is read as well as any other.
func TestFindHostile(t *testing.T) {
	for _, unit := range []string{"5 ", "about ", "million ", "5 more ", "including 5 dead, ", "$", "one two ", "5 to ", "May ", "1,", "000 ", "million of the ", "three of them, ", "killed another ", "toll to 5 ", "5/5/", "between 5 and ", "5, who, were "} {
		s := strings.Repeat(unit, 20_000/len(unit))
		for _, language := range []string{"en", "de", "ru", "ar", "zh", "und"} {
			quantity.Find(text.Parse(s), text.Structure{}, news.FieldText, language, published)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, seed := range []string{"", "At least 1,000 to 2 million people on May 3, 2020", "$$ 5 5 5 % US$", "12.12.2012 29. Februar", "مئة و ألف من", "\xff 10 \u200d000 000", "один два три тысяч тыс. млн", "a a dozen million million"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := text.Parse(s)
		for _, language := range []string{"en", "de", "fr", "es", "ru", "ar", "it", "nl", "pt", "tr", "zh", "und"} {
			found := quantity.Find(d, text.Analyse(d, nil), news.FieldText, language, published)
			var all [][]news.Span
			all = append(all, spans(found.Counts, func(c news.Count) news.Span { return c.Span }),
				spans(found.Money, func(m news.Money) news.Span { return m.Span }),
				spans(found.Percentages, func(p news.Percentage) news.Span { return p.Span }),
				spans(found.Dates, func(d news.Date) news.Span { return d.Span }))
			for _, list := range all {
				last := 0
				for _, sp := range list {
					if sp.Start < last || sp.End <= sp.Start || sp.End > len(s) || !utf8.ValidString(s[sp.Start:sp.End]) {
						t.Fatalf("%s: span %v out of order or off rune borders in %q", language, sp, s)
					}
					last = sp.End
				}
			}
		}
	})
}

func spans[T any](list []T, span func(T) news.Span) []news.Span {
	var out []news.Span
	for _, x := range list {
		out = append(out, span(x))
	}
	return out
}
