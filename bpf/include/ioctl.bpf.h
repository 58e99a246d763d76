/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Commands of ioctl, each dealt with where its family is. */
#ifndef IOCTL_BPF_H
#define IOCTL_BPF_H

#include "record.bpf.h"
#include "syscall.bpf.h"

/* bpf_call.bpf.c: a program was given to a performance event. */
int perf_event__attached(s32 program_fd, s64 result);
/* tty_state.bpf.c: a terminal, by a descriptor of either end, was set anew. */
int tty__set(u32 kind, s32 fd);

#endif
