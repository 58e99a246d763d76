// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Questions to name servers and their answers: UDP messages to and from port 53, whatever call
 * moves them. The bytes are told as they are; user space reads them.
 */
#include "net.bpf.h"
#include "transfer.bpf.h"

/* The family and the port of a sockaddr_in or sockaddr_in6. */
struct sockaddr_port {
	u16 family;
	u16 port;
};
#define SOCKADDR_IN_SIZE 16
#define SOCKADDR_IN6_SIZE 28

/* One message of a socket: connected, or with the server's address at `name`, if it is one. */
static __always_inline int message__record(u32 kind, struct sock *sk, u64 name, u64 data,
					   u64 length)
{
	u64 kept = length < EV_DNS_MAX ? length : EV_DNS_MAX;
	struct asked asked = { .at = name, .whose = CALLERS_MEMORY };
	struct sockaddr_port named;
	struct scratch *s;
	struct ev_dns *d;
	u16 port;

	if (BPF_CORE_READ(sk, sk_type) != SOCK_DGRAM ||
	    !family__is_internet(BPF_CORE_READ(sk, __sk_common.skc_family)))
		return 0;
	port = BPF_CORE_READ(sk, __sk_common.skc_dport);
	/* a message may go elsewhere than to the peer, but comes from nobody else */
	if (kind == EV_KIND_DNS_ANSWER && port)
		name = 0;
	if (name) {
		if (bpf_probe_read_user(&named, sizeof(named), (void *)name))
			return 0;
		port = named.port;
		asked.length = named.family == AF_INET ? SOCKADDR_IN_SIZE : SOCKADDR_IN6_SIZE;
	}
	if (port != bpf_htons(PORT_DNS))
		return 0;
	s = record__begin(ev_dns, kind);
	if (!s)
		return 0;
	d = (struct ev_dns *)s->record;
	socket__fill(&d->socket, sk);
	endpoints__from_sock(&d->socket.local, &d->socket.remote, sk);
	if (name)
		endpoint__from_asked(&d->h, &d->socket.remote, &asked);
	d->h.flags |= EV_CALLER_DATA;
	if (record__user_bytes(SLOT_EVENT, FIELD(ev_dns, message), data, kept))
		loss__count(kind, EV_LOSS_READ);
	else
		d->message.full = length;
	record__submit(s, EV_LANE_BULK);
	return 0;
}

__noinline int dns__message(u32 kind, u64 sk, u64 name, u64 data, u64 length)
{
	return message__record(kind, (struct sock *)sk, name, data, length);
}

/* One message of sendmsg, recvmsg or their kin; with no call in between, for the stack's sake. */
__noinline int dns__message_of(u32 kind, u64 sk, u64 user_header, u64 bytes)
{
	struct message m = {};

	if (message__read(&m, user_header))
		return 0;
	return message__record(kind, (struct sock *)sk, m.name, m.data,
			       bytes < m.data_length ? bytes : m.data_length);
}

/* What read, write and their kin moved through a socket that is connected to a server. */
__noinline int dns__transferred(u32 kind, u64 from, u64 buffer, u64 pieces, s64 bytes)
{
	struct sock *sk = file__socket_unchecked((struct file *)from);
	struct user_iovec first = { buffer, bytes };
	u64 moved = bytes;

	if (bytes <= 0 || !buffer || !scope__includes_current())
		return 0;
	if (pieces && bpf_probe_read_user(&first, sizeof(first), (void *)buffer))
		return 0;
	return dns__message(kind, (u64)sk, 0, first.base,
			    first.length < moved ? first.length : moved);
}

/* Most of what a host receives comes through connected TCP sockets: the port is asked first. */
SYSCALL_EXIT(dns_receive, recvfrom, recvmsg, recvmmsg)
{
	u64 flags = call->number == EV_SYS_recvmsg ? call->args[2] : call->args[3];
	u64 length = call->result, at = call->args[1];
	struct file *file;
	struct sock *sk;
	u16 port;

	if (call->result <= 0 || (flags & MSG_PEEK))
		return 0;
	file = fd__file_quickly(call->args[0]);
	if (!file)
		return 0;
	port = BPF_CORE_READ(file__socket_unchecked(file), __sk_common.skc_dport);
	if (port && port != bpf_htons(PORT_DNS))
		return 0;
	if (!port && call->number == EV_SYS_recvfrom && !call->args[4])
		return 0; /* nobody can tell who sent it */
	sk = file__socket(file);
	if (!sk || BPF_CORE_READ(sk, sk_type) != SOCK_DGRAM ||
	    !family__is_internet(BPF_CORE_READ(sk, __sk_common.skc_family)))
		return 0;
	if (!call__is_native() || !scope__includes_current())
		return 0;
	switch (call->number) {
	case EV_SYS_recvfrom:
		if (length > call->args[2]) /* asked how long it was (MSG_TRUNC) */
			length = call->args[2];
		dns__message(EV_KIND_DNS_ANSWER, (u64)sk, call->args[4], at, length);
		break;
	case EV_SYS_recvmsg:
		dns__message_of(EV_KIND_DNS_ANSWER, (u64)sk, at, call->result);
		break;
	case EV_SYS_recvmmsg:
		for (int i = 0; i < MESSAGES_MAX && i < call->result; i++) {
			u32 bytes = 0;

			bpf_probe_read_user(&bytes, sizeof(bytes),
					    (void *)(at + FIELD(user_mmsghdr, sent)));
			dns__message_of(EV_KIND_DNS_ANSWER, (u64)sk, at, bytes);
			at += sizeof(struct user_mmsghdr);
		}
		if (call->result > MESSAGES_MAX)
			loss__add(EV_KIND_DNS_ANSWER, EV_LOSS_READ, call->result - MESSAGES_MAX);
		break;
	}
	return 0;
}

/*
 * read, write and their kin meet where sockets are read and written as files are; ctx: struct kiocb
 * *, struct iov_iter *, ssize_t.
 */
static __always_inline int socket__moved(u32 kind, u64 *ctx, u32 plain, u32 vector)
{
	struct file *file = BPF_CORE_READ((struct kiocb *)ctx[0], ki_filp);
	struct transfer t;
	struct call call;

	if ((s64)ctx[2] <= 0 || !socket__is_to_server(file))
		return 0;
	call__read_task(&call, ctx[2]);
	t = transfer__of(&call, plain, vector, (struct iov_iter *)ctx[1]);
	return dns__transferred(kind, (u64)file, t.buffer, t.pieces, call.result);
}

SEC("fexit/sock_read_iter")
int dns_read__exit(u64 *ctx)
{
	return socket__moved(EV_KIND_DNS_ANSWER, ctx, EV_SYS_read, EV_SYS_readv);
}

SEC("fexit/sock_write_iter")
int dns_write__exit(u64 *ctx)
{
	return socket__moved(EV_KIND_DNS_QUESTION, ctx, EV_SYS_write, EV_SYS_writev);
}

/* At a return the arguments are gone: the file is that of the call's descriptor. */
static __always_inline int socket__moved_call(u32 kind, struct pt_regs *ctx, u32 plain, u32 vector)
{
	struct file *file;
	struct transfer t;
	struct call call;

	if ((s64)ctx->ax <= 0)
		return 0;
	call__read_task(&call, ctx->ax);
	t = transfer__of(&call, plain, vector, NULL);
	file = t.buffer ? fd__file(call.args[0]) : NULL;
	if (!file || !socket__is_to_server(file))
		return 0;
	return dns__transferred(kind, (u64)file, t.buffer, t.pieces, call.result);
}

SEC("kretprobe")
int dns_read__return(struct pt_regs *ctx)
{
	return socket__moved_call(EV_KIND_DNS_ANSWER, ctx, EV_SYS_read, EV_SYS_readv);
}

SEC("kretprobe")
int dns_write__return(struct pt_regs *ctx)
{
	return socket__moved_call(EV_KIND_DNS_QUESTION, ctx, EV_SYS_write, EV_SYS_writev);
}
