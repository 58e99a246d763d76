/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The other process: who is traced, written into or signalled. */
#ifndef TARGET_BPF_H
#define TARGET_BPF_H

#include "record.bpf.h"
#include "syscall.bpf.h"

/*
 * influence.bpf.c: the task that the current one means by this number; 0: none. Looked up when the
 * call is over: if it has ended meanwhile it is not found, and the event says so.
 */
u64 task__numbered(u32 number);

static __always_inline void target__fill(struct ev_target *t, struct task_struct *task)
{
	t->start_ns = BPF_CORE_READ(task, group_leader, start_boottime);
	t->tgid = BPF_CORE_READ(task, tgid);
	t->pid = BPF_CORE_READ(task, pid);
	t->uid = BPF_CORE_READ(task, real_cred, uid.val);
	bpf_core_read(t->comm, sizeof(t->comm), &task->comm);
}

static __always_inline void target__fill_numbered(struct ev_target *t, u32 number)
{
	u64 task = task__numbered(number);

	if (task) {
		target__fill(t, (struct task_struct *)task);
	} else {
		t->tgid = number;
		t->pid = number;
		t->uid = EV_UNSET;
	}
}

#endif
