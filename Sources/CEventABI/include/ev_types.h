/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Integer types for the one header that both sides read.
 *
 * The BPF programs get them from bpf/include/kernel.h, Swift and C from <linux/types.h>.
 */
#ifndef EV_TYPES_H
#define EV_TYPES_H

#ifdef __bpf__
#include "kernel.h"
#else
#include <linux/types.h>
#endif

/* A struct that both sides read has no hidden holes: its size and the end of its last field agree.
 */
#define EV_ASSERT_LAYOUT(type, last, bytes)                                                        \
	_Static_assert(sizeof(struct type) == (bytes), #type " has an unexpected size");           \
	_Static_assert(__builtin_offsetof(struct type, last) + sizeof(((struct type *)0)->last) == \
			       (bytes),                                                            \
		       #type " has a hole behind its last field")

#endif
