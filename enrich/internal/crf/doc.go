// Package crf finds names in English text with a linear-chain conditional
// random field.
//
// Every piece of a text (a token, or a part of a hyphenated one) gets one of 17
// labels: outside, or beginning, inside, last or unit of a person, an
// organisation, a place or something else with a name. Sequences that make no
// sense, such as an end without a beginning, have no probability. Evidence is
// a sum of weights over hashed features: the word, its shape and affixes, its
// word cluster, lists of names, its neighbours, and how the same word is used
// elsewhere in the article. The words of headlines in capitals, or with one at
// the head of every word, are read as they stand in the article's running
// text, or else mostly do. [Load] reads the embedded model, [Tagger.Tag]
// finds mentions with a confidence, [Train] makes a model from annotated
// texts, the same bytes from the same texts, options and seed on machines of
// one architecture.
//
// Serving uses exactly the code that training used to cut texts and to extract
// features. It takes time linear in the length of a text, memory bounded by
// the length of the text and [Options], and may be called concurrently.
//
// MODEL.md says what the embedded model was trained on and how well it does.
package crf
