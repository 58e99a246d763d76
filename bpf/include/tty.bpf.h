/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Which terminal it is. */
#ifndef TTY_BPF_H
#define TTY_BPF_H

#include "device.bpf.h"
#include "syscall.bpf.h"

static __always_inline struct tty_struct *file__tty(struct file *file)
{
	struct tty_file_private *private = BPF_CORE_READ(file, private_data);

	return BPF_CORE_READ(private, tty);
}

static __always_inline u32 tty__device(struct tty_struct *tty)
{
	struct tty_driver *driver = BPF_CORE_READ(tty, driver);

	return ((u32)BPF_CORE_READ(driver, major) << MINORBITS) +
	       BPF_CORE_READ(driver, minor_start) + BPF_CORE_READ(tty, index);
}

static __always_inline u32 tty__session(struct tty_struct *tty)
{
	struct pid *session;

	if (bpf_core_field_exists(tty->ctrl))
		session = BPF_CORE_READ(tty, ctrl.session);
	else
		session = BPF_CORE_READ((struct tty_struct___before_5_16 *)tty, session);
	return session ? BPF_CORE_READ(session, numbers[0].nr) : 0;
}

/*
 * Long calls are several records: `one` is given what is left of the call and whether it is the
 * last that may be recorded, and says whether there is more.
 */
#define TTY_EACH_RECORD(one, ctx, file, buffer, pieces, bytes)                                     \
	for (int i = 1; i <= EV_TTY_RECORDS_MAX; i++) {                                            \
		int more = one(file, buffer, pieces, bytes, i == EV_TTY_RECORDS_MAX);              \
		record__hand_over(ctx);                                                            \
		if (!more)                                                                         \
			break;                                                                     \
		buffer += EV_TTY_MAX;                                                              \
		bytes -= EV_TTY_MAX;                                                               \
	}

/* tty.bpf.c: the first record of a call that wrote to a terminal */
int tty__write(u64 to, u64 buffer, u64 pieces, s64 bytes, u32 is_last);

/* All of what a call wrote to a terminal. */
static __always_inline void tty__writes(void *ctx, u64 to, u64 buffer, u64 pieces, s64 bytes)
{
	TTY_EACH_RECORD(tty__write, ctx, to, buffer, pieces, bytes);
}

#endif
