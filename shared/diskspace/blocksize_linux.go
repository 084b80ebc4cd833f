package diskspace

import "syscall"

// blockSize is the unit of the block counts: the fragment size, which differs
// from the block size on some network file systems and is 0 on old kernels.
func blockSize(st *syscall.Statfs_t) uint64 {
	if st.Frsize > 0 {
		return uint64(st.Frsize)
	}
	return uint64(st.Bsize)
}
