// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Processes already running when the sensor starts: one record each, written to the iterator's
 * seq_file and read by user space, which adds the arguments (another task's memory cannot be read
 * here before 5.18). Those out of scope are told as well: what descends from them may be in it.
 */
#include "cred.bpf.h"
#include "image.bpf.h"

/* The cgroup of EV_SCOPE_CGROUP or one below it. */
static __always_inline bool task__in_cgroup(struct task_struct *task)
{
	struct cgroup *cgroup = BPF_CORE_READ(task, cgroups, dfl_cgrp);

	for (int i = 0; i < 32 && cgroup; i++) {
		if (BPF_CORE_READ(cgroup, kn, id) == config.cgroup_id)
			return true;
		/* self is the first member of struct cgroup, so its address is the cgroup's */
		cgroup = (struct cgroup *)BPF_CORE_READ(cgroup, self.parent);
	}
	return false;
}

static __always_inline bool task__in_scope(struct task_struct *task)
{
	u32 tgid = task->tgid;

	if (tgid == control.sensor_tgid)
		return false;
	if ((config.scope & EV_SCOPE_TREE) && !bpf_map_lookup_elem(&scope_processes, &tgid))
		return false;
	if ((config.scope & EV_SCOPE_CGROUP) && !task__in_cgroup(task))
		return false;
	return true;
}

/*
 * A process, and not one that has ended and waits for its parent. One that is about to end counts:
 * its end is still to be told.
 */
static __always_inline bool task__is_live_leader(struct task_struct *task)
{
	if (task->pid != task->tgid)
		return false;
	return task->exit_state == 0 || BPF_CORE_READ(task, signal, live.counter) != 0;
}

SEC("iter/task")
int process_snapshot(struct bpf_iter__task *ctx)
{
	struct seq_file *seq = ctx->meta->seq;
	struct task_struct *task = ctx->task;
	struct ev_process_exec *e;
	struct scratch *s;
	struct file *exe;
	u64 size;

	if (!task)
		return 0;
	/* whoever has changed them since this program is attached knows better */
	if (kind__wanted(EV_KIND_CRED_CHANGE) && !(task->flags & PF_EXITING))
		credentials__remember(task, task->pid, BPF_NOEXIST);
	if (!task__is_live_leader(task))
		return 0;
	s = record__acquire(SLOT_ITERATOR, EV_KIND_PROCESS_SNAPSHOT);
	if (!s)
		return 0;
	record__start(s, SLOT_ITERATOR, EV_KIND_PROCESS_SNAPSHOT, sizeof(*e), as_number(task));
	e = (struct ev_process_exec *)s->record;
	leaders__fill(e, task);
	image__fill_namespaces(e, task);
	if (!task__in_scope(task))
		e->traits |= EV_EXE_OUTSIDE;
	exe = BPF_CORE_READ(task, mm, exe_file);
	if (exe) {
		exe__fill(e, exe);
	} else {
		e->traits |= EV_EXE_UNKNOWN;
	}
	if (BPF_CORE_READ(task, flags) & PF_KTHREAD)
		e->traits |= EV_EXE_KTHREAD;
	exe__store_paths(SLOT_ITERATOR, task, exe);
	size = s->used;
	bound(size);
	if (size <= EV_RECORD_MAX) {
		e->h.size = size;
		bpf_seq_write(seq, s->record, size);
	}
	record__drop(s);
	return 0;
}

/* Who lives: to find the processes whose fork or exit was missed, at little cost. */
SEC("iter/task")
int process_pulse(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct ev_process_life life = {};

	if (!task || !task__is_live_leader(task))
		return 0;
	life.start_ns = task->start_boottime;
	life.tgid = task->tgid;
	life.in_scope = task__in_scope(task);
	bpf_seq_write(ctx->meta->seq, &life, sizeof(life));
	return 0;
}

/*
 * Who reads this iterator is the sensor: its id as the kernel sees it, whatever pid namespace it
 * runs in, and a header that says who it is.
 */
SEC("iter/task")
int sensor_identity(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct scratch *s;

	control.sensor_tgid = tgid;
	if (!task || task->pid != (int)tgid)
		return 0;
	s = record__acquire(SLOT_ITERATOR, EV_KIND_SENSOR_START);
	if (!s)
		return 0;
	record__start(s, SLOT_ITERATOR, EV_KIND_SENSOR_START, sizeof(struct ev_header),
		      as_number(task));
	bpf_seq_write(ctx->meta->seq, s->record, sizeof(struct ev_header));
	record__drop(s);
	return 0;
}
