package query

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

// Parse reads a query. The error is an [*Error]. White space alone is the
// query that every article answers.
func Parse(text string, limits Limits) (*Query, error) {
	if len(text) > limits.Bytes {
		return nil, wrong(0, "the query has %d bytes, at most %d are taken", len(text), limits.Bytes)
	}
	if !utf8.ValidString(text) {
		return nil, wrong(0, "the query is not valid UTF-8")
	}
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens, limits: limits}
	if p.current().kind == tokenEnd {
		return &Query{}, nil
	}
	root, err := p.or(scope{})
	if err != nil {
		return nil, err
	}
	if t := p.current(); t.kind != tokenEnd {
		return nil, wrong(t.column, "this ')' closes nothing")
	}
	return &Query{Root: root, Sort: p.sort}, nil
}

// parser reads tokens by recursive descent; its depth is bounded by
// Limits.Depth.
type parser struct {
	tokens []token
	at     int
	limits Limits
	words  int
	sort   Sort
}

// scope is what surrounds a part of the query.
type scope struct {
	// depth counts open parentheses and negations.
	depth int
	// field holds for values without one, inside field:( … ).
	field Field
}

func (p *parser) current() token { return p.tokens[p.at] }

// or reads parts joined by OR. It returns nil for nothing but a sort order,
// which only the whole query may be.
func (p *parser) or(s scope) (Node, error) {
	var parts []Node
	for {
		part, err := p.and(s)
		if err != nil {
			return nil, err
		}
		t := p.current()
		if part == nil {
			if len(parts) == 0 && t.kind == tokenEnd {
				return nil, nil
			}
			return nil, p.missing(len(parts) > 0)
		}
		parts = append(parts, part)
		if t.kind != tokenOr {
			return newOr(parts), nil
		}
		p.at++
	}
}

// missing is the error where a term should be. After an OR the OR is to blame.
func (p *parser) missing(afterOr bool) error {
	t := p.current()
	switch {
	case t.kind == tokenOr:
		return wrong(t.column, "OR needs a term before it")
	case afterOr:
		return wrong(t.column, "OR needs a term after it")
	case t.kind == tokenClose && p.at > 0 && p.tokens[p.at-1].kind == tokenOpen:
		return wrong(t.column, "there is nothing between these parentheses")
	case t.kind == tokenClose:
		return wrong(t.column, "this ')' closes nothing")
	}
	return wrong(t.column, "the query ends where a term should be")
}

// and reads parts up to an OR, a closing parenthesis or the end.
func (p *parser) and(s scope) (Node, error) {
	var parts []Node
	for {
		t := p.current()
		switch t.kind {
		case tokenEnd, tokenOr, tokenClose:
			if len(parts) == 0 {
				return nil, nil
			}
			return newAnd(parts), nil
		case tokenAnd:
			p.at++
			next := p.current().kind
			if len(parts) == 0 {
				return nil, wrong(t.column, "AND needs a term before it")
			}
			if next == tokenEnd || next == tokenOr || next == tokenClose || next == tokenAnd {
				return nil, wrong(p.current().column, "AND needs a term after it")
			}
			continue
		}
		if t.kind == tokenField && t.text == sortField {
			if err := p.order(s); err != nil {
				return nil, err
			}
			continue
		}
		part, err := p.not(s)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
}

// order reads sort:ORDER.
func (p *parser) order(s scope) error {
	name, value := p.current(), p.tokens[p.at+1]
	if s.depth > 0 {
		return wrong(name.column, "sort: holds for the whole query and cannot stand inside it")
	}
	if p.sort != SortDefault {
		return wrong(name.column, "sort: was said before")
	}
	var known []string
	for _, order := range Sorts() {
		known = append(known, string(order))
		if strings.EqualFold(value.text, string(order)) && value.kind == tokenValue && !value.star {
			p.sort = order
			p.at += 2
			return nil
		}
	}
	if near := Suggest(strings.ToLower(value.text), known); near != "" {
		return wrong(value.column, "unknown order '%s', did you mean '%s'?", value.text, near)
	}
	return wrong(value.column, "unknown order '%s'; there are relevance, newest and oldest", value.text)
}

func (p *parser) not(s scope) (Node, error) {
	t := p.current()
	if t.kind != tokenNot {
		return p.unit(s)
	}
	p.at++
	s.depth++
	if err := p.checkDepth(s, t.column); err != nil {
		return nil, err
	}
	if k := p.current().kind; k != tokenOpen && k != tokenField && k != tokenValue && k != tokenNot {
		return nil, wrong(p.current().column, "NOT needs a term after it")
	}
	part, err := p.not(s)
	if err != nil {
		return nil, err
	}
	return newNot(part, t.column), nil
}

func (p *parser) checkDepth(s scope, column int) error {
	if s.depth > p.limits.Depth {
		return wrong(column, "parentheses and negations are nested deeper than %d", p.limits.Depth)
	}
	return nil
}

func (p *parser) unit(s scope) (Node, error) {
	t := p.current()
	p.at++
	switch t.kind {
	case tokenOpen:
		return p.group(s, t.column)
	case tokenField:
		if t.text == sortField {
			return nil, wrong(t.column, "sort: holds for the whole query and cannot be negated")
		}
		if s.field != Anywhere {
			return nil, wrong(t.column, "'%s:' cannot stand inside '%s:(…)'", t.text, s.field)
		}
		s.field = spellings[t.text]
		if p.current().kind == tokenOpen {
			column := p.current().column
			p.at++
			return p.group(s, column)
		}
		value := p.current()
		p.at++
		return p.term(s.field, value, t.column)
	}
	return p.term(s.field, t, t.column)
}

// group reads what follows an opening parenthesis, up to its end.
func (p *parser) group(s scope, column int) (Node, error) {
	s.depth++
	if err := p.checkDepth(s, column); err != nil {
		return nil, err
	}
	inner, err := p.or(s)
	if err != nil {
		return nil, err
	}
	if p.current().kind != tokenClose || inner == nil {
		return nil, wrong(column, "this '(' is never closed")
	}
	p.at++
	return inner, nil
}

// term checks a value against its field.
func (p *parser) term(field Field, v token, column int) (Node, error) {
	t := &Term{Field: field, Value: v.text, At: column}
	if !searchable(v.text) {
		if v.star {
			return nil, wrong(v.column, "'*' may only end a word; a word cannot begin with it")
		}
		return nil, wrong(v.column, "there is no letter or digit to search for in '%s'", v.text)
	}
	if p.words += words(v.text); p.words > p.limits.Words {
		return nil, wrong(v.column, "the query has more than %d words", p.limits.Words)
	}
	switch {
	case v.star && !field.IsText():
		return nil, wrong(v.column, "'*' is for words of the text, not for '%s:'", field)
	case v.star:
		t.Kind = Prefix
		if n := letters(v.text); n < p.limits.PrefixLetters {
			return nil, wrong(v.column, "'%s*' has %d letters, a prefix needs at least %d", v.text, n, p.limits.PrefixLetters)
		}
		if words(v.text) > 1 {
			return nil, wrong(v.column, "'%s*' is more than one word; only a single word can be a prefix", v.text)
		}
	case v.quoted && field.IsText():
		t.Kind = Phrase
	}
	t.Within = v.slash
	if err := t.checkValue(); err != nil {
		return nil, wrong(v.column, "%s", err)
	}
	return t, nil
}

// checkValue checks and normalises the value of fields with a fixed form.
func (t *Term) checkValue() error {
	switch t.Field {
	case Date, After, Before:
		d, err := parseDate(t.Value)
		if err != nil {
			return err
		}
		t.Date, t.Value = d, d.Text
	case Lang:
		t.Value = strings.ToLower(t.Value)
		if !isCode(t.Value, 2, 3) {
			return fmt.Errorf("'%s' is no language code; write two letters, such as lang:en", t.Value)
		}
	case Country:
		t.Value = strings.ToUpper(t.Value)
		if !isCode(strings.ToLower(t.Value), 2, 2) {
			return fmt.Errorf("'%s' is no country code; write two letters, such as country:TR", t.Value)
		}
	case ID:
		if !news.ValidID(t.Value) {
			return fmt.Errorf("'%s' is no article id; an id has %d letters and digits", t.Value, news.IDLen)
		}
	case URL:
		if _, err := news.CanonicalURL(t.Value); err != nil {
			return fmt.Errorf("'%s' is no link; write all of it, such as url:https://example.org/story", t.Value)
		}
	}
	return nil
}

func isCode(s string, least, most int) bool {
	for _, r := range s {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return len(s) >= least && len(s) <= most
}

// searchable reports whether text holds a letter or a digit.
func searchable(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

func letters(text string) int {
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			n++
		}
	}
	return n
}

// words counts runs of letters and digits; an ideograph counts as a word.
func words(text string) int {
	n := 0
	inside := false
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			n++
			inside = false
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '\'' || r == '’':
			if !inside {
				n++
			}
			inside = true
		default:
			inside = false
		}
	}
	return max(n, 1)
}
