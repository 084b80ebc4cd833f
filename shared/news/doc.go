// Package news is the contract that Dateline's services and their subscribers
// share: the article as published, the annotations that enrichment adds, how
// ids are made, and the bounded, versioned JSON codec.
//
// Everything here is a pure function of its arguments: nothing reads the
// clock, the network or the environment, and everything may be called
// concurrently.
package news
