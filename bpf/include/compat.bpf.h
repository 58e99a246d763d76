/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What differs between kernel versions: each entry with the version, the commit, and when it can
 * go. CO-RE decides at load; the branch that is not taken is never verified.
 */
#ifndef COMPAT_BPF_H
#define COMPAT_BPF_H

#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include "read.bpf.h"

/*
 * bpf_get_current_task_btf came with 5.11 (3ca1032ab7ab "bpf: Implement get_current_task_btf and
 * RET_PTR_TO_BTF_ID"). Its pointer is read by plain loads, which cost a fifth of a helper call
 * each: on the way of every read and write of the host that counts. Can go when the floor is 5.11.
 */
static __always_inline bool compat__has_task_btf(void)
{
	return bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf);
}

/*
 * A field of the current task, up to the first pointer that the verifier does not follow. Where all
 * reads are direct, those of this pointer would be dearer: since 6.3 (57539b1c0ac2 "bpf: Enable
 * annotating trusted nested pointers") the verifier goes through all the kernel's types, several
 * times, for a pointer that is loaded by way of one that it trusts.
 */
#define CURRENT_READ(...)                                                                          \
	(!READS_ARE_DIRECT && compat__has_task_btf()                                               \
		 ? ___arrow(bpf_get_current_task_btf(), __VA_ARGS__)                               \
		 : BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), __VA_ARGS__))

/*
 * bpf_task_pt_regs came with 5.15 (dd6e10fbd9fb "bpf: Add bpf_task_pt_regs() helper"). Before that
 * the registers stand at the end of the stack, which is 16 KiB (32 under KASAN, which no
 * distribution ships), with nothing behind them: the padding for FRED came with 6.9. Can go when
 * the floor is 5.15.
 */
#define THREAD_SIZE 16384

static __always_inline u64 compat__user_regs(void)
{
	u64 stack;

	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return bpf_task_pt_regs(bpf_get_current_task_btf());
	stack = (u64)BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), stack);
	return stack + THREAD_SIZE - bpf_core_type_size(struct pt_regs);
}

/* struct kernfs_node calls its parent __parent since 6.15 (633488947ef6). */
static __always_inline struct kernfs_node *compat__kernfs_parent(struct kernfs_node *node)
{
	struct kernfs_node___since_6_15 *newer = (void *)node;

	if (bpf_core_field_exists(newer->__parent))
		return BPF_CORE_READ(newer, __parent);
	return BPF_CORE_READ(node, parent);
}

/* The type of a namespace, CLONE_NEW*; see kernel.h. */
static __always_inline u32 compat__namespace_type(struct ns_common *ns)
{
	if (bpf_core_field_exists(ns->ns_type))
		return BPF_CORE_READ(ns, ns_type);
	return BPF_CORE_READ((struct ns_common___before_6_18 *)ns, ops, type);
}

/*
 * What tells a mount namespace from a later one of the same number. Its own number in the order of
 * their making moved from struct mnt_namespace to what all namespaces have in 6.18 (86cdbae5c61c
 * and neighbours).
 */
static __always_inline u64 compat__mount_namespace_life(struct mnt_namespace *mounts)
{
	if (bpf_core_field_exists(mounts->seq))
		return BPF_CORE_READ(mounts, seq);
	if (bpf_core_field_exists(mounts->ns.ns_id))
		return BPF_CORE_READ(mounts, ns.ns_id);
	return 0;
}

/*
 * Where the bytes of a read or write that is done began in the caller's memory; 0: not known. One
 * buffer is an iterator of its own kind since 6.0 (fcb14cb1bdac "new iov_iter flavour -
 * ITER_UBUF"); io_uring uses it since 6.4. For the ones before there is no way back once they have
 * been advanced.
 */
static __always_inline u64 compat__buffer_of(struct iov_iter *iter, u64 done)
{
	if (!bpf_core_field_exists(iter->ubuf) ||
	    BPF_CORE_READ(iter, iter_type) != bpf_core_enum_value(enum iter_type, ITER_UBUF))
		return 0;
	return (u64)BPF_CORE_READ(iter, ubuf) + BPF_CORE_READ(iter, iov_offset) - done;
}

#endif
