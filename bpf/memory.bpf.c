// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Files that are only in memory, and rings through which calls go that no hook of a call sees. */
#include "syscall.bpf.h"

/* The first bytes of the names that the kernel gives to such files, as a number. */
#define PREFIX_MEMFD 0x3a64666d656dULL	      /* memfd: */
#define PREFIX_IO_URING 0x6e6972755f6f695bULL /* [io_urin */
#define MEMFD_PREFIX_BYTES 6

#define MEMFD_NAME_MAX 250 /* MFD_NAME_MAX_LEN and a NUL (mm/memfd.c) */

/* include/uapi/linux/io_uring.h: struct io_uring_params as far as it is read. */
struct user_uring_params {
	u32 sq_entries;
	u32 cq_entries;
	u32 flags;
};

static __always_inline u64 file__name_prefix(struct file *file, u32 bytes)
{
	u64 prefix = 0;

	bpf_probe_read_kernel(&prefix, bytes, BPF_CORE_READ(file, f_path.dentry, d_name.name));
	return prefix;
}

SYSCALL_EXIT(process_memfd, memfd_create)
{
	struct ev_process_memfd *m;
	struct file *file;
	struct scratch *s;

	if (!call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_process_memfd, EV_KIND_PROCESS_MEMFD);
	if (!s)
		return 0;
	m = (struct ev_process_memfd *)s->record;
	m->memfd_flags = call->args[1];
	m->result = call->result < 0 ? call->result : 0;
	m->fd = call->result < 0 ? -1 : call->result;
	file = fd__file(m->fd);
	if (file && file__name_prefix(file, MEMFD_PREFIX_BYTES) == PREFIX_MEMFD) {
		const unsigned char *name = BPF_CORE_READ(file, f_path.dentry, d_name.name);

		m->inode = BPF_CORE_READ(file, f_inode, i_ino);
		record__kernel_string(SLOT_EVENT, FIELD(ev_process_memfd, name),
				      (u64)name + MEMFD_PREFIX_BYTES, MEMFD_NAME_MAX);
	} else {
		m->h.flags = EV_CALLER_PATH;
		record__user_string(SLOT_EVENT, FIELD(ev_process_memfd, name), call->args[0],
				    MEMFD_NAME_MAX);
	}
	record__submit(s, EV_LANE_BULK);
	return 0;
}

SYSCALL_EXIT(process_io_uring, io_uring_setup)
{
	struct user_uring_params params = {};
	struct ev_process_io_uring *u;
	struct file *file;
	struct scratch *s;

	if (!call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_process_io_uring, EV_KIND_PROCESS_IO_URING);
	if (!s)
		return 0;
	u = (struct ev_process_io_uring *)s->record;
	u->entries = call->args[0];
	u->result = call->result < 0 ? call->result : 0;
	u->fd = call->result < 0 ? -1 : call->result;
	file = fd__file(u->fd);
	/* not so where the number is that of a registered ring (IORING_SETUP_REGISTERED_FD_ONLY) */
	if (file && file__name_prefix(file, sizeof(u64)) == PREFIX_IO_URING) {
		struct io_ring_ctx *ring = BPF_CORE_READ(file, private_data);

		u->entries = BPF_CORE_READ(ring, sq_entries);
		u->ring_flags = BPF_CORE_READ(ring, flags);
	} else if (!bpf_probe_read_user(&params, sizeof(params), (void *)call->args[1])) {
		u->h.flags = EV_CALLER_ARGS;
		u->ring_flags = params.flags;
	}
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}
