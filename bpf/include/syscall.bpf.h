/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Programs at the exit of a system call.
 *
 * At the exit the registers still hold the arguments, the kernel has done its work, and the buffers
 * it has just used are resident. SYSCALL_EXIT makes one program for each rung of the ladder that
 * user space chooses from; all do the same.
 */
#ifndef SYSCALL_BPF_H
#define SYSCALL_BPF_H

#include "compat.bpf.h"
#include "record.bpf.h"

/* A call that returns. */
struct call {
	void *ctx; /* of the program, for record__hand_over */
	u64 number;
	u64 args[6];
	s64 result;
};

/* struct iovec as a 64-bit caller has it (include/uapi/linux/uio.h). */
struct user_iovec {
	u64 base;
	u64 length;
};

/* ctx of tp_btf/sys_exit: struct pt_regs *, long. */
static __always_inline void call__read_context(struct call *call, const u64 *ctx)
{
	struct pt_regs *regs = (struct pt_regs *)ctx[0];

	call->ctx = (void *)ctx;
	call->number = regs->orig_ax;
	call->args[0] = regs->di;
	call->args[1] = regs->si;
	call->args[2] = regs->dx;
	call->args[3] = regs->r10;
	call->args[4] = regs->r8;
	call->args[5] = regs->r9;
	call->result = (s64)ctx[1];
}

/* The part of struct pt_regs that has the arguments; arch/x86/include/asm/ptrace.h. */
struct saved_registers {
	u64 r10, r9, r8, ax, cx, dx, si, di, orig_ax;
};

/* From deeper in the kernel: what the current task's call was entered with. */
static __always_inline void call__read_task(struct call *call, void *ctx, s64 result)
{
	u64 regs = compat__user_regs();
	struct saved_registers saved = {};

	call->ctx = ctx;
	bpf_probe_read_kernel(&saved, sizeof(saved),
			      (void *)(regs + bpf_core_field_offset(struct pt_regs, r10)));
	call->number = saved.orig_ax;
	call->args[0] = saved.di;
	call->args[1] = saved.si;
	call->args[2] = saved.dx;
	call->args[3] = saved.r10;
	call->args[4] = saved.r8;
	call->args[5] = saved.r9;
	call->result = result;
}

/* Calls by their numbers for 32-bit callers (arch/x86/entry/syscalls/syscall_32.tbl). */
#define EV_SYS32_kill 37
#define EV_SYS32_rt_sigqueueinfo 178
#define EV_SYS32_tkill 238
#define EV_SYS32_tgkill 270
#define EV_SYS32_rt_tgsigqueueinfo 335

/*
 * The programs of one exit: NAME, called by the dispatcher of tp_btf/sys_exit; NAME__CALL, attached
 * to the function of one call; NAME__return, attached to the return of each of these functions. The
 * body follows. The calls are named as their functions are: sendfile64.
 */
#define SYSCALL_EXIT(name, ...)                                                                    \
	static __noinline int name##__body(const struct call *call);                               \
	SEC("tp_btf/sys_exit")                                                                     \
	int name(u64 *ctx)                                                                         \
	{                                                                                          \
		struct call call;                                                                  \
		call__read_context(&call, ctx);                                                    \
		name##__body(&call);                                                               \
		record__hand_over(ctx);                                                            \
		return 0;                                                                          \
	}                                                                                          \
	SEC("kretprobe")                                                                           \
	int name##__return(struct pt_regs *ctx)                                                    \
	{                                                                                          \
		struct call call;                                                                  \
		call__read_task(&call, ctx, ctx->ax);                                              \
		name##__body(&call);                                                               \
		record__hand_over(ctx);                                                            \
		return 0;                                                                          \
	}                                                                                          \
	___bpf_apply(FUNCTION_EXITS_, ___bpf_narg(__VA_ARGS__))(                                   \
		name, __VA_ARGS__) static __noinline int name##__body(const struct call *call)

/*
 * ctx: struct pt_regs *, long. The registers are the task's; by way of the argument they cannot be
 * read everywhere: in the type information of 5.10 some of these functions take an unknown struct.
 */
#define FUNCTION_EXIT(name, function)                                                              \
	SEC("fexit/__x64_sys_" #function)                                                          \
	int name##__##function(u64 *ctx)                                                           \
	{                                                                                          \
		struct call call;                                                                  \
		call__read_task(&call, ctx, ctx[1]);                                               \
		name##__body(&call);                                                               \
		record__hand_over(ctx);                                                            \
		return 0;                                                                          \
	}
#define FUNCTION_EXITS_1(name, f) FUNCTION_EXIT(name, f)
#define FUNCTION_EXITS_2(name, f, ...) FUNCTION_EXIT(name, f) FUNCTION_EXITS_1(name, __VA_ARGS__)
#define FUNCTION_EXITS_3(name, f, ...) FUNCTION_EXIT(name, f) FUNCTION_EXITS_2(name, __VA_ARGS__)
#define FUNCTION_EXITS_4(name, f, ...) FUNCTION_EXIT(name, f) FUNCTION_EXITS_3(name, __VA_ARGS__)
#define FUNCTION_EXITS_5(name, f, ...) FUNCTION_EXIT(name, f) FUNCTION_EXITS_4(name, __VA_ARGS__)
#define FUNCTION_EXITS_6(name, f, ...) FUNCTION_EXIT(name, f) FUNCTION_EXITS_5(name, __VA_ARGS__)
#define FUNCTION_EXITS_7(name, f, ...) FUNCTION_EXIT(name, f) FUNCTION_EXITS_6(name, __VA_ARGS__)

/*
 * A 32-bit call has other numbers and registers than the table's. Such calls are not seen here;
 * execs, forks and exits do not depend on it.
 */
static __always_inline bool call__is_native(void)
{
	return !(CURRENT_READ(thread_info.status) & TS_COMPAT);
}

/* The file behind a descriptor of the current task; NULL: none. */
static __always_inline struct file *fd__file(s32 fd)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file *file = NULL;
	struct file **slots;

	if (fd < 0 || (u32)fd >= BPF_CORE_READ(table, max_fds))
		return NULL;
	slots = BPF_CORE_READ(table, fd);
	memory__read(&file, sizeof(file), slots + fd);
	return file;
}

/* The same, for calls that a host makes all the time, where reads are helper calls. */
static __always_inline struct file *fd__file_quickly(s32 fd)
{
	struct file *file = NULL;
	struct file **slots;

	if (READS_ARE_DIRECT)
		return fd__file(fd);

	if (fd < 0 || (u32)fd >= CURRENT_READ(files, fdt, max_fds))
		return NULL;
	slots = CURRENT_READ(files, fdt, fd);
	memory__read(&file, sizeof(file), slots + fd);
	return file;
}

#endif
