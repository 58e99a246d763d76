/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Processes: exec (tried or done), fork, exit, and those already running at the start. */
#ifndef EV_PROCESS_H
#define EV_PROCESS_H

#include "ev_header.h"

/* ev_process_exec.traits */
#define EV_EXE_MEMFD 0x1u    /* the image is an anonymous file in memory */
#define EV_EXE_DELETED 0x2u  /* the image has no name left in any directory */
#define EV_EXE_SCRIPT 0x4u   /* the kernel ran an interpreter for the file that was named */
#define EV_EXE_UNKNOWN 0x8u  /* no image: a failed attempt, or a kernel thread */
#define EV_EXE_KTHREAD 0x10u /* a kernel thread */
#define EV_EXE_OUTSIDE 0x20u /* not in scope: told for its descendants' sake */

/* Kinds process.exec and process.snapshot. */
struct ev_process_exec {
	struct ev_header h;
	__u64 inode; /* of the image */
	__u32 device;
	__u32 mode; /* of the image: type and permissions, setuid included */
	__u32 owner;
	__u32 group;
	__s32 result; /* 0 or a negative errno */
	__u32 argc;   /* as counted by the kernel; 0: not known */
	__u32 traits; /* EV_EXE_* */
	__u32 pad;
	struct ev_str exe;	   /* resolved image path, as seen from the task's root */
	struct ev_str invoked;	   /* the path handed to execve */
	struct ev_str interpreter; /* the path in a script's first line */
	struct ev_str cwd;
	struct ev_str argv;   /* NUL-separated */
	struct ev_str cgroup; /* from the root of its hierarchy; see cgroup__store */
	__u32 session;	      /* pid of the session's leader */
	__u32 process_group;  /* pid of the process group's leader */
	/* inode numbers of the namespaces that are not in every header */
	__u32 user_ns;
	__u32 net_ns;
	__u32 uts_ns;
	__u32 ipc_ns;
	__u32 cgroup_ns;
	__u32 pid_ns_pid; /* its pid as the process itself sees it */
};
EV_ASSERT_LAYOUT(ev_process_exec, pid_ns_pid, 248);

struct ev_process_fork {
	struct ev_header h; /* the acting task: who called fork, vfork or clone */
	__u64 child_start_ns;
	__u64 child_parent_start_ns;
	__u32 child_tgid;
	__u32 child_parent_tgid; /* another than the caller under CLONE_PARENT */
	__u32 child_pid_ns_pid;	 /* the child's pid as the child itself sees it */
	__u32 pad;
};
EV_ASSERT_LAYOUT(ev_process_fork, pad, 160);

struct ev_process_exit {
	struct ev_header h;
	__u32 code;	   /* exit status, 0 to 255 */
	__u32 signal;	   /* that ended the process; 0: none */
	__u32 core_dumped; /* 0 or 1 */
	__u32 pad;
};
EV_ASSERT_LAYOUT(ev_process_exit, pad, 144);

/* A process whose end was missed; made in user space. */
struct ev_process_gone {
	struct ev_header h; /* of the process, as far as it is known */
	__u64 seen_ns;	    /* it still ran at this moment, since boot */
};
EV_ASSERT_LAYOUT(ev_process_gone, seen_ns, 136);

/* What the iterator process_pulse tells of each process; not an event. */
struct ev_process_life {
	__u64 start_ns;
	__u32 tgid;
	__u32 in_scope; /* 0 or 1 */
};
EV_ASSERT_LAYOUT(ev_process_life, in_scope, 16);

#endif
