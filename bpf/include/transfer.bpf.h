/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Where the bytes are that a function of files read or wrote. */
#ifndef TRANSFER_BPF_H
#define TRANSFER_BPF_H

#include "syscall.bpf.h"

struct transfer {
	u64 buffer; /* 0: not known */
	u64 pieces; /* the buffer is a vector of so many; 0: it is the bytes */
};

/*
 * The functions that files have are also seen when the caller is a 32-bit program or io_uring's;
 * then the bytes are found through the iterator, where there is one.
 */
static __always_inline struct transfer transfer__of(struct call *call, u32 plain, u32 vector,
						    struct iov_iter *iter)
{
	struct transfer t = {};

	if (call__is_native() && (call->number == plain || call->number == vector)) {
		t.buffer = call->args[1];
		if (call->number == vector)
			t.pieces = call->args[2];
	} else if (iter) {
		t.buffer = compat__buffer_of(iter, call->result);
	}
	return t;
}

#endif
