// Package query is Dateline's query language: parsing, canonical printing and
// matching one article in memory. [Manual] is the language for people.
//
//	query  = { sort:ORDER } or
//	or     = and { "OR" and }
//	and    = not { ["AND"] not }
//	not    = [ "NOT" | "-" ] near
//	near   = unit [ ("NEAR" | "NEAR/n") unit ]
//	unit   = "(" or ")" | [field ":"] ( "(" or ")" | value )
//	value  = word | word "*" | word "~" | "phrase in quotes" [ "~n" ] | name "/" | date [ ".." date ]
//
// Words stand in an AND unless OR stands between them, and AND binds tighter
// than OR. A field before a parenthesis holds for every value in it. Operators
// are upper case; and, or, not, near are words, and a note says so where one
// stands between others. A backslash before a mark or a backslash inside quotes
// takes it as it is. Quotation marks of many scripts open and close phrases, and
// full-width marks are those of the language.
//
// A query that is wrong is refused with the column where it is wrong and,
// where there is one, a suggestion; so is what other query languages write and
// this one would leave out in silence. Nothing falls back to a search for the
// text as typed. Bounds on size, number of words, depth, prefixes and words
// with a slip hold before any index sees the query.
//
// What a query means is what a [Matcher] says of one article. In each chain of
// analysis a word that the chain leaves out, such as "the" in English, says
// nothing: it neither holds nor fails, and an AND or OR goes by its other parts.
// The quote: parts of one AND must hold for one quotation, and each said: part
// beside them for the speaker of such a one; negations are of the article.
// NEAR and "a b"~n look at one text at a time: title, summary, text or one
// quotation.
package query
