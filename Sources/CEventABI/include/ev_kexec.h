/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Another kernel made ready to take this one's place. */
#ifndef EV_KEXEC_H
#define EV_KEXEC_H

#include "ev_header.h"

#define EV_KEXEC_FROM_MEMORY 0u /* kexec_load */
#define EV_KEXEC_FROM_FILE 1u	/* kexec_file_load */

#define EV_KEXEC_COMMAND_LINE_MAX 2048

struct ev_kexec {
	struct ev_header h;
	__u64 segments; /* of kexec_load */
	__u32 kexec_flags;
	__s32 result;
	__u32 method; /* EV_KEXEC_FROM_* */
	__u32 pad;
	struct ev_str path; /* the kernel's file */
	struct ev_str initrd;
	struct ev_str command_line;
};
EV_ASSERT_LAYOUT(ev_kexec, command_line, 176);

#endif
