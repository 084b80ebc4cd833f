// Package query is Dateline's query language: parsing, canonical printing and
// matching one article in memory.
//
//	query  = { sort:ORDER } or
//	or     = and { "OR" and }
//	and    = not { ["AND"] not }
//	not    = [ "NOT" | "-" ] unit
//	unit   = "(" or ")" | [field ":"] ( "(" or ")" | value )
//	value  = word | word "*" | "phrase in quotes" | name "/" | date
//
// Words stand in an AND unless OR stands between them, and AND binds tighter
// than OR. A field before a parenthesis holds for every value in it. Operators
// are upper case; and, or, not are words. A backslash before a quote or a
// backslash inside quotes takes it as it is.
//
// A query that is wrong is refused with the column where it is wrong and,
// where there is one, a suggestion. Nothing falls back to a search for the
// text as typed. Bounds on size, number of words, depth and prefixes hold
// before any index sees the query.
package query
