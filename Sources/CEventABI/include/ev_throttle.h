/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Budgets of records, and who goes over one. */
#ifndef EV_THROTTLE_H
#define EV_THROTTLE_H

#include "ev_header.h"

/* Who has a budget of records a second. */
enum ev_budget {
	EV_BUDGET_PROCESS = 0,
	EV_BUDGET_CGROUP = 1,
};
#define EV_BUDGET_COUNT 2

/* Key in the map `throttled`: one who has a budget. */
struct ev_budget_key {
	__u64 id;	/* of the process (tgid) or the cgroup */
	__u64 start_ns; /* of the process, since boot; 0: it is a cgroup */
	__u32 budget;	/* enum ev_budget */
	__u32 unused;
};
EV_ASSERT_LAYOUT(ev_budget_key, unused, 24);

/* Value in the map `throttled`: what was withheld of one who is over the budget. */
struct ev_throttled {
	struct ev_header first; /* of the first record withheld */
	__u64 count;
	__u64 last_ns; /* when the last of them was made, since boot */
};
EV_ASSERT_LAYOUT(ev_throttled, last_ns, 144);

/* Kinds throttle.start and throttle.stop: made in user space. */
struct ev_throttle {
	struct ev_header h;
	__u64 limit;   /* records a second */
	__u64 count;   /* withheld so far */
	__u64 from_ns; /* the first and the last record withheld, since boot */
	__u64 to_ns;
	__u32 budget; /* enum ev_budget */
	__u32 unused;
};
EV_ASSERT_LAYOUT(ev_throttle, unused, 168);

#endif
