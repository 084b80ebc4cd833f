// Package websub decides how a feed is subscribed to at its hub, as W3C WebSub
// has it: when to ask, to renew and to give up, what to answer the hub, which
// of its deliveries are genuine, and whether the hub is to be trusted.
//
// It is pure: what is remembered, what happened and the time go in, the next
// memory and what to do come out. Whoever calls it keeps the memory, sends the
// requests and answers them.
//
// A hub is trusted that confirmed a subscription. It loses that trust once a
// poll finds an item that came while the subscription was live and that no
// delivery brings within [Grace]; it gets another try after a week, then after
// twice as long each time. The feed is polled all the while, slowly as long as
// the hub is trusted.
package websub
