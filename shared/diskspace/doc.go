// Package diskspace tells a writer to pause before its disk is full.
//
// A full disk freezes a stream until its server is started again and makes a
// search index panic, so each writer asks a [Guard] before it writes. The
// guard measures; it neither reserves nor frees anything, and other programs
// may fill the disk between two checks, which is why its floor is generous.
package diskspace
