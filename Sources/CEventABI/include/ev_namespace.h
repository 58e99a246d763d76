/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Namespaces: entered (setns) and left for new ones (unshare). */
#ifndef EV_NAMESPACE_H
#define EV_NAMESPACE_H

#include "ev_header.h"

/* Inode numbers; 0: this kernel has none of the sort. */
struct ev_namespaces {
	__u32 mnt;
	__u32 net;
	__u32 user;
	__u32 pid_for_children;
	__u32 uts;
	__u32 ipc;
	__u32 cgroup;
	__u32 time_for_children;
};
EV_ASSERT_LAYOUT(ev_namespaces, time_for_children, 32);

/* Kinds namespace.enter and namespace.leave. */
struct ev_namespace {
	struct ev_header h;
	struct ev_namespaces now; /* after the call */
	__u32 types;		  /* CLONE_NEW* */
	__s32 result;
	__u32 entered; /* the namespace behind the descriptor; 0: none, as with a pidfd */
	__u32 pad;
};
EV_ASSERT_LAYOUT(ev_namespace, pad, 176);

#endif
