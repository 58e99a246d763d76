/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Descriptors that are more than they seem: files only in memory, and rings for system calls. */
#ifndef EV_MEMORY_H
#define EV_MEMORY_H

#include "ev_header.h"

struct ev_process_memfd {
	struct ev_header h;
	__u64 inode;	   /* as that of an image executed from it; 0: there is none */
	__u32 memfd_flags; /* MFD_* */
	__s32 result;
	__s32 fd; /* -1 on failure */
	__u32 pad;
	struct ev_str name;
};
EV_ASSERT_LAYOUT(ev_process_memfd, name, 160);

struct ev_process_io_uring {
	struct ev_header h;
	__u32 entries;	  /* of the submission queue */
	__u32 ring_flags; /* IORING_SETUP_* */
	__s32 result;
	__s32 fd; /* -1 on failure */
};
EV_ASSERT_LAYOUT(ev_process_io_uring, fd, 144);

#endif
