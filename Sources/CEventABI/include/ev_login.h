/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Logins: as the library that is asked for them (Linux-PAM) answers its caller, or as a program has
 * noted them in a file.
 */
#ifndef EV_LOGIN_H
#define EV_LOGIN_H

#include "ev_header.h"

/* What the library was asked for. */
#define EV_LOGIN_AUTHENTICATE 1u /* is it this person? */
#define EV_LOGIN_ACCOUNT 2u	 /* may this person come in now? */
#define EV_LOGIN_OPEN 3u
#define EV_LOGIN_CLOSE 4u

/* Who tells of it. */
#define EV_LOGIN_FROM_PAM 0u
#define EV_LOGIN_FROM_BTMP 1u /* records of failed attempts */
#define EV_LOGIN_FROM_WTMP 2u /* records of sessions */

/* Kinds auth.attempt, session.open and session.close. */
struct ev_login {
	struct ev_header h;
	__u32 stage;	       /* EV_LOGIN_*; 0: not known */
	__u32 result;	       /* PAM_*, 0 is success; of no meaning in what a file tells */
	__u32 success;	       /* 1: the result is success */
	__u32 source;	       /* EV_LOGIN_FROM_* */
	struct ev_str service; /* the program's own name for what it does: sshd, sudo */
	struct ev_str user;    /* who is to come in */
	struct ev_str remote;
	struct ev_str remote_user;
	struct ev_str tty;
	__u64 record_ns;  /* since boot: the time of a file's record, where it is not the header's;
			     or 0 */
	__u32 record_pid; /* whom a file's record names; 0: nobody */
	__u32 pad;
};
EV_ASSERT_LAYOUT(ev_login, pad, 200);

/* Of each of the strings, NUL included. */
#define EV_LOGIN_TEXT_MAX 256

#endif
