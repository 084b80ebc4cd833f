package query

import (
	"strings"
	"unicode/utf8"
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
	q := &Query{Root: root, Sort: p.sort, Notes: p.notes}
	if err := q.checkAsOf(); err != nil {
		return nil, err
	}
	return q, nil
}

// checkAsOf refuses asof: where it would not hold for the whole query.
func (q *Query) checkAsOf() error {
	allowed := make(map[*Term]bool)
	switch n := q.Root.(type) {
	case *Term:
		allowed[n] = true
	case *And:
		for _, p := range n.Parts {
			if t, ok := p.(*Term); ok {
				allowed[t] = true
			}
		}
	}
	seen := false
	for t := range q.Terms {
		switch {
		case t.Field != AsOf:
		case seen:
			return wrong(t.At, "asof: was said before")
		case !allowed[t]:
			return wrong(t.At, "asof: holds for the whole query and cannot stand inside it or be negated")
		default:
			seen = true
		}
	}
	return nil
}

// parser reads tokens by recursive descent; its depth is bounded by
// Limits.Depth.
type parser struct {
	tokens []token
	at     int
	limits Limits
	words  int
	// open counts the prefixes and the words with a slip.
	open  int
	sort  Sort
	notes []string
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
		case tokenNear:
			return nil, wrong(t.column, "NEAR needs a word or a phrase before it")
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
	near := map[string]Sort{
		"date": SortNewest, "published": SortNewest, "time": SortNewest, "recent": SortNewest, "latest": SortNewest, "new": SortNewest, "desc": SortNewest,
		"old": SortOldest, "asc": SortOldest, "earliest": SortOldest, "score": SortRelevance, "best": SortRelevance, "rank": SortRelevance,
	}[strings.ToLower(value.text)]
	if near == "" {
		near = Sort(Suggest(strings.ToLower(value.text), known))
	}
	if near != "" {
		return wrong(value.column, "unknown order '%s', did you mean '%s'?", value.text, near)
	}
	return wrong(value.column, "unknown order '%s'; there are relevance, newest and oldest", value.text)
}

func (p *parser) not(s scope) (Node, error) {
	t := p.current()
	if t.kind != tokenNot {
		return p.near(s)
	}
	p.at++
	s.depth++
	if err := p.checkDepth(s, t.column); err != nil {
		return nil, err
	}
	switch p.current().kind {
	case tokenOpen, tokenField, tokenValue, tokenNot:
	default:
		return nil, wrong(p.current().column, "NOT needs a term after it")
	}
	part, err := p.not(s)
	if err != nil {
		return nil, err
	}
	return newNot(part, t.column), nil
}

// near reads a unit and, where NEAR follows, the one that is near it.
func (p *parser) near(s scope) (Node, error) {
	unit, err := p.unit(s)
	if err != nil || p.current().kind != tokenNear {
		return unit, err
	}
	sign := p.current()
	p.at++
	left, err := nearSide(unit)
	if err != nil {
		return nil, err
	}
	switch t := p.current(); t.kind {
	case tokenOpen, tokenField, tokenValue:
	case tokenNot:
		return nil, wrong(t.column, "what stands near cannot be negated; negate the whole: -(a NEAR/1 b)")
	default:
		return nil, wrong(t.column, "NEAR needs a word or a phrase after it")
	}
	if unit, err = p.unit(s); err != nil {
		return nil, err
	}
	right, err := nearSide(unit)
	if err != nil {
		return nil, err
	}
	if left.Field != right.Field {
		return nil, wrong(right.At, "both sides of NEAR must look into the same field, such as title:(a NEAR/1 b)")
	}
	if t := p.current(); t.kind == tokenNear {
		return nil, wrong(t.column, "NEAR joins two; for more write a NEAR/1 b AND b NEAR/1 c")
	}
	return &Near{Left: left, Right: right, Distance: sign.number, At: left.At}, nil
}

// nearSide checks what stands beside NEAR.
func nearSide(n Node) (*Term, error) {
	t, ok := n.(*Term)
	switch {
	case !ok:
		return nil, wrong(n.Column(), "NEAR takes one word or one phrase on each side; write (a NEAR/1 c) OR (b NEAR/1 c)")
	case !t.Field.IsText():
		return nil, wrong(t.At, "NEAR takes words and phrases of the text, not '%s:'", t.Field)
	}
	return t, nil
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
