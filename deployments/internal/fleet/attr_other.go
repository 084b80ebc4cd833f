//go:build !linux

package fleet

import "syscall"

// endWithUs keeps signals of the terminal from a process.
func endWithUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
