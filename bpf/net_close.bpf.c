// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The end of TCP connections.
 *
 * It is seen where the kernel changes the state of the socket, mostly in an interrupt: the last
 * packet of the other end, or a timer. So it is told of who connected or accepted, as kept since
 * then, and never of whom was interrupted. The record has a scratch buffer of its own.
 */
#include "net.bpf.h"

__noinline int connection__own(u64 sk, u32 origin, u32 tells_attempt)
{
	struct scratch *s = scratch__slot(SLOT_EVENT);
	struct connection c = { .origin = origin, .tells_attempt = tells_attempt };
	struct ev_header *h;

	if (!s)
		return 0;
	h = (struct ev_header *)s->record;
	c.task = h->task;
	c.since_ns = h->boot_ns;
	if (bpf_map_update_elem(&connections, &sk, &c, BPF_ANY))
		loss__count(EV_KIND_NET_CLOSE, EV_LOSS_TABLE_FULL);
	return 0;
}

/* Has our FIN been sent in that state? */
static __always_inline bool state__has_sent_fin(int state)
{
	return state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2 || state == TCP_CLOSING ||
	       state == TCP_LAST_ACK;
}

/*
 * The kernel counts sequence numbers. Of these, the SYN of who connected and each FIN take one that
 * is no byte of anybody.
 */
static __always_inline void close__fill_bytes(struct ev_net_close *c, struct sock *sk, int state)
{
	struct tcp_sock *tcp = (struct tcp_sock *)sk;
	u64 done = 1ULL << bpf_core_enum_value(enum sock_flags, SOCK_DONE);
	u64 sent = BPF_CORE_READ(tcp, bytes_acked);
	u64 received = BPF_CORE_READ(tcp, bytes_received);

	if (sent && c->origin == EV_ORIGIN_CONNECT)
		sent--;
	if (sent && state__has_sent_fin(state) &&
	    BPF_CORE_READ(tcp, snd_una) == BPF_CORE_READ(tcp, write_seq))
		sent--;
	if (received && (BPF_CORE_READ(sk, __sk_common.skc_flags) & done))
		received--;
	c->sent = sent;
	c->received = received;
}

static __always_inline void close__record(struct sock *sk, int state,
					  const struct connection *connection)
{
	struct scratch *s = record__acquire(SLOT_INTERRUPT, EV_KIND_NET_CLOSE);
	struct ev_net_close *c;

	if (!s || !record__clear(s, SLOT_INTERRUPT, EV_KIND_NET_CLOSE, sizeof(*c)))
		return;
	c = (struct ev_net_close *)s->record;
	if (connection) {
		c->h.task = connection->task;
		c->since_ns = connection->since_ns;
		c->duration_ns = c->h.boot_ns - connection->since_ns;
		c->origin = connection->origin;
	}
	socket__fill(&c->socket, sk);
	endpoints__from_sock(&c->socket.local, &c->socket.remote, sk);
	c->result = -BPF_CORE_READ(sk, sk_err);
	c->state = state;
	close__fill_bytes(c, sk, state);
	record__submit_interrupt(s, EV_LANE_BULK);
}

/* Is the end of a connection told that nobody is known to have connected or accepted? */
static __always_inline bool close__is_told_of_unknown(int state)
{
	return state != TCP_SYN_SENT && state != TCP_SYN_RECV && !config.scope &&
	       control.armed_from_ns != ~0ULL;
}

__noinline int connection__forget(u64 sk)
{
	bpf_map_delete_elem(&connections, &sk);
	return 0;
}

__noinline int connection__close(u64 sk, int state)
{
	struct connection *connection = bpf_map_lookup_elem(&connections, &sk);

	if (!connection) {
		if (close__is_told_of_unknown(state))
			close__record((struct sock *)sk, state, NULL);
		return 0;
	}
	/* an attempt that was waited for has told by its own result what came of it */
	if (state != TCP_SYN_SENT || connection->tells_attempt)
		close__record((struct sock *)sk, state, connection);
	bpf_map_delete_elem(&connections, &sk);
	return 0;
}
