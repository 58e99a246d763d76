/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets at the receiving end, the end of connections, and sockets for whole packets. */
#define _GNU_SOURCE
#include "net.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* A listening socket on a port of the kernel's choice. */
static int listener_on(const char *address)
{
	int listener = bound_socket(address, SOCK_STREAM);

	must(listen(listener, 7));
	return listener;
}

static int connected_to(int listener, const char *address)
{
	union address a;
	socklen_t size = address_of(&a, address, port_of(listener));
	int fd = must(socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));

	must(connect(fd, &a.any, size));
	return fd;
}

/* By accept or accept4; true for each: the peer is the process itself. */
static int do_accept(int count, char **arguments)
{
	int listener = listener_on(arguments[1]);
	int client = connected_to(listener, arguments[1]);
	int fd = strcmp(arguments[0], "accept4") ? accept(listener, NULL, NULL)
						 : accept4(listener, NULL, NULL, SOCK_CLOEXEC);

	truth_result(fd < 0 ? fd : 0);
	truth_number("descriptor", fd);
	truth_number("local_port", port_of(listener));
	truth_number("remote_port", port_of(client));
	truth_number("backlog", 7);
	truth_number("listener", listener);
	truth_network();
	return 0;
}

static int accept_unix(int count, char **arguments)
{
	union address a;
	socklen_t size = unix_address_of(&a, arguments[0]);
	int listener = must(socket(AF_UNIX, SOCK_STREAM, 0));

	must(bind(listener, &a.any, size));
	must(listen(listener, 3));
	must(connect(must(socket(AF_UNIX, SOCK_STREAM, 0)), &a.any, size));
	truth_number("descriptor", must(accept(listener, NULL, NULL)));
	return 0;
}

/* Nobody is there, on a socket that does not wait. */
static int accept_nobody(int count, char **arguments)
{
	int listener = listener_on("127.0.0.1");

	must(fcntl(listener, F_SETFL, O_NONBLOCK));
	truth_result(accept(listener, NULL, NULL));
	return 0;
}

/* From a socket that does not listen. */
static int accept_fails(int count, char **arguments)
{
	int fd = bound_socket("127.0.0.1", SOCK_STREAM);

	truth_result(accept(fd, NULL, NULL));
	truth_number("local_port", port_of(fd));
	return 0;
}

static int do_bind(int count, char **arguments)
{
	union address a;
	socklen_t size = address_of(&a, arguments[1], number(arguments[2]));
	int type = strcmp(arguments[0], "dgram") ? SOCK_STREAM : SOCK_DGRAM;
	int fd = must(socket(a.any.sa_family, type, 0));

	truth_result(bind(fd, &a.any, size));
	truth_number("descriptor", fd);
	truth_number("local_port", port_of(fd));
	truth_network();
	return 0;
}

static int bind_unix(int count, char **arguments)
{
	union address a;
	socklen_t size = unix_address_of(&a, arguments[0]);

	truth_result(bind(must(socket(AF_UNIX, SOCK_STREAM, 0)), &a.any, size));
	return 0;
}

/* What getaddrinfo and the like do all the time. */
static int bind_netlink(int count, char **arguments)
{
	struct sockaddr netlink = { .sa_family = AF_NETLINK };

	must(bind(must(socket(AF_NETLINK, SOCK_RAW, 0)), &netlink, 12));
	return 0;
}

/* On a connected socket, which cannot. */
static int listen_fails(int count, char **arguments)
{
	int fd = connected_to(listener_on("127.0.0.1"), "127.0.0.1");

	truth_result(listen(fd, 5));
	truth_number("descriptor", fd);
	return 0;
}

static void send_bytes(int fd, int count)
{
	char bytes[4096] = {};

	for (int sent = 0; sent < count;)
		sent += must(write(fd, bytes,
				   count - sent < (int)sizeof(bytes) ? count - sent
								     : (int)sizeof(bytes)));
}

static void receive_bytes(int fd, int count)
{
	char bytes[4096];

	for (int received = 0; received < count;)
		received += must(read(fd, bytes, sizeof(bytes)));
}

static void receive_end(int fd)
{
	char byte;

	must(read(fd, &byte, 1) ? -1 : 0);
}

/*
 * SENT bytes go from who connects to who accepts, RECEIVED back. Then one of them closes first; the
 * one that connected is closed by a child, to which it was handed on by fork.
 */
static int exchange(int count, char **arguments)
{
	int sent = number(arguments[1]), received = number(arguments[2]);
	int listener = listener_on("127.0.0.1");
	int client = connected_to(listener, "127.0.0.1");
	int server = must(accept(listener, NULL, NULL));
	pid_t child;

	truth_number("client_port", port_of(client));
	truth_number("server_port", port_of(server));
	send_bytes(client, sent);
	receive_bytes(server, sent);
	send_bytes(server, received);
	receive_bytes(client, received);
	if (!strcmp(arguments[0], "server-first")) {
		close(server);
		receive_end(client);
	}
	child = fork_workload();
	if (!child) {
		close(client);
		_exit(0);
	}
	close(client);
	wait_for(child);
	if (strcmp(arguments[0], "server-first"))
		receive_end(server);
	return 0;
}

/* The one that connected resets the connection. */
static int reset(int count, char **arguments)
{
	int listener = listener_on("127.0.0.1");
	int client = connected_to(listener, "127.0.0.1");
	int server = must(accept(listener, NULL, NULL));
	char byte;

	truth_number("client_port", port_of(client));
	must(setsockopt(client, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 },
			sizeof(struct linger)));
	close(client);
	truth_result(read(server, &byte, 1));
	return 0;
}

/* Does not wait, and nobody listens: the outcome is learnt by asking the socket. */
static int refused_later(int count, char **arguments)
{
	int nobody = bound_socket("127.0.0.1", SOCK_STREAM), error = 0;
	int fd = must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	union address a;
	socklen_t size = address_of(&a, "127.0.0.1", port_of(nobody)), error_size = sizeof(error);

	truth_result(connect(fd, &a.any, size));
	truth_number("remote_port", port_of(nobody));
	must(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &error_size));
	truth_number("outcome", -error);
	return 0;
}

static int raw_socket(int count, char **arguments)
{
	int fd = socket(number(arguments[0]), number(arguments[1]) | SOCK_CLOEXEC,
			number(arguments[2]));

	truth_result(fd < 0 ? fd : 0);
	truth_number("descriptor", fd);
	truth_network();
	return 0;
}

const struct subcommand listen_subcommands[] = {
	{ "accept", "accept|accept4 ADDRESS", 2, do_accept },
	{ "accept-unix", "PATH", 1, accept_unix },
	{ "accept-nobody", "", 0, accept_nobody },
	{ "accept-fails", "", 0, accept_fails },
	{ "bind", "stream|dgram ADDRESS PORT", 3, do_bind },
	{ "bind-unix", "PATH|@NAME", 1, bind_unix },
	{ "bind-netlink", "", 0, bind_netlink },
	{ "listen-fails", "", 0, listen_fails },
	{ "exchange", "client-first|server-first SENT RECEIVED", 3, exchange },
	{ "reset", "", 0, reset },
	{ "refused-later", "", 0, refused_later },
	{ "raw-socket", "FAMILY TYPE PROTOCOL", 3, raw_socket },
	{ NULL },
};
