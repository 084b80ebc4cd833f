// Package e2e tests Dateline as a whole: the sample newsroom served over real
// HTTP, a real NATS server, the three services, and searches over HTTP and
// NATS. The scenarios are written once and run against the services in one
// process and against the built daemons.
package e2e
