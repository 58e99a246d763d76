/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calls TINY FOLDER
 *
 * What a call costs its caller. For each line on standard input, measures every call once and
 * prints one JSON object: name, then CPU and wall nanoseconds a call, as medians over batches.
 * Stays on one CPU: moves between them would cost more than what is measured.
 */
#define _GNU_SOURCE
#include "clocks.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BATCHES 15

static const char *tiny;
static char path[4096];
static int zero, null;
static struct sockaddr_in listener;

static void check(int good, const char *what)
{
	if (!good) {
		perror(what);
		exit(1);
	}
}

static void cheap(void)
{
	getppid();
}

static void read_zero(void)
{
	char bytes[64];

	check(read(zero, bytes, sizeof(bytes)) == sizeof(bytes), "read");
}

static void write_null(void)
{
	static const char bytes[64];

	check(write(null, bytes, sizeof(bytes)) == sizeof(bytes), "write");
}

static void open_to_read(void)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	check(fd >= 0 && !close(fd), path);
}

static void open_to_write(void)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	check(fd >= 0 && !close(fd), path);
}

static void fork_exec_wait(void)
{
	char *arguments[] = { "tiny", "one", "two", NULL };
	char *environment[] = { NULL };
	int status;
	pid_t child = fork();

	check(child >= 0, "fork");
	if (!child) {
		execve(tiny, arguments, environment);
		_exit(127);
	}
	check(waitpid(child, &status, 0) == child && !status, tiny);
}

static void connect_to_listener(void)
{
	/* Closing by reset leaves no socket in TIME_WAIT. */
	struct linger reset = { .l_onoff = 1 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	check(fd >= 0, "socket");
	check(!setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)), "setsockopt");
	check(!connect(fd, (struct sockaddr *)&listener, sizeof(listener)), "connect");
	close(fd);
}

static void start_listener(void)
{
	socklen_t size = sizeof(listener);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t child;

	listener.sin_family = AF_INET;
	listener.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	check(fd >= 0 && !bind(fd, (struct sockaddr *)&listener, size) && !listen(fd, 4096) &&
		      !getsockname(fd, (struct sockaddr *)&listener, &size),
	      "listen");
	child = fork();
	check(child >= 0, "fork");
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			close(accept(fd, NULL, NULL));
	}
	close(fd);
}

static void stay_on_one_cpu(void)
{
	cpu_set_t all, one;
	int last = CPU_SETSIZE - 1;

	check(!sched_getaffinity(0, sizeof(all), &all), "sched_getaffinity");
	while (!CPU_ISSET(last, &all))
		last--;
	CPU_ZERO(&one);
	CPU_SET(last, &one);
	check(!sched_setaffinity(0, sizeof(one), &one), "sched_setaffinity");
}

static const struct {
	const char *name;
	void (*call)(void);
	int batch;
} calls[] = {
	{ "getppid", cheap, 100000 },
	{ "read of /dev/zero", read_zero, 100000 },
	{ "write to /dev/null", write_null, 100000 },
	{ "open to read, close", open_to_read, 10000 },
	{ "open to write, close", open_to_write, 10000 },
	{ "fork, exec, wait", fork_exec_wait, 200 },
	{ "socket, connect, close", connect_to_listener, 1000 },
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void measure(int which)
{
	double cpu[BATCHES], wall[BATCHES];

	for (int b = 0; b < BATCHES; b++) {
		long long cpu_from = cpu_ns(), wall_from = wall_ns();

		for (int i = 0; i < calls[which].batch; i++)
			calls[which].call();
		cpu[b] = (double)(cpu_ns() - cpu_from) / calls[which].batch;
		wall[b] = (double)(wall_ns() - wall_from) / calls[which].batch;
	}
	qsort(cpu, BATCHES, sizeof(*cpu), by_value);
	qsort(wall, BATCHES, sizeof(*wall), by_value);
	printf("%s\"%s\":[%.1f,%.1f]", which ? "," : "{", calls[which].name, cpu[BATCHES / 2],
	       wall[BATCHES / 2]);
}

int main(int count, char **arguments)
{
	if (count != 3) {
		fputs("usage: calls TINY FOLDER\n", stderr);
		return 2;
	}
	tiny = arguments[1];
	snprintf(path, sizeof(path), "%s/opened", arguments[2]);
	zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	check(zero >= 0 && null >= 0, "open");
	check(!close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), path);
	stay_on_one_cpu();
	start_listener();

	while (told_to_go()) {
		for (unsigned i = 0; i < sizeof(calls) / sizeof(*calls); i++)
			measure(i);
		puts("}");
		fflush(stdout);
	}
	return 0;
}
