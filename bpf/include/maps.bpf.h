/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Maps and variables that several programs share; the linker makes one of each. */
#ifndef MAPS_BPF_H
#define MAPS_BPF_H

/* Read-only once loaded; user space writes it before. */
extern const volatile struct ev_config config;
/* Written by user space while the programs run. */
extern volatile struct ev_control control;

/*
 * Where records go: of these, user space has those made that EV_CAPTURE_* asks for, and sets their
 * sizes.
 */

/* A ring for each lane. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring_critical __weak SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring_bulk __weak SEC(".maps");

/* A perf buffer for each lane and CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} perf_critical __weak SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} perf_bulk __weak SEC(".maps");

/* A ring for each lane and so many CPUs. */
struct some_ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, u32);
	__array(values, struct some_ring);
} rings_critical __weak SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, u32);
	__array(values, struct some_ring);
} rings_bulk __weak SEC(".maps");

/* By CPU, memory-mapped by the reader; user space sets the number of entries. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct ev_counters);
} counters __weak SEC(".maps");

/* A record under construction. */
struct scratch {
	u32 holders; /* 0 or 1, but for the moment in which a second one is turned away */
	u32 waits;   /* 1 + the lane of a record that record__hand_over is to take; 0: none */
	u32 unused;
	/* Bytes of record in use: head and tail. Goes before the record into a perf buffer. */
	u32 used;
	u8 record[EV_RECORD_MAX];
};

/*
 * Programs on tracepoints and the task iterator, which can be preempted by them, have a slot each;
 * so have programs that run in interrupts, which can come in the middle of either.
 */
#define SLOT_EVENT 0
#define SLOT_ITERATOR 1
#define SLOT_INTERRUPT 2
#define SLOT_COUNT 3

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOT_COUNT);
	__type(key, u32);
	__type(value, struct scratch);
} scratches __weak SEC(".maps");

/* Process groups in scope (EV_SCOPE_TREE); grows by fork, shrinks by exit. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, u32);
	__type(value, u32);
} scope_processes __weak SEC(".maps");

/* The cgroup in scope (EV_SCOPE_CGROUP). */
struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} scope_cgroup __weak SEC(".maps");

#endif
