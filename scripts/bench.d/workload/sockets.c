/* SPDX-License-Identifier: Apache-2.0 */
/* Connections that are refused, accepted on the loopback interface, and by a path. */
#define _GNU_SOURCE
#include "workload.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 4096

static struct sockaddr_in address = { .sin_family = AF_INET };
static struct sockaddr_un named = { .sun_family = AF_UNIX };

static void name_socket(const char *path)
{
	check(strlen(path) < sizeof(named.sun_path), "the socket's path");
	strcpy(named.sun_path, path);
}

/* A port that is bound and not listened on: whoever connects is refused. */
static int bound_socket(int type)
{
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port = 0;
	check(fd >= 0 && !bind(fd, (struct sockaddr *)&address, size) &&
		      !getsockname(fd, (struct sockaddr *)&address, &size),
	      "bind");
	return fd;
}

static void closed_prepare(char **arguments)
{
	(void)arguments;
	bound_socket(SOCK_STREAM);
}

static void open_port_prepare(char **arguments)
{
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port = htons(atoi(arguments[0]));
}

static void unix_prepare(char **arguments)
{
	name_socket(arguments[0]);
}

static void closed_run(long operations)
{
	for (long i = 0; i < operations; i++) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		check(fd >= 0, "socket");
		check(connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0,
		      "a port that should be closed");
		close(fd);
	}
}

static void open_port_run(long operations)
{
	/* Closing by reset leaves no socket in TIME_WAIT. */
	struct linger reset = { .l_onoff = 1 };

	for (long i = 0; i < operations; i++) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		check(fd >= 0, "socket");
		check(!setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)), "SO_LINGER");
		check(!connect(fd, (struct sockaddr *)&address, sizeof(address)), "connect");
		close(fd);
	}
}

static void unix_run(long operations)
{
	for (long i = 0; i < operations; i++) {
		int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

		check(fd >= 0, "socket");
		check(!connect(fd, (struct sockaddr *)&named, sizeof(named)), named.sun_path);
		close(fd);
	}
}

/*
 * The other end, a process of its own. It looks every millisecond instead of waiting in accept: a
 * wake-up for each connection would cost the caller more than what is measured.
 */
static void listen_prepare(char **arguments)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	int listeners[2];

	listeners[0] = bound_socket(SOCK_STREAM | SOCK_NONBLOCK);
	name_socket(arguments[0]);
	listeners[1] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	unlink(named.sun_path);
	check(listeners[1] >= 0 && !bind(listeners[1], (struct sockaddr *)&named, sizeof(named)),
	      named.sun_path);
	check(!listen(listeners[0], BACKLOG) && !listen(listeners[1], BACKLOG), "listen");
	printf("{\"port\":%d}\n", ntohs(address.sin_port));
	fflush(stdout);
	while (!poll(&input, 1, 0)) {
		for (int i = 0; i < 2; i++)
			for (int fd; (fd = accept(listeners[i], NULL, NULL)) >= 0;)
				close(fd);
		usleep(1000);
	}
	exit(0);
}

const struct workload closed_workload = { "connect-closed", "", 0, 1, closed_prepare, closed_run };
const struct workload open_port_workload = {
	"connect-open", "PORT", 1, 1, open_port_prepare, open_port_run,
};
const struct workload unix_workload = { "connect-unix", "PATH", 1, 1, unix_prepare, unix_run };
const struct workload listen_workload = { "listen", "PATH", 1, 0, listen_prepare, NULL };
