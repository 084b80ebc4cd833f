// Package netguard keeps outgoing connections away from addresses that are
// not on the public internet.
//
// A feed, a page or a redirect names its own address, so whoever writes it
// could make us ask our own network: a router, a database, the metadata
// service of a cloud. The guard looks at the IP address at the moment of
// connecting, after DNS, for every attempt, so that neither a redirect nor a
// name that changes its answer goes around it. What is needed from the inside
// is opened by CIDR (DATELINE_ALLOW_CIDRS).
//
// The guard decides about addresses alone: schemes, ports, sizes and numbers
// of redirects are the caller's matter. It cannot look behind a proxy, so
// [Dialer.Transport] uses none.
package netguard
