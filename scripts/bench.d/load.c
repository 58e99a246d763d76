/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load exec COUNT TINY | write COUNT FOLDER | small COUNT FOLDER | spawn TINY
 *
 * Waits for a line on standard input, does COUNT of one thing as fast as it can, prints what that
 * took and stays until standard input ends, so that the process tree it heads stays in scope.
 * spawn executes TINY every two milliseconds instead, until it is killed.
 */
#include "clocks.h"

#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENT_COUNT 17

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void run_tiny(const char *tiny)
{
	static char text[ARGUMENT_COUNT][16];
	static char *arguments[ARGUMENT_COUNT + 1];
	static char *environment[] = { "LANG=C", "PATH=/usr/bin:/bin", NULL };
	int status;
	pid_t child;

	if (!arguments[0])
		for (int i = 0; i < ARGUMENT_COUNT; i++) {
			snprintf(text[i], sizeof(text[i]), "--argument=%02d", i);
			arguments[i] = text[i];
		}
	child = vfork();
	if (child < 0)
		fail("vfork");
	if (!child) {
		execve(tiny, arguments, environment);
		_exit(127);
	}
	if (waitpid(child, &status, 0) != child || status)
		fail(tiny);
}

static void write_one_file(long count, const char *folder)
{
	static const char bytes[64];
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/written", folder);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		fail(path);
	for (long i = 0; i < count; i++)
		if (write(fd, bytes, sizeof(bytes)) != sizeof(bytes))
			fail("write");
	close(fd);
}

static void write_small_files(long count, const char *folder)
{
	char path[4096];

	for (long i = 0; i < count; i++) {
		int fd;

		/* No O_TRUNC: ext4 would then flush on every close and hide all other costs. */
		snprintf(path, sizeof(path), "%s/small-%03ld", folder, i % 1000);
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0 || write(fd, path, 64) != 64 || close(fd))
			fail(path);
	}
}

int main(int count, char **arguments)
{
	long long cpu, wall;
	const char *what, *where;
	long n;

	if (count == 3 && !strcmp(arguments[1], "spawn")) {
		for (;;) {
			run_tiny(arguments[2]);
			usleep(2000);
		}
	}
	if (count != 4) {
		fputs("usage: load exec|write|small COUNT PATH\n", stderr);
		return 2;
	}
	what = arguments[1];
	n = atol(arguments[2]);
	where = arguments[3];
	if (!told_to_go())
		return 0;

	wall = wall_ns();
	cpu = cpu_ns();
	if (!strcmp(what, "exec"))
		for (long i = 0; i < n; i++)
			run_tiny(where);
	else if (!strcmp(what, "write"))
		write_one_file(n, where);
	else
		write_small_files(n, where);
	cpu = cpu_ns() - cpu;
	wall = wall_ns() - wall;

	printf("{\"cpu_ns\":%lld,\"wall_ns\":%lld}\n", cpu, wall);
	fflush(stdout);
	told_to_go();
	return 0;
}
