/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Reading the kernel's memory.
 *
 * A helper call costs some 20 ns for each field; a load that the kernel's fault handler watches
 * over costs one or two. The kernel lets programs load through a pointer that it is told the type
 * of (bpf_rdonly_cast, since 6.2: a35b9af4ec2c "bpf: Add a kfunc for generic type cast"), and what
 * cannot be read is 0, as with the helper. Nobody else is asked what is there: so all are told to
 * be the one type that is nothing but numbers, and the verifier sees the same numbers that the
 * helper would have read.
 *
 * The programs are compiled twice, with EV_DIRECT_READS and without; user space takes what the
 * kernel can do. Goes, with the second object, when the floor is 6.2.
 */
#ifndef READ_BPF_H
#define READ_BPF_H

#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>

#ifdef EV_DIRECT_READS
#define READS_ARE_DIRECT 1

extern void *bpf_rdonly_cast(const void *memory, u32 type_id) __ksym;

/*
 * Volatile: the compiler must not make one load of two branches, of which the other one reads a
 * map. The sizes are constants, so that one line of these is left.
 */
static __always_inline long memory__read(void *to, const u64 size, const volatile void *from)
{
	const volatile void *view;

	if (size != 1 && size != 2 && size != 4 && size != 8 && size != 16)
		return bpf_probe_read_kernel(to, size, (const void *)from);
	view = bpf_rdonly_cast((const void *)from, bpf_core_type_id_kernel(struct pt_regs));
	if (size == 1)
		*(u8 *)to = *(const volatile u8 *)view;
	else if (size == 2)
		*(u16 *)to = *(const volatile u16 *)view;
	else if (size == 4)
		*(u32 *)to = *(const volatile u32 *)view;
	else
		*(u64 *)to = *(const volatile u64 *)view;
	if (size == 16)
		((u64 *)to)[1] = ((const volatile u64 *)view)[1];
	return 0;
}

#undef bpf_core_read
#define bpf_core_read(to, size, from)                                                              \
	memory__read(to, size, (const void *)__builtin_preserve_access_index(from))

#else
#define READS_ARE_DIRECT 0

static __always_inline long memory__read(void *to, const u64 size, const volatile void *from)
{
	return bpf_probe_read_kernel(to, size, (const void *)from);
}

#endif
#endif
