package language

import (
	"fmt"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/bg"
	"github.com/blevesearch/bleve/v2/analysis/lang/ca"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/ckb"
	"github.com/blevesearch/bleve/v2/analysis/lang/cs"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/el"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/eu"
	"github.com/blevesearch/bleve/v2/analysis/lang/fa"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/gl"
	"github.com/blevesearch/bleve/v2/analysis/lang/hi"
	"github.com/blevesearch/bleve/v2/analysis/lang/hr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hu"
	"github.com/blevesearch/bleve/v2/analysis/lang/hy"
	"github.com/blevesearch/bleve/v2/analysis/lang/id"
	"github.com/blevesearch/bleve/v2/analysis/lang/in"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/pl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ro"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/analysis/lang/tr"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	"github.com/blevesearch/bleve/v2/registry"
)

// spec says what a chain is made of. A filter is a name of bleve's or an
// [analysis.TokenFilter].
type spec struct {
	name string
	// bleve is set if the filters are those of bleve's analyser of this name.
	bleve bool
	// filters come after lower case, or instead of it with early.
	early, filters []any
	// normalise rewrites a word without stemming it: prefixes go through
	// these alone.
	normalise []any
	// prefixes are those that are written with a hyphen or without; "e" is
	// one everywhere.
	prefixes []string
	joiners  bool
	bigrams  bool
	// compounds finds the parts of words that are made of two.
	compounds func() compounds
	// names is set where names are kept unstemmed besides.
	names bool
	// spaced is set where a space stands between the thousands of a number.
	spaced bool
}

// except is a filter of bleve's that some words do not go through.
type except struct {
	filter string
	words  map[string]bool
}

// specs lists every chain.
var specs = []spec{
	{name: ar.AnalyzerName, bleve: true, normalise: []any{ar.NormalizeName}},
	{name: "bg", filters: []any{bg.StopName, endingsBG}, spaced: true},
	{name: "ca", early: []any{interpunct{}}, filters: []any{ca.ElisionName, ca.StopName, endingsCA}, normalise: []any{ca.ElisionName}},
	{name: cjk.AnalyzerName, filters: []any{cjk.WidthName}, normalise: []any{cjk.WidthName}, bigrams: true},
	{name: ckb.AnalyzerName, bleve: true, normalise: []any{ckb.NormalizeName}},
	{name: "cs", filters: []any{except{cs.StopName, newsCS}, endingsCS}, spaced: true},
	{name: da.AnalyzerName, bleve: true},
	{
		name: de.AnalyzerName, bleve: true, normalise: []any{de.NormalizeName}, prefixes: []string{"anti", "ko", "ex"},
		compounds: germanCompounds,
	},
	{name: "el", filters: []any{final{}, el.StopName, endingsEL}},
	{
		// Diacritics are foreign to English, and Porter's stemmer does not
		// know them: "Nestlé" and "Nestle" have one stem without.
		name: en.AnalyzerName, early: []any{en.PossessiveName}, filters: []any{en.StopName, fold{}, porter.Name}, normalise: []any{},
		prefixes: []string{"anti", "co", "counter", "mid", "multi", "non", "pre", "re", "semi"},
	},
	{name: es.AnalyzerName, bleve: true, normalise: []any{es.NormalizeName}, prefixes: []string{"anti", "ex"}},
	{name: "eu", filters: []any{eu.StopName, endingsEU}},
	{name: fa.AnalyzerName, bleve: true, normalise: []any{ar.NormalizeName, fa.NormalizeName}, joiners: true},
	{name: fi.AnalyzerName, bleve: true, spaced: true},
	{name: fr.AnalyzerName, bleve: true, normalise: []any{fr.ElisionName}, prefixes: []string{"anti", "co", "ex"}, spaced: true},
	{name: "gl", filters: []any{gl.StopName, endingsGL}},
	{name: hi.AnalyzerName, bleve: true, normalise: []any{in.NormalizeName, hi.NormalizeName}},
	{name: hr.AnalyzerName, bleve: true},
	{name: hu.AnalyzerName, bleve: true, spaced: true},
	{name: "hy", filters: []any{hy.StopName, endingsHY}},
	{name: "id", filters: []any{id.StopName, endingsID}},
	{name: it.AnalyzerName, bleve: true, normalise: []any{it.ElisionName}},
	{name: nl.AnalyzerName, bleve: true},
	{name: no.AnalyzerName, bleve: true, spaced: true},
	{name: pl.AnalyzerName, bleve: true, spaced: true},
	{name: pt.AnalyzerName, bleve: true},
	{name: ro.AnalyzerName, bleve: true},
	{name: ru.AnalyzerName, bleve: true, spaced: true},
	{name: sv.AnalyzerName, bleve: true, spaced: true},
	{name: tr.AnalyzerName, early: []any{suffixes{}, dotless{}}, filters: []any{tr.StopName, tr.SnowballStemmerName}, normalise: []any{}, names: true},
	{name: Unknown},
}

// same maps codes of languages that share another's chain.
var same = map[string]string{
	"zh": cjk.AnalyzerName, "ja": cjk.AnalyzerName, "ko": cjk.AnalyzerName, "yue": cjk.AnalyzerName,
	"nb": no.AnalyzerName, "nn": no.AnalyzerName, "bs": hr.AnalyzerName, "in": "id",
}

func (s *spec) build(cache *registry.Cache, scanner *scanner) (*Language, error) {
	prefixes := map[string]bool{"e": true}
	for _, p := range s.prefixes {
		prefixes[p] = true
	}
	make := func(filters []analysis.TokenFilter) *chain {
		c := &chain{scanner: scanner, joiners: s.joiners, prefixes: prefixes, bigrams: s.bigrams, spaced: s.spaced}
		c.filters = append(append(c.filters, compose{}), filters...)
		c.filters = append(c.filters, fold{})
		return c.finish()
	}
	early, err := named(cache, append(append([]any{}, s.early...), lowercase.Name))
	if err != nil {
		return nil, err
	}
	plain, err := named(cache, s.normalise)
	if err != nil {
		return nil, err
	}
	l := &Language{Name: s.name, plain: make(append(early, plain...))}
	if s.bleve {
		chain, err := cache.AnalyzerNamed(s.name)
		if err != nil {
			return nil, err
		}
		analyser, ok := chain.(*analysis.DefaultAnalyzer)
		if !ok {
			return nil, fmt.Errorf("bleve's analyser is a %T, which cannot be taken apart", chain)
		}
		l.full = make(analyser.TokenFilters)
		if s.compounds != nil {
			l.full.compounds = s.compounds()
		}
		return l, nil
	}
	filters, err := named(cache, s.filters)
	if err != nil {
		return nil, err
	}
	l.full = make(append(early[:len(early):len(early)], filters...))
	if s.names {
		l.full.names = l.plain
	}
	return l, nil
}

// named returns filters, looking up those that are given by name.
func named(cache *registry.Cache, filters []any) ([]analysis.TokenFilter, error) {
	var out []analysis.TokenFilter
	for _, f := range filters {
		switch f := f.(type) {
		case analysis.TokenFilter:
			out = append(out, f)
		case except:
			inner, err := cache.TokenFilterNamed(f.filter)
			if err != nil {
				return nil, err
			}
			out = append(out, &sparing{inner, f.words})
		case string:
			filter, err := cache.TokenFilterNamed(f)
			if err != nil {
				return nil, err
			}
			out = append(out, filter)
		}
	}
	return out, nil
}
