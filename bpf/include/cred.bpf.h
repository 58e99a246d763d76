/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The credentials that each thread had when it was last looked at.
 *
 * When a call returns or an image is in place, the kernel has no way back to the credentials
 * before. So they are remembered from the thread's start on: one entry a thread, made at fork and
 * by the list of running processes, and gone at the thread's exit.
 */
#ifndef CRED_BPF_H
#define CRED_BPF_H

#include "record.bpf.h"

/* As scope_processes: threads beyond these are counted, and changes of theirs lack their before. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, u32); /* pid of the thread */
	__type(value, struct ev_credentials);
} known_credentials __weak SEC(".maps");

static __always_inline void credentials__read(struct ev_credentials *c, struct task_struct *task)
{
	/* the thread's own, not those that it may act with for a moment */
	const struct cred *cred = BPF_CORE_READ(task, real_cred);

	bpf_core_read(&c->effective, sizeof(c->effective), &cred->cap_effective);
	bpf_core_read(&c->permitted, sizeof(c->permitted), &cred->cap_permitted);
	c->uid = BPF_CORE_READ(cred, uid.val);
	c->euid = BPF_CORE_READ(cred, euid.val);
	c->suid = BPF_CORE_READ(cred, suid.val);
	c->gid = BPF_CORE_READ(cred, gid.val);
	c->egid = BPF_CORE_READ(cred, egid.val);
	c->sgid = BPF_CORE_READ(cred, sgid.val);
}

/* `flags`: BPF_NOEXIST for what may be older than an entry that is there. */
static __always_inline void credentials__remember(struct task_struct *task, u32 pid, u64 flags)
{
	struct ev_credentials now;
	/* Before 6.4 the upper half of what a map returns is zero (d7ba4cc900bf): only an int
	 * compares. */
	int failed;

	credentials__read(&now, task);
	failed = bpf_map_update_elem(&known_credentials, &pid, &now, flags);
	if (failed && failed != -EEXIST)
		loss__count(EV_KIND_CRED_CHANGE, EV_LOSS_TABLE_FULL);
}

/*
 * cred.bpf.c: the current thread may have other credentials than before; if so, a record. `call` is
 * EV_CRED_*, `was` the thread's number when its credentials were remembered.
 */
int credentials__compare(u32 call, u32 was);

#endif
