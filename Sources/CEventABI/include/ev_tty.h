/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Terminals: what was shown (read from a pty master) and who wrote it (to a slave or console). */
#ifndef EV_TTY_H
#define EV_TTY_H

#include "ev_header.h"

/* Kinds tty.output and tty.write. The device is always the slave's: the one users know. */
struct ev_tty {
	struct ev_header h;
	__u64 bytes;   /* that the record stands for; data holds the first of them */
	__u32 device;  /* (major << 20 | minor) */
	__u32 session; /* process id of the session's leader; 0: none */
	__u32 lflag;   /* c_lflag at the moment */
	__u16 rows;
	__u16 columns;
	struct ev_str data;
};
EV_ASSERT_LAYOUT(ev_tty, data, 160);

/* c_lflag bits that the records are read for (asm-generic/termbits.h). */
#define EV_TTY_ISIG 0x0001u
#define EV_TTY_ICANON 0x0002u
#define EV_TTY_ECHO 0x0008u

#endif
