// Package quote finds direct speech in an article and says whose it is.
//
// A quotation is what stands between quotation marks of any style, or between
// a mark and the dash or comma that parts it from its narration («A, — said
// X. — B» is two quotations). Single words that are not all that was said,
// titles of works and names in marks are none. Its speaker is who the verb of
// saying beside it belongs to: an entity of the article, the one that a
// pronoun or "the minister" goes back to, or the words that stand for somebody
// without a name. Quotations without a verb of their own go on with the
// speaker before.
//
// The verbs are known for Arabic, Chinese, Dutch, English, French, German,
// Italian, Japanese, Portuguese, Russian, Spanish and Turkish, a file a
// language; in other languages only what clearly is a quotation is found, and
// without a speaker. Indirect speech is not looked for. Pronouns go by titles
// and a list of common forenames; a forename that is in no list fits either.
// Time is linear in the length of the text.
package quote
