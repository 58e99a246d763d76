/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Which devices count, by their numbers (Documentation/admin-guide/devices.txt). */
#ifndef DEVICE_BPF_H
#define DEVICE_BPF_H

#include "kernel.h"
#include "uapi.bpf.h"

#include <bpf/bpf_helpers.h>

/* /dev/mem, /dev/kmem and /dev/port: memory and ports as files. */
static __always_inline bool device__is_memory(u32 rdev)
{
	u32 minor = rdev & MINORMASK;

	return (rdev >> MINORBITS) == MEM_MAJOR && (minor == 1 || minor == 2 || minor == 4);
}

/* A console or a pty's slave; not a master, where typing is written. */
static __always_inline bool device__is_terminal(u32 rdev)
{
	u32 major = rdev >> MINORBITS;

	if (major == TTYAUX_MAJOR) /* tty, console; ptmx is 2 */
		return (rdev & MINORMASK) < 2;
	return major == TTY_MAJOR || major == HVC_MAJOR || major == TTYAMA_MAJOR ||
	       (major >= UNIX98_PTY_SLAVE_MAJOR &&
		major < UNIX98_PTY_SLAVE_MAJOR + UNIX98_PTY_MAJOR_COUNT);
}

/* /dev/ptmx: the inode of every pty's master. */
static __always_inline bool device__is_master(u32 rdev)
{
	return rdev == ((TTYAUX_MAJOR << MINORBITS) | 2);
}

#endif
