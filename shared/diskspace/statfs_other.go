//go:build !linux && !darwin && !freebsd

package diskspace

func statfs(string) (Space, error) { return Space{}, ErrUnknown }
