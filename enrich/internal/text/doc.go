// Package text reads plain news text as tokens, sentences and structure.
//
// [Parse] cuts a text into tokens and sentences; [Structure] finds what wire
// stories carry besides their prose: dateline, mid-text headings, credit
// lines and the notices that sites glue to a story. Nothing is deleted or
// rewritten: every result is a byte range into the text it was found in, on
// rune borders, and what lies between tokens is white space, control
// characters or bytes that are not UTF-8.
//
// All functions are pure, run in linear time and may be called concurrently.
// They know no names: who is meant by a word is for others to say.
package text
