// Package replay annotates once more what the articles stream holds: into the
// enriched stream, where what is there was annotated by an older version
// ([Publish]), or into a file beside it ([Shadow]).
//
// Both may run beside daemons, may be interrupted at any time and go on where
// they were when they are called again, because what they have done is what
// the stream or the file says. Of an article only the last revision in the
// range counts. Nothing is taken from the daemons' consumers, and pointers on
// the mentions stream are not published again.
package replay
