/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLIBBPF_SHIM_H
#define CLIBBPF_SHIM_H

#include <malloc.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <linux/ptrace.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/*
 * libbpf reports through a printf-like callback, and Swift cannot define a function that takes a
 * va_list from C: the line is formatted here.
 */
typedef void (*clibbpf_log_line)(int level, const char *line);

/* Inside a function: Swift links no variable of a header. */
static inline clibbpf_log_line *clibbpf_log_receiver(void)
{
	static clibbpf_log_line receiver;

	return &receiver;
}

static inline int clibbpf_print(enum libbpf_print_level level, const char *format,
				va_list arguments)
{
	/* as long as the verifier's log, of which the last words count */
	static char line[1 << 20];

	vsnprintf(line, sizeof(line), format, arguments);
	if (*clibbpf_log_receiver())
		(*clibbpf_log_receiver())((int)level, line);
	return 0;
}

static inline void clibbpf_set_log_receiver(clibbpf_log_line receiver)
{
	*clibbpf_log_receiver() = receiver;
	libbpf_set_print(clibbpf_print);
}

/* The magic number of the file system that holds a path; negative where there is none. statfs is a
 * struct and a function of one name, which Swift does not see. */
static inline long clibbpf_file_system(const char *path)
{
	struct statfs info;

	return statfs(path, &info) ? -1 : (long)info.f_type;
}

/* Variadic in C, and so not there for Swift. */
static inline long clibbpf_system_call(long number, long argument)
{
	return syscall(number, argument, argument, argument, argument, argument, argument);
}

/* glibc declares it nowhere. */
static inline long clibbpf_delete_module(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK);
}

/* Real and effective user; the saved one stays root, for the way back. */
static inline int clibbpf_set_users(uid_t real, uid_t effective)
{
	return syscall(SYS_setresuid, real, effective, 0);
}

/* Attach to a process that cannot be. */
static inline long clibbpf_trace_nobody(void)
{
	return syscall(SYS_ptrace, PTRACE_ATTACH, -1, 0, 0);
}

/* A command of bpf(2) with nothing in its attributes. */
static inline long clibbpf_refused_bpf(int command)
{
	union bpf_attr nothing;

	memset(&nothing, 0, sizeof(nothing));
	return syscall(SYS_bpf, command, &nothing, sizeof(nothing));
}

/* The perf event of a CPU for the output of programs: a descriptor, or a negative errno. */
static inline int clibbpf_open_program_output(int cpu, unsigned int wake_bytes)
{
	struct perf_event_attr attr;
	long fd;

	memset(&attr, 0, sizeof(attr));
	attr.size = sizeof(attr);
	attr.type = PERF_TYPE_SOFTWARE;
	attr.config = PERF_COUNT_SW_BPF_OUTPUT;
	attr.sample_type = PERF_SAMPLE_RAW;
	attr.sample_period = 1;
	attr.watermark = 1;
	attr.wakeup_watermark = wake_bytes;
	fd = syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : (int)fd;
}

static inline int clibbpf_set_terminal_size(int terminal, unsigned short rows,
					    unsigned short columns)
{
	struct winsize size = { .ws_row = rows, .ws_col = columns };

	return ioctl(terminal, TIOCSWINSZ, &size);
}

/* The slave of an open master of a pseudoterminal; negative where there is none. */
static inline int clibbpf_open_slave(int master, int flags)
{
	int locked = 0;

	if (ioctl(master, TIOCSPTLCK, &locked))
		return -1;
	return ioctl(master, TIOCGPTPEER, flags);
}

/* Whether a descriptor is of something that the kernel keeps in no file system. */
static inline int clibbpf_is_nameless(int descriptor)
{
	static const char kind[] = "anon_inode:";
	char path[32], target[sizeof(kind) - 1];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
	return readlink(path, target, sizeof(target)) == sizeof(target) &&
	       !memcmp(target, kind, sizeof(target));
}

/* More than this process ever has; the system's own limit can be a thousand million. */
enum { clibbpf_most_descriptors = 65536 };

/*
 * Keeps what this process has attached attached until some seconds after its end, by a child which
 * does nothing else. Detaching a program from a function takes the kernel a tenth of a second, one
 * after the other, in which none is attached either: nobody shall have to wait for it, and least of
 * all the sensor that is started next.
 */
static inline int clibbpf_detach_behind(unsigned int seconds)
{
	int ends[2];
	char byte;
	pid_t child;

	if (pipe(ends))
		return -1;
	child = fork();
	if (child < 0) {
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	if (child > 0) {
		close(ends[0]);
		return 0; /* the other end is open as long as this process is there */
	}
	close(ends[1]);
	setsid();
	prctl(PR_SET_NAME, "lookback-ending"); /* for who looks at what runs */
	/* Who reads our output waits for its end, who wants our locks for theirs, a peer for that
	 * of the connection. What is attached has no name in any file system. */
	for (int descriptor = 0; descriptor < clibbpf_most_descriptors; descriptor++)
		if (descriptor != ends[0] && !clibbpf_is_nameless(descriptor))
			close(descriptor);
	while (read(ends[0], &byte, 1) < 0 && errno == EINTR)
		;
	sleep(seconds);
	_exit(0);
}

#endif
