// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Sockets: connect, and messages sent to an address without it. */
#include "net.bpf.h"

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

/* The connection that begins here is the current process's. */
static __always_inline void connect__own(u64 sk)
{
	struct scratch *s = record__begin(ev_header, EV_KIND_NET_CLOSE);

	if (!s)
		return;
	connection__own(sk, EV_ORIGIN_CONNECT,
			(BPF_CORE_READ((struct sock *)sk, sk_socket, file, f_flags) & O_NONBLOCK) !=
				0);
	record__drop(s);
}

__noinline int connect__begin(u64 sk)
{
	struct attempt attempt = { .thread = bpf_get_current_pid_tgid() };

	if (!scope__includes_current())
		return 0;
	endpoints__from_sock(&attempt.local, &attempt.remote, (struct sock *)sk);
	bpf_map_update_elem(&attempts, &sk, &attempt, BPF_ANY);
	if (kind__wanted(EV_KIND_NET_CLOSE))
		connect__own(sk);
	return 0;
}

__noinline int connect__answer(u64 sk)
{
	struct attempt *known = bpf_map_lookup_elem(&attempts, &sk);
	struct ev_endpoint local = {}, remote = {};

	if (!known)
		return 0;
	endpoints__from_sock(&local, &remote, (struct sock *)sk);
	known->local = local;
	return 0;
}

static __always_inline void connect__fill(struct scratch *s, struct sock *sk,
					  const struct asked *asked, s64 result)
{
	struct ev_net *n = (struct ev_net *)s->record;
	struct ev_endpoint *local = &n->socket.local, *remote = &n->socket.remote;
	u64 key = (u64)sk;
	struct attempt *attempt;
	bool known = false;

	socket__fill(&n->socket, sk);
	n->result = result;
	if (n->socket.family == AF_UNIX) {
		if (result || !unix_path__from_sock(FIELD(ev_net, remote_path),
						    BPF_CORE_READ((struct unix_sock *)sk, peer)))
			unix_path__from_asked(&n->h, FIELD(ev_net, remote_path), asked);
		return;
	}
	attempt = bpf_map_lookup_elem(&attempts, &key);
	endpoints__from_sock(local, remote, sk);
	if (attempt && attempt->thread == bpf_get_current_pid_tgid()) {
		*remote = attempt->remote;
		if (!local->port || (result && result != -EINPROGRESS))
			*local = attempt->local;
		known = true;
		bpf_map_delete_elem(&attempts, &key);
	} else if (remote->port || !address__is_zero(remote->address)) {
		known = !result || result == -EINPROGRESS;
	}
	if (!known) {
		__builtin_memset(remote, 0, sizeof(*remote));
		endpoint__from_asked(&n->h, remote, asked);
	}
}

/* Global, for what it has many of is ways: whoever comes here, the kernel goes them once. */
__noinline int net__record_connect(u64 file, u64 at, u32 length, u32 whose, s64 result)
{
	struct asked asked = { at, length, whose };
	struct sock *sk = file__socket((struct file *)file);
	struct scratch *s;

	if (!sk)
		return 0; /* not a socket: nothing was tried */
	s = record__acquire(SLOT_EVENT, EV_KIND_NET_CONNECT);
	if (!s || !record__clear(s, SLOT_EVENT, EV_KIND_NET_CONNECT, sizeof(struct ev_net)))
		return 0;
	connect__fill(s, sk, &asked, result);
	/* before what costs most: saying who acts, and handing over */
	if (connect__is_summed()) {
		record__drop(s);
		return 0;
	}
	header__fill(SLOT_EVENT, bpf_get_current_task());
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
	net__record_connect((u64)fd__file(call->args[0]), asked.at, asked.length, asked.whose,
			    call->result);
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
	if (!scope__includes_current())
		return 0;
	net__record_connect(as_number((void *)ctx[0]), as_number((void *)ctx[1]), ctx[2],
			    KERNEL_MEMORY, (s32)ctx[4]);
	record__hand_over(ctx);
	return 0;
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
	call__read_task(&call, NULL, 0);
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

/* Is it a kind of socket that can send without a connection? */
static __always_inline bool socket__sends_unconnected(u16 family, u16 type)
{
	if (!family__is_internet(family) && family != AF_PACKET)
		return false;
	return type == SOCK_DGRAM || type == SOCK_RAW || type == SOCK_PACKET;
}

static __always_inline void send__record(struct sock *sk, struct message *m, s64 result)
{
	struct asked asked = { m->name, m->name_length, CALLERS_MEMORY };
	struct scratch *s = record__begin(ev_net, EV_KIND_NET_SEND);
	struct ev_endpoint unused = {};
	struct ev_net *n;

	if (!s)
		return;
	n = (struct ev_net *)s->record;
	socket__fill(&n->socket, sk);
	n->result = result;
	n->bytes = m->bytes;
	endpoints__from_sock(&n->socket.local, &unused, sk);
	if (m->name) {
		endpoint__from_asked(&n->h, &n->socket.remote, &asked);
	} else if (n->socket.family == AF_PACKET) { /* to the interface that it is bound to */
		n->socket.remote.family = AF_PACKET;
		n->socket.remote.scope = BPF_CORE_READ((struct packet_sock *)sk, ifindex);
	}
	if (n->socket.type != SOCK_DGRAM || n->socket.family == AF_PACKET) {
		u32 length = m->data_length < EV_PACKET_MAX ? m->data_length : EV_PACKET_MAX;

		n->h.flags |= EV_CALLER_DATA;
		record__user_bytes(SLOT_EVENT, FIELD(ev_net, packet), m->data, length);
	}
	record__submit(s, EV_LANE_BULK);
}

/*
 * Is it told of? A message without a connection, or a whole packet: those of packet sockets that
 * name no interface, too.
 */
static __always_inline void message__tell(struct sock *sk, struct message *m, s64 result)
{
	u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);

	if (socket__sends_unconnected(family, BPF_CORE_READ(sk, sk_type)) &&
	    (m->name || family == AF_PACKET))
		send__record(sk, m, result);
}

/* One message of sendmsg or sendmmsg; global, so that the loop over it is cheap to verify. */
__noinline int net__send_message(u64 sk, u64 user_header, s64 result, u64 bytes)
{
	struct message m = {};

	if (message__read(&m, user_header))
		return 0;
	m.bytes = bytes;
	message__tell((struct sock *)sk, &m, result);
	return 0;
}

/* The message of the current task's sendto. */
__noinline int net__send_to(u64 sk, s64 result)
{
	struct message m = {};
	struct call call;

	call__read_task(&call, NULL, result);
	m.name = call.args[4];
	m.data = call.args[1];
	m.bytes = result > 0 ? result : 0;
	m.name_length = call.args[5];
	m.data_length = call.args[2] > 0xffff ? 0xffff : call.args[2];
	message__tell((struct sock *)sk, &m, result < 0 ? result : 0);
	return 0;
}

/* Each message can be two things: one without a connection, and a question to a name server. */
static __noinline int message__tell_both(void *ctx, u64 sk, u64 user_header, s64 result, u64 bytes)
{
	if (kind__wanted(EV_KIND_NET_SEND)) {
		net__send_message(sk, user_header, result, bytes);
		record__hand_over(ctx);
	}
	if (kind__wanted(EV_KIND_DNS_QUESTION) && bytes) {
		dns__message_of(EV_KIND_DNS_QUESTION, sk, user_header, bytes);
		record__hand_over(ctx);
	}
	return 0;
}

/*
 * Most messages of a host go through connected sockets and are nobody's business but those to name
 * servers: the port is what is asked first.
 */
static __always_inline bool socket__is_of_interest(struct sock *sk)
{
	u16 port = BPF_CORE_READ(sk, __sk_common.skc_dport);

	return !port || port == bpf_htons(PORT_DNS);
}

SYSCALL_EXIT(net_send, sendto, sendmsg, sendmmsg)
{
	struct file *file = fd__file_quickly(call->args[0]);
	s64 result = call->result;
	u64 number = call->number;
	u64 at = call->args[1];
	struct sock *sk;

	if (!file)
		return 0;
	if (!(number == EV_SYS_sendto && call->args[4]) &&
	    !socket__is_of_interest(file__socket_unchecked(file)))
		return 0;
	if (!call__is_native() || !scope__includes_current())
		return 0;
	sk = file__socket(file);
	if (!sk)
		return 0;
	if (number == EV_SYS_sendto && call->args[4] && (call->args[3] & MSG_FASTOPEN) &&
	    BPF_CORE_READ(sk, sk_type) == SOCK_STREAM) {
		if (!kind__wanted(EV_KIND_NET_CONNECT))
			return 0;
		return net__record_connect((u64)file, call->args[4], call->args[5], CALLERS_MEMORY,
					   result > 0 ? 0 : result);
	}
	if (number == EV_SYS_sendto) {
		if (kind__wanted(EV_KIND_NET_SEND)) {
			net__send_to((u64)sk, result);
			record__hand_over(call->ctx);
		}
		if (kind__wanted(EV_KIND_DNS_QUESTION) && result > 0)
			dns__message(EV_KIND_DNS_QUESTION, (u64)sk, call->args[4], at, result);
	} else if (number == EV_SYS_sendmsg) {
		message__tell_both(call->ctx, (u64)sk, at, result < 0 ? result : 0,
				   result > 0 ? result : 0);
	} else if (result > 0) {
		for (int i = 0; i < MESSAGES_MAX && i < result; i++) {
			u32 sent = 0;

			bpf_probe_read_user(&sent, sizeof(sent),
					    (void *)(at + FIELD(user_mmsghdr, sent)));
			message__tell_both(call->ctx, (u64)sk, at, 0, sent);
			at += sizeof(struct user_mmsghdr);
		}
		if (result > MESSAGES_MAX)
			loss__add(EV_KIND_NET_SEND, EV_LOSS_READ, result - MESSAGES_MAX);
	} else {
		message__tell_both(call->ctx, (u64)sk, at, result, 0);
	}
	return 0;
}
