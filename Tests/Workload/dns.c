/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A question to a name server and its answer, both of this process, in a network of its own: the
 * server listens at port 53 of the loopback.
 */
#define _GNU_SOURCE
#include "net.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* www.lookback.test A, as a client writes it. */
static const unsigned char question[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
					"\x03WWW\x08lookback\x04test\x00\x00\x01\x00\x01";
/* The answer behind it: cdn.lookback.test for 300 s, of 127.0.0.7 for 60 s. */
static const unsigned char answers[] =
	"\xc0\x0c\x00\x05\x00\x01\x00\x00\x01\x2c\x00\x06\x03"
	"cdn\xc0\x10"
	"\xc0\x2f\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x7f\x00\x00\x07";

#define QUESTION_SIZE (sizeof(question) - 1)
#define ANSWERS_SIZE (sizeof(answers) - 1)

/* Receives the question, sends the answer to who asked. */
static void serve(int server)
{
	unsigned char bytes[512];
	union address client;
	socklen_t size = sizeof(client);
	long count = must(recvfrom(server, bytes, sizeof(bytes), 0, &client.any, &size));

	memcpy(bytes + count, answers, ANSWERS_SIZE);
	bytes[2] = 0x81;
	bytes[3] = 0x80;
	bytes[7] = 2;
	must(sendto(server, bytes, count + ANSWERS_SIZE, 0, &client.any, size));
}

/* Whether the way of asking is for a connected socket. */
static int is_connected(const char *way)
{
	return strncmp(way, "to-", 3) != 0;
}

static void ask(const char *way, int fd, union address *to, socklen_t size)
{
	struct iovec part = { (void *)question, QUESTION_SIZE };
	struct mmsghdr message = { .msg_hdr = { .msg_iov = &part, .msg_iovlen = 1 } };

	if (!strcmp(way, "write"))
		must(write(fd, question, QUESTION_SIZE));
	else if (!strcmp(way, "writev"))
		must(writev(fd, &part, 1));
	else if (!strcmp(way, "send"))
		must(send(fd, question, QUESTION_SIZE, 0));
	else if (!strcmp(way, "sendmsg"))
		must(sendmsg(fd, &message.msg_hdr, 0));
	else if (!strcmp(way, "sendmmsg"))
		must(sendmmsg(fd, &message, 1, 0));
	else if (!strcmp(way, "to-sendto"))
		must(sendto(fd, question, QUESTION_SIZE, 0, &to->any, size));
	else {
		message.msg_hdr.msg_name = to;
		message.msg_hdr.msg_namelen = size;
		must(sendmsg(fd, &message.msg_hdr, 0));
	}
}

/* A look that leaves the message where it is comes first: it is told once all the same. */
static void hear(const char *way, int fd, union address *from)
{
	unsigned char bytes[512];
	socklen_t size = sizeof(*from);
	struct iovec part = { bytes, sizeof(bytes) };
	struct mmsghdr message = { .msg_hdr = { .msg_iov = &part, .msg_iovlen = 1 } };

	must(recv(fd, bytes, 1, MSG_PEEK | MSG_TRUNC));
	if (!strcmp(way, "write"))
		must(read(fd, bytes, sizeof(bytes)));
	else if (!strcmp(way, "writev"))
		must(readv(fd, &part, 1));
	else if (!strcmp(way, "send"))
		must(recv(fd, bytes, sizeof(bytes), 0));
	else if (!strcmp(way, "sendmsg"))
		must(recvmsg(fd, &message.msg_hdr, 0));
	else if (!strcmp(way, "sendmmsg"))
		must(recvmmsg(fd, &message, 1, 0, NULL));
	else if (!strcmp(way, "to-sendto"))
		must(recvfrom(fd, bytes, sizeof(bytes), 0, &from->any, &size));
	else {
		message.msg_hdr.msg_name = from;
		message.msg_hdr.msg_namelen = size;
		must(recvmsg(fd, &message.msg_hdr, 0));
	}
}

static void ask_and_hear(const char *way, const char *address)
{
	union address server, from;
	socklen_t size = address_of(&server, address, 53);
	int serving = must(socket(server.any.sa_family, SOCK_DGRAM, 0));
	int fd = must(socket(server.any.sa_family, SOCK_DGRAM, 0));

	must(bind(serving, &server.any, size));
	if (is_connected(way))
		must(connect(fd, &server.any, size));
	ask(way, fd, &server, size);
	serve(serving);
	hear(way, fd, &from);
	truth_number("local_port", port_of(fd));
	truth_network();
}

static int resolve(int count, char **arguments)
{
	ask_and_hear(arguments[0], arguments[1]);
	return 0;
}

/* And then to the address that was answered, in an IPv6 socket. */
static int resolve_connect(int count, char **arguments)
{
	union address to;
	socklen_t size = address_of(&to, "::ffff:127.0.0.7", 80);

	ask_and_hear("send", "127.0.0.1");
	must(connect(must(socket(AF_INET6, SOCK_DGRAM, 0)), &to.any, size));
	return 0;
}

/* A datagram through connected sockets of another port. */
static int no_server(int count, char **arguments)
{
	int receiver = bound_socket("127.0.0.1", SOCK_DGRAM);
	int sender = must(socket(AF_INET, SOCK_DGRAM, 0));
	unsigned char bytes[64];
	union address a;
	socklen_t size = address_of(&a, "127.0.0.1", port_of(receiver));

	must(connect(sender, &a.any, size));
	must(send(sender, question, QUESTION_SIZE, 0));
	must(recv(receiver, bytes, sizeof(bytes), 0));
	must(write(sender, question, QUESTION_SIZE));
	must(read(receiver, bytes, sizeof(bytes)));
	return 0;
}

const struct subcommand dns_subcommands[] = {
	{ "resolve", "write|writev|send|sendmsg|sendmmsg|to-sendto|to-sendmsg ADDRESS", 2,
	  resolve },
	{ "resolve-connect", "", 0, resolve_connect },
	{ "no-server", "", 0, no_server },
	{ NULL },
};
