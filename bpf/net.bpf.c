// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Sockets: connect, and messages sent to an address without it. */
#include "syscall.bpf.h"

#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>

/*
 * What a TCP socket was connecting to. When a connect fails, the socket has lost its addresses by
 * the time the call returns, and the caller's memory is not to be trusted: so they are kept from
 * the moment when the kernel sent the SYN.
 */
struct attempt {
	u64 thread; /* pid_tgid; a socket's memory can be another socket's later */
	struct ev_endpoint local;
	struct ev_endpoint remote;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, u64); /* struct sock */
	__type(value, struct attempt);
} attempts SEC(".maps");

/* The caller's sockaddr: sockaddr_in6 is the longest that is looked into by field. */
struct caller_address {
	u16 family;
	u8 bytes[26];
};

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

	if (family != AF_INET && family != AF_INET6)
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

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(net_connect_state, struct sock *sk, int old_state, int new_state)
{
	struct attempt attempt = {}, *known;
	u64 key = (u64)sk;

	if (new_state == TCP_SYN_SENT) {
		/* in the connecting task, which takes it when its call returns */
		if (!scope__includes_current())
			return 0;
		attempt.thread = bpf_get_current_pid_tgid();
		endpoints__from_sock(&attempt.local, &attempt.remote, sk);
		bpf_map_update_elem(&attempts, &key, &attempt, BPF_ANY);
	} else if (old_state == TCP_SYN_SENT) {
		/* often in an interrupt; the source port was chosen after the state changed */
		known = bpf_map_lookup_elem(&attempts, &key);
		if (!known)
			return 0;
		endpoints__from_sock(&attempt.local, &attempt.remote, sk);
		known->local = attempt.local;
	}
	return 0;
}

static __always_inline struct sock *fd__socket(s32 fd)
{
	struct file *file = fd__file(fd);
	struct socket *socket;

	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = BPF_CORE_READ(file, private_data);
	return BPF_CORE_READ(socket, sk);
}

static __always_inline void net__fill(struct ev_net *n, struct sock *sk)
{
	n->family = BPF_CORE_READ(sk, __sk_common.skc_family);
	n->type = BPF_CORE_READ(sk, sk_type);
	n->protocol = BPF_CORE_READ(sk, sk_protocol);
	n->net_ns = BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum);
}

/* What the caller's memory says; only where the kernel keeps nothing. */
static __always_inline void remote__from_caller(struct scratch *s, u64 address, u64 length)
{
	struct ev_net *n = (struct ev_net *)s->record;
	struct caller_address a = {};

	if (length < sizeof(a.family) || !address)
		return;
	if (length > sizeof(a))
		length = sizeof(a);
	bound(length);
	if (length > sizeof(a))
		return;
	if (bpf_probe_read_user(&a, length, (void *)address))
		return;
	n->h.flags |= EV_CALLER_ADDRESS;
	switch (a.family) {
	case AF_INET:
		n->remote.family = a.family;
		n->remote.port = bpf_ntohs(*(u16 *)&a.bytes[0]);
		__builtin_memcpy(n->remote.address, &a.bytes[2], 4);
		break;
	case AF_INET6: /* port, flow information, address, scope */
		n->remote.family = a.family;
		n->remote.port = bpf_ntohs(*(u16 *)&a.bytes[0]);
		__builtin_memcpy(n->remote.address, &a.bytes[6], 16);
		n->remote.scope = *(u32 *)&a.bytes[22];
		break;
	case AF_PACKET: /* protocol, interface */
		n->remote.family = a.family;
		n->remote.scope = *(u32 *)&a.bytes[2];
		break;
	}
}

/* The path or abstract name of a unix address; its first byte tells which. */
static __always_inline void remote_path__from_caller(u64 address, u32 length)
{
	char first = 0;

	if (length <= 2 || bpf_probe_read_user(&first, 1, (void *)(address + 2)))
		return;
	if (length > 2 + 108)
		length = 2 + 108;
	if (first)
		record__user_string(SLOT_EVENT, FIELD(ev_net, remote_path), address + 2,
				    length - 2 + 1);
	else
		record__user_bytes(SLOT_EVENT, FIELD(ev_net, remote_path), address + 2, length - 2);
}

/* The name of the socket at the other end, as the kernel has it. */
static __always_inline bool remote_path__from_peer(struct sock *sk)
{
	struct sock *peer = BPF_CORE_READ((struct unix_sock *)sk, peer);
	struct unix_address *address = BPF_CORE_READ((struct unix_sock *)peer, addr);
	u32 length;
	char first;
	u64 name;

	if (!peer || !address)
		return false;
	/* sockaddr_un follows the length: family, then the name */
	name = (u64)address + bpf_core_field_offset(address->len) + sizeof(int) + 2;
	length = BPF_CORE_READ(address, len);
	if (length <= 2 || bpf_probe_read_kernel(&first, 1, (void *)name))
		return false;
	if (first)
		record__kernel_string(SLOT_EVENT, FIELD(ev_net, remote_path), name, 109);
	else
		record__kernel_bytes(SLOT_EVENT, FIELD(ev_net, remote_path), name, length - 2);
	return true;
}

static __always_inline void connect__record(struct scratch *s, struct sock *sk, u64 address,
					    u32 length, s64 result)
{
	struct ev_net *n = (struct ev_net *)s->record;
	u64 key = (u64)sk;
	struct attempt *attempt;
	bool known = false;

	net__fill(n, sk);
	n->result = result;
	if (n->family == AF_UNIX) {
		if (result || !remote_path__from_peer(sk)) {
			n->h.flags |= EV_CALLER_ADDRESS;
			remote_path__from_caller(address, length);
		}
		return;
	}
	attempt = bpf_map_lookup_elem(&attempts, &key);
	endpoints__from_sock(&n->local, &n->remote, sk);
	if (attempt && attempt->thread == bpf_get_current_pid_tgid()) {
		n->remote = attempt->remote;
		if (!n->local.port || (result && result != -EINPROGRESS))
			n->local = attempt->local;
		known = true;
		bpf_map_delete_elem(&attempts, &key);
	} else if (n->remote.port || !address__is_zero(n->remote.address)) {
		known = !result || result == -EINPROGRESS;
	}
	if (!known) {
		__builtin_memset(&n->remote, 0, sizeof(n->remote));
		remote__from_caller(s, address, length);
	}
}

SEC("tp_btf/sys_exit")
int net_connect(u64 *ctx)
{
	struct pt_regs *regs = exit__regs(ctx);
	struct scratch *s;
	struct sock *sk;

	if (!exit__is_native() || !scope__includes_current())
		return 0;
	sk = fd__socket(regs->di);
	if (!sk)
		return 0; /* not a socket: nothing was tried */
	s = record__begin(ev_net, EV_KIND_NET_CONNECT);
	if (!s)
		return 0;
	connect__record(s, sk, regs->si, regs->dx, exit__result(ctx));
	record__submit(s, EV_LANE_BULK);
	return 0;
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
	u64 name;
	u64 data;
	u64 bytes; /* sent */
	u32 name_length;
	u32 data_length; /* of the first piece */
};

/* Is it a kind of socket that can send without a connection? */
static __always_inline bool socket__sends_unconnected(u16 family, u16 type)
{
	if (family != AF_INET && family != AF_INET6 && family != AF_PACKET)
		return false;
	return type == SOCK_DGRAM || type == SOCK_RAW || type == SOCK_PACKET;
}

static __always_inline void send__record(struct sock *sk, struct message *m, s64 result)
{
	struct scratch *s = record__begin(ev_net, EV_KIND_NET_SEND);
	struct ev_endpoint unused = {};
	struct ev_net *n;

	if (!s)
		return;
	n = (struct ev_net *)s->record;
	net__fill(n, sk);
	n->result = result;
	n->bytes = m->bytes;
	endpoints__from_sock(&n->local, &unused, sk);
	remote__from_caller(s, m->name, m->name_length);
	if (n->type != SOCK_DGRAM || n->family == AF_PACKET) {
		u32 length = m->data_length < EV_PACKET_MAX ? m->data_length : EV_PACKET_MAX;

		n->h.flags |= EV_CALLER_DATA;
		record__user_bytes(SLOT_EVENT, FIELD(ev_net, packet), m->data, length);
	}
	record__submit(s, EV_LANE_BULK);
}

static __always_inline int message__read(struct message *m, u64 user_header)
{
	struct user_msghdr header;
	struct user_iovec first = {};

	if (bpf_probe_read_user(&header, sizeof(header), (void *)user_header) || !header.name)
		return -1; /* to the connected peer */
	if (header.iov_count)
		bpf_probe_read_user(&first, sizeof(first), (void *)header.iov);
	m->name = header.name;
	m->name_length = header.name_length;
	m->data = first.base;
	m->data_length = first.length > 0xffff ? 0xffff : first.length;
	return 0;
}

/* One message of sendmsg or sendmmsg; global, so that the loop over it is cheap to verify. */
__noinline int net__send_message(u64 sk, u64 user_header, s64 result, u64 bytes)
{
	struct message m = {};

	if (message__read(&m, user_header))
		return 0;
	m.bytes = bytes;
	send__record((struct sock *)sk, &m, result);
	return 0;
}

/* Messages of one sendmmsg that are recorded; what is behind is counted as lost. */
#define MESSAGES_MAX 64

SEC("tp_btf/sys_exit")
int net_send(u64 *ctx)
{
	struct pt_regs *regs = exit__regs(ctx);
	s64 result = exit__result(ctx);
	u64 number = regs->orig_ax;
	struct message m = {};
	struct sock *sk;
	u16 family, type;

	if (number == EV_SYS_sendto && !regs->r8)
		return 0; /* to the connected peer */
	if (!exit__is_native() || !scope__includes_current())
		return 0;
	sk = fd__socket(regs->di);
	if (!sk)
		return 0;
	family = BPF_CORE_READ(sk, __sk_common.skc_family);
	type = BPF_CORE_READ(sk, sk_type);
	if (number == EV_SYS_sendto && type == SOCK_STREAM && (regs->r10 & MSG_FASTOPEN)) {
		struct scratch *s;

		if (!kind__wanted(EV_KIND_NET_CONNECT))
			return 0;
		s = record__begin(ev_net, EV_KIND_NET_CONNECT);
		if (s) {
			connect__record(s, sk, regs->r8, regs->r9, result > 0 ? 0 : result);
			record__submit(s, EV_LANE_BULK);
		}
		return 0;
	}
	if (!socket__sends_unconnected(family, type))
		return 0;
	if (number == EV_SYS_sendto) {
		m.name = regs->r8;
		m.name_length = regs->r9;
		m.data = regs->si;
		m.data_length = regs->dx > 0xffff ? 0xffff : regs->dx;
		m.bytes = result > 0 ? result : 0;
		send__record(sk, &m, result < 0 ? result : 0);
	} else if (number == EV_SYS_sendmsg) {
		net__send_message((u64)sk, regs->si, result < 0 ? result : 0,
				  result > 0 ? result : 0);
	} else if (result > 0) {
		u64 at = regs->si;

		for (int i = 0; i < MESSAGES_MAX && i < result; i++) {
			u32 sent = 0;

			bpf_probe_read_user(&sent, sizeof(sent),
					    (void *)(at + FIELD(user_mmsghdr, sent)));
			net__send_message((u64)sk, at, 0, sent);
			at += sizeof(struct user_mmsghdr);
		}
		if (result > MESSAGES_MAX)
			loss__add(EV_KIND_NET_SEND, EV_LOSS_READ, result - MESSAGES_MAX);
	} else {
		net__send_message((u64)sk, regs->si, result, 0);
	}
	return 0;
}
