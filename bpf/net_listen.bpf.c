// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Sockets at the receiving end: bind, listen, accept; and the sockets that see or send whole
 * packets.
 */
#include "net.bpf.h"

/* What both ends are, as the socket has it; a socket without a peer has one end only. */
static __always_inline void call__fill_ends(struct ev_net_call *n, struct sock *sk)
{
	struct unix_sock *named = (struct unix_sock *)sk;
	struct ev_endpoint *remote = &n->socket.remote;

	socket__fill(&n->socket, sk);
	switch (n->socket.family) {
	case AF_UNIX:
		unix_path__from_sock(FIELD(ev_net_call, local_path), sk);
		unix_path__from_sock(FIELD(ev_net_call, remote_path), BPF_CORE_READ(named, peer));
		break;
	case AF_PACKET:
		n->socket.local.family = AF_PACKET;
		n->socket.local.scope = BPF_CORE_READ((struct packet_sock *)sk, ifindex);
		break;
	default:
		endpoints__from_sock(&n->socket.local, remote, sk);
		if (!remote->port && address__is_zero(remote->address))
			__builtin_memset(remote, 0, sizeof(*remote));
	}
}

/*
 * The addresses are those of the new socket: the listening one has no peer, and often no address of
 * its own. What failed has only the listening one.
 */
SYSCALL_EXIT(net_accept, accept, accept4)
{
	s64 result = call->result;
	struct ev_net_call *n;
	struct scratch *s;
	struct sock *sk;

	/* nobody was there, or a signal came first: no attempt of anybody */
	if (result == -EAGAIN || result <= -ERESTARTSYS)
		return 0;
	if (!call__is_native() || !scope__includes_current())
		return 0;
	sk = file__socket(fd__file(result < 0 ? call->args[0] : result));
	if (!sk)
		return 0;
	s = record__begin(ev_net_call, EV_KIND_NET_ACCEPT);
	if (!s)
		return 0;
	n = (struct ev_net_call *)s->record;
	call__fill_ends(n, sk);
	n->result = result < 0 ? result : 0;
	n->fd = result < 0 ? -1 : result;
	if (kind__wanted(EV_KIND_NET_CLOSE) && result >= 0 && n->socket.protocol == IPPROTO_TCP &&
	    family__is_internet(n->socket.family) &&
	    BPF_CORE_READ(sk, __sk_common.skc_state) != TCP_CLOSE)
		connection__own((u64)sk, EV_ORIGIN_ACCEPT, 0);
	if (kind__wanted(EV_KIND_NET_ACCEPT))
		record__submit(s, EV_LANE_BULK);
	else
		record__drop(s);
	return 0;
}

/* Netlink sockets are bound by every look-up of a name or an interface: they are left out. */
SYSCALL_EXIT(net_bind, bind)
{
	struct asked asked = { call->args[1], call->args[2], CALLERS_MEMORY };
	struct ev_net_call *n;
	struct scratch *s;
	struct sock *sk;

	if (!call__is_native() || !scope__includes_current())
		return 0;
	sk = file__socket(fd__file(call->args[0]));
	if (!sk || BPF_CORE_READ(sk, __sk_common.skc_family) == AF_NETLINK)
		return 0;
	s = record__begin(ev_net_call, EV_KIND_NET_BIND);
	if (!s)
		return 0;
	n = (struct ev_net_call *)s->record;
	n->result = call->result;
	n->fd = call->args[0];
	if (!call->result) {
		call__fill_ends(n, sk);
	} else {
		/* the socket keeps nothing of what was refused */
		socket__fill(&n->socket, sk);
		if (n->socket.family == AF_UNIX)
			unix_path__from_asked(&n->h, FIELD(ev_net_call, local_path), &asked);
		else
			endpoint__from_asked(&n->h, &n->socket.local, &asked);
	}
	record__submit(s, EV_LANE_BULK);
	return 0;
}

SYSCALL_EXIT(net_listen, listen)
{
	struct ev_net_call *n;
	struct scratch *s;
	struct sock *sk;

	if (!call__is_native() || !scope__includes_current())
		return 0;
	sk = file__socket(fd__file(call->args[0]));
	if (!sk)
		return 0;
	s = record__begin(ev_net_call, EV_KIND_NET_LISTEN);
	if (!s)
		return 0;
	n = (struct ev_net_call *)s->record;
	call__fill_ends(n, sk);
	n->result = call->result;
	n->fd = call->args[0];
	/* the kernel cuts what was asked for (net.core.somaxconn) */
	n->backlog = call->result ? call->args[1] : BPF_CORE_READ(sk, sk_max_ack_backlog);
	record__submit(s, EV_LANE_BULK);
	return 0;
}

/* Is it a socket for whole packets? Family and type are as they were asked for. */
static __always_inline bool socket__is_raw(u64 family, u64 type)
{
	type &= SOCK_TYPE_MASK;
	if (family == AF_PACKET || family == AF_XDP)
		return true;
	return family__is_internet(family) && (type == SOCK_RAW || type == SOCK_PACKET);
}

SYSCALL_EXIT(net_raw, socket)
{
	s64 result = call->result;
	struct task_struct *task;
	struct ev_net_call *n;
	struct scratch *s;
	struct sock *sk;

	if (!socket__is_raw(call->args[0], call->args[1]))
		return 0;
	if (!call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_net_call, EV_KIND_NET_RAW);
	if (!s)
		return 0;
	n = (struct ev_net_call *)s->record;
	n->result = result < 0 ? result : 0;
	n->fd = result < 0 ? -1 : result;
	sk = result < 0 ? NULL : file__socket(fd__file(result));
	if (sk)
		socket__fill(&n->socket, sk);
	/* the socket of a packet family does not say which packets it was made for */
	n->socket.family = call->args[0];
	n->socket.type = call->args[1] & SOCK_TYPE_MASK;
	n->socket.protocol = call->args[2];
	if (!sk) {
		task = (struct task_struct *)bpf_get_current_task();
		n->socket.net_ns = BPF_CORE_READ(task, nsproxy, net_ns, ns.inum);
	}
	record__submit(s, EV_LANE_BULK);
	return 0;
}
