// Package client asks Dateline's search service over NATS and defines what
// goes over the wire, which is the same for HTTP.
//
// Any indexd of the installation answers; they hold the same articles.
package client
