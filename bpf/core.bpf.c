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

/*
 * Fields of one struct that stand near each other, read at once: each read of kernel memory costs
 * as much as some hundred bytes of one. Where this kernel has them far apart they are read one by
 * one. The offsets are known when the verifier comes by: it follows only one of both ways.
 */
struct span {
	u64 begin;
	u64 end;
};

/* What is read stands where the tail of the record will be. */
#define SPAN_MAX 1024
#define SPAN_ROOM(s) ((s)->record + EV_RECORD_MAX - SPAN_MAX)

static __always_inline void span__include(struct span *span, u64 offset, u64 size)
{
	if (offset < span->begin)
		span->begin = offset;
	if (offset + size > span->end)
		span->end = offset + size;
}

#define SPAN_INCLUDE(span, field)                                                                  \
	span__include(&(span), bpf_core_field_offset(field), bpf_core_field_size(field))

/* Whether the span is there to be read from; like all that cannot be read it is zero then. */
static __always_inline bool span__read(struct scratch *s, const struct span *span, const void *from)
{
	u64 size = span->end - span->begin;

	if (READS_ARE_DIRECT || size > SPAN_MAX)
		return false;
	bpf_probe_read_kernel(SPAN_ROOM(s), size, from + span->begin);
	return true;
}

#define SPAN_FIELD(s, span, is_read, object, field)                                                \
	({                                                                                         \
		typeof((object)->field) __value;                                                   \
		u64 __at = bpf_core_field_offset((object)->field) - (span).begin;                  \
                                                                                                   \
		if ((is_read) && __at <= SPAN_MAX - sizeof(__value))                               \
			__builtin_memcpy(&__value, SPAN_ROOM(s) + __at, sizeof(__value));          \
		else                                                                               \
			__value = BPF_CORE_READ(object, field);                                    \
		__value;                                                                           \
	})

static __always_inline void kin__fill(struct scratch *s, struct ev_task *t,
				      struct task_struct *task, struct pid **pid)
{
	struct span kin = { .begin = ~0ULL };
	struct task_struct *leader, *parent;
	bool is_read;

	SPAN_INCLUDE(kin, task->pid);
	SPAN_INCLUDE(kin, task->tgid);
	SPAN_INCLUDE(kin, task->real_parent);
	SPAN_INCLUDE(kin, task->group_leader);
	SPAN_INCLUDE(kin, task->thread_pid);
	SPAN_INCLUDE(kin, task->start_boottime);
	is_read = span__read(s, &kin, task);
	t->pid = SPAN_FIELD(s, kin, is_read, task, pid);
	t->tgid = SPAN_FIELD(s, kin, is_read, task, tgid);
	*pid = SPAN_FIELD(s, kin, is_read, task, thread_pid);
	parent = SPAN_FIELD(s, kin, is_read, task, real_parent);
	leader = SPAN_FIELD(s, kin, is_read, task, group_leader);
	if (leader == task)
		t->start_ns = SPAN_FIELD(s, kin, is_read, task, start_boottime);
	else
		t->start_ns = BPF_CORE_READ(leader, start_boottime);
	is_read = span__read(s, &kin, parent);
	t->parent_tgid = SPAN_FIELD(s, kin, is_read, parent, tgid);
	leader = SPAN_FIELD(s, kin, is_read, parent, group_leader);
	if (leader == parent)
		t->parent_start_ns = SPAN_FIELD(s, kin, is_read, parent, start_boottime);
	else
		t->parent_start_ns = BPF_CORE_READ(leader, start_boottime);
}

static __always_inline void credentials__fill(struct scratch *s, struct ev_task *t,
					      struct cred *cred)
{
	struct span ids = { .begin = ~0ULL };
	bool is_read;

	SPAN_INCLUDE(ids, cred->uid);
	SPAN_INCLUDE(ids, cred->euid);
	SPAN_INCLUDE(ids, cred->gid);
	SPAN_INCLUDE(ids, cred->egid);
	is_read = span__read(s, &ids, cred);
	t->uid = SPAN_FIELD(s, ids, is_read, cred, uid.val);
	t->euid = SPAN_FIELD(s, ids, is_read, cred, euid.val);
	t->gid = SPAN_FIELD(s, ids, is_read, cred, gid.val);
	t->egid = SPAN_FIELD(s, ids, is_read, cred, egid.val);
}

static __always_inline void terminal__fill(struct ev_task *t, struct tty_struct *tty)
{
	struct tty_driver *driver;

	if (!tty)
		return;
	driver = BPF_CORE_READ(tty, driver);
	t->tty = ((u32)BPF_CORE_READ(driver, major) << MINORBITS) +
		 BPF_CORE_READ(driver, minor_start) + BPF_CORE_READ(tty, index);
}

static __always_inline void task__fill(struct scratch *s, struct ev_task *t,
				       struct task_struct *task)
{
	struct span own = { .begin = ~0ULL }, audit = { .begin = ~0ULL };
	struct mnt_namespace *mounts;
	struct signal_struct *signal;
	struct nsproxy *namespaces;
	struct cred *cred;
	struct pid *pid;
	bool is_read;

	kin__fill(s, t, task, &pid);
	SPAN_INCLUDE(own, task->cred);
	SPAN_INCLUDE(own, task->nsproxy);
	SPAN_INCLUDE(own, task->signal);
	is_read = span__read(s, &own, task);
	cred = (struct cred *)SPAN_FIELD(s, own, is_read, task, cred);
	namespaces = SPAN_FIELD(s, own, is_read, task, nsproxy);
	signal = SPAN_FIELD(s, own, is_read, task, signal);
	bpf_core_read(t->comm, sizeof(t->comm), &task->comm);
	credentials__fill(s, t, cred);
	/* CONFIG_AUDIT may be off */
	t->login_uid = EV_UNSET;
	t->audit_session = EV_UNSET;
	if (bpf_core_field_exists(task->loginuid)) {
		SPAN_INCLUDE(audit, task->loginuid);
		SPAN_INCLUDE(audit, task->sessionid);
		is_read = span__read(s, &audit, task);
		t->login_uid = SPAN_FIELD(s, audit, is_read, task, loginuid.val);
		t->audit_session = SPAN_FIELD(s, audit, is_read, task, sessionid);
	}
	if ((u64)task == bpf_get_current_task())
		t->cgroup_id = bpf_get_current_cgroup_id();
	else
		t->cgroup_id = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
	if (pid)
		t->pid_ns = BPF_CORE_READ(pid__own(pid), ns, ns.inum);
	mounts = BPF_CORE_READ(namespaces, mnt_ns);
	t->mnt_ns = BPF_CORE_READ(mounts, ns.inum);
	t->mnt_ns_life = compat__mount_namespace_life(mounts);
	terminal__fill(t, BPF_CORE_READ(signal, tty));
}

__noinline int header__fill(u32 slot, u64 task)
{
	struct scratch *s = scratch__slot(slot);

	if (s) {
		struct ev_header *h = (struct ev_header *)s->record;

		task__fill(s, &h->task, (struct task_struct *)task);
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

/* Is the slot's finished record of the bulk lane to be told? If not, that is counted. */
static __always_inline bool bulk__is_withheld(u32 slot, u32 kind)
{
	if (config.degrades && control.step && degrade__withholds(slot)) {
		loss__count(kind, EV_LOSS_DEGRADED);
		return true;
	}
	if (budgets__are_set() && budget__withholds(slot)) {
		loss__count(kind, EV_LOSS_THROTTLED);
		return true;
	}
	return false;
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
	if (lane == EV_LANE_BULK && bulk__is_withheld(slot, h->kind)) {
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
