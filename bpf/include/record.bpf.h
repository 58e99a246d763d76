/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Making a record: filter, begin, fill, submit.
 *
 * A record is built in the CPU's scratch buffer and copied to its ring with its exact length. What
 * needs many instructions (the acting task, strings, paths) is a global function, verified once by
 * the kernel and not once for every program that calls it; therefore those take only numbers.
 */
#ifndef RECORD_BPF_H
#define RECORD_BPF_H

#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include "read.bpf.h"

#include "CEventABI.h"
#include "maps.bpf.h"
#include "uapi.bpf.h"

/* Offset of a field of a record, as the string functions want it. */
#define FIELD(type, field) __builtin_offsetof(struct type, field)

/*
 * Keeps the compiler from folding a bound check away that the verifier needs to see. Offsets and
 * lengths are u64: the shifts that widen a u32 lose the verifier's bounds.
 */
#define bound(var) asm volatile("" : "+r"(var))

/* A pointer as a number: global functions take no pointers. */
static __always_inline u64 as_number(const volatile void *pointer)
{
	u64 number = 0;

	bpf_probe_read_kernel(&number, sizeof(number), &pointer);
	return number;
}

/* Whose memory something is read from. */
enum memory { CALLERS_MEMORY, KERNEL_MEMORY };

/* core.bpf.c */
int header__fill(u32 slot, u64 task);
int record__user_string(u32 slot, u32 field, u64 from, u32 limit);
int record__kernel_string(u32 slot, u32 field, u64 from, u32 limit);
int record__user_bytes(u32 slot, u32 field, u64 from, u32 length);
int record__kernel_bytes(u32 slot, u32 field, u64 from, u32 length);
int record__output(u32 slot, u32 lane);
/* budget.bpf.c */
int budget__withholds(u32 slot);
/* degrade.bpf.c */
int degrade__withholds(u32 slot);

static __always_inline void loss__add(u32 kind, u32 reason, u64 count)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct ev_counters *c = bpf_map_lookup_elem(&counters, &cpu);
	u64 row = kind;

	bound(row);
	if (c && row < EV_KIND_LIMIT && reason < EV_LOSS_KERNEL_REASONS)
		__sync_fetch_and_add(&c->lost[row][reason], count);
}

static __always_inline void loss__count(u32 kind, u32 reason)
{
	loss__add(kind, reason, 1);
}

static __always_inline struct scratch *scratch__slot(u32 slot)
{
	return bpf_map_lookup_elem(&scratches, &slot);
}

/* A pid as its task sees it itself: the last of numbers[]. */
static __always_inline struct upid *pid__own(struct pid *pid)
{
	u64 at = (u64)pid + bpf_core_field_offset(pid->numbers) +
		 BPF_CORE_READ(pid, level) * bpf_core_type_size(struct upid);

	return (struct upid *)at;
}

/* Is this kind wanted at all? The verifier removes the program's body where it is not. */
static __always_inline bool kind__wanted(u32 kind)
{
	return config.kinds[kind / 64] & (1ULL << (kind % 64));
}

/* Is the current task in scope? Never true for the sensor itself. */
static __always_inline bool scope__includes_current(void)
{
	u32 tgid = bpf_get_current_pid_tgid() >> 32;

	if (control.armed_from_ns == ~0ULL || tgid == control.sensor_tgid)
		return false;
	if (config.scope & EV_SCOPE_TREE) {
		if (!bpf_map_lookup_elem(&scope_processes, &tgid))
			return false;
	}
	if (config.scope & EV_SCOPE_CGROUP) {
		if (bpf_current_task_under_cgroup(&scope_cgroup, 0) != 1)
			return false;
	}
	return true;
}

/*
 * Take the scratch buffer. NULL: nothing may be recorded now; what was lost by it is counted.
 * Between this and record__submit or record__drop no path may return.
 */
static __always_inline struct scratch *record__acquire(u32 slot, u32 kind)
{
	struct scratch *s = scratch__slot(slot);

	if (!s)
		return NULL;
	/*
	 * Count first, look then: a program that interrupts between the two turns both away, never
	 * lets both in. On kernels with full preemption programs at functions are interrupted so.
	 */
	__sync_fetch_and_add(&s->holders, 1);
	if (*(volatile u32 *)&s->holders != 1) {
		__sync_fetch_and_add(&s->holders, -1);
		loss__count(kind, EV_LOSS_REENTERED);
		return NULL;
	}
	return s;
}

static __always_inline void record__drop(struct scratch *s)
{
	__sync_fetch_and_add(&s->holders, -1);
}

/*
 * Zero the head (nothing of the record before may leak); the acting task is left to the caller.
 * False: it happened before the stream began; the scratch buffer is given back.
 */
static __always_inline bool record__clear(struct scratch *s, u32 slot, u32 kind, const u32 head)
{
	struct ev_header *h = (struct ev_header *)s->record;

	__builtin_memset(s->record, 0, head);
	h->kind = kind;
	h->boot_ns = bpf_ktime_get_boot_ns();
	s->used = head;
	h->cpu = bpf_get_smp_processor_id();
	if (slot != SLOT_ITERATOR && h->boot_ns < control.armed_from_ns) {
		record__drop(s);
		return false;
	}
	return true;
}

/* The same, with the header's task filled from `task`, a struct task_struct. */
static __always_inline bool record__start(struct scratch *s, u32 slot, u32 kind, const u32 head,
					  u64 task)
{
	if (!record__clear(s, slot, kind, head))
		return false;
	header__fill(slot, task);
	return true;
}

/* For the common case: acquire and start, acting task = current. */
#define record__begin(type, kind)                                                                  \
	({                                                                                         \
		struct scratch *__s = record__acquire(SLOT_EVENT, kind);                           \
		if (__s && !record__start(__s, SLOT_EVENT, kind, sizeof(struct type),              \
					  bpf_get_current_task()))                                 \
			__s = NULL;                                                                \
		__s;                                                                               \
	})

/*
 * Hand the record to its lane's buffer, unless it is to be withheld; a failure is counted. Gives
 * the scratch buffer back; where the buffer is one of perf's, record__hand_over does both: it must
 * follow, before another record is begun.
 */
static __always_inline void record__submit(struct scratch *s, u32 lane)
{
	record__output(SLOT_EVENT, lane);
	if (config.capture != EV_CAPTURE_PERF)
		record__drop(s);
}

/* The same for a record of a program that runs in interrupts. */
static __always_inline void record__submit_interrupt(struct scratch *s, u32 lane)
{
	record__output(SLOT_INTERRUPT, lane);
	if (config.capture != EV_CAPTURE_PERF)
		record__drop(s);
}

static __noinline int perf__output(void *ctx, u32 slot)
{
	struct scratch *s = scratch__slot(slot);
	u32 kind, waits;
	u64 size;
	int failed;

	if (!s || !s->waits)
		return 0;
	waits = s->waits;
	s->waits = 0;
	kind = ((struct ev_header *)s->record)->kind;
	size = s->used;
	bound(size);
	if (size > EV_RECORD_MAX)
		size = EV_RECORD_MAX;
	size += sizeof(s->used);
	failed =
		waits == 1 + EV_LANE_CRITICAL
			? bpf_perf_event_output(ctx, &perf_critical, BPF_F_CURRENT_CPU, &s->used,
						size)
			: bpf_perf_event_output(ctx, &perf_bulk, BPF_F_CURRENT_CPU, &s->used, size);
	if (failed)
		loss__count(kind, EV_LOSS_RING_FULL);
	record__drop(s);
	return failed;
}

/*
 * A perf buffer takes a record only from who shows the program's context, which functions that are
 * verified by themselves do not have: they leave the record in the scratch buffer, and the program
 * hands it over with this, before the next one is begun or the program ends. Does nothing where
 * records go to rings.
 */
static __always_inline void record__hand_over(void *ctx)
{
	if (config.capture == EV_CAPTURE_PERF)
		perf__output(ctx, SLOT_EVENT);
}

static __always_inline void record__hand_over_interrupt(void *ctx)
{
	if (config.capture == EV_CAPTURE_PERF)
		perf__output(ctx, SLOT_INTERRUPT);
}

#endif
