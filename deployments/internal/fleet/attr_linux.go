package fleet

import "syscall"

// endWithUs makes a process end with the thread that starts it, and keeps
// signals of the terminal from it.
func endWithUs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
