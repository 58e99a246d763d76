/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets: connect in its forms, and messages sent with and without a connection. */
#define _GNU_SOURCE
#include "net.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

socklen_t address_of(union address *a, const char *text, int port)
{
	memset(a, 0, sizeof(*a));
	if (strchr(text, ':')) {
		a->v6.sin6_family = AF_INET6;
		a->v6.sin6_port = htons(port);
		must(inet_pton(AF_INET6, text, &a->v6.sin6_addr) - 1);
		return sizeof(a->v6);
	}
	a->v4.sin_family = AF_INET;
	a->v4.sin_port = htons(port);
	must(inet_pton(AF_INET, text, &a->v4.sin_addr) - 1);
	return sizeof(a->v4);
}

socklen_t unix_address_of(union address *a, const char *path)
{
	size_t length = strlen(path);

	memset(a, 0, sizeof(*a));
	a->un.sun_family = AF_UNIX;
	if (length >= sizeof(a->un.sun_path)) {
		errno = ENAMETOOLONG;
		setup_failed(path);
	}
	memcpy(a->un.sun_path, path, length);
	if (path[0] != '@')
		return sizeof(a->un);
	a->un.sun_path[0] = 0;
	return offsetof(struct sockaddr_un, sun_path) + length;
}

int port_of(int fd)
{
	union address a;
	socklen_t size = sizeof(a);

	must(getsockname(fd, &a.any, &size));
	return ntohs(a.any.sa_family == AF_INET6 ? a.v6.sin6_port : a.v4.sin_port);
}

void truth_network(void)
{
	struct stat s;

	must(stat("/proc/self/ns/net", &s));
	truth_number("network_namespace", s.st_ino);
}

int bound_socket(const char *address, int type)
{
	union address a;
	socklen_t size = address_of(&a, address, 0);
	int fd = must(socket(a.any.sa_family, type | SOCK_CLOEXEC, 0));

	must(bind(fd, &a.any, size));
	return fd;
}

/* Connect and tell: of type stream or dgram, to what LISTENER of the same type is bound to. */
static void connect_to_by(const char *way, int fd, const char *address, int port)
{
	union address a;
	socklen_t size = address_of(&a, address, port);

	truth_result(connect_this_way(way, fd, &a.any, size));
	truth_number("remote_port", port);
	truth_number("local_port", port_of(fd));
	truth_network();
}

static void connect_to(int fd, const char *address, int port)
{
	connect_to_by("64-bit", fd, address, port);
}

static int connect_tcp(int count, char **arguments)
{
	int listener = bound_socket(arguments[0], SOCK_STREAM);
	/* the mapped address belongs to an IPv6 socket with an IPv4 listener behind it */
	const char *remote = arguments[1];
	int family = strchr(remote, ':') ? AF_INET6 : AF_INET;

	must(listen(listener, 1));
	connect_to(must(socket(family, SOCK_STREAM, 0)), remote, port_of(listener));
	return 0;
}

static int connect_refused(int count, char **arguments)
{
	int listener = bound_socket(arguments[0], SOCK_STREAM); /* bound, but not listening */
	int family = strchr(arguments[0], ':') ? AF_INET6 : AF_INET;

	connect_to_by(count > 1 ? arguments[1] : "64-bit", must(socket(family, SOCK_STREAM, 0)),
		      arguments[0], port_of(listener));
	return 0;
}

static int connect_nonblocking(int count, char **arguments)
{
	int listener = bound_socket(arguments[0], SOCK_STREAM);
	int family = strchr(arguments[0], ':') ? AF_INET6 : AF_INET;

	must(listen(listener, 1));
	connect_to(must(socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0)), arguments[0],
		   port_of(listener));
	return 0;
}

/* To an address and port as given. */
static int connect_plain(int count, char **arguments)
{
	int family = strchr(arguments[0], ':') ? AF_INET6 : AF_INET;

	connect_to(must(socket(family, SOCK_STREAM, 0)), arguments[0], number(arguments[1]));
	return 0;
}

static int connect_udp(int count, char **arguments)
{
	int receiver = bound_socket(arguments[0], SOCK_DGRAM);
	int family = strchr(arguments[0], ':') ? AF_INET6 : AF_INET;

	connect_to(must(socket(family, SOCK_DGRAM, 0)), arguments[0], port_of(receiver));
	return 0;
}

/* With a listener, unless a second argument says that there is none. */
static int connect_unix(int count, char **arguments)
{
	union address a;
	socklen_t size = unix_address_of(&a, arguments[0]);

	if (count < 2) {
		int listener = must(socket(AF_UNIX, SOCK_STREAM, 0));

		must(bind(listener, &a.any, size));
		must(listen(listener, 1));
	}
	truth_result(connect(must(socket(AF_UNIX, SOCK_STREAM, 0)), &a.any, size));
	truth_network();
	return 0;
}

/* How a message is sent. */
static long send_by(const char *how, int fd, void *bytes, size_t size, union address *to,
		    socklen_t to_size)
{
	struct iovec part = { bytes, size };
	struct msghdr message = {
		.msg_name = to,
		.msg_namelen = to_size,
		.msg_iov = &part,
		.msg_iovlen = 1,
	};

	if (!strcmp(how, "sendto"))
		return sendto(fd, bytes, size, 0, &to->any, to_size);
	if (!strcmp(how, "sendmsg"))
		return sendmsg(fd, &message, 0);
	errno = EINVAL;
	setup_failed(how);
}

static int send_udp(int count, char **arguments)
{
	char bytes[] = "message";
	int receiver = bound_socket(arguments[1], SOCK_DGRAM);
	int port = port_of(receiver);
	union address to;
	socklen_t size = address_of(&to, arguments[1], port);
	int fd = must(socket(to.any.sa_family, SOCK_DGRAM, 0));

	truth_result(send_by(arguments[0], fd, bytes, sizeof(bytes), &to, size));
	truth_number("bytes", sizeof(bytes));
	truth_number("remote_port", port);
	truth_number("local_port", port_of(fd));
	truth_network();
	return 0;
}

static int send_udp_plain(int count, char **arguments)
{
	char bytes[] = "message";
	union address to;
	socklen_t size = address_of(&to, arguments[0], number(arguments[1]));
	int fd = must(socket(to.any.sa_family, SOCK_DGRAM, 0));

	truth_result(send_by("sendto", fd, bytes, sizeof(bytes), &to, size));
	truth_number("bytes", sizeof(bytes));
	return 0;
}

/* Two messages of different sizes to two receivers in one call. */
static int send_many(int count, char **arguments)
{
	char bytes[] = "message";
	union address to[2];
	struct iovec parts[2] = { { bytes, 3 }, { bytes, 5 } };
	struct mmsghdr messages[2] = {};
	int fd = must(socket(AF_INET, SOCK_DGRAM, 0));

	for (int i = 0; i < 2; i++) {
		int port = port_of(bound_socket("127.0.0.1", SOCK_DGRAM));

		messages[i].msg_hdr.msg_namelen = address_of(&to[i], "127.0.0.1", port);
		messages[i].msg_hdr.msg_name = &to[i];
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
		truth_number(i ? "second_port" : "first_port", port);
	}
	truth_number("messages", must(sendmmsg(fd, messages, 2, 0)));
	return 0;
}

/* Every way to send on sockets that are connected already. */
static int send_connected(int count, char **arguments)
{
	char bytes[] = "message";
	struct iovec part = { bytes, sizeof(bytes) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	struct mmsghdr many = { .msg_hdr = message };
	int types[] = { SOCK_STREAM, SOCK_DGRAM };

	for (int i = 0; i < 2; i++) {
		int receiver = bound_socket("127.0.0.1", types[i]);
		union address to;
		socklen_t size = address_of(&to, "127.0.0.1", port_of(receiver));
		int fd = must(socket(AF_INET, types[i], 0));

		if (types[i] == SOCK_STREAM)
			must(listen(receiver, 1));
		must(connect(fd, &to.any, size));
		must(write(fd, bytes, sizeof(bytes)));
		must(send(fd, bytes, sizeof(bytes), 0));
		must(sendmsg(fd, &message, 0));
		must(sendmmsg(fd, &many, 1, 0));
	}
	return 0;
}

struct syn {
	struct iphdr ip;
	struct tcphdr tcp;
};
struct datagram {
	struct iphdr ip;
	struct udphdr udp;
	__u8 data[4];
};
struct frame {
	struct ethhdr ethernet;
	struct datagram datagram;
} __attribute__((packed));

static struct syn syn_to_loopback(int source, int destination)
{
	return (struct syn){
		.ip = {
			.version = 4,
			.ihl = 5,
			.tot_len = htons(sizeof(struct syn)),
			.ttl = 64,
			.protocol = IPPROTO_TCP,
			.saddr = htonl(INADDR_LOOPBACK),
			.daddr = htonl(INADDR_LOOPBACK),
		},
		.tcp = {
			.source = htons(source),
			.dest = htons(destination),
			.doff = 5,
			.syn = 1,
		},
	};
}

/* SOCK_RAW with protocol IPPROTO_RAW: the packet brings its own IP header. */
static int send_raw(int count, char **arguments)
{
	struct syn syn = syn_to_loopback(4242, number(arguments[0]));
	union address to;
	socklen_t size = address_of(&to, "127.0.0.1", 0);
	int fd = must(socket(AF_INET, SOCK_RAW, IPPROTO_RAW));

	truth_result(sendto(fd, &syn, sizeof(syn), 0, &to.any, size));
	truth_number("bytes", sizeof(syn));
	truth_hex("packet", &syn, sizeof(syn));
	truth_network();
	return 0;
}

/* SOCK_RAW with protocol IPPROTO_TCP: the kernel makes the IP header. */
static int send_raw_tcp(int count, char **arguments)
{
	struct syn syn = syn_to_loopback(4242, number(arguments[0]));
	union address to;
	socklen_t size = address_of(&to, "127.0.0.1", 0);
	int fd = must(socket(AF_INET, SOCK_RAW, IPPROTO_TCP));

	truth_result(sendto(fd, &syn.tcp, sizeof(syn.tcp), 0, &to.any, size));
	truth_number("bytes", sizeof(syn.tcp));
	truth_hex("packet", &syn.tcp, sizeof(syn.tcp));
	return 0;
}

/* AF_PACKET on lo: a whole Ethernet frame (raw), or what follows its header (dgram). */
static int send_packet(int count, char **arguments)
{
	int whole = !strcmp(arguments[0], "raw");
	struct frame frame = {
		.ethernet = { .h_proto = htons(ETH_P_IP) },
		.datagram = {
			.ip = {
				.version = 4,
				.ihl = 5,
				.tot_len = htons(sizeof(struct datagram)),
				.ttl = 64,
				.protocol = IPPROTO_UDP,
				.saddr = htonl(INADDR_LOOPBACK),
				.daddr = htonl(INADDR_LOOPBACK),
			},
			.udp = {
				.source = htons(4343),
				.dest = htons(number(arguments[1])),
				.len = htons(sizeof(struct udphdr) + 4),
			},
			.data = "data",
		},
	};
	union address to = {
		.ll = {
			.sll_family = AF_PACKET,
			.sll_protocol = htons(ETH_P_IP),
			.sll_ifindex = must(if_nametoindex("lo")),
			.sll_halen = ETH_ALEN,
		},
	};
	void *bytes = whole ? (void *)&frame : (void *)&frame.datagram;
	size_t size = whole ? sizeof(frame) : sizeof(frame.datagram);
	int fd = must(socket(AF_PACKET, whole ? SOCK_RAW : SOCK_DGRAM, htons(ETH_P_IP)));

	truth_result(sendto(fd, bytes, size, 0, &to.any, sizeof(to.ll)));
	truth_number("bytes", size);
	truth_hex("packet", bytes, size);
	truth_number("interface", to.ll.sll_ifindex);
	truth_network();
	return 0;
}

const struct subcommand net_subcommands[] = {
	{ "connect-tcp", "LISTEN-ADDRESS REMOTE-ADDRESS", 2, connect_tcp },
	{ "connect-refused", "ADDRESS [64-bit|32-bit|io_uring]", 1, connect_refused },
	{ "connect-nonblocking", "ADDRESS", 1, connect_nonblocking },
	{ "connect-plain", "ADDRESS PORT", 2, connect_plain },
	{ "connect-udp", "ADDRESS", 1, connect_udp },
	{ "connect-unix", "PATH|@NAME [unbound]", 1, connect_unix },
	{ "send-udp", "sendto|sendmsg ADDRESS", 2, send_udp },
	{ "send-udp-plain", "ADDRESS PORT", 2, send_udp_plain },
	{ "send-many", "", 0, send_many },
	{ "send-connected", "", 0, send_connected },
	{ "send-raw", "PORT", 1, send_raw },
	{ "send-raw-tcp", "PORT", 1, send_raw_tcp },
	{ "send-packet", "raw|dgram PORT", 2, send_packet },
	{ NULL },
};
