/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Sockets: connections from their beginning to their end, messages without one, and DNS. */
#ifndef EV_NET_H
#define EV_NET_H

#include "ev_header.h"

/* One end of a socket; family is AF_*, 0: not known. IPv4 uses the first four bytes of address. */
struct ev_endpoint {
	__u8 address[16];
	__u16 family;
	__u16 port;  /* host byte order */
	__u32 scope; /* IPv6 interface index; the interface for packet sockets */
};
EV_ASSERT_LAYOUT(ev_endpoint, scope, 24);

/* What a socket is, and its two ends. */
struct ev_socket {
	struct ev_endpoint local;
	struct ev_endpoint remote;
	__u32 net_ns;	/* inode number */
	__u16 family;	/* AF_* */
	__u16 type;	/* SOCK_* */
	__u16 protocol; /* IPPROTO_*; ETH_P_* in network byte order for packet sockets */
	__u16 pad;
	__u32 net_ns_life; /* tells a network namespace from a later one of the same number */
};
EV_ASSERT_LAYOUT(ev_socket, net_ns_life, 64);

/* Kinds net.connect and net.send. */
struct ev_net {
	struct ev_header h;
	struct ev_socket socket;
	__u64 bytes;  /* sent; 0 for a connect */
	__s32 result; /* 0 or a negative errno */
	__u32 pad;
	struct ev_str remote_path; /* unix: path, or NUL and the abstract name */
	struct ev_str packet;	   /* first bytes of a message on a raw or packet socket */
};
EV_ASSERT_LAYOUT(ev_net, packet, 224);

#define EV_PACKET_MAX 64

/* Kinds net.accept, net.bind, net.listen and net.raw. */
struct ev_net_call {
	struct ev_header h;
	struct ev_socket socket;
	__s32 result; /* 0 or a negative errno */
	__s32 fd;     /* of the socket; of the new one for accept; -1: none */
	__u32 backlog;
	__u32 pad;
	struct ev_str local_path; /* unix, as remote_path */
	struct ev_str remote_path;
};
EV_ASSERT_LAYOUT(ev_net_call, remote_path, 224);

/* How the acting process of net.close came by the connection. */
#define EV_ORIGIN_UNKNOWN 0u
#define EV_ORIGIN_CONNECT 1u
#define EV_ORIGIN_ACCEPT 2u

struct ev_net_close {
	struct ev_header h;
	struct ev_socket socket;
	__u64 since_ns; /* of the connect or accept, since boot; 0: not known */
	__u64 duration_ns;
	__u64 sent;	/* bytes that the other end has acknowledged */
	__u64 received; /* bytes that came in order */
	__s32 result;	/* 0 or a negative errno */
	__u32 state;	/* TCP_*: the last one before it was closed */
	__u32 origin;	/* EV_ORIGIN_* */
	__u32 pad;
};
EV_ASSERT_LAYOUT(ev_net_close, pad, 240);

/* Kinds dns.question and dns.answer. */
struct ev_dns {
	struct ev_header h;
	struct ev_socket socket; /* remote: the server */
	struct ev_str message;
};
EV_ASSERT_LAYOUT(ev_dns, message, 200);

#define EV_DNS_MAX 4096

#endif
