/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Programs at the exit of a system call.
 *
 * sys_exit taxes every call on the host, so one dispatcher is attached and jumps by the call's
 * number into the program that wants it; a free slot of the table is the whole filter. At the exit
 * the registers still hold the arguments, the kernel has done its work, and the buffers it has just
 * used are resident.
 */
#ifndef SYSCALL_BPF_H
#define SYSCALL_BPF_H

#include "compat.bpf.h"
#include "record.bpf.h"

/* struct iovec as a 64-bit caller has it (include/uapi/linux/uio.h). */
struct user_iovec {
	u64 base;
	u64 length;
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, EV_SYS_LIMIT);
	__type(key, u32);
	__type(value, u32);
} syscall_exits __weak SEC(".maps");

/* ctx of tp_btf/sys_exit: struct pt_regs *, long. */
static __always_inline struct pt_regs *exit__regs(const u64 *ctx)
{
	return (struct pt_regs *)ctx[0];
}

static __always_inline s64 exit__result(const u64 *ctx)
{
	return (s64)ctx[1];
}

/*
 * A 32-bit call has other numbers and registers than the table's. Such calls are not seen here;
 * execs, forks and exits do not depend on it.
 */
static __always_inline bool exit__is_native(void)
{
	return !(CURRENT_READ(thread_info.status) & TS_COMPAT);
}

/* The file behind a descriptor of the current task; NULL: none. */
static __always_inline struct file *fd__file(s32 fd)
{
	struct file *file = NULL;
	struct file **slots;

	if (fd < 0 || (u32)fd >= CURRENT_READ(files, fdt, max_fds))
		return NULL;
	slots = CURRENT_READ(files, fdt, fd);
	bpf_probe_read_kernel(&file, sizeof(file), slots + fd);
	return file;
}

#endif
