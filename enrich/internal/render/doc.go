// Package render shows annotated articles to people: as text for a terminal
// ([Text], and [Line] for what else is printed) and as a page for a browser
// ([Page]).
//
// Both show title, summary and text with their marks in place, whatever spans
// the annotations hold: those that leave the text are dropped, those that
// cross are cut where another ends. No byte of a text is lost, doubled or
// moved; characters that could steer a terminal are left out there and shown
// as U+FFFD on a page. What a text says never becomes markup.
package render
