/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Credentials: who a thread is, and what it may do. */
#ifndef EV_CRED_H
#define EV_CRED_H

#include "ev_header.h"

struct ev_credentials {
	__u64 effective; /* capabilities: bit n is number n */
	__u64 permitted;
	__u32 uid;
	__u32 euid;
	__u32 suid;
	__u32 gid;
	__u32 egid;
	__u32 sgid;
};
EV_ASSERT_LAYOUT(ev_credentials, sgid, 40);

/* ev_cred_change.call */
#define EV_CRED_SETUID 0u
#define EV_CRED_SETREUID 1u
#define EV_CRED_SETRESUID 2u
#define EV_CRED_SETGID 3u
#define EV_CRED_SETREGID 4u
#define EV_CRED_SETRESGID 5u
#define EV_CRED_CAPSET 6u
#define EV_CRED_EXEC 7u	   /* a file with setuid, setgid or capabilities; or what was kept ends */
#define EV_CRED_UNSHARE 8u /* all capabilities, in a user namespace of one's own */
#define EV_CRED_SETNS 9u

/* A thread has other credentials than before, or was refused them. */
struct ev_cred_change {
	struct ev_header h;
	struct ev_credentials before;
	struct ev_credentials after;
	__u64 gained; /* effective capabilities that it did not have */
	/* what was asked for, counted in the caller's user namespace; EV_UNSET: nothing */
	__u32 asked_uid;
	__u32 asked_euid;
	__u32 asked_suid;
	__u32 asked_gid;
	__u32 asked_egid;
	__u32 asked_sgid;
	__s32 result;
	__u32 call;	      /* EV_CRED_* */
	__u32 before_unknown; /* 1: there was no room to remember what was before */
	__u32 user_ns;	      /* inode number, afterwards */
};
EV_ASSERT_LAYOUT(ev_cred_change, user_ns, 256);

#endif
