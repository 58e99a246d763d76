/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What the programs for sockets share: finding one, and what it and an asked address say. */
#ifndef NET_BPF_H
#define NET_BPF_H

#include "syscall.bpf.h"

#include <bpf/bpf_endian.h>

/*
 * Who a TCP connection belongs to: the process that connected or accepted it, as it was then. Its
 * end is mostly seen in an interrupt, where the current task is anybody.
 */
struct connection {
	struct ev_task task;
	u64 since_ns;
	u32 origin;	   /* EV_ORIGIN_* */
	u32 tells_attempt; /* 1: connect did not wait, so that only the end tells what came of it */
};

/* Not LRU, which would forget without a word: what finds no room is counted. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, u64); /* struct sock */
	__type(value, struct connection);
} connections __weak SEC(".maps");

/* net.bpf.c: a connect sends its SYN; what came of it. */
int connect__begin(u64 sk);
int connect__answer(u64 sk);
/* net_repeat.bpf.c: is the record in the scratch buffer, all but its task, one repeat too many? */
int connect__is_summed(void);
/* net_close.bpf.c: the header in the scratch buffer says whose the connection is from now on. */
int connection__own(u64 sk, u32 origin, u32 tells_attempt);
/* It has ended, in that state; or its memory is another one's now. */
int connection__close(u64 sk, int state);
int connection__forget(u64 sk);
/* dns.bpf.c */
int dns__message(u32 kind, u64 sk, u64 name, u64 data, u64 length);
int dns__message_of(u32 kind, u64 sk, u64 user_header, u64 bytes);
int dns__transferred(u32 kind, u64 file, u64 buffer, u64 pieces, s64 bytes);

/* A sockaddr: sockaddr_in6 is the longest that is looked into by field. */
struct sockaddr_head {
	u16 family;
	u8 bytes[26];
};

/* An address as it was asked for, and in whose memory it stands. */
struct asked {
	u64 at;
	u32 length;
	enum memory whose;
};

/* The socket of a file that is known to be one. */
static __always_inline struct sock *file__socket_unchecked(struct file *file)
{
	struct socket *socket = BPF_CORE_READ(file, private_data);

	return BPF_CORE_READ(socket, sk);
}

static __always_inline struct sock *file__socket(struct file *file)
{
	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	return file__socket_unchecked(file);
}

/* Is it, being a socket, connected to the port of name servers? A unix socket's is 0. */
static __always_inline bool socket__is_to_server(struct file *file)
{
	return BPF_CORE_READ(file__socket_unchecked(file), __sk_common.skc_dport) ==
	       bpf_htons(PORT_DNS);
}

static __always_inline bool family__is_internet(u16 family)
{
	return family == AF_INET || family == AF_INET6;
}

static __always_inline bool address__is_zero(const u8 *a)
{
	const u64 *words = (const u64 *)a;

	return words[0] == 0 && words[1] == 0;
}

static __always_inline void endpoints__from_sock(struct ev_endpoint *local,
						 struct ev_endpoint *remote, struct sock *sk)
{
	u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
	u16 source = BPF_CORE_READ((struct inet_sock *)sk, inet_sport);

	if (!family__is_internet(family))
		return;
	local->family = family;
	remote->family = family;
	if (family == AF_INET) {
		BPF_CORE_READ_INTO((u32 *)local->address, sk, __sk_common.skc_rcv_saddr);
		BPF_CORE_READ_INTO((u32 *)remote->address, sk, __sk_common.skc_daddr);
	} else {
		BPF_CORE_READ_INTO((struct in6_addr *)local->address, sk,
				   __sk_common.skc_v6_rcv_saddr);
		BPF_CORE_READ_INTO((struct in6_addr *)remote->address, sk,
				   __sk_common.skc_v6_daddr);
		remote->scope = BPF_CORE_READ(sk, __sk_common.skc_bound_dev_if);
	}
	local->port = source ? bpf_ntohs(source) : BPF_CORE_READ(sk, __sk_common.skc_num);
	remote->port = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport));
}

/* What the socket is; its ends are left to the caller. */
static __always_inline void socket__fill(struct ev_socket *s, struct sock *sk)
{
	struct net *net = BPF_CORE_READ(sk, __sk_common.skc_net.net);

	s->family = BPF_CORE_READ(sk, __sk_common.skc_family);
	s->type = BPF_CORE_READ(sk, sk_type);
	s->protocol = BPF_CORE_READ(sk, sk_protocol);
	s->net_ns = BPF_CORE_READ(net, ns.inum);
	s->net_ns_life = BPF_CORE_READ(net, hash_mix);
}

static __always_inline long asked__read(void *to, u64 size, u64 from, enum memory whose)
{
	return whose == CALLERS_MEMORY ? bpf_probe_read_user(to, size, (void *)from)
				       : bpf_probe_read_kernel(to, size, (void *)from);
}

/* What was asked for; only where the socket does not say what became of it. */
static __always_inline void endpoint__from_asked(struct ev_header *h, struct ev_endpoint *e,
						 const struct asked *asked)
{
	struct sockaddr_head a = {};
	u64 length = asked->length;

	if (length < sizeof(a.family) || !asked->at)
		return;
	if (length > sizeof(a))
		length = sizeof(a);
	bound(length);
	if (length > sizeof(a))
		return;
	if (asked__read(&a, length, asked->at, asked->whose))
		return;
	if (asked->whose == CALLERS_MEMORY)
		h->flags |= EV_CALLER_ADDRESS;
	switch (a.family) {
	case AF_INET:
		e->family = a.family;
		e->port = bpf_ntohs(*(u16 *)&a.bytes[0]);
		__builtin_memcpy(e->address, &a.bytes[2], 4);
		break;
	case AF_INET6: /* port, flow information, address, scope */
		e->family = a.family;
		e->port = bpf_ntohs(*(u16 *)&a.bytes[0]);
		__builtin_memcpy(e->address, &a.bytes[6], 16);
		e->scope = *(u32 *)&a.bytes[22];
		break;
	case AF_PACKET: /* protocol, interface */
		e->family = a.family;
		e->scope = *(u32 *)&a.bytes[2];
		break;
	}
}

/* The path or abstract name of a unix address; its first byte tells which. */
static __always_inline void unix_path__from_asked(struct ev_header *h, u32 field,
						  const struct asked *asked)
{
	u32 length = asked->length < 2 + 108 ? asked->length : 2 + 108;
	u64 name = asked->at + 2;
	bool callers = asked->whose == CALLERS_MEMORY;
	char first = 0;

	if (callers)
		h->flags |= EV_CALLER_ADDRESS;
	if (length <= 2 || asked__read(&first, 1, name, asked->whose))
		return;
	if (first && callers)
		record__user_string(SLOT_EVENT, field, name, length - 2 + 1);
	else if (first)
		record__kernel_string(SLOT_EVENT, field, name, length - 2 + 1);
	else if (callers)
		record__user_bytes(SLOT_EVENT, field, name, length - 2);
	else
		record__kernel_bytes(SLOT_EVENT, field, name, length - 2);
}

/* The name that a unix socket has. */
static __always_inline bool unix_path__from_sock(u32 field, struct sock *sk)
{
	struct unix_address *address = BPF_CORE_READ((struct unix_sock *)sk, addr);
	u32 length;
	char first;
	u64 name;

	if (!sk || !address)
		return false;
	name = (u64)address + bpf_core_field_offset(address->name) + sizeof(u16);
	length = BPF_CORE_READ(address, len);
	if (length <= 2 || bpf_probe_read_kernel(&first, 1, (void *)name))
		return false;
	if (first)
		record__kernel_string(SLOT_EVENT, field, name, 109);
	else
		record__kernel_bytes(SLOT_EVENT, field, name, length - 2);
	return true;
}

/* struct user_msghdr of include/linux/socket.h */
struct user_msghdr {
	u64 name;
	u32 name_length;
	u32 pad;
	u64 iov;
	u64 iov_count;
	u64 control;
	u64 control_length;
	u32 flags;
	u32 pad2;
};
struct user_mmsghdr {
	struct user_msghdr header;
	u32 sent;
	u32 pad;
};

struct message {
	u64 name; /* 0: to the connected peer */
	u64 data;
	u64 bytes; /* sent */
	u32 name_length;
	u32 data_length; /* of the first piece */
};

static __always_inline int message__read(struct message *m, u64 user_header)
{
	struct user_iovec first = {};
	struct user_msghdr header;

	/* no more than is looked at: the stack is small */
	if (bpf_probe_read_user(&header, FIELD(user_msghdr, control), (void *)user_header))
		return -1;
	if (header.iov_count)
		bpf_probe_read_user(&first, sizeof(first), (void *)header.iov);
	m->name = header.name;
	m->name_length = header.name_length;
	m->data = first.base;
	m->data_length = first.length > 0xffff ? 0xffff : first.length;
	return 0;
}

/* Messages of one sendmmsg or recvmmsg that are looked at; what is behind is counted as lost. */
#define MESSAGES_MAX 64

#endif
