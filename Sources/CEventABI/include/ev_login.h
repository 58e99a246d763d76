/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Logins, as the library that is asked for them (Linux-PAM) answers its caller. */
#ifndef EV_LOGIN_H
#define EV_LOGIN_H

#include "ev_header.h"

/* What the library was asked for. */
#define EV_LOGIN_AUTHENTICATE 1u /* is it this person? */
#define EV_LOGIN_ACCOUNT 2u	 /* may this person come in now? */
#define EV_LOGIN_OPEN 3u
#define EV_LOGIN_CLOSE 4u

/* Kinds auth.attempt, session.open and session.close. */
struct ev_login {
	struct ev_header h;
	__u32 stage;   /* EV_LOGIN_* */
	__u32 result;  /* PAM_*, 0 is success */
	__u32 success; /* 1: the result is success */
	__u32 pad;
	struct ev_str service; /* the program's own name for what it does: sshd, sudo */
	struct ev_str user;    /* who is to come in */
	struct ev_str remote;
	struct ev_str remote_user;
	struct ev_str tty;
};
EV_ASSERT_LAYOUT(ev_login, tty, 184);

/* Of each of the strings, NUL included. */
#define EV_LOGIN_TEXT_MAX 256

#endif
