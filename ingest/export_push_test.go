package ingest

import "time"

// SetPush makes a service look more often which hubs are to be asked, and
// gives a hub that long to bring what a poll found.
func SetPush(s *Service, every, grace time.Duration) { s.push.every, s.push.grace = every, grace }

// Listening returns where a service takes what hubs push, once it runs.
func Listening(s *Service) string { return <-s.push.listening }
