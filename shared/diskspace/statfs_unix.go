//go:build linux || darwin || freebsd

package diskspace

import "syscall"

func statfs(path string) (Space, error) {
	var st syscall.Statfs_t
	for {
		err := syscall.Statfs(path, &st)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return Space{}, err
		}
		break
	}
	// FreeBSD counts below zero when the reserve for root is in use.
	available := max(int64(st.Bavail), 0)
	block := blockSize(&st)
	return Space{Free: uint64(available) * block, Total: uint64(st.Blocks) * block}, nil
}
