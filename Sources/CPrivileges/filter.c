/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The system calls of a sensor that records, and no others: as a program for seccomp(2).
 *
 * What is not listed fails with EPERM and is logged (audit, or the kernel's log): a sensor that was
 * killed for a call that somebody overlooked would be blind, one without that call is not. Calls of
 * another architecture are those of nobody here: they end the process.
 */
#define _GNU_SOURCE
#include <CPrivileges.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/nsfs.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef __x86_64__
#error "the filter is one for x86_64"
#endif

/* Since glibc 2.39 and Linux 5.17 memory is named. */
#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif
/* Calls of the 32-bit ABI on 64 bits have this in their numbers. */
#define X32_BIT 0x40000000u
#define NEW_NAMESPACES                                                                             \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |             \
	 CLONE_NEWPID | CLONE_NEWNET)
#define PERF_IOCTL '$'
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Whatever their arguments are; the frequent ones first, for they are looked at in this order. */
static const unsigned short plain[] = {
	SYS_epoll_wait,
	SYS_read,
	SYS_write,
	SYS_futex,
	SYS_close,
	SYS_openat,
	SYS_newfstatat,
	SYS_fstat,
	SYS_pread64,
	SYS_pwrite64,
	SYS_lseek,
	/* memory */
	SYS_brk,
	SYS_munmap,
	SYS_mremap,
	SYS_madvise,
	SYS_mincore,
	SYS_membarrier,
	/* files, of sinks and spools as well */
	SYS_readv,
	SYS_writev,
	SYS_preadv,
	SYS_pwritev,
	SYS_stat,
	SYS_lstat,
	SYS_statx,
	SYS_statfs,
	SYS_fstatfs,
	SYS_access,
	SYS_faccessat,
	SYS_faccessat2,
	SYS_readlink,
	SYS_readlinkat,
	SYS_getdents64,
	SYS_openat2,
	SYS_close_range,
	SYS_dup,
	SYS_dup2,
	SYS_dup3,
	SYS_fcntl,
	SYS_flock,
	SYS_fsync,
	SYS_fdatasync,
	SYS_sync_file_range,
	SYS_fadvise64,
	SYS_ftruncate,
	SYS_fallocate,
	SYS_rename,
	SYS_renameat,
	SYS_renameat2,
	SYS_link,
	SYS_linkat,
	SYS_unlink,
	SYS_unlinkat,
	SYS_mkdir,
	SYS_mkdirat,
	SYS_rmdir,
	SYS_fchmod,
	SYS_fchmodat,
	SYS_fchown, /* SQLite, of a file that root made: to root */
	SYS_utimensat,
	SYS_getcwd,
	SYS_umask,
	SYS_inotify_init1,
	SYS_inotify_add_watch,
	SYS_inotify_rm_watch,
	/* waiting */
	SYS_poll,
	SYS_ppoll,
	SYS_select,
	SYS_pselect6,
	SYS_epoll_create, /* swift-nio */
	SYS_epoll_create1,
	SYS_epoll_ctl,
	SYS_epoll_pwait,
	SYS_epoll_pwait2,
	SYS_eventfd2,
	SYS_signalfd4,
	SYS_timerfd_create,
	SYS_timerfd_settime,
	SYS_timerfd_gettime,
	SYS_pipe,
	SYS_pipe2,
	/* time */
	SYS_clock_gettime,
	SYS_clock_getres,
	SYS_clock_nanosleep,
	SYS_nanosleep,
	SYS_gettimeofday,
	SYS_time,
	/* connections */
	SYS_connect,
	SYS_bind,
	SYS_listen,
	SYS_accept,
	SYS_accept4,
	SYS_shutdown,
	SYS_getsockname,
	SYS_getpeername,
	SYS_setsockopt,
	SYS_getsockopt,
	SYS_sendto,
	SYS_recvfrom,
	SYS_sendmsg,
	SYS_recvmsg,
	SYS_sendmmsg,
	SYS_recvmmsg,
	/* threads, signals, the end */
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_rt_sigtimedwait,
	SYS_sigaltstack,
	SYS_restart_syscall,
	SYS_clone3, /* see without_clone3() */
	SYS_set_robust_list,
	SYS_set_tid_address,
	SYS_rseq,
	SYS_sched_yield,
	SYS_sched_getaffinity,
	SYS_exit,
	SYS_exit_group,
	SYS_wait4,
	/* the child that detaches behind the sensor: clibbpf_detach_behind() */
	SYS_setsid,
	/* who and how much one is */
	SYS_getpid,
	SYS_getppid,
	SYS_gettid,
	SYS_getuid,
	SYS_geteuid,
	SYS_getgid,
	SYS_getegid,
	SYS_getpriority,
	SYS_setpriority, /* of what can wait; without CAP_SYS_NICE it only goes down */
	SYS_getrusage,
	SYS_getrlimit,
	SYS_times,
	SYS_uname,
	SYS_sysinfo,
	SYS_getrandom,
	SYS_capget,
	/* code in files of containers, buffers of CPUs that come on */
	SYS_perf_event_open,
	/* whose connection a process has: system_stream_peer() */
	SYS_pidfd_open,
	SYS_pidfd_getfd,
};

/* What is done with maps and iterators that are there; nothing is loaded or looked up any more. */
static const unsigned int bpf_commands[] = {
	BPF_MAP_LOOKUP_ELEM,
	BPF_MAP_UPDATE_ELEM,
	BPF_MAP_DELETE_ELEM,
	BPF_MAP_GET_NEXT_KEY,
	BPF_MAP_LOOKUP_AND_DELETE_ELEM,
	BPF_MAP_LOOKUP_BATCH,
	BPF_MAP_LOOKUP_AND_DELETE_BATCH,
	BPF_MAP_UPDATE_BATCH,
	BPF_MAP_DELETE_BATCH,
	BPF_OBJ_GET_INFO_BY_FD,
	BPF_ITER_CREATE,
	BPF_LINK_DETACH,
};

/* Is it a terminal, how wide, how much is there to read or not yet taken by the other end, whose is
 * a namespace; never what types into a terminal (TIOCSTI). */
static const unsigned int requests[] = {
	TCGETS, TIOCGWINSZ, FIONREAD, TIOCOUTQ, FIONBIO, NS_GET_USERNS, NS_GET_OWNER_UID,
};

static const unsigned int process_options[] = { PR_SET_NAME, PR_GET_NAME, PR_SET_VMA };

struct program {
	struct sock_filter code[512];
	unsigned short count;
};

static void emit(struct program *program, unsigned short code, __u8 yes, __u8 no, __u32 value)
{
	struct sock_filter step = BPF_JUMP(code, value, yes, no);

	program->code[program->count++] = step;
}

static void answer(struct program *program, __u32 action)
{
	emit(program, BPF_RET | BPF_K, 0, 0, action);
}

static void deny(struct program *program)
{
	answer(program, SECCOMP_RET_ERRNO | EPERM);
}

static void load(struct program *program, size_t offset)
{
	emit(program, BPF_LD | BPF_W | BPF_ABS, 0, 0, (__u32)offset);
}

/* The lower half: what the kernel takes of an int. */
static void load_argument(struct program *program, unsigned int index)
{
	load(program, offsetof(struct seccomp_data, args) + index * sizeof(__u64));
}

static void load_upper_half(struct program *program, unsigned int index)
{
	load(program, offsetof(struct seccomp_data, args) + index * sizeof(__u64) + sizeof(__u32));
}

static void allow_if_equal(struct program *program, __u32 value)
{
	emit(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, value);
	answer(program, SECCOMP_RET_ALLOW);
}

static void deny_if_not_equal(struct program *program, __u32 value)
{
	emit(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, value);
	deny(program);
}

static void deny_if_any_bit(struct program *program, __u32 bits)
{
	emit(program, BPF_JMP | BPF_JSET | BPF_K, 0, 1, bits);
	deny(program);
}

/* Only those of a call whose number is loaded; ends with end_call(). */
static unsigned short begin_call(struct program *program, __u32 number)
{
	emit(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, number);
	return program->count;
}

/* What follows is about other calls: the jump over this one is as long as it turned out. */
static void end_call(struct program *program, unsigned short begin)
{
	program->code[begin - 1].jf = (__u8)(program->count - begin);
}

static void only_values(struct program *program, __u32 number, unsigned int argument,
			const unsigned int *values, size_t count)
{
	unsigned short begin = begin_call(program, number);
	size_t index;

	load_argument(program, argument);
	for (index = 0; index < count; index++)
		allow_if_equal(program, values[index]);
	deny(program);
	end_call(program, begin);
}

static void without_bits(struct program *program, __u32 number, unsigned int argument, __u32 bits)
{
	unsigned short begin = begin_call(program, number);

	load_argument(program, argument);
	deny_if_any_bit(program, bits);
	answer(program, SECCOMP_RET_ALLOW);
	end_call(program, begin);
}

static void requests_of_files(struct program *program)
{
	unsigned short begin = begin_call(program, SYS_ioctl);
	size_t index;

	load_argument(program, 1);
	for (index = 0; index < COUNT(requests); index++)
		allow_if_equal(program, requests[index]);
	emit(program, BPF_ALU | BPF_RSH | BPF_K, 0, 0, _IOC_TYPESHIFT);
	emit(program, BPF_ALU | BPF_AND | BPF_K, 0, 0, _IOC_TYPEMASK);
	allow_if_equal(program, PERF_IOCTL);
	deny(program);
	end_call(program, begin);
}

/* Streams and datagrams; netlink is how the resolver learns which addresses this host has. */
static void sockets(struct program *program)
{
	unsigned short begin = begin_call(program, SYS_socket);

	load_argument(program, 0);
	allow_if_equal(program, AF_UNIX);
	/* past the test of a netlink socket */
	emit(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 4, AF_NETLINK);
	load_argument(program, 2);
	deny_if_not_equal(program, 0 /* NETLINK_ROUTE */);
	answer(program, SECCOMP_RET_ALLOW);
	/* past the next two */
	emit(program, BPF_JMP | BPF_JEQ | BPF_K, 2, 0, AF_INET);
	deny_if_not_equal(program, AF_INET6);
	load_argument(program, 1);
	emit(program, BPF_ALU | BPF_AND | BPF_K, 0, 0, 0xf);
	allow_if_equal(program, SOCK_STREAM);
	allow_if_equal(program, SOCK_DGRAM);
	deny(program);
	end_call(program, begin);
}

/* Limits are read and not set. */
static void limits(struct program *program)
{
	unsigned short begin = begin_call(program, SYS_prlimit64);

	load_argument(program, 2);
	deny_if_not_equal(program, 0);
	load_upper_half(program, 2);
	deny_if_not_equal(program, 0);
	answer(program, SECCOMP_RET_ALLOW);
	end_call(program, begin);
}

static void build(struct program *program)
{
	const unsigned int unix_only[] = { AF_UNIX };
	/* A child that aborts cannot: it was forked after this. */
	const unsigned int own[] = { (unsigned int)getpid() };
	const unsigned int self[] = { 0 };
	size_t index;

	load(program, offsetof(struct seccomp_data, arch));
	emit(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, AUDIT_ARCH_X86_64);
	answer(program, SECCOMP_RET_KILL_PROCESS);
	load(program, offsetof(struct seccomp_data, nr));
	emit(program, BPF_JMP | BPF_JGE | BPF_K, 0, 1, X32_BIT);
	answer(program, SECCOMP_RET_KILL_PROCESS);
	for (index = 0; index < COUNT(plain); index++)
		allow_if_equal(program, plain[index]);
	only_values(program, SYS_bpf, 0, bpf_commands, COUNT(bpf_commands));
	without_bits(program, SYS_mmap, 2, PROT_EXEC);
	without_bits(program, SYS_mprotect, 2, PROT_EXEC);
	without_bits(program, SYS_clone, 0, NEW_NAMESPACES);
	requests_of_files(program);
	sockets(program);
	only_values(program, SYS_socketpair, 0, unix_only, COUNT(unix_only));
	limits(program);
	only_values(program, SYS_prctl, 0, process_options, COUNT(process_options));
	only_values(program, SYS_tgkill, 0, own, COUNT(own));
	/* of the thread that asks */
	only_values(program, SYS_setpriority, 1, self, COUNT(self));
	deny(program);
}

/* What clone3() is asked for is in memory, where no filter sees it. glibc takes clone() where it is
 * not there: that is nothing to be logged, and so a filter of its own. */
static void without_clone3(struct program *program)
{
	unsigned short begin;

	load(program, offsetof(struct seccomp_data, nr));
	begin = begin_call(program, SYS_clone3);
	answer(program, SECCOMP_RET_ERRNO | ENOSYS);
	end_call(program, begin);
	answer(program, SECCOMP_RET_ALLOW);
}

static int install(void (*build_program)(struct program *), unsigned int flags)
{
	struct program program = { .count = 0 };
	struct sock_fprog filter = { .filter = program.code };
	long result;

	build_program(&program);
	filter.len = program.count;
	result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags | SECCOMP_FILTER_FLAG_TSYNC,
			 &filter);
	if (result < 0)
		return -errno;
	/* a thread with a filter of its own */
	return result > 0 ? -EBUSY : 0;
}

int privileges_filter_calls(void)
{
	/* The list has no seccomp(): it comes last. */
	int result = install(without_clone3, 0);

	return result ? result : install(build, SECCOMP_FILTER_FLAG_LOG);
}
