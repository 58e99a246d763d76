// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* What all programs share: configuration, the system-call dispatcher, headers, strings, output. */
#include "syscall.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile struct ev_config config = { .abi_version = EV_ABI_VERSION };
volatile struct ev_control control = { .armed_from_ns = ~0ULL };

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, EV_SYS_LIMIT);
	__type(key, u32);
	__type(value, u32);
} syscall_exits SEC(".maps");

/*
 * sys_exit taxes every call on the host, so one dispatcher is attached and jumps by the call's
 * number into the program that wants it; a free slot of the table is the whole filter.
 */
SEC("tp_btf/sys_exit")
int syscall_exit(u64 *ctx)
{
	u32 number = ((struct pt_regs *)ctx[0])->orig_ax;

	bpf_tail_call(ctx, &syscall_exits, number);
	return 0; /* nobody wants this call */
}

static __always_inline void task__fill(struct ev_task *t, struct task_struct *task)
{
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);
	struct task_struct *parent = BPF_CORE_READ(task, real_parent);
	const struct cred *cred = BPF_CORE_READ(task, cred);
	struct pid *pid = BPF_CORE_READ(task, thread_pid);
	struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);
	struct mnt_namespace *mounts;

	t->start_ns = BPF_CORE_READ(leader, start_boottime);
	t->parent_start_ns = BPF_CORE_READ(parent, group_leader, start_boottime);
	t->cgroup_id = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
	t->tgid = BPF_CORE_READ(task, tgid);
	t->pid = BPF_CORE_READ(task, pid);
	t->parent_tgid = BPF_CORE_READ(parent, tgid);
	t->uid = BPF_CORE_READ(cred, uid.val);
	t->euid = BPF_CORE_READ(cred, euid.val);
	t->gid = BPF_CORE_READ(cred, gid.val);
	t->egid = BPF_CORE_READ(cred, egid.val);
	/* CONFIG_AUDIT may be off */
	t->login_uid = EV_UNSET;
	t->audit_session = EV_UNSET;
	if (bpf_core_field_exists(task->loginuid)) {
		t->login_uid = BPF_CORE_READ(task, loginuid.val);
		t->audit_session = BPF_CORE_READ(task, sessionid);
	}
	if (pid)
		t->pid_ns = BPF_CORE_READ(pid__own(pid), ns, ns.inum);
	mounts = BPF_CORE_READ(task, nsproxy, mnt_ns);
	t->mnt_ns = BPF_CORE_READ(mounts, ns.inum);
	t->mnt_ns_life = compat__mount_namespace_life(mounts);
	if (tty) {
		struct tty_driver *driver = BPF_CORE_READ(tty, driver);

		t->tty = ((u32)BPF_CORE_READ(driver, major) << MINORBITS) +
			 BPF_CORE_READ(driver, minor_start) + BPF_CORE_READ(tty, index);
	}
	bpf_core_read_str(t->comm, sizeof(t->comm), &task->comm);
}

__noinline int header__fill(u32 slot, u64 task)
{
	struct scratch *s = scratch__slot(slot);

	if (s) {
		struct ev_header *h = (struct ev_header *)s->record;

		task__fill(&h->task, (struct task_struct *)task);
	}
	return 0;
}

/* Offsets of string fields are below this; a mask and not a limit, for the verifier. */
#define FIELD_MASK 511

static __always_inline void str__set(struct scratch *s, u64 field, u64 used, u64 length, u64 full)
{
	struct ev_str *str;

	bound(field);
	str = (struct ev_str *)(s->record + (field & FIELD_MASK));
	str->off = used;
	str->len = length;
	str->full = full;
	s->used = used + length;
}

/* Where `room` more bytes of the tail begin; NULL: the record is full. */
static __always_inline void *tail__room(struct scratch *s, const u64 room)
{
	u64 used = s->used;

	bound(used);
	if (used > EV_RECORD_MAX - room)
		return NULL;
	return s->record + used;
}

static __always_inline int string__store(u32 slot, u32 field, u64 from, u32 limit,
					 enum memory whose)
{
	struct scratch *s = scratch__slot(slot);
	u64 size = limit;
	void *to;
	long n;

	if (!s)
		return -1;
	to = tail__room(s, EV_PATH_MAX);
	bound(size);
	if (!to || size > EV_PATH_MAX)
		return -1;
	n = whose == CALLERS_MEMORY ? bpf_probe_read_user_str(to, size, (void *)from)
				    : bpf_probe_read_kernel_str(to, size, (void *)from);
	if (n <= 0)
		return -1;
	/* n counts the NUL; a string that fills the buffer was cut */
	str__set(s, field, s->used, n - 1, n == limit ? n : n - 1);
	return 0;
}

static __always_inline int bytes__store(u32 slot, u32 field, u64 from, u32 length,
					enum memory whose)
{
	struct scratch *s = scratch__slot(slot);
	u64 kept = length < EV_ARGV_MAX ? length : EV_ARGV_MAX;
	void *to;
	long failed;

	if (!s)
		return -1;
	to = tail__room(s, EV_ARGV_MAX);
	bound(kept);
	if (!to || kept > EV_ARGV_MAX)
		return -1;
	failed = whose == CALLERS_MEMORY ? bpf_probe_read_user(to, kept, (void *)from)
					 : bpf_probe_read_kernel(to, kept, (void *)from);
	if (failed)
		return -1;
	str__set(s, field, s->used, kept, length);
	return 0;
}

__noinline int record__user_string(u32 slot, u32 field, u64 from, u32 limit)
{
	return string__store(slot, field, from, limit, CALLERS_MEMORY);
}

__noinline int record__kernel_string(u32 slot, u32 field, u64 from, u32 limit)
{
	return string__store(slot, field, from, limit, KERNEL_MEMORY);
}

__noinline int record__user_bytes(u32 slot, u32 field, u64 from, u32 length)
{
	return bytes__store(slot, field, from, length, CALLERS_MEMORY);
}

__noinline int record__kernel_bytes(u32 slot, u32 field, u64 from, u32 length)
{
	return bytes__store(slot, field, from, length, KERNEL_MEMORY);
}

/* Each wake-up costs as much as dozens of records: a full ring is worth one, and a sleeping reader.
 */
static __always_inline u64 wakeup__flags(void *ring, u64 wake_bytes)
{
	if (control.reader_sleeps) {
		control.reader_sleeps = 0;
		return BPF_RB_FORCE_WAKEUP;
	}
	return bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA) >= wake_bytes ? BPF_RB_FORCE_WAKEUP
									: BPF_RB_NO_WAKEUP;
}

/* The ring of a CPU; all of them are there. */
static __always_inline void *ring__of(void *rings, u32 cpu)
{
	u32 index = cpu / config.cpus_per_ring;

	return bpf_map_lookup_elem(rings, &index);
}

static __always_inline int ring__output(void *ring, u64 wake_bytes, void *record, u64 size)
{
	return ring ? bpf_ringbuf_output(ring, record, size, wakeup__flags(ring, wake_bytes)) : -1;
}

static __always_inline bool budgets__are_set(void)
{
	return config.budgets[EV_BUDGET_PROCESS] || config.budgets[EV_BUDGET_CGROUP];
}

__noinline int record__output(u32 slot, u32 lane)
{
	struct scratch *s = scratch__slot(slot);
	u32 cpu = bpf_get_smp_processor_id();
	struct ev_counters *c = bpf_map_lookup_elem(&counters, &cpu);
	struct ev_header *h;
	u64 size, *next;
	long failed;

	if (!s || !c)
		return -1;
	h = (struct ev_header *)s->record;
	if (lane == EV_LANE_BULK && budgets__are_set() && budget__withholds(slot)) {
		loss__count(h->kind, EV_LOSS_THROTTLED);
		/* there is nothing for record__hand_over, which would give it back */
		if (config.capture == EV_CAPTURE_PERF)
			record__drop(s);
		return 0;
	}
	h->context = slot == SLOT_INTERRUPT ? EV_CONTEXT_INTERRUPT : EV_CONTEXT_TASK;
	next = slot == SLOT_INTERRUPT ? c->attempted[EV_CONTEXT_INTERRUPT]
				      : c->attempted[EV_CONTEXT_TASK];
	size = s->used;
	bound(size);
	if (size > EV_RECORD_MAX)
		size = EV_RECORD_MAX;
	h->size = size;
	s->used = size;
	/*
	 * The number is used up even if the ring is full: the hole tells the reader. Who holds the
	 * scratch buffer is alone in its context on this CPU between here and the output.
	 */
	h->seq = lane == EV_LANE_CRITICAL ? next[EV_LANE_CRITICAL]++ : next[EV_LANE_BULK]++;
	if (config.capture == EV_CAPTURE_PERF) {
		s->waits = 1 + lane;
		return 0;
	}
	if (config.capture == EV_CAPTURE_SPLIT)
		failed = lane == EV_LANE_CRITICAL
				 ? ring__output(ring__of(&rings_critical, cpu),
						config.wake_bytes[EV_LANE_CRITICAL], h, size)
				 : ring__output(ring__of(&rings_bulk, cpu),
						config.wake_bytes[EV_LANE_BULK], h, size);
	else
		failed = lane == EV_LANE_CRITICAL
				 ? ring__output(&ring_critical, config.wake_bytes[EV_LANE_CRITICAL],
						h, size)
				 : ring__output(&ring_bulk, config.wake_bytes[EV_LANE_BULK], h,
						size);
	if (failed)
		loss__count(h->kind, EV_LOSS_RING_FULL);
	return failed;
}
