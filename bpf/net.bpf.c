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

/* A sockaddr: sockaddr_in6 is the longest that is looked into by field. */
struct sockaddr_head {
	u16 family;
	u8 bytes[26];
};

#define SOCKADDR_MAX 128 /* struct sockaddr_storage */

/*
 * The kernel's copy of the address of a connect under way. On rungs with no better hook it is kept
 * for the call's exit, where only the caller's memory is left.
 */
struct asked_address {
	u64 length;
	u8 bytes[SOCKADDR_MAX];
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, u64); /* pid_tgid */
	__type(value, struct asked_address);
} asked_addresses SEC(".maps");

/* An address as it was asked for, and in whose memory it stands. */
struct asked {
	u64 at;
	u32 length;
	enum memory whose;
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

static __always_inline struct sock *file__socket(struct file *file)
{
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

static __always_inline long asked__read(void *to, u64 size, u64 from, enum memory whose)
{
	return whose == CALLERS_MEMORY ? bpf_probe_read_user(to, size, (void *)from)
				       : bpf_probe_read_kernel(to, size, (void *)from);
}

/* What was asked for; only where the socket does not say what became of it. */
static __always_inline void remote__from_asked(struct scratch *s, const struct asked *asked)
{
	struct ev_net *n = (struct ev_net *)s->record;
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
static __always_inline void remote_path__from_asked(struct scratch *s, const struct asked *asked)
{
	u32 length = asked->length < 2 + 108 ? asked->length : 2 + 108;
	u64 name = asked->at + 2;
	bool callers = asked->whose == CALLERS_MEMORY;
	char first = 0;

	if (callers)
		((struct ev_net *)s->record)->h.flags |= EV_CALLER_ADDRESS;
	if (length <= 2 || asked__read(&first, 1, name, asked->whose))
		return;
	if (first && callers)
		record__user_string(SLOT_EVENT, FIELD(ev_net, remote_path), name, length - 2 + 1);
	else if (first)
		record__kernel_string(SLOT_EVENT, FIELD(ev_net, remote_path), name, length - 2 + 1);
	else if (callers)
		record__user_bytes(SLOT_EVENT, FIELD(ev_net, remote_path), name, length - 2);
	else
		record__kernel_bytes(SLOT_EVENT, FIELD(ev_net, remote_path), name, length - 2);
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
	name = (u64)address + bpf_core_field_offset(address->name) + sizeof(u16);
	length = BPF_CORE_READ(address, len);
	if (length <= 2 || bpf_probe_read_kernel(&first, 1, (void *)name))
		return false;
	if (first)
		record__kernel_string(SLOT_EVENT, FIELD(ev_net, remote_path), name, 109);
	else
		record__kernel_bytes(SLOT_EVENT, FIELD(ev_net, remote_path), name, length - 2);
	return true;
}

static __always_inline void connect__fill(struct scratch *s, struct sock *sk,
					  const struct asked *asked, s64 result)
{
	struct ev_net *n = (struct ev_net *)s->record;
	u64 key = (u64)sk;
	struct attempt *attempt;
	bool known = false;

	net__fill(n, sk);
	n->result = result;
	if (n->family == AF_UNIX) {
		if (result || !remote_path__from_peer(sk))
			remote_path__from_asked(s, asked);
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
		remote__from_asked(s, asked);
	}
}

static __always_inline int connect__record(struct file *file, const struct asked *asked, s64 result)
{
	struct sock *sk = file__socket(file);
	struct scratch *s;

	if (!sk)
		return 0; /* not a socket: nothing was tried */
	s = record__begin(ev_net, EV_KIND_NET_CONNECT);
	if (!s)
		return 0;
	connect__fill(s, sk, asked, result);
	record__submit(s, EV_LANE_BULK);
	return 0;
}

SYSCALL_EXIT(net_connect, connect)
{
	struct asked asked = { call->args[1], call->args[2], CALLERS_MEMORY };
	u64 thread = bpf_get_current_pid_tgid();
	struct asked_address *copy;

	if (!call__is_native() || !scope__includes_current())
		return 0;
	copy = bpf_map_lookup_elem(&asked_addresses, &thread);
	if (copy) {
		asked.at = as_number(copy->bytes);
		asked.length = copy->length;
		asked.whose = KERNEL_MEMORY;
	}
	connect__record(fd__file(call->args[0]), &asked, call->result);
	if (copy)
		bpf_map_delete_elem(&asked_addresses, &thread);
	return 0;
}

/*
 * Where connect(2), its 32-bit variant and io_uring meet, with the address copied in; ctx: struct
 * file *, struct sockaddr_storage *, int length, int flags, result.
 */
SEC("fexit/__sys_connect_file")
int net_connect__file(u64 *ctx)
{
	struct asked asked = { as_number((void *)ctx[1]), (u32)ctx[2], KERNEL_MEMORY };

	if (!scope__includes_current())
		return 0;
	return connect__record((struct file *)ctx[0], &asked, (s32)ctx[4]);
}

/*
 * The security module's question comes after the address was copied, before it is used. Only for
 * calls whose exit will take what is kept here.
 */
static __noinline int asked_address__keep(u64 address, u64 length)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct asked_address asked = {};
	struct call call;

	if (!scope__includes_current() || !call__is_native())
		return 0;
	call__read_task(&call, 0);
	if (call.number != EV_SYS_connect)
		return 0;
	asked.length = length < SOCKADDR_MAX ? length : SOCKADDR_MAX;
	length = asked.length;
	bound(length);
	if (length > SOCKADDR_MAX || bpf_probe_read_kernel(asked.bytes, length, (void *)address))
		return 0;
	bpf_map_update_elem(&asked_addresses, &thread, &asked, BPF_ANY);
	return 0;
}

/* struct socket *, struct sockaddr *, int length */
SEC("fentry/security_socket_connect")
int net_connect_asked(u64 *ctx)
{
	return asked_address__keep(ctx[1], (u32)ctx[2]);
}

SEC("lsm/socket_connect")
int net_connect_asked__lsm(u64 *ctx)
{
	return asked_address__keep(ctx[1], (u32)ctx[2]); /* 0: allowed */
}

SEC("kprobe")
int net_connect_asked__kprobe(struct pt_regs *ctx)
{
	return asked_address__keep(ctx->si, (u32)ctx->dx);
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
	struct asked asked = { .whose = CALLERS_MEMORY };
	struct ev_endpoint unused = {};
	struct ev_net *n;

	if (!s)
		return;
	n = (struct ev_net *)s->record;
	net__fill(n, sk);
	n->result = result;
	n->bytes = m->bytes;
	endpoints__from_sock(&n->local, &unused, sk);
	asked.at = m->name;
	asked.length = m->name_length;
	remote__from_asked(s, &asked);
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

SYSCALL_EXIT(net_send, sendto, sendmsg, sendmmsg)
{
	s64 result = call->result;
	u64 number = call->number;
	struct message m = {};
	struct file *file;
	struct sock *sk;
	u16 family, type;

	if (number == EV_SYS_sendto && !call->args[4])
		return 0; /* to the connected peer */
	if (!call__is_native() || !scope__includes_current())
		return 0;
	file = fd__file(call->args[0]);
	sk = file__socket(file);
	if (!sk)
		return 0;
	family = BPF_CORE_READ(sk, __sk_common.skc_family);
	type = BPF_CORE_READ(sk, sk_type);
	if (number == EV_SYS_sendto && type == SOCK_STREAM && (call->args[3] & MSG_FASTOPEN)) {
		struct asked asked = { call->args[4], call->args[5], CALLERS_MEMORY };

		if (!kind__wanted(EV_KIND_NET_CONNECT))
			return 0;
		return connect__record(file, &asked, result > 0 ? 0 : result);
	}
	if (!socket__sends_unconnected(family, type))
		return 0;
	if (number == EV_SYS_sendto) {
		m.name = call->args[4];
		m.name_length = call->args[5];
		m.data = call->args[1];
		m.data_length = call->args[2] > 0xffff ? 0xffff : call->args[2];
		m.bytes = result > 0 ? result : 0;
		send__record(sk, &m, result < 0 ? result : 0);
	} else if (number == EV_SYS_sendmsg) {
		net__send_message((u64)sk, call->args[1], result < 0 ? result : 0,
				  result > 0 ? result : 0);
	} else if (result > 0) {
		u64 at = call->args[1];

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
		net__send_message((u64)sk, call->args[1], result, 0);
	}
	return 0;
}
