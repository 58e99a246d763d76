/* SPDX-License-Identifier: Apache-2.0 */
/* The same connect again and again. */
#include "net.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* One connection, which is reset, so that no port waits for it. */
static void connect_and_reset(int listener, const union address *to, socklen_t size)
{
	struct linger reset = { 1, 0 };
	int fd = must(socket(to->any.sa_family, SOCK_STREAM, 0));

	must(connect(fd, &to->any, size));
	must(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)));
	close(must(accept(listener, NULL, NULL)));
	close(fd);
}

static void connect_and_fail(const union address *to, socklen_t size, int error)
{
	int fd = must(socket(to->any.sa_family, SOCK_STREAM, 0));

	if (!connect(fd, &to->any, size) || errno != error)
		setup_failed("connect that fails");
	close(fd);
}

/* COUNT connections to a port, and once nobody listens there COUNT tries. */
static int repeat_tcp(int count, char **arguments)
{
	int listener = bound_socket(arguments[0], SOCK_STREAM);
	int port = port_of(listener);
	long times = number(arguments[1]);
	union address to;
	socklen_t size = address_of(&to, arguments[0], port);

	must(listen(listener, 1));
	for (long left = times; left > 0; left--)
		connect_and_reset(listener, &to, size);
	close(listener);
	for (long left = times; left > 0; left--)
		connect_and_fail(&to, size, ECONNREFUSED);
	truth_number("remote_port", port);
	truth_network();
	return 0;
}

/* COUNT tries of a port where nobody listens. */
static int repeat_refused(int count, char **arguments)
{
	int port = port_of(bound_socket(arguments[0], SOCK_STREAM));
	union address to;
	socklen_t size = address_of(&to, arguments[0], port);

	for (long left = number(arguments[1]); left > 0; left--)
		connect_and_fail(&to, size, ECONNREFUSED);
	truth_number("remote_port", port);
	return 0;
}

/* COUNT connections to each of two unix sockets, and COUNT tries of one that nobody made. */
static int repeat_unix(int count, char **arguments)
{
	long times = number(arguments[3]);
	union address to;
	socklen_t size;

	for (int i = 0; i < 2; i++) {
		int listener = must(socket(AF_UNIX, SOCK_STREAM, 0));

		size = unix_address_of(&to, arguments[i]);
		must(bind(listener, &to.any, size));
		must(listen(listener, 1));
		for (long left = times; left > 0; left--)
			connect_and_reset(listener, &to, size);
	}
	size = unix_address_of(&to, arguments[2]);
	for (long left = times; left > 0; left--)
		connect_and_fail(&to, size, ENOENT);
	return 0;
}

/* COUNT times one after the other: PORTS ports from FIRST on, without a packet. */
static int repeat_ports(int count, char **arguments)
{
	int fd = must(socket(AF_INET, SOCK_DGRAM, 0));
	long first = number(arguments[1]);
	long ports = number(arguments[2]);

	for (long left = number(arguments[3]); left > 0; left--) {
		for (long i = 0; i < ports; i++) {
			union address to;
			socklen_t size = address_of(&to, arguments[0], first + i);

			must(connect(fd, &to.any, size));
		}
	}
	return 0;
}

static long thread_count;

static void *connect_datagrams(void *port)
{
	int fd = must(socket(AF_INET, SOCK_DGRAM, 0));
	union address to;
	socklen_t size = address_of(&to, "127.0.0.1", *(int *)port);

	for (long left = thread_count; left > 0; left--)
		must(connect(fd, &to.any, size));
	return NULL;
}

/* In each of two threads COUNT times to one port, without a packet. */
static int repeat_threads(int count, char **arguments)
{
	int port = number(arguments[0]);
	pthread_t threads[2];

	thread_count = number(arguments[1]);
	for (int i = 0; i < 2; i++)
		must(-pthread_create(&threads[i], NULL, connect_datagrams, &port));
	for (int i = 0; i < 2; i++)
		must(-pthread_join(threads[i], NULL));
	return 0;
}

const struct subcommand repeat_subcommands[] = {
	{ "repeat-tcp", "ADDRESS COUNT", 2, repeat_tcp },
	{ "repeat-refused", "ADDRESS COUNT", 2, repeat_refused },
	{ "repeat-unix", "PATH PATH MISSING-PATH COUNT", 4, repeat_unix },
	{ "repeat-ports", "ADDRESS FIRST PORTS COUNT", 4, repeat_ports },
	{ "repeat-threads", "PORT COUNT", 2, repeat_threads },
	{ NULL },
};
