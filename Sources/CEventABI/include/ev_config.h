/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What user space tells the programs before they are loaded, and the memory that both share. */
#ifndef EV_CONFIG_H
#define EV_CONFIG_H

#include "ev_degrade.h"
#include "ev_header.h"
#include "ev_sensor.h"
#include "ev_throttle.h"

/* ev_config.scope */
/* only process groups in the map scope_processes, and their children */
#define EV_SCOPE_TREE 0x1u
/* only tasks below the cgroup in the map scope_cgroup */
#define EV_SCOPE_CGROUP 0x2u

/* ev_config.sockets_by_call */
#define EV_SOCKETS_WRITE 0x1u
#define EV_SOCKETS_READ 0x2u

/* Where records go. */
#define EV_CAPTURE_RING 0u  /* a ring for each lane */
#define EV_CAPTURE_PERF 1u  /* a perf buffer for each lane and CPU */
#define EV_CAPTURE_SPLIT 2u /* a ring for each lane and so many CPUs */

#define EV_WATCH_NAME_MAX 32 /* of watched_names, with a NUL: the rest is cut */
#define EV_WATCH_FILTER_WORDS 16

/*
 * A filter before the look into watched_names: the bit of a name, by its first eight bytes as a
 * little-endian number and its length. What stands behind a shorter name is not looked at.
 */
static inline __u32 ev_watch_filter_bit(__u64 first, __u32 length)
{
	if (length < 8)
		first &= (1ULL << (8 * length)) - 1;
	if (length >= EV_WATCH_NAME_MAX)
		length = EV_WATCH_NAME_MAX - 1;
	return ((first + length) * 0x9e3779b97f4a7c15ULL) >> 54; /* as many as there are bits */
}

/* Read-only once loaded: the verifier drops what is switched off. */
struct ev_config {
	__u64 abi_version;		 /* EV_ABI_VERSION of the object; compared at load */
	__u64 wake_bytes[EV_LANE_COUNT]; /* unread bytes at which the reader is woken */
	__u64 cgroup_id;		 /* of EV_SCOPE_CGROUP, for the task iterator */
	__u32 scope;			 /* EV_SCOPE_* */
	__u32 files_everywhere; /* 1: look at every open's path, 0: secrets by name first */
	__u64 kinds[EV_KIND_LIMIT / 64]; /* bit n: kind n is recorded */
	__u32 terminals_by_call; /* 1: write(2) looks for terminals, no narrower hook does */
	__u32 sockets_by_call;	 /* EV_SOCKETS_*: these calls look for sockets likewise */
	__u32 capture;		 /* EV_CAPTURE_* */
	__u32 cpus_per_ring;	 /* of EV_CAPTURE_SPLIT */
	__u64 watched_names[EV_WATCH_FILTER_WORDS]; /* bits, by ev_watch_filter_bit */
	__u64 budgets[EV_BUDGET_COUNT];		    /* records a second; 0: as many as there are */
	__u64 degrades;			  /* 1: the sensor has a limit, ev_control.step counts */
	__u8 degrade_step[EV_KIND_LIMIT]; /* by kind: the EV_STEP_* that leaves it out; 0: none */
	__u64 connect_repeats; /* of equal connects those told each second; 0: all of them */
};
EV_ASSERT_LAYOUT(ev_config, connect_repeats, 104 + EV_KIND_LIMIT + 8 * EV_WATCH_FILTER_WORDS);

/* What may change while the programs run. */
struct ev_control {
	__u64 armed_from_ns; /* events from this moment on are recorded; ~0: none yet */
	__u32 sensor_tgid;   /* never recorded */
	__u32 reader_sleeps; /* 1: the next record wakes the reader, and clears this */
	__u32 step;	     /* the highest EV_STEP_* in force; 0: none */
	__u32 unused;
};
EV_ASSERT_LAYOUT(ev_control, unused, 24);

/* One entry a CPU of the memory-mapped map `counters`. */
struct ev_counters {
	/* the next sequence number of each lane, by EV_CONTEXT_* */
	__u64 attempted[EV_CONTEXT_COUNT][EV_LANE_COUNT];
	__u64 lost[EV_KIND_LIMIT][EV_LOSS_KERNEL_REASONS];
};
EV_ASSERT_LAYOUT(ev_counters, lost, 32 + 128 * 6 * 8);

/* Flags in the map watched_paths (a path prefix) and watched_names (a last component). */
#define EV_WATCH_WRITE 0x1u   /* record writing */
#define EV_WATCH_READ 0x2u    /* record reading */
#define EV_WATCH_SECRET 0x4u  /* mark what is recorded as a secret */
#define EV_WATCH_PATH_MAX 248 /* bytes of a path that a prefix can have: the trie's limit */

struct ev_watch_key {
	__u32 bits; /* length of the prefix */
	__u8 path[EV_WATCH_PATH_MAX];
};
EV_ASSERT_LAYOUT(ev_watch_key, path, 252);

struct ev_watch_name {
	__u8 name[EV_WATCH_NAME_MAX];
};
EV_ASSERT_LAYOUT(ev_watch_name, name, 32);

#endif
