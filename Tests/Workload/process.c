/* SPDX-License-Identifier: Apache-2.0 */
/* Processes: exec in its forms, fork, exit. */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int nothing(int count, char **arguments)
{
	return 0;
}

/* Sleep until standard input ends: the test decides when. */
static int linger(int count, char **arguments)
{
	char byte;

	truth_print();
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	_exit(0);
}

static int exec_path(int count, char **arguments)
{
	truth_result(execve(arguments[0], arguments, environ));
	return 0;
}

static int exec_again(int count, char **arguments)
{
	truth_print();
	exec_nothing();
	setup_failed("exec_nothing");
}

static int exec_at(int count, char **arguments)
{
	char *const argv[] = { arguments[1], "nothing", NULL };
	int dir = must(open(arguments[0], O_PATH | O_DIRECTORY));

	truth_number("fd", dir);
	truth_print();
	syscall(SYS_execveat, dir, arguments[1], argv, environ, 0);
	setup_failed("execveat");
}

static int exec_memfd(int count, char **arguments)
{
	char *const argv[] = { arguments[0], "nothing", NULL };
	int image = must(open(own_path(), O_RDONLY));
	int memory = must(memfd_create(arguments[0], MFD_CLOEXEC));
	struct stat s;

	must(fstat(image, &s));
	while (s.st_size > 0)
		s.st_size -= must(sendfile(memory, image, NULL, s.st_size));
	must(fstat(memory, &s));
	truth_number("inode", s.st_ino);
	truth_print();
	fexecve(memory, argv, environ);
	setup_failed("fexecve");
}

static int exec_unlinked(int count, char **arguments)
{
	char *const argv[] = { "unlinked", "nothing", NULL };
	int image = must(open(arguments[0], O_RDONLY | O_CLOEXEC));

	must(unlink(arguments[0]));
	truth_file(image);
	truth_print();
	fexecve(image, argv, environ);
	setup_failed("fexecve");
}

static void *exec_thread(void *unused)
{
	truth_number("thread", syscall(SYS_gettid));
	truth_print();
	exec_nothing();
	setup_failed("exec_nothing");
}

static int exec_from_thread(int count, char **arguments)
{
	pthread_t thread;

	must(-pthread_create(&thread, NULL, exec_thread, NULL));
	pthread_join(thread, NULL);
	return EXIT_SETUP;
}

static int fork_child(int count, char **arguments)
{
	pid_t child = fork_workload();

	if (!child)
		_exit(number(arguments[0]));
	truth_number("child", child);
	wait_for(child);
	return 0;
}

static int vfork_child(int count, char **arguments)
{
	pid_t child = vfork();

	if (!child)
		_exit(number(arguments[0]));
	truth_number("child", must(child));
	wait_for(child);
	return 0;
}

/* A child of this process's parent: who forked and whose child it is are two. */
static int clone_sibling(int count, char **arguments)
{
	struct clone_args args = { .flags = CLONE_PARENT };
	pid_t child = must(syscall(SYS_clone3, &args, sizeof(args)));

	if (!child)
		_exit(0);
	truth_number("child", child);
	truth_number("parent", getppid());
	return 0;
}

/* A child with a number of the caller's choice; -1: it is taken. */
static pid_t fork_numbered(pid_t pid)
{
	struct clone_args args = {
		.exit_signal = SIGCHLD,
		.set_tid = (uintptr_t)&pid,
		.set_tid_size = 1,
	};

	return syscall(SYS_clone3, &args, sizeof(args));
}

/* Two children of one number, one right after the other. */
static int reuse_number(int count, char **arguments)
{
	pid_t first = fork_workload(), second;

	if (!first) {
		/* not this program: it would print its truth */
		execl("/bin/true", "true", NULL);
		_exit(EXIT_SETUP);
	}
	must(wait_for(first));
	second = must(fork_numbered(first));
	if (!second)
		_exit(0);
	must(wait_for(second));
	truth_number("child", first);
	return 0;
}

/* The child is process 1 of a pid namespace. */
static int fork_in_pid_namespace(int count, char **arguments)
{
	struct stat s;
	pid_t child;

	must(unshare(CLONE_NEWPID));
	child = fork_workload();
	if (!child)
		_exit(0);
	must(stat("/proc/self/ns/pid_for_children", &s));
	truth_number("child", child);
	truth_number("namespace", s.st_ino);
	wait_for(child);
	return 0;
}

static int exit_with(int count, char **arguments)
{
	truth_print();
	_exit(number(arguments[0]));
}

static int end_by_signal(int count, char **arguments)
{
	int signal_number = number(arguments[0]);
	struct rlimit none = { 0, 0 };

	/* a core file would be one more event, of the kernel's own */
	must(setrlimit(RLIMIT_CORE, &none));
	truth_print();
	signal(signal_number, SIG_DFL);
	kill(getpid(), signal_number);
	pause();
	return EXIT_SETUP;
}

static int last_status;
static pid_t leader;

/* A leader that has exited before the others stays as a zombie. */
static void wait_for_zombie(pid_t pid)
{
	char path[64], text[512], *state;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", pid, pid);
	do {
		fd = must(open(path, O_RDONLY | O_CLOEXEC));
		text[must(read(fd, text, sizeof(text) - 1))] = 0;
		close(fd);
		state = strrchr(text, ')');
	} while (!state || state[2] != 'Z');
}

static void *outlive_leader(void *unused)
{
	wait_for_zombie(leader);
	truth_print();
	_exit(last_status);
}

static int leader_exits_first(int count, char **arguments)
{
	pthread_t thread;

	last_status = number(arguments[0]);
	leader = getpid();
	must(-pthread_create(&thread, NULL, outlive_leader, NULL));
	syscall(SYS_exit, 111); /* this thread alone, and with another status */
	return EXIT_SETUP;
}

static void *exec_alone(void *unused)
{
	wait_for_zombie(leader);
	truth_print();
	exec_nothing();
	setup_failed("exec_nothing");
}

/* The thread that execs takes the number of the leader, who is gone already. */
static int exec_after_leader(int count, char **arguments)
{
	pthread_t thread;

	own_path(); /* /proc/self has nothing to tell once the leader is gone */
	leader = getpid();
	must(-pthread_create(&thread, NULL, exec_alone, NULL));
	syscall(SYS_exit, 111);
	return EXIT_SETUP;
}

static void *sleep_on(void *unused)
{
	pause();
	return NULL;
}

static int threads_killed(int count, char **arguments)
{
	pthread_t thread;

	for (int i = 0; i < 4; i++)
		must(-pthread_create(&thread, NULL, sleep_on, NULL));
	truth_print();
	kill(getpid(), SIGKILL);
	pause();
	return EXIT_SETUP;
}

static void *fork_in_thread(void *unused)
{
	pid_t child = fork_workload();

	if (!child)
		_exit(0);
	truth_number("child", child);
	truth_number("thread", syscall(SYS_gettid));
	wait_for(child);
	return NULL;
}

static int fork_from_thread(int count, char **arguments)
{
	pthread_t thread;

	must(-pthread_create(&thread, NULL, fork_in_thread, NULL));
	pthread_join(thread, NULL);
	return 0;
}

static void *empty_thread(void *unused)
{
	return NULL;
}

static int start_threads(int count, char **arguments)
{
	for (long left = number(arguments[0]); left > 0; left--) {
		pthread_t thread;

		must(-pthread_create(&thread, NULL, empty_thread, NULL));
		pthread_join(thread, NULL);
	}
	return 0;
}

/* Real and effective ids that differ. */
static int set_ids(int count, char **arguments)
{
	must(setresgid(number(arguments[2]), number(arguments[3]), -1));
	must(setresuid(number(arguments[0]), number(arguments[1]), -1));
	return 0;
}

static long number_in(const char *path)
{
	char text[32] = "";
	int fd = must(open(path, O_RDONLY));

	must(read(fd, text, sizeof(text) - 1));
	close(fd);
	return number(text);
}

static int set_login(int count, char **arguments)
{
	int fd = must(open("/proc/self/loginuid", O_WRONLY));

	must(write(fd, arguments[0], strlen(arguments[0])));
	close(fd);
	truth_number("login", number_in("/proc/self/loginuid"));
	truth_number("session", number_in("/proc/self/sessionid"));
	return 0;
}

const struct subcommand process_subcommands[] = {
	{ "nothing", "[ANYTHING...]", 0, nothing },
	{ "linger", "[ANYTHING...]", 0, linger },
	{ "exec", "PATH [ARGUMENT...]", 1, exec_path },
	{ "exec-again", "", 0, exec_again },
	{ "execveat", "DIRECTORY NAME", 2, exec_at },
	{ "exec-memfd", "NAME", 1, exec_memfd },
	{ "exec-unlinked", "PATH", 1, exec_unlinked },
	{ "exec-from-thread", "", 0, exec_from_thread },
	{ "fork", "STATUS", 1, fork_child },
	{ "vfork", "STATUS", 1, vfork_child },
	{ "clone-sibling", "", 0, clone_sibling },
	{ "reuse-number", "", 0, reuse_number },
	{ "fork-in-pid-namespace", "", 0, fork_in_pid_namespace },
	{ "exit", "STATUS", 1, exit_with },
	{ "signal", "NUMBER", 1, end_by_signal },
	{ "leader-exits-first", "STATUS", 1, leader_exits_first },
	{ "exec-after-leader", "", 0, exec_after_leader },
	{ "threads-killed", "", 0, threads_killed },
	{ "fork-from-thread", "", 0, fork_from_thread },
	{ "threads", "COUNT", 1, start_threads },
	{ "ids", "UID EUID GID EGID", 4, set_ids },
	{ "login", "UID", 1, set_login },
	{ NULL },
};
