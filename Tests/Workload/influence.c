/* SPDX-License-Identifier: Apache-2.0 */
/* What a process does to its child: tracing, writing into it, signalling it. */
#define _GNU_SOURCE
#include "workload.h"

#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int until[2]; /* the child stays until its end of this is closed */

static void become(uid_t uid)
{
	if (uid != getuid())
		must(setresuid(uid, uid, uid));
}

/* A child of that user, which does nothing; ready when this returns. */
static pid_t start_child(uid_t uid)
{
	int ready[2];
	pid_t child;
	char byte;

	must(pipe(until));
	must(pipe(ready));
	child = fork_workload();
	if (!child) {
		close(until[1]);
		become(uid);
		must(write(ready[1], "", 1));
		while (read(until[0], &byte, 1) > 0)
			;
		_exit(0);
	}
	close(until[0]);
	must(read(ready[0], &byte, 1));
	truth_number("child", child);
	return child;
}

static int end_child(pid_t child)
{
	close(until[1]);
	wait_for(child);
	return 0;
}

static int trace(int count, char **arguments)
{
	int seizes = !strcmp(arguments[0], "seize");
	uid_t uid = count > 1 ? number(arguments[1]) : getuid();
	pid_t child;
	long result;

	if (!strcmp(arguments[0], "traceme")) {
		truth_result(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
		return 0;
	}
	child = start_child(getuid());
	become(uid);
	result = ptrace(seizes ? PTRACE_SEIZE : PTRACE_ATTACH, child, NULL, NULL);
	truth_result(result);
	if (!result && !seizes) {
		must(waitpid(child, NULL, 0)); /* stopped */
		must(ptrace(PTRACE_DETACH, child, NULL, NULL));
	}
	return end_child(child);
}

/* A number that nobody has any more. */
static int trace_nobody(int count, char **arguments)
{
	pid_t child = start_child(getuid());

	end_child(child);
	truth_result(ptrace(PTRACE_ATTACH, child, NULL, NULL));
	return 0;
}

static int inject(int count, char **arguments)
{
	static char memory[8];
	char text[] = "hello";
	struct iovec from = { text, sizeof(text) }, to = { memory, sizeof(text) };
	uid_t uid = count > 0 ? number(arguments[0]) : getuid();
	pid_t child = start_child(getuid());

	become(uid);
	truth_result(process_vm_writev(child, &from, 1, &to, 1, 0));
	truth_number("bytes", sizeof(text));
	return end_child(child);
}

static long send_signal(const char *way, pid_t child, int number)
{
	siginfo_t info = { .si_signo = number, .si_code = SI_QUEUE };

	if (!strcmp(way, "kill"))
		return kill(child, number);
	if (!strcmp(way, "tkill"))
		return syscall(SYS_tkill, child, number);
	if (!strcmp(way, "tgkill"))
		return syscall(SYS_tgkill, child, child, number);
	if (!strcmp(way, "pidfd"))
		return syscall(SYS_pidfd_send_signal, must(syscall(SYS_pidfd_open, child, 0)),
			       number, NULL, 0);
	if (!strcmp(way, "disguised"))
		info.si_code = SI_TIMER; /* says that it comes of the kernel's timer */
	return syscall(SYS_rt_sigqueueinfo, child, number, &info);
}

/* From a process of one user to its child of another. */
static int signal_child(int count, char **arguments)
{
	pid_t child = start_child(number(arguments[3]));

	become(number(arguments[2]));
	truth_result(send_signal(arguments[0], child, number(arguments[1])));
	return end_child(child);
}

/* To a process group with nobody in it but a child. */
static int signal_group(int count, char **arguments)
{
	pid_t child = start_child(number(arguments[1]));

	must(setpgid(child, child));
	truth_result(kill(-child, number(arguments[0])));
	return end_child(child);
}

const struct subcommand influence_subcommands[] = {
	{ "trace", "attach|seize|traceme [UID]", 1, trace },
	{ "trace-nobody", "", 0, trace_nobody },
	{ "inject", "[UID]", 0, inject },
	{ "signal-child", "kill|tkill|tgkill|sigqueue|disguised|pidfd NUMBER UID CHILD-UID", 4,
	  signal_child },
	{ "signal-group", "NUMBER CHILD-UID", 2, signal_group },
	{ NULL },
};
