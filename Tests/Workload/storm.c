/* SPDX-License-Identifier: Apache-2.0 */
/* Storms: much of one thing, as fast as it goes. */
#define _GNU_SOURCE
#include "net.h"

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
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

/*
 * Until standard input ends, thousands of times a second: open a file, write a byte if it is to be
 * written, close it; three events each, or one.
 */
static int storm_open_on(int count, char **arguments)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	bool writes = !strcmp(arguments[0], "write");
	long opens = 0;

	for (; poll(&input, 1, 0) == 0; opens++) {
		int fd = must(open(arguments[1], writes ? O_WRONLY : O_RDONLY));

		if (writes)
			must(write(fd, "x", 1));
		close(fd);
		/* about as many events a second of either */
		if (writes || opens % 4 == 0)
			usleep(100);
	}
	truth_number("opens", opens);
	return 0;
}

/*
 * In each of WORKERS processes COUNT times: a connect that does not wait and is refused, then a
 * connection that is accepted and reset; six events.
 */
static int storm_connect(int count, char **arguments)
{
	struct linger reset = { 1, 0 };
	int failed = 0;

	for (long workers = number(arguments[0]); workers > 0; workers--) {
		int nobody, listener;
		union address refusing, accepting;
		socklen_t size;

		if (fork_workload())
			continue;
		nobody = bound_socket("127.0.0.1", SOCK_STREAM);
		listener = bound_socket("127.0.0.1", SOCK_STREAM);
		must(listen(listener, 1));
		address_of(&refusing, "127.0.0.1", port_of(nobody));
		size = address_of(&accepting, "127.0.0.1", port_of(listener));
		for (long left = number(arguments[1]); left > 0; left--) {
			int fd = must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));

			if (!connect(fd, &refusing.any, size) || errno != EINPROGRESS)
				setup_failed("connect to nobody");
			close(fd);
			fd = must(socket(AF_INET, SOCK_STREAM, 0));
			must(connect(fd, &accepting.any, size));
			must(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)));
			int accepted = must(accept(listener, NULL, NULL));
			close(fd);
			close(accepted);
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
	{ "storm-open-on", "read|write PATH", 2, storm_open_on },
	{ "storm-connect", "WORKERS COUNT", 2, storm_connect },
	{ "storm-fork", "", 0, storm_fork },
	{ NULL },
};
