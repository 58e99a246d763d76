/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Repeated connects that are not told one by one, but summed. */
#ifndef EV_CONNECTS_H
#define EV_CONNECTS_H

#include "ev_net.h"

#define EV_UNIX_PATH_MAX 108

/* What is the same of connects that count as repeated; what is not used of it is 0. */
struct ev_repeat {
	struct ev_endpoint remote;
	__u64 start_ns; /* of the process, since boot */
	__u32 tgid;
	__s32 result;
	__u32 net_ns;
	__u32 net_ns_life;
	__u16 family;
	__u16 type;
	__u16 protocol;
	__u16 flags;	   /* EV_CALLER_* */
	__u32 path_length; /* unix: of the path, or of NUL and the abstract name */
	__u8 path[EV_UNIX_PATH_MAX];
};
EV_ASSERT_LAYOUT(ev_repeat, path, 168);

/* Key in the map `connect_sums`: a sum is of one second. */
struct ev_connects_key {
	struct ev_repeat repeat;
	__u64 second_ns; /* when it began, since boot */
};
EV_ASSERT_LAYOUT(ev_connects_key, second_ns, 176);

/*
 * Kind net.connects: what the programs have summed; user space tells it when the second is over.
 * The header is that of the first of them, its time that of the telling.
 */
struct ev_net_connects {
	struct ev_header h;
	struct ev_socket socket; /* the local end is not told: each had its own */
	__u64 count;
	__u64 from_ns; /* the first and the last of them, since boot */
	__u64 to_ns;
	__s32 result; /* of each, as of net.connect */
	__u32 pad;
	struct ev_str remote_path;
};
EV_ASSERT_LAYOUT(ev_net_connects, remote_path, 232);

/* Value in the map `connect_sums`: a whole record, with room for its tail. */
struct ev_connects_sum {
	struct ev_net_connects record;
	__u8 path[EV_UNIX_PATH_MAX];
	__u32 unused;
};
EV_ASSERT_LAYOUT(ev_connects_sum, unused, 344);

#endif
