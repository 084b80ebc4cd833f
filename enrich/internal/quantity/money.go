package quantity

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// signs are the currencies of signs. The dollar depends on the text, see
// dollarCode; the yen sign is China's as well as Japan's.
var signs = map[string]string{
	"$": "$", "€": "EUR", "£": "GBP", "¥": "", "₽": "RUB", "₴": "UAH", "₹": "INR", "₺": "TRY", "₩": "KRW",
	"₪": "ILS", "₦": "NGN", "₫": "VND", "฿": "THB", "₱": "PHP", "₸": "KZT",
}

// dollars are the letters before a dollar sign.
var dollars = map[string]string{
	"us": "USD", "u.s.": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "hk": "HKD", "nz": "NZD", "s": "SGD",
	"r": "BRL", "nt": "TWD", "mx": "MXN",
}

// codes are the ISO 4217 codes that are read beside a number.
const codes = " usd eur gbp chf jpy cny rub uah try cad aud inr brl sek nok dkk pln huf czk ils krw zar "

// dollarCode says what a dollar without a country is: USD, unless the text
// names dollars of another country.
func (f *finder) dollarCode() string {
	for i := 1; i < len(f.lower); i++ {
		w := f.lower[i]
		if code := f.lex.nations[f.lower[i-1]]; w != "$" && code != "" && code != "us" && f.lex.currencies[w] == "$" {
			return ""
		}
		if w == "$" && f.d.Tokens[i-1].End == f.d.Tokens[i].Start {
			if code := dollars[f.lower[i-1]]; code != "" && code != "USD" {
				return ""
			}
		}
	}
	return "USD"
}

// money reads "$5 million", "US$ 3", "1.2bn euros", "€3,50", "300 млн рублей"
// and "20 Swiss francs" at token i and returns the token behind, or 0.
func (f *finder) money(i int) int {
	start, code, signed := i, "", false
	if c, ok := dollars[f.word(i)]; ok && f.word(i+1) == "$" && f.touching(i) {
		code, signed, i = c, true, i+2
	} else if c, ok := signs[f.word(i)]; ok {
		code, signed, i = c, true, i+1
	} else if c, ok := f.code(i); ok && i+1 < f.last && f.d.Tokens[i+1].Kind == text.Number {
		code, signed, i = c, true, i+1
	}
	if i >= f.last {
		return 0
	}
	n, ok := f.number(i)
	if !ok {
		n, ok = f.suffixed(i)
	}
	if !ok {
		return 0
	}
	end := n.end
	if c, e, ok := f.currency(n); ok && (!signed || c == code) {
		code, end = c, e
	} else if !signed {
		if code, end, ok = f.priceRange(&n); !ok {
			return 0
		}
	} else if !n.scaled {
		n.value *= f.laterScale(n.end, code)
	}
	if code == "$" {
		code = f.dollar
	}
	f.found.Money = append(f.found.Money, news.Money{Span: f.span(start, end), Amount: n.value, Currency: code})
	return end
}

// priceRange reads the rest of an amount of two numbers, "five to six million
// dollars", whose lower number is n, and scales it as the higher one is.
func (f *finder) priceRange(n *number) (code string, end int, ok bool) {
	if w := f.word(n.end); !f.lex.ranges[w] && w != "–" && w != "-" {
		return "", 0, false
	}
	m, ok := f.number(n.end + 1)
	if !ok || m.value <= n.value {
		return "", 0, false
	}
	if code, end, ok = f.currency(m); !ok {
		return "", 0, false
	}
	if !n.scaled && n.value*m.scale < m.value {
		n.value *= m.scale
	}
	return code, end, true
}

// laterScale is the scale of the second amount of "$5 to $7 billion", which is
// that of the first one too; 1 elsewhere.
func (f *finder) laterScale(i int, code string) float64 {
	if w := f.word(i); !f.lex.ranges[w] && !f.lex.and[w] && w != "–" && w != "-" || w == "" {
		return 1
	}
	i++
	if signs[f.word(i)] != code {
		return 1
	}
	m, ok := f.number(i + 1)
	if !ok || !m.scaled {
		return 1
	}
	return m.scale
}

// suffixed reads "5m", "1.2bn" and "300k".
func (f *finder) suffixed(i int) (number, bool) {
	w := f.word(i)
	if w == "" || w[0] < '0' || w[0] > '9' {
		return number{}, false
	}
	at := strings.IndexFunc(w, func(r rune) bool { return r >= 'a' })
	if at < 0 {
		return number{}, false
	}
	v, ok := f.parse(w[:at])
	switch w[at:] {
	case "k":
		v *= 1e3
	case "m", "mn", "mio", "млн":
		v *= 1e6
	case "b", "bn", "mrd", "млрд":
		v *= 1e9
	case "tn", "t":
		v *= 1e12
	default:
		return number{}, false
	}
	return number{value: v, end: i + 1, figures: true, scaled: true}, ok
}

// currency reads the sign, code or word behind a number, with the country
// before or behind it.
func (f *finder) currency(n number) (code string, end int, ok bool) {
	i := n.end
	if c, ok := signs[f.word(i)]; ok && (i+1 >= f.last || f.d.Tokens[i+1].Kind != text.Number || !f.touching(i)) {
		return c, i + 1, true
	}
	if c, ok := f.code(i); ok {
		return c, i + 1, true
	}
	if n.scaled && f.lex.of[f.word(i)] {
		i++
	}
	nation := f.lex.nations[f.word(i)]
	if nation != "" {
		i++
	}
	name, ok := f.lex.currencies[f.word(i)]
	if !ok {
		return "", 0, false
	}
	i++
	if nation == "" {
		if nation = f.lex.nations[f.word(i)]; nation != "" {
			i++
		}
	}
	switch {
	case nation != "":
		name = national(nation, name)
	case name == "£" && !n.scaled:
		return "", 0, false
	case name == "£":
		name = "GBP"
	case len(name) != 3 && name != "$":
		name = ""
	}
	return name, i, true
}

// national is the code of a country's currency.
func national(nation, name string) string {
	if len(name) == 3 {
		return name
	}
	key := nation + name
	pairs := []string{"us$USD", "usYUSD", "euYEUR", "jpYJPY", "cnYCNY", "ca$CAD", "au$AUD", "nz$NZD", "hk$HKD", "sg$SGD", "gb£GBP", "eg£EGP", "sy£SYP", "lb£LBP",
		"chFCHF", "mxPMXN", "arPARS", "clPCLP", "coPCOP", "seKSEK", "noKNOK", "dkKDKK", "inRINR", "pkRPKR", "iqDIQD", "kwDKWD", "irIIRR", "saISAR"}
	at := slices.IndexFunc(pairs, func(p string) bool { return strings.HasPrefix(p, key) })
	if at < 0 {
		return ""
	}
	return strings.TrimPrefix(pairs[at], key)
}

// code reads an ISO code in capitals.
func (f *finder) code(i int) (string, bool) {
	w := f.word(i)
	if len(w) != 3 || !strings.Contains(codes, " "+w+" ") || f.d.Word(i) != strings.ToUpper(w) {
		return "", false
	}
	return strings.ToUpper(w), true
}

// percentage reads "5 %", "five per cent", "بالمئة" at token i.
func (f *finder) percentage(i int) int {
	n, ok := f.number(i)
	if !ok {
		return 0
	}
	end := f.percentSign(n.end)
	if end == 0 {
		return 0
	}
	if i > f.first && f.touching(i-1) && (f.word(i-1) == "-" || f.word(i-1) == "−") && (i-2 < f.first || !f.touching(i-2)) {
		i, n.value = i-1, -n.value
	}
	f.found.Percentages = append(f.found.Percentages, news.Percentage{Span: f.span(i, end), Value: n.value})
	return end
}

func (f *finder) percentSign(i int) int {
	w := f.word(i)
	if w == "%" || w == "٪" || f.lex.percent[w] {
		return i + 1
	}
	if w != "" && f.word(i+1) != "" && f.lex.percent[w+" "+f.word(i+1)] {
		return i + 2
	}
	return 0
}
