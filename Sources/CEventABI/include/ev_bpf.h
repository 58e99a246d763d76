/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* BPF programs: loaded and attached. */
#ifndef EV_BPF_H
#define EV_BPF_H

#include "ev_header.h"

/* ev_bpf.method: commands BPF_* (include/uapi/linux/bpf.h), and the ioctl of performance events. */
#define EV_BPF_PROG_LOAD 5u
#define EV_BPF_PROG_ATTACH 8u
#define EV_BPF_RAW_TRACEPOINT_OPEN 17u
#define EV_BPF_LINK_CREATE 28u
#define EV_BPF_PERF_EVENT 64u

#define EV_BPF_NAME_MAX 16
#define EV_BPF_FUNCTION_MAX 128

/* Kinds bpf.load and bpf.attach. */
struct ev_bpf {
	struct ev_header h;
	__u64 tag;  /* the kernel's hash of the program, most significant byte first */
	__u32 id;   /* of the program; 0: not known */
	__u32 type; /* BPF_PROG_TYPE_*; EV_UNSET: not known */
	__u32 instructions;
	__u32 attach_type; /* BPF_*; EV_UNSET: the call has none */
	__u32 link_id;	   /* 0: none */
	__u32 method;	   /* EV_BPF_* */
	__s32 result;
	__s32 fd; /* of the program or link; -1: none */
	struct ev_str name;
	struct ev_str function; /* that it is attached to, or the raw tracepoint */
};
EV_ASSERT_LAYOUT(ev_bpf, function, 184);

#endif
