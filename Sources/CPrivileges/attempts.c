/* SPDX-License-Identifier: Apache-2.0 */
/* What a sensor that was taken over would be used for. */
#define _GNU_SOURCE
#include <CPrivileges.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/bpf.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Where the kernel lets a call it fails all the same, for its arguments are wrong, or changes
 * nothing: only EPERM says that it was refused. */
static const struct attempt {
	const char *name;
	long number;
	long arguments[4];
} attempts[] = {
	{ "execve", SYS_execve, { (long)"", 0, 0 } },
	{ "execveat", SYS_execveat, { -1, (long)"", 0, 0 } },
	{ "fork into namespaces", SYS_clone, { CLONE_NEWNET | CLONE_THREAD, 0, 0, 0 } },
	{ "ptrace", SYS_ptrace, { PTRACE_ATTACH, INT_MAX } },
	{ "process_vm_writev", SYS_process_vm_writev, { INT_MAX } },
	{ "kill", SYS_kill, { INT_MAX, 0 } },
	{ "tgkill", SYS_tgkill, { INT_MAX, INT_MAX, 0 } },
	{ "mount", SYS_mount, { 0 } },
	{ "umount2", SYS_umount2, { 0 } },
	{ "chroot", SYS_chroot, { 0 } },
	{ "setns", SYS_setns, { -1 } },
	{ "unshare", SYS_unshare, { -1 } },
	{ "init_module", SYS_init_module, { 0 } },
	{ "finit_module", SYS_finit_module, { -1 } },
	{ "delete_module", SYS_delete_module, { 0, O_NONBLOCK } },
	{ "kexec_load", SYS_kexec_load, { 0, 0, 0, -1 } },
	{ "reboot", SYS_reboot, { 0 } },
	{ "bpf: load a program", SYS_bpf, { BPF_PROG_LOAD, 0, INT_MAX } },
	{ "bpf: make a map", SYS_bpf, { BPF_MAP_CREATE, 0, INT_MAX } },
	{ "bpf: another's program", SYS_bpf, { BPF_PROG_GET_FD_BY_ID, 0, INT_MAX } },
	{ "memory to execute (mmap)", SYS_mmap, { 0, 0, PROT_READ | PROT_EXEC, MAP_PRIVATE } },
	{ "memory to execute (mprotect)", SYS_mprotect, { 0, 0, PROT_READ | PROT_EXEC } },
	{ "raw socket", SYS_socket, { AF_INET, SOCK_RAW, -1 } },
	{ "packet socket", SYS_socket, { AF_PACKET, SOCK_RAW, 0 } },
	{ "netfilter", SYS_socket, { AF_NETLINK, SOCK_RAW, 12 } },
	{ "type into a terminal", SYS_ioctl, { -1, TIOCSTI } },
	{ "setuid", SYS_setuid, { 0 } },
	{ "capset", SYS_capset, { 0 } },
	{ "prctl", SYS_prctl, { PR_SET_DUMPABLE, INT_MAX } },
	{ "settimeofday", SYS_settimeofday, { 0 } },
	{ "keyctl", SYS_keyctl, { -1 } },
	{ "io_uring_setup", SYS_io_uring_setup, { 0 } },
	{ "userfaultfd", SYS_userfaultfd, { -1 } },
	{ "memfd_create", SYS_memfd_create, { 0, -1 } },
	{ "open_by_handle_at", SYS_open_by_handle_at, { -1 } },
};

int privileges_attempt(int number, const char **name)
{
	const struct attempt *attempt = &attempts[number];
	const long *arguments = attempt->arguments;

	if (number < 0 || (size_t)number >= sizeof(attempts) / sizeof(attempts[0]))
		return -ENOENT;
	*name = attempt->name;
	return syscall(attempt->number, arguments[0], arguments[1], arguments[2], arguments[3], 0,
		       0) < 0
		       ? -errno
		       : 0;
}
