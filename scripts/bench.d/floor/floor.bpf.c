// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The floor: records as large as the sensor's, out of the same hooks, with nothing in them. What
 * this costs no sensor on these hooks can save.
 */
#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>

#include "CEventABI.h"
#include "compat.bpf.h"
#include "device.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define RING_BYTES (16 << 20)
#define WAKE_BYTES (RING_BYTES / 4)
/* Paths, arguments and the cgroup of an exec as the workload does it; a written line. */
#define EXEC_TAIL 420
#define TERMINAL_TAIL 64

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RING_BYTES);
} ring SEC(".maps");

struct record {
	u8 bytes[1024];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct record);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, EV_SYS_LIMIT);
	__type(key, u32);
	__type(value, u32);
} exits SEC(".maps");

u64 lost = 0;

static __always_inline void record__emit(const u32 size)
{
	u32 zero = 0;
	struct record *record = bpf_map_lookup_elem(&records, &zero);
	u64 unread = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);

	if (!record)
		return;
	if (bpf_ringbuf_output(&ring, record, size,
			       unread >= WAKE_BYTES ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP))
		__sync_fetch_and_add(&lost, 1);
}

SEC("tp_btf/sched_process_exec")
int floor_exec(u64 *ctx)
{
	record__emit(sizeof(struct ev_process_exec) + EXEC_TAIL);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int floor_fork(u64 *ctx)
{
	record__emit(sizeof(struct ev_process_fork));
	return 0;
}

SEC("tp_btf/sched_process_exit")
int floor_exit(u64 *ctx)
{
	record__emit(sizeof(struct ev_process_exit));
	return 0;
}

/* One a connection, at the end that asked for it; ctx: struct sock *, int old state, int new state
 */
SEC("tp_btf/inet_sock_set_state")
int floor_state(u64 *ctx)
{
	if (ctx[1] == TCP_SYN_SENT && ctx[2] != TCP_CLOSE)
		record__emit(sizeof(struct ev_net_close));
	return 0;
}

SEC("tp_btf/sys_exit")
int floor_dispatch(u64 *ctx)
{
	u32 number = ((struct pt_regs *)ctx[0])->orig_ax;

	bpf_tail_call(ctx, &exits, number);
	return 0;
}

SEC("tp_btf/sys_exit")
int floor_connect(u64 *ctx)
{
	record__emit(sizeof(struct ev_net));
	return 0;
}

/* Looks at the file as far as is needed to know that it is no terminal. */
static __always_inline bool fd__is_terminal(u32 fd)
{
	struct file *file = NULL;
	struct inode *inode;
	u32 device;

	if (fd >= CURRENT_READ(files, fdt, max_fds))
		return false;
	bpf_probe_read_kernel(&file, sizeof(file), CURRENT_READ(files, fdt, fd) + fd);
	inode = BPF_CORE_READ(file, f_inode);
	if ((BPF_CORE_READ(inode, i_mode) & S_IFMT) != S_IFCHR)
		return false;
	device = BPF_CORE_READ(inode, i_rdev);
	return device__is_terminal(device) || device__is_master(device);
}

SEC("tp_btf/sys_exit")
int floor_transfer(u64 *ctx)
{
	if (fd__is_terminal(((struct pt_regs *)ctx[0])->di))
		record__emit(sizeof(struct ev_tty) + TERMINAL_TAIL);
	return 0;
}

SEC("tp_btf/sys_exit")
int floor_open(u64 *ctx)
{
	return 0; /* opens for reading are not recorded */
}
