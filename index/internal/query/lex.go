package query

import (
	"slices"
	"strconv"
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
	tokenNear
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
	// escaped is set for a value that had a backslash.
	escaped bool
	// star, slash and tilde are set for an unescaped mark after the value.
	star, slash, tilde bool
	// number is that after the tilde of a phrase or the slash of NEAR.
	number int
}

// lexer cuts a query into tokens.
type lexer struct {
	in  []rune
	at  int
	out []token
}

// closers maps each quote that opens a phrase to those that close it.
var closers = map[rune]string{
	'"': `"`, '“': `”“"`, '„': `“”"`, '”': `”`, '«': `»`, '»': `«»`, '‹': `›`, '「': `」`, '『': `』`,
}

// wide maps marks of the query language as keyboards of East Asia write them.
var wide = strings.NewReplacer("（", "(", "）", ")", "：", ":", "＂", `"`, "＊", "*")

func lex(text string) ([]token, error) {
	l := &lexer{in: []rune(wide.Replace(text))}
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

// blank reports whether r parts words: white space, a control character, or a
// character that is not seen, such as a mark of direction or a byte order mark.
// Joiners belong to words.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) ||
		unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' && r != '\u00ad'
}

func (l *lexer) column() int { return l.at + 1 }

// peek returns the next character, 0 at the end.
func (l *lexer) peek() rune {
	if l.at < len(l.in) {
		return l.in[l.at]
	}
	return 0
}

// ends reports whether a token may end here.
func (l *lexer) ends() bool {
	r := l.peek()
	return l.at == len(l.in) || blank(r) || r == ')'
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
		if !l.ends() {
			return wrong(l.column(), "put a space after ')'")
		}
		return nil
	case r == '-':
		l.emit(token{kind: tokenNot, column: l.column(), dash: true})
		l.at++
		if l.ends() || l.peek() == '-' {
			return wrong(l.column()-1, "'-' excludes what follows it without a space; put text that holds it in quotes")
		}
		return nil
	case closers[r] != "":
		return l.quoted(Anywhere)
	}
	return l.word()
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
	switch r := l.peek(); {
	case field == Place && r == '/':
		t.slash = true
		l.at++
	case r == '~':
		if err := l.slop(&t); err != nil {
			return err
		}
	}
	l.emit(t)
	switch {
	case l.ends():
		return nil
	case l.peek() == '*':
		return wrong(l.column(), "'*' may only end a word, not a phrase")
	}
	return wrong(l.column(), "put a space after the closing quote")
}

// slop reads the number after the tilde of a phrase.
func (l *lexer) slop(t *token) error {
	column := l.column()
	l.at++
	begin := l.at
	for l.at < len(l.in) && l.in[l.at] >= '0' && l.in[l.at] <= '9' {
		l.at++
	}
	n, err := strconv.Atoi(string(l.in[begin:l.at]))
	if err != nil || n > MaxSlop {
		return wrong(column, `'~' after a phrase needs the number of words that may stand between its own, at most %d, such as "nationwide ceasefire"~5`, MaxSlop)
	}
	t.number = n
	t.tilde = true
	return nil
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
	lower := strings.ToLower(name)
	field, ok := spellings[lower]
	if !ok && lower != sortField {
		return unknownField(begin+1, name, string(l.in[l.at+len([]rune(name))+1:]))
	}
	l.emit(token{kind: tokenField, column: begin + 1, text: lower})
	l.at = begin + len([]rune(name)) + 1
	switch r := l.peek(); {
	case l.ends() && strings.TrimFunc(string(l.in[l.at:]), blank) != "" && r != ')':
		return wrong(l.column(), "'%s:' needs a value right after the colon, without a space", name)
	case l.ends():
		return wrong(l.column(), "'%s:' needs a value right after the colon", name)
	case r == '(':
		return nil
	case closers[r] != "":
		return l.quoted(field)
	}
	return l.value(field)
}

// value reads an unquoted value or an operator.
func (l *lexer) value(field Field) error {
	v := raw{column: l.column(), field: field}
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
		v.text, v.literal = append(v.text, r), append(v.literal, escaped)
		l.at++
	}
	if l.peek() == '(' {
		if strings.EqualFold(string(v.text), "around") {
			return wrong(v.column, `for words that stand close to each other write a NEAR/1 b (in one sentence) or "a b"~5`)
		}
		return wrong(l.column(), "put a space before '(', or quotes around a value that holds it")
	}
	t := token{kind: tokenValue, column: v.column}
	switch last := len(v.text) - 1; {
	case v.literal[last]:
	case v.text[last] == '*':
		t.star = true
		v.cut(1)
	case field == Place && v.text[last] == '/':
		t.slash = true
		v.cut(1)
	case v.isText():
		t.tilde = v.fuzzy()
	}
	t.text = string(v.text)
	t.escaped = slices.Contains(v.literal, true)
	if field == Anywhere && !t.escaped && !t.star && !t.tilde {
		t.kind = operator(t.text)
	}
	var err error
	switch t.kind {
	case tokenNear:
		t.number, err = v.distance()
	case tokenValue:
		err = v.refuse(t.star)
	}
	if err != nil {
		return err
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
	case "NEAR":
		return tokenNear
	}
	if strings.HasPrefix(word, "NEAR/") {
		return tokenNear
	}
	return tokenValue
}
