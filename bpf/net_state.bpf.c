// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The life of a TCP socket: one program, for a connection over the loopback device changes the
 * state of its two sockets six times, and each run of each program counts.
 */
#include "net.bpf.h"

#include <bpf/bpf_tracing.h>

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(net_state, struct sock *sk, int old_state, int new_state)
{
	if (new_state == TCP_SYN_SENT) {
		/* in the connecting task, which takes it when its call returns */
		connect__begin(as_number(sk));
		return 0;
	}
	/* often in an interrupt; the source port was chosen after the state changed */
	if (old_state == TCP_SYN_SENT)
		connect__answer(as_number(sk));
	if (!kind__wanted(EV_KIND_NET_CLOSE))
		return 0;
	if (new_state == TCP_SYN_RECV && old_state != TCP_SYN_SENT) {
		/* a new one: what is known of its memory was of one whose end was missed */
		connection__forget(as_number(sk));
	} else if (new_state == TCP_CLOSE && old_state != TCP_CLOSE && old_state != TCP_LISTEN &&
		   BPF_CORE_READ(sk, sk_protocol) == IPPROTO_TCP) {
		connection__close(as_number(sk), old_state);
		record__hand_over_interrupt(ctx);
	}
	return 0;
}
