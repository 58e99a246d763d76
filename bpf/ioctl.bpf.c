// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* The few commands of ioctl that count; most calls have another one and go no further. */
#include "ioctl.bpf.h"

SYSCALL_EXIT(ioctl_by_command, ioctl)
{
	switch ((u32)call->args[1]) {
	case TIOCSWINSZ:
		if (!kind__wanted(EV_KIND_TTY_WINSIZE) || call->result || !call__is_native())
			return 0;
		return tty__set(EV_KIND_TTY_WINSIZE, call->args[0]);
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
	case TCSETA:
	case TCSETAW:
	case TCSETAF:
	case TCSETS2:
	case TCSETSW2:
	case TCSETSF2:
		if (!kind__wanted(EV_KIND_TTY_MODE) || call->result || !call__is_native())
			return 0;
		return tty__set(EV_KIND_TTY_MODE, call->args[0]);
	case PERF_EVENT_IOC_SET_BPF:
		if (!kind__wanted(EV_KIND_BPF_ATTACH) || !call__is_native())
			return 0;
		return perf_event__attached(call->args[2], call->result);
	}
	return 0;
}
