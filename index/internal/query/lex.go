package query

import (
	"strings"
	"unicode"
)

// tokenKind is what a token is to the parser.
type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenOpen
	tokenClose
	tokenAnd
	tokenOr
	tokenNot
	// tokenField is a field name; what follows the colon is the next token.
	tokenField
	tokenValue
)

// token is one piece of a query.
type token struct {
	kind   tokenKind
	column int
	// text is a field's name as typed or a value without its marks.
	text string
	// dash is set for a NOT written "-".
	dash   bool
	quoted bool
	// star and slash are set for an unescaped mark after the value.
	star, slash bool
}

// lexer cuts a query into tokens.
type lexer struct {
	in  []rune
	at  int
	out []token
}

// closers maps each quote that opens a phrase to those that close it.
var closers = map[rune]string{'"': `"`, '“': `”"“`, '„': `“”"`, '”': `”`, '«': `»`, '»': `«»`}

func lex(text string) ([]token, error) {
	l := &lexer{in: []rune(text)}
	for {
		for l.at < len(l.in) && blank(l.in[l.at]) {
			l.at++
		}
		if l.at == len(l.in) {
			break
		}
		if err := l.next(); err != nil {
			return nil, err
		}
	}
	return append(l.out, token{kind: tokenEnd, column: len(l.in) + 1}), nil
}

// blank reports whether r parts words: white space or a control character.
func blank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func (l *lexer) column() int { return l.at + 1 }

// peek returns the next character, 0 at the end.
func (l *lexer) peek() rune {
	if l.at < len(l.in) {
		return l.in[l.at]
	}
	return 0
}

func (l *lexer) emit(t token) { l.out = append(l.out, t) }

func (l *lexer) next() error {
	switch r := l.peek(); {
	case r == '(':
		l.emit(token{kind: tokenOpen, column: l.column()})
		l.at++
		return nil
	case r == ')':
		l.emit(token{kind: tokenClose, column: l.column()})
		l.at++
		return l.afterClose()
	case r == '-':
		l.emit(token{kind: tokenNot, column: l.column(), dash: true})
		l.at++
		if next := l.peek(); next == 0 || blank(next) || next == ')' || next == '-' {
			return wrong(l.column()-1, "'-' excludes what follows it without a space; put text that holds it in quotes")
		}
		return nil
	case closers[r] != "":
		return l.quoted(Anywhere)
	}
	return l.word()
}

// afterClose refuses what is glued to a closing parenthesis.
func (l *lexer) afterClose() error {
	if r := l.peek(); r == 0 || blank(r) || r == ')' {
		return nil
	}
	return wrong(l.column(), "put a space after ')'")
}

// quoted reads a value in quotes.
func (l *lexer) quoted(field Field) error {
	open := l.column()
	closing := closers[l.peek()]
	l.at++
	var b strings.Builder
	for {
		switch r := l.peek(); {
		case l.at == len(l.in):
			return wrong(open, "this quote is never closed")
		case r == '\\' && l.at+1 < len(l.in):
			b.WriteRune(l.in[l.at+1])
			l.at += 2
			continue
		case !strings.ContainsRune(closing, r):
			b.WriteRune(r)
			l.at++
			continue
		}
		break
	}
	l.at++
	t := token{kind: tokenValue, column: open, text: b.String(), quoted: true}
	if field == Place && l.peek() == '/' {
		t.slash = true
		l.at++
	}
	l.emit(t)
	switch r := l.peek(); {
	case r == 0 || blank(r) || r == ')':
		return nil
	case r == '~':
		return wrong(l.column(), "closeness ('~') is not part of the language; join the words with AND")
	case r == '*':
		return wrong(l.column(), "'*' may only end a word, not a phrase")
	}
	return wrong(l.column(), "put a space after the closing quote")
}

// word reads an operator, a field name with its value, or a word.
func (l *lexer) word() error {
	begin := l.at
	for end := l.at; end < len(l.in); end++ {
		if r := l.in[end]; r == ':' && end > begin {
			return l.field(string(l.in[begin:end]), begin)
		} else if !unicode.IsLetter(r) && r != '_' {
			break
		}
	}
	return l.value(Anywhere)
}

// field emits a field name and reads the value behind its colon.
func (l *lexer) field(name string, begin int) error {
	field, ok := spellings[strings.ToLower(name)]
	if !ok && strings.ToLower(name) != sortField {
		return unknownField(begin+1, name, l.in[begin:])
	}
	l.emit(token{kind: tokenField, column: begin + 1, text: strings.ToLower(name)})
	l.at = begin + len([]rune(name)) + 1
	switch r := l.peek(); {
	case r == 0 || blank(r) || r == ')':
		return wrong(l.column(), "'%s:' needs a value right after the colon", name)
	case r == '(':
		return nil
	case closers[r] != "":
		return l.quoted(field)
	}
	return l.value(field)
}

func unknownField(column int, name string, rest []rune) error {
	lower := strings.ToLower(name)
	if (lower == "http" || lower == "https") && strings.HasPrefix(string(rest[len([]rune(name)):]), "://") {
		return wrong(column, "to find a link write url:%s://…", lower)
	}
	candidates := []string{sortField}
	for s := range spellings {
		candidates = append(candidates, s)
	}
	if near := Suggest(lower, candidates); near != "" {
		return wrong(column, "unknown field '%s', did you mean '%s'?", name, near)
	}
	return wrong(column, "unknown field '%s'; put text that holds a colon in quotes", name)
}

// value reads an unquoted value or an operator.
func (l *lexer) value(field Field) error {
	begin := l.at
	var text []rune
	// literal is set for the characters that had a backslash.
	var literal []bool
	for l.at < len(l.in) {
		r := l.in[l.at]
		escaped := r == '\\' && l.at+1 < len(l.in) && !blank(l.in[l.at+1])
		if escaped {
			l.at++
			r = l.in[l.at]
		} else if blank(r) || r == '(' || r == ')' {
			break
		} else if closers[r] != "" {
			return wrong(l.column(), "put a space before the quote, or a backslash if it belongs to the word")
		}
		text, literal = append(text, r), append(literal, escaped)
		l.at++
	}
	if l.peek() == '(' {
		return wrong(l.column(), "put a space before '(', or quotes around a value that holds it")
	}
	t := token{kind: tokenValue, column: begin + 1}
	last := len(text) - 1
	if !literal[last] && text[last] == '*' {
		t.star = true
		text = text[:last]
	} else if field == Place && !literal[last] && text[last] == '/' {
		t.slash = true
		text = text[:last]
	}
	if err := refuseForeign(text, literal, begin+1, field); err != nil {
		return err
	}
	t.text = string(text)
	if field == Anywhere && len(text) > 0 && !literal[0] && !t.star {
		t.kind = operator(t.text)
	}
	l.emit(t)
	return nil
}

func operator(word string) tokenKind {
	switch word {
	case "AND":
		return tokenAnd
	case "OR":
		return tokenOr
	case "NOT":
		return tokenNot
	}
	return tokenValue
}

// refuseForeign refuses marks that other query languages give a meaning to
// and that would otherwise be searched for, or ignored, as punctuation.
func refuseForeign(text []rune, literal []bool, column int, field Field) error {
	if field != Anywhere && !field.IsText() {
		if i := unescaped(text, literal, '*'); i >= 0 {
			return wrong(column+i, "'*' may only end a word")
		}
		return nil
	}
	if i := unescaped(text, literal, '*'); i == 0 {
		return wrong(column, "'*' may only end a word; a word cannot begin with it")
	} else if i > 0 {
		return wrong(column+i, "'*' may only end a word")
	}
	if n := len(text); n > 2 && text[0] == '/' && text[n-1] == '/' && !literal[0] && !literal[n-1] {
		return wrong(column, "regular expressions are not part of the language")
	}
	for i := len(text) - 1; i > 0; i-- {
		switch r := text[i]; {
		case literal[i]:
			return nil
		case r == '~':
			return wrong(column+i, "words that are alike ('~') are not part of the language; use OR or a prefix*")
		case r == '^':
			return wrong(column+i, "weights ('^') are not part of the language")
		case !unicode.IsDigit(r) && r != '.':
			return nil
		}
	}
	return nil
}

func unescaped(text []rune, literal []bool, mark rune) int {
	for i, r := range text {
		if r == mark && !literal[i] {
			return i
		}
	}
	return -1
}
