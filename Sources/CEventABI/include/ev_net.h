/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Sockets: connections tried or made, and messages sent without one. */
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

/* Kinds net.connect and net.send. */
struct ev_net {
	struct ev_header h;
	struct ev_endpoint local;
	struct ev_endpoint remote;
	__u64 bytes;	/* sent; 0 for a connect */
	__u32 net_ns;	/* inode number */
	__s32 result;	/* 0 or a negative errno */
	__u16 family;	/* of the socket */
	__u16 type;	/* SOCK_* */
	__u16 protocol; /* IPPROTO_* */
	__u16 pad;
	struct ev_str remote_path; /* unix: path, or NUL and the abstract name */
	struct ev_str packet;	   /* first bytes of a message on a raw or packet socket */
};
EV_ASSERT_LAYOUT(ev_net, packet, 216);

#define EV_PACKET_MAX 64

#endif
