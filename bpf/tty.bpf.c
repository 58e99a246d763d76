// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Terminals: what was shown is what the reader of a pty master got; who wrote it is seen at the
 * slave or console. Typing (writes to a master, reads of a slave) is never looked at: passwords
 * pass there in clear.
 */
#include "net.bpf.h"
#include "transfer.bpf.h"
#include "tty.bpf.h"

/*
 * The terminal that the sensor prints to is muted, or it would record its own output for ever. So
 * is every terminal that only shows a muted one: who reads a muted master (sshd, tmux, script) and
 * writes to another slave, mutes that as well.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 256);
	__type(key, u32); /* device of the slave */
	__type(value, u32);
} muted_terminals SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 256);
	__type(key, u32); /* tgid */
	__type(value, u32);
} muted_readers SEC(".maps");

#define IOVECS_MAX 16

/* Append one piece of a readv or writev, at most `left` bytes; how many were appended. */
__noinline int tty__append_piece(u64 iovec, u32 left)
{
	struct scratch *s = scratch__slot(SLOT_EVENT);
	struct user_iovec piece;
	u64 length, used;

	if (!s || bpf_probe_read_user(&piece, sizeof(piece), (void *)iovec))
		return -1;
	length = piece.length < left ? piece.length : left;
	bound(length);
	used = s->used;
	bound(used);
	if (length > EV_TTY_MAX || used > EV_RECORD_MAX - EV_TTY_MAX)
		return -1;
	if (bpf_probe_read_user(s->record + used, length, (void *)piece.base))
		return -1;
	s->used = used + length;
	return length;
}

/* Gather the pieces, as far as the call went. */
static __always_inline void data__store_vector(struct scratch *s, u64 vector, u64 count, u64 bytes)
{
	struct ev_tty *t = (struct ev_tty *)s->record;
	u32 left = bytes < EV_TTY_MAX ? bytes : EV_TTY_MAX;

	t->data.off = s->used;
	t->data.full = bytes > 0xffffffff ? 0xffffffff : bytes;
	for (u32 i = 0; i < IOVECS_MAX && i < count && left; i++) {
		int appended = tty__append_piece(vector + i * sizeof(struct user_iovec), left);

		if (appended < 0)
			break;
		left -= appended;
		t->data.len += appended;
	}
}

/* `shown` is the slave: its flags and its size are the ones that users see. */
static __always_inline struct scratch *tty__begin(u32 kind, struct tty_struct *shown, u64 bytes)
{
	struct scratch *s = record__begin(ev_tty, kind);
	struct ev_tty *t;

	if (!s)
		return NULL;
	t = (struct ev_tty *)s->record;
	t->h.flags = EV_CALLER_DATA;
	t->bytes = bytes;
	t->device = tty__device(shown);
	t->session = tty__session(shown);
	t->lflag = BPF_CORE_READ(shown, termios.c_lflag);
	t->rows = BPF_CORE_READ(shown, winsize.ws_row);
	t->columns = BPF_CORE_READ(shown, winsize.ws_col);
	return s;
}

/* The record of a whole call, or of a part of it; what is over EV_TTY_MAX is cut. */
__noinline int tty__record_bytes(u32 kind, u64 shown, u64 buffer, u64 bytes)
{
	struct scratch *s = tty__begin(kind, (struct tty_struct *)shown, bytes);
	u32 length = bytes > 0xffffffff ? 0xffffffff : bytes;

	if (!s)
		return 0;
	if (!buffer)
		((struct ev_tty *)s->record)->data.full = length; /* all of it is cut */
	else if (record__user_bytes(SLOT_EVENT, FIELD(ev_tty, data), buffer, length))
		loss__count(kind, EV_LOSS_READ);
	record__submit(s, EV_LANE_BULK);
	return 0;
}

/*
 * The first record of a call that moved `bytes`; whether there is more to record. `pieces`: the
 * buffer is a vector of so many; 0: it is the bytes.
 */
static __always_inline int tty__record(u32 kind, struct tty_struct *shown, u64 buffer, u64 pieces,
				       u64 bytes, u32 is_last)
{
	struct scratch *s;

	if (pieces) {
		s = tty__begin(kind, shown, bytes);
		if (s) {
			data__store_vector(s, buffer, pieces, bytes);
			record__submit(s, EV_LANE_BULK);
		}
		return 0;
	}
	if (buffer && bytes > EV_TTY_MAX && !is_last) {
		tty__record_bytes(kind, (u64)shown, buffer, EV_TTY_MAX);
		return 1;
	}
	tty__record_bytes(kind, (u64)shown, buffer, bytes);
	return 0;
}

/* A file was read: is it a master, and so what its terminal showed? */
__noinline int tty__output(u64 from, u64 buffer, u64 pieces, s64 bytes, u32 is_last)
{
	struct file *file = (struct file *)from;
	u32 device, tgid, one = 1;
	struct tty_struct *slave;

	if (bytes <= 0 || !device__is_master(BPF_CORE_READ(file, f_inode, i_rdev)))
		return 0;
	slave = BPF_CORE_READ(file__tty(file), link);
	if (!slave)
		return 0;
	device = tty__device(slave);
	if (bpf_map_lookup_elem(&muted_terminals, &device)) {
		tgid = bpf_get_current_pid_tgid() >> 32;
		bpf_map_update_elem(&muted_readers, &tgid, &one, BPF_ANY);
		return 0;
	}
	if (!kind__wanted(EV_KIND_TTY_OUTPUT) || !scope__includes_current())
		return 0;
	return tty__record(EV_KIND_TTY_OUTPUT, slave, buffer, pieces, bytes, is_last);
}

__noinline int tty__write(u64 to, u64 buffer, u64 pieces, s64 bytes, u32 is_last)
{
	struct file *file = (struct file *)to;
	u32 device, tgid, one = 1;
	struct tty_struct *tty;

	if (bytes <= 0 || !device__is_terminal(BPF_CORE_READ(file, f_inode, i_rdev)))
		return 0;
	tty = file__tty(file);
	if (!tty)
		return 0;
	device = tty__device(tty);
	tgid = bpf_get_current_pid_tgid() >> 32;
	if (bpf_map_lookup_elem(&muted_terminals, &device))
		return 0;
	if (bpf_map_lookup_elem(&muted_readers, &tgid)) {
		bpf_map_update_elem(&muted_terminals, &device, &one, BPF_ANY);
		return 0;
	}
	if (!kind__wanted(EV_KIND_TTY_WRITE) || !scope__includes_current())
		return 0;
	return tty__record(EV_KIND_TTY_WRITE, tty, buffer, pieces, bytes, is_last);
}

/* All of what a call read from a master. */
static __always_inline void tty__outputs(void *ctx, u64 from, u64 buffer, u64 pieces, s64 bytes)
{
	TTY_EACH_RECORD(tty__output, ctx, from, buffer, pieces, bytes);
}

/* On the rung of system calls every read of the host comes here: the cheapest question first. */
SYSCALL_EXIT(tty_output, read, readv)
{
	u64 pieces = call->number == EV_SYS_readv ? call->args[2] : 0;
	struct inode *inode;
	struct file *file;
	u32 type;

	if (call->result <= 0)
		return 0;
	file = fd__file(call->args[0]);
	inode = BPF_CORE_READ(file, f_inode);
	type = BPF_CORE_READ(inode, i_mode) & S_IFMT;
	if (type == S_IFSOCK && (config.sockets_by_call & EV_SOCKETS_READ) &&
	    socket__is_to_server(file) && call__is_native())
		return dns__transferred(EV_KIND_DNS_ANSWER, (u64)file, call->args[1], pieces,
					call->result);
	if (type != S_IFCHR || !device__is_master(BPF_CORE_READ(inode, i_rdev)) ||
	    !call__is_native())
		return 0;
	tty__outputs(call->ctx, (u64)file, call->args[1], pieces, call->result);
	return 0;
}

/* Narrower: the functions that only terminals have. */

/* ctx: struct kiocb *, struct iov_iter *, ssize_t */
SEC("fexit/tty_read")
int tty_read__exit(u64 *ctx)
{
	struct call call;
	struct transfer t;

	if ((s64)ctx[2] <= 0)
		return 0;
	call__read_task(&call, ctx, ctx[2]);
	t = transfer__of(&call, EV_SYS_read, EV_SYS_readv, (struct iov_iter *)ctx[1]);
	tty__outputs(ctx, (u64)BPF_CORE_READ((struct kiocb *)ctx[0], ki_filp), t.buffer, t.pieces,
		     call.result);
	return 0;
}

static __always_inline int terminal__written(u64 *ctx)
{
	struct kiocb *iocb = (struct kiocb *)ctx[0];
	s64 result = ctx[2];
	struct call call;
	struct transfer t;

	if (result <= 0)
		return 0;
	call__read_task(&call, ctx, result);
	t = transfer__of(&call, EV_SYS_write, EV_SYS_writev, (struct iov_iter *)ctx[1]);
	tty__writes(ctx, (u64)BPF_CORE_READ(iocb, ki_filp), t.buffer, t.pieces, result);
	return 0;
}

SEC("fexit/tty_write")
int tty_write__exit(u64 *ctx)
{
	return terminal__written(ctx);
}

/* /dev/console has a function of its own. */
SEC("fexit/redirected_tty_write")
int tty_console__exit(u64 *ctx)
{
	return terminal__written(ctx);
}

/* At a return the arguments are gone: the file is that of the call's descriptor. */
SEC("kretprobe")
int tty_read__return(struct pt_regs *ctx)
{
	struct call call;
	struct transfer t;

	if ((s64)ctx->ax <= 0)
		return 0;
	call__read_task(&call, ctx, ctx->ax);
	t = transfer__of(&call, EV_SYS_read, EV_SYS_readv, NULL);
	if (!t.buffer)
		return 0;
	tty__outputs(ctx, (u64)fd__file(call.args[0]), t.buffer, t.pieces, call.result);
	return 0;
}

SEC("kretprobe")
int tty_write__return(struct pt_regs *ctx)
{
	struct call call;
	struct transfer t;

	if ((s64)ctx->ax <= 0)
		return 0;
	call__read_task(&call, ctx, ctx->ax);
	t = transfer__of(&call, EV_SYS_write, EV_SYS_writev, NULL);
	if (!t.buffer)
		return 0;
	tty__writes(ctx, (u64)fd__file(call.args[0]), t.buffer, t.pieces, call.result);
	return 0;
}
