/* SPDX-License-Identifier: Apache-2.0 */
/* Storms: much of one thing, as fast as it goes. */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void quiet(void)
{
	int null = must(open("/dev/null", O_RDWR | O_CLOEXEC));

	must(dup2(null, STDOUT_FILENO));
}

/* COUNT children, each an exec. */
static int storm_exec(int count, char **arguments)
{
	for (long left = number(arguments[0]); left > 0; left--) {
		pid_t child = must(vfork());

		if (!child) {
			execl("/bin/true", "true", (char *)NULL);
			_exit(EXIT_SETUP);
		}
		if (wait_for(child))
			return EXIT_SETUP;
	}
	return 0;
}

/* CHILDREN processes with WRITES writes of one byte each to one file. */
static int storm_write(int count, char **arguments)
{
	long writes = number(arguments[1]);

	for (long left = number(arguments[0]); left > 0; left--) {
		pid_t child = fork_workload();

		if (!child) {
			int fd = must(open(arguments[2], O_WRONLY));

			for (long i = 0; i < writes; i++)
				must(write(fd, "x", 1));
			close(fd);
			_exit(0);
		}
		if (wait_for(child))
			return EXIT_SETUP;
	}
	return 0;
}

/* In each of WORKERS processes COUNT times: open a file, write a byte, close it; three events each.
 */
static int storm_open(int count, char **arguments)
{
	int failed = 0;

	for (long workers = number(arguments[0]); workers > 0; workers--) {
		if (fork_workload())
			continue;
		for (long left = number(arguments[1]); left > 0; left--) {
			int fd = must(open(arguments[2], O_WRONLY));

			must(write(fd, "x", 1));
			close(fd);
		}
		_exit(0);
	}
	for (int status; waitpid(-1, &status, 0) > 0;)
		failed |= status;
	return failed ? EXIT_SETUP : 0;
}

/* Children come and go, some with an exec, until standard input ends. */
static int storm_fork(int count, char **arguments)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	long children = 0;

	dprintf(STDOUT_FILENO, "storming\n");
	for (; poll(&input, 1, 0) == 0; children++) {
		pid_t child = fork_workload();

		if (!child) {
			if (children % 10 == 0) {
				quiet();
				exec_nothing();
			}
			_exit(0);
		}
		/* a few at a time, so that some live while the sensor looks around */
		if (children >= 8)
			must(waitpid(-1, NULL, 0));
	}
	while (waitpid(-1, NULL, 0) > 0)
		;
	truth_number("children", children);
	return 0;
}

const struct subcommand storm_subcommands[] = {
	{ "storm-exec", "COUNT", 1, storm_exec },
	{ "storm-write", "CHILDREN WRITES PATH", 3, storm_write },
	{ "storm-open", "WORKERS COUNT PATH", 3, storm_open },
	{ "storm-fork", "", 0, storm_fork },
	{ NULL },
};
