/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Limits of what the sensor may use, and what it leaves out to keep to them. */
#ifndef EV_DEGRADE_H
#define EV_DEGRADE_H

#include "ev_header.h"

/* In the order in which they are taken; each leaves out what those before it do. */
enum ev_step {
	EV_STEP_FILE_READS = 1,	 /* opens for reading, but of secrets */
	EV_STEP_FILES = 2,	 /* all of files, but of those in the map kept_paths */
	EV_STEP_NETWORK = 3,	 /* names, ends and messages; connects to unix sockets */
	EV_STEP_TERMINALS = 4,	 /* what is written to them and shown on them */
	EV_STEP_CONNECTIONS = 5, /* the rest of the network */
};
#define EV_STEP_COUNT 5

/* Which limit made the sensor take a step. */
enum ev_resource {
	EV_RESOURCE_CPU = 0,
	EV_RESOURCE_MEMORY = 1,
};
#define EV_RESOURCE_COUNT 2

/* Kind sensor.degrade: made in user space. */
struct ev_sensor_degrade {
	struct ev_header h;
	__u64 memory;	    /* bytes in use */
	__u64 memory_limit; /* 0: none */
	__u32 cpu;	    /* thousandths of a CPU in use */
	__u32 cpu_limit;    /* 0: none */
	__u32 step;	    /* the highest enum ev_step in force; 0: none */
	__u32 previous;	    /* the same before */
	__u32 cause;	    /* enum ev_resource; EV_UNSET: none, a step was taken back */
	__u32 unused;
	struct ev_str steps; /* NUL-separated: the names of those in force */
};
EV_ASSERT_LAYOUT(ev_sensor_degrade, steps, 176);

#endif
