/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What one process does to another: traced, written into, signalled. */
#ifndef EV_INFLUENCE_H
#define EV_INFLUENCE_H

#include "ev_header.h"

/* The other process. */
struct ev_target {
	__u64 start_ns; /* of the process; 0: not found, and then tgid is the number that was named
			 */
	__u32 tgid;
	__u32 pid; /* the thread */
	__u32 uid; /* EV_UNSET: not known */
	__u32 pad;
	__u8 comm[16];
};
EV_ASSERT_LAYOUT(ev_target, comm, 40);

/* ev_process_trace.request */
#define EV_TRACE_ME 0u /* by its parent */
#define EV_TRACE_ATTACH 1u
#define EV_TRACE_SEIZE 2u

struct ev_process_trace {
	struct ev_header h;
	struct ev_target target; /* who is traced */
	__s32 result;
	__u32 request; /* EV_TRACE_* */
};
EV_ASSERT_LAYOUT(ev_process_trace, request, 176);

/* process_vm_writev */
struct ev_process_inject {
	struct ev_header h;
	struct ev_target target;
	__u64 bytes; /* written */
	__s32 result;
	__u32 pad;
};
EV_ASSERT_LAYOUT(ev_process_inject, pad, 184);

struct ev_process_signal {
	struct ev_header h;
	struct ev_target target;
	__u32 signal;
	__s32 result;
	__u32 outcome; /* TRACE_SIGNAL_* (include/trace/events/signal.h) */
	__u32 pad;
};
EV_ASSERT_LAYOUT(ev_process_signal, pad, 184);

#endif
