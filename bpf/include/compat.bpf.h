/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What differs between kernel versions: each entry with the version, the commit, and when it can
 * go. CO-RE decides at load; the branch that is not taken is never verified.
 */
#ifndef COMPAT_BPF_H
#define COMPAT_BPF_H

#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>

/*
 * bpf_get_current_task_btf came with 5.11 (3ca1032ab7ab "bpf: Implement get_current_task_btf and
 * RET_PTR_TO_BTF_ID"). Its pointer is read by plain loads, which cost a fifth of a helper call
 * each: on the way of every read and write of the host that counts. Can go when the floor is 5.11.
 */
static __always_inline bool compat__has_task_btf(void)
{
	return bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf);
}

/* A field of the current task, up to the first pointer that the verifier does not follow. */
#define CURRENT_READ(...)                                                                          \
	(compat__has_task_btf()                                                                    \
		 ? ___arrow(bpf_get_current_task_btf(), __VA_ARGS__)                               \
		 : BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), __VA_ARGS__))

#endif
