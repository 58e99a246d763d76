/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What becomes of events on their way out: made in user space. */
#ifndef EV_SINK_H
#define EV_SINK_H

#include "ev_header.h"

/* Why a sink does not get events. */
enum ev_sink_reason {
	EV_SINK_QUEUE_FULL = 0,	   /* its memory was full */
	EV_SINK_SPOOL_FULL = 1,	   /* its memory and its spool were full */
	EV_SINK_SPOOL_FAILED = 2,  /* its memory was full, and the disk took nothing */
	EV_SINK_SPOOL_DAMAGED = 3, /* what the spool had cannot be read any more */
	EV_SINK_TOO_LONG = 4,	   /* a line that fits into no batch */
	EV_SINK_MALFORMED = 5,	   /* a line that its condition or format could not read */
	EV_SINK_NOT_WRITTEN = 6,   /* the sink, or the sensor, ended before */
};
#define EV_SINK_REASON_COUNT 7

/* In which order a sink gives up events: the others first. */
enum ev_sink_lane {
	EV_SINK_KEPT = 0,
	EV_SINK_OTHER = 1,
};
#define EV_SINK_LANE_COUNT 2

/* What has become of a sink. */
enum ev_sink_turn {
	EV_SINK_LOST = 0,  /* it takes nothing for now */
	EV_SINK_BACK = 1,  /* it takes events again */
	EV_SINK_ENDED = 2, /* it will take nothing more */
};
#define EV_SINK_TURN_COUNT 3

/* Kind sensor.sink_loss. */
struct ev_sensor_sink_loss {
	struct ev_header h;
	__u64 count;	 /* 0: not known */
	__u64 bytes;	 /* on the disk; 0: it was not there */
	__u64 first_seq; /* 0: not known */
	__u64 last_seq;
	__u64 from_ns; /* the span in which it was noticed, since boot */
	__u64 to_ns;
	__u32 reason; /* enum ev_sink_reason */
	__u32 lane;   /* enum ev_sink_lane */
	struct ev_str sink;
};
EV_ASSERT_LAYOUT(ev_sensor_sink_loss, sink, 192);

/* Kind sensor.sink_state. */
struct ev_sensor_sink_state {
	struct ev_header h;
	__u32 turn; /* enum ev_sink_turn */
	__u32 unused;
	struct ev_str sink;
	struct ev_str reason;
};
EV_ASSERT_LAYOUT(ev_sensor_sink_state, reason, 152);

#endif
