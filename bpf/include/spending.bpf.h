/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* How many one has had in a second of what there may be so many of in one. */
#ifndef SPENDING_BPF_H
#define SPENDING_BPF_H

#include "record.bpf.h"

#define SECOND_NS 1000000000LL

struct spending {
	u64 second_ns; /* when the second began, since boot */
	u64 records;   /* asked for in it */
};

/*
 * One record more; the second that it belongs to, and how many that makes in it. CPUs that ask at
 * the same moment each find the other's counted.
 */
static __always_inline struct spending spending__add(struct spending *known, u64 now)
{
	struct spending own = { .second_ns = *(volatile u64 *)&known->second_ns };

	/* another CPU may have begun the second after this record's time was taken */
	if ((s64)(now - own.second_ns) >= SECOND_NS) {
		own.second_ns = now;
		known->second_ns = now;
		known->records = 0;
	}
	__sync_fetch_and_add(&known->records, 1);
	own.records = *(volatile u64 *)&known->records;
	return own;
}

#endif
