/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The sensor on itself: made in user space, in the same form as every other record. */
#ifndef EV_SENSOR_H
#define EV_SENSOR_H

#include "ev_header.h"

/* Kinds sensor.start and sensor.stop. */
struct ev_sensor_state {
	struct ev_header h;
	__u64 events;		   /* written so far */
	__u64 lost;		   /* of all reasons so far */
	__u64 ring_bytes_critical; /* of all buffers of the lane */
	__u64 ring_bytes_bulk;
	struct ev_str version;
	struct ev_str kernel;
	struct ev_str unavailable; /* NUL-separated: capabilities without a hook */
	struct ev_str hooks;	   /* NUL-separated: capability=rung */
	struct ev_str capture;	   /* the mode: ring, perf, split */
	__u32 buffers_critical;
	__u32 buffers_bulk;
	__u64 high_water_critical; /* bytes that were in use of the fullest buffer */
	__u64 high_water_bulk;
};
EV_ASSERT_LAYOUT(ev_sensor_state, high_water_bulk, 224);

/* Why something was lost. Kernel reasons come first and index the counters of ev_counters. */
enum ev_loss {
	EV_LOSS_RING_FULL = 0,	/* no room in the ring */
	EV_LOSS_REENTERED = 1,	/* the CPU's scratch buffer was in use */
	EV_LOSS_TABLE_FULL = 2, /* no room to remember something for a later record */
	EV_LOSS_READ = 3,	/* the kernel could not read what the record is about */
	EV_LOSS_THROTTLED = 4,	/* over a budget */
	EV_LOSS_DEGRADED = 5,	/* left out to keep to a limit of the sensor */
	EV_LOSS_KERNEL_REASONS = 6,
	EV_LOSS_SEQUENCE = 6,  /* a hole in the sequence that no counter explains */
	EV_LOSS_MALFORMED = 7, /* the decoder refused the record */
	EV_LOSS_QUEUE = 8,     /* a sink was too slow */
	EV_LOSS_SNAPSHOT = 9,  /* a process was running that could not be described */
	EV_LOSS_UNREAD = 10,   /* a file of logins grew faster than it is read */
};
#define EV_LOSS_LIMIT 11

struct ev_sensor_loss {
	struct ev_header h;
	__u64 count;
	__u64 from_ns; /* the span in which it happened, since boot */
	__u64 to_ns;
	__u32 reason;	 /* enum ev_loss */
	__u32 lost_kind; /* enum ev_kind; 0: not known */
	__u32 lost_cpu;	 /* EV_UNSET: not known */
	__u32 lane;	 /* enum ev_lane; EV_UNSET: not known */
};
EV_ASSERT_LAYOUT(ev_sensor_loss, lane, 168);

/* What a comparison with the kernel's processes found, since the one before. */
struct ev_sensor_heal {
	struct ev_header h;
	__u64 found;   /* processes that ran and were not known */
	__u64 gone;    /* processes that were known and had ended */
	__u64 evicted; /* processes given up for want of room */
};
EV_ASSERT_LAYOUT(ev_sensor_heal, evicted, 152);

/* Why nobody recorded. */
enum ev_gap {
	EV_GAP_UNKNOWN = 0,  /* what the sensor before has left cannot be read */
	EV_GAP_KILLED = 1,   /* it was killed or has crashed, and the host runs on */
	EV_GAP_REBOOTED = 2, /* it did not end in order, and the host was started again since */
	EV_GAP_STOPPED = 3,  /* it ended in order */
};
#define EV_GAP_LIMIT 4

#define EV_GAP_KNOWN 1u	       /* what the sensor before has left can be read */
#define EV_GAP_SAME_BOOT 2u    /* the host was not started again since */
#define EV_GAP_STEPPED_BACK 4u /* its clock was set back since */

/* The time from the last sign of life of the sensor before until this one. */
struct ev_sensor_gap {
	struct ev_header h;
	__u64 from_ns;	/* since this boot; signed, for it can be before */
	__u64 to_ns;	/* the same */
	__u64 seconds;	/* between the two, begun ones included */
	__u64 last_seq; /* the number of its last event at that moment */
	__u64 noted_ns; /* from_ns by the clock of that time, likewise; where that was set back */
	__u32 reason;	/* enum ev_gap */
	__u32 flags;	/* EV_GAP_* */
	struct ev_str run;
};
EV_ASSERT_LAYOUT(ev_sensor_gap, run, 184);

#endif
