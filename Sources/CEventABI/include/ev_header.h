/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What every record starts with.
 *
 * Rules (docs/adding-an-event.md): __u8 to __u64 only, naturally aligned, explicit padding, an
 * assert on size and last field; never packed, enum, bool, long, bitfield, union or flexible array.
 * Kinds and fields are only ever appended.
 */
#ifndef EV_HEADER_H
#define EV_HEADER_H

#include "ev_types.h"

/* Raised whenever a struct or a number below changes its meaning; compared at load. */
#define EV_ABI_VERSION 4

/* The largest record: head and tail. Bounded by the 32 KiB limit of a per-CPU map value. */
#define EV_RECORD_MAX 32000
/* The longest path, NUL included, as PATH_MAX. */
#define EV_PATH_MAX 4096
/* Arguments kept of one exec; longer ones are cut, their length is kept. */
#define EV_ARGV_MAX 16384
/* Bytes of terminal data in one record, and records of one read or write; what is longer is cut. */
#define EV_TTY_MAX 16384
#define EV_TTY_RECORDS_MAX 4
/* A user, group or session id that was never set. */
#define EV_UNSET 0xffffffffu

/*
 * Kinds. Numbers are stable; a family owns a block of 16.
 * Numbers from 112 on are made in user space by the sensor itself, as is container.info.
 */
enum ev_kind {
	EV_KIND_PROCESS_EXEC = 1,
	EV_KIND_PROCESS_FORK = 2,
	EV_KIND_PROCESS_EXIT = 3,
	EV_KIND_PROCESS_SNAPSHOT = 4,
	EV_KIND_PROCESS_TRACE = 5,
	EV_KIND_PROCESS_INJECT = 6,
	EV_KIND_PROCESS_SIGNAL = 7,
	EV_KIND_PROCESS_MEMFD = 8,
	EV_KIND_PROCESS_GONE = 9,
	EV_KIND_PROCESS_IO_URING = 10,

	EV_KIND_NET_CONNECT = 16,
	EV_KIND_NET_SEND = 17,
	EV_KIND_NET_ACCEPT = 18,
	EV_KIND_NET_BIND = 19,
	EV_KIND_NET_LISTEN = 20,
	EV_KIND_NET_CLOSE = 21,
	EV_KIND_NET_RAW = 22,
	EV_KIND_DNS_QUESTION = 23,
	EV_KIND_DNS_ANSWER = 24,
	EV_KIND_NET_CONNECTS = 25,

	EV_KIND_MODULE_LOAD = 32,
	EV_KIND_MODULE_UNLOAD = 33,

	EV_KIND_FILE_OPEN = 48,
	EV_KIND_FILE_WRITE = 49,
	EV_KIND_FILE_CLOSE = 50,
	EV_KIND_FILE_RENAME = 51,
	EV_KIND_FILE_UNLINK = 52,
	EV_KIND_FILE_LINK = 53,
	EV_KIND_FILE_SYMLINK = 54,
	EV_KIND_FILE_CHMOD = 55,
	EV_KIND_FILE_CHOWN = 56,
	EV_KIND_FILE_TRUNCATE = 57,

	EV_KIND_PERSIST_CHANGE = 69,
	EV_KIND_ACCOUNT_CHANGE = 70,
	EV_KIND_CRED_CHANGE = 67,
	EV_KIND_CONTAINER_INFO = 68,
	EV_KIND_AUTH_ATTEMPT = 64,
	EV_KIND_SESSION_OPEN = 65,
	EV_KIND_SESSION_CLOSE = 66,

	EV_KIND_TTY_OUTPUT = 80,
	EV_KIND_TTY_WRITE = 81,
	EV_KIND_TTY_WINSIZE = 82,
	EV_KIND_TTY_MODE = 83,

	EV_KIND_MOUNT_ATTACH = 96,
	EV_KIND_MOUNT_DETACH = 97,
	EV_KIND_MOUNT_PIVOT = 98,
	EV_KIND_NAMESPACE_ENTER = 99,
	EV_KIND_NAMESPACE_LEAVE = 100,
	EV_KIND_BPF_LOAD = 101,
	EV_KIND_BPF_ATTACH = 102,
	EV_KIND_KEXEC_LOAD = 103,

	EV_KIND_SENSOR_START = 112,
	EV_KIND_SENSOR_STOP = 113,
	EV_KIND_SENSOR_LOSS = 114,
	EV_KIND_SENSOR_HEAL = 115,
	EV_KIND_THROTTLE_START = 116,
	EV_KIND_THROTTLE_STOP = 117,
	EV_KIND_SENSOR_DEGRADE = 118,
	EV_KIND_SENSOR_GAP = 119,
	EV_KIND_SENSOR_SINK_LOSS = 120,
	EV_KIND_SENSOR_SINK_STATE = 121,
};
#define EV_KIND_LIMIT 128

/* Lanes: one ring each. Noise in the bulk lane never pushes out what the critical lane carries. */
enum ev_lane {
	EV_LANE_CRITICAL = 0,
	EV_LANE_BULK = 1,
};
#define EV_LANE_COUNT 2

/*
 * Where a program runs. What runs in an interrupt can come in the middle of one that runs for a
 * task: each context of a CPU numbers its own records.
 */
#define EV_CONTEXT_TASK 0
#define EV_CONTEXT_INTERRUPT 1
#define EV_CONTEXT_COUNT 2

/*
 * ev_header.flags: what did not come from memory that only the kernel can write.
 * Bit n says that the field group n of the kind was copied from the caller's memory at the system
 * call's exit; the traced process could have changed it after the kernel had used it.
 */
#define EV_CALLER_ARGS 0x0001u	  /* argv, parameters */
#define EV_CALLER_PATH 0x0002u	  /* (first) path or name */
#define EV_CALLER_TARGET 0x0004u  /* second path */
#define EV_CALLER_ADDRESS 0x0008u /* socket address */
#define EV_CALLER_DATA 0x0010u	  /* bytes written or read */
#define EV_CALLER_ANSWER 0x0020u  /* what a library in the process answered it, and about whom */

/*
 * Variable data: `len` bytes at `off` from the start of the record, of `full` bytes that there
 * were; full > len means that the value was cut. An empty value has len 0 and any off.
 */
struct ev_str {
	__u32 full;
	__u16 off;
	__u16 len;
};
EV_ASSERT_LAYOUT(ev_str, len, 8);

/*
 * The acting task. As in the kernel, pid is the thread and tgid the process.
 */
struct ev_task {
	__u64 start_ns;	       /* of the process (its first thread), since boot */
	__u64 parent_start_ns; /* of the parent process, since boot */
	__u64 cgroup_id;       /* kernfs id in the cgroup v2 hierarchy */
	__u64 mnt_ns_life;     /* tells a mount namespace from a later one of the same number */
	__u32 tgid;
	__u32 pid;
	__u32 parent_tgid; /* real_parent */
	__u32 uid;
	__u32 euid;
	__u32 gid;
	__u32 egid;
	__u32 login_uid;     /* EV_UNSET where PAM or auditing set none */
	__u32 audit_session; /* EV_UNSET likewise */
	__u32 pid_ns;	     /* inode number */
	__u32 mnt_ns;	     /* inode number */
	__u32 tty;	     /* controlling terminal, (major << 20 | minor); 0: none */
	__u8 comm[16];
};
EV_ASSERT_LAYOUT(ev_task, comm, 96);

struct ev_header {
	__u32 size; /* of the whole record, tail included */
	__u16 kind;
	__u16 flags; /* EV_CALLER_* */
	__u32 cpu;
	__u32 context; /* EV_CONTEXT_* */
	__u64 seq;     /* by lane, CPU and context, from 0, without holes but for loss */
	__u64 boot_ns; /* CLOCK_BOOTTIME */
	struct ev_task task;
};
EV_ASSERT_LAYOUT(ev_header, task, 128);

#endif
