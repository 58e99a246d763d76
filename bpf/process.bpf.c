// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Processes: exec done and failed, fork, exit. */
#include "image.bpf.h"
#include "syscall.bpf.h"

#include <bpf/bpf_tracing.h>

/* Pointers of argv read for a failed attempt, whose arguments are still the caller's. */
#define CALLER_ARGC_MAX 128
#define CALLER_ARG_MAX 4096

/*
 * After the point of no return: credentials, mm and files are the new ones, and the arguments in
 * the new mm are what the kernel copied, not what the caller may have changed since.
 */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	const u32 kind = EV_KIND_PROCESS_EXEC;
	struct ev_process_exec *e;
	struct scratch *s;
	u64 start, end;

	if (!scope__includes_current())
		return 0;
	s = record__begin(ev_process_exec, kind);
	if (!s)
		return 0;
	e = (struct ev_process_exec *)s->record;
	e->argc = BPF_CORE_READ(bprm, argc);
	leaders__fill(e, task);
	image__fill_namespaces(e, task);
	exe__fill(e, BPF_CORE_READ(task, mm, exe_file));
	exe__store_paths(SLOT_EVENT, task, BPF_CORE_READ(task, mm, exe_file));
	record__kernel_string(SLOT_EVENT, FIELD(ev_process_exec, invoked),
			      (u64)BPF_CORE_READ(bprm, filename), EV_PATH_MAX);
	if (BPF_CORE_READ(bprm, interp) != BPF_CORE_READ(bprm, filename)) {
		e->traits |= EV_EXE_SCRIPT;
		record__kernel_string(SLOT_EVENT, FIELD(ev_process_exec, interpreter),
				      (u64)BPF_CORE_READ(bprm, interp), EV_PATH_MAX);
	}
	start = BPF_CORE_READ(task, mm, arg_start);
	end = BPF_CORE_READ(task, mm, arg_end);
	if (end > start &&
	    record__user_bytes(SLOT_EVENT, FIELD(ev_process_exec, argv), start, end - start))
		loss__count(kind, EV_LOSS_READ);
	record__submit(s, EV_LANE_CRITICAL);
	record__hand_over(ctx);
	return 0;
}

/* Append one argument of the caller; 0: that was the last one, or no more are kept. */
__noinline int caller_argv__append(u64 pointer)
{
	struct scratch *s = scratch__slot(SLOT_EVENT);
	struct ev_process_exec *e;
	u64 used, arg = 0;
	long n;

	if (!s || bpf_probe_read_user(&arg, sizeof(arg), (void *)pointer) || !arg)
		return 0;
	e = (struct ev_process_exec *)s->record;
	used = s->used;
	bound(used);
	if (used > EV_RECORD_MAX - CALLER_ARG_MAX)
		return 0;
	n = bpf_probe_read_user_str(s->record + used, CALLER_ARG_MAX, (void *)arg);
	if (n <= 0)
		return 0;
	s->used = used + n;
	e->argv.len += n;
	e->argv.full += n;
	e->argc++;
	if (e->argc < CALLER_ARGC_MAX && e->argv.len <= EV_ARGV_MAX - CALLER_ARG_MAX)
		return 1;
	e->argv.full++; /* cut: there may be more */
	return 0;
}

/*
 * The kernel's copies of a failed attempt are gone when the call returns; what the caller's memory
 * holds is marked as such.
 */
static __always_inline void caller_argv__store(struct scratch *s, u64 argv)
{
	struct ev_process_exec *e = (struct ev_process_exec *)s->record;

	e->argv.off = s->used;
	for (int i = 0; i < CALLER_ARGC_MAX; i++)
		if (!caller_argv__append(argv + i * sizeof(u64)))
			break;
}

SYSCALL_EXIT(process_exec_failed, execve, execveat)
{
	const u32 kind = EV_KIND_PROCESS_EXEC;
	s64 result = call->result;
	struct ev_process_exec *e;
	struct scratch *s;
	u64 path, argv;
	s32 dirfd = AT_FDCWD;

	if (result >= 0 || !call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_process_exec, kind);
	if (!s)
		return 0;
	e = (struct ev_process_exec *)s->record;
	e->h.flags = EV_CALLER_ARGS | EV_CALLER_PATH;
	e->result = result;
	e->traits = EV_EXE_UNKNOWN;
	leaders__fill(e, (struct task_struct *)bpf_get_current_task());
	image__fill_namespaces(e, (struct task_struct *)bpf_get_current_task());
	path = call->args[0];
	argv = call->args[1];
	if (call->number == EV_SYS_execveat) {
		dirfd = call->args[0];
		path = call->args[1];
		argv = call->args[2];
	}
	exe__store_paths(SLOT_EVENT, (struct task_struct *)bpf_get_current_task(), NULL);
	if (dirfd == AT_FDCWD) {
		record__user_string(SLOT_EVENT, FIELD(ev_process_exec, invoked), path, EV_PATH_MAX);
	} else if (!path__resolve_user(SLOT_EVENT, dirfd, path)) {
		path__store(SLOT_EVENT, FIELD(ev_process_exec, invoked));
	}
	caller_argv__store(s, argv);
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(process_fork, struct task_struct *parent, struct task_struct *child)
{
	u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct ev_process_fork *e;
	struct scratch *s;
	struct pid *pid;

	if (child->pid != child->tgid)
		return 0; /* a thread */
	if (config.scope & EV_SCOPE_TREE) {
		u32 child_tgid = child->tgid, in = 1;

		/* before the stream is armed too: the tree must be whole by then */
		if (bpf_map_lookup_elem(&scope_processes, &tgid) &&
		    bpf_map_update_elem(&scope_processes, &child_tgid, &in, BPF_ANY))
			loss__count(EV_KIND_PROCESS_FORK, EV_LOSS_TABLE_FULL);
	}
	if (!kind__wanted(EV_KIND_PROCESS_FORK) || !scope__includes_current())
		return 0;
	s = record__begin(ev_process_fork, EV_KIND_PROCESS_FORK);
	if (!s)
		return 0;
	e = (struct ev_process_fork *)s->record;
	e->child_start_ns = child->start_boottime;
	e->child_tgid = child->tgid;
	e->child_parent_tgid = BPF_CORE_READ(child, real_parent, tgid);
	e->child_parent_start_ns = BPF_CORE_READ(child, real_parent, group_leader, start_boottime);
	pid = BPF_CORE_READ(child, thread_pid);
	if (pid)
		e->child_pid_ns_pid = BPF_CORE_READ(pid__own(pid), nr);
	record__submit(s, EV_LANE_CRITICAL);
	record__hand_over(ctx);
	return 0;
}

/* Runs for every thread; the process ends with its last one. */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(process_exit, struct task_struct *task)
{
	u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct ev_process_exit *e;
	struct scratch *s;
	u32 code;

	if (BPF_CORE_READ(task, signal, live.counter) != 0)
		return 0;
	if (kind__wanted(EV_KIND_PROCESS_EXIT) && scope__includes_current()) {
		s = record__begin(ev_process_exit, EV_KIND_PROCESS_EXIT);
		if (s) {
			e = (struct ev_process_exit *)s->record;
			/* as wait(2) reports it: the group's code, else that of the first thread */
			if (BPF_CORE_READ(task, signal, flags) & SIGNAL_GROUP_EXIT)
				code = BPF_CORE_READ(task, signal, group_exit_code);
			else
				code = BPF_CORE_READ(task, group_leader, exit_code);
			e->code = (code >> 8) & 0xff;
			e->signal = code & 0x7f;
			e->core_dumped = !!(code & 0x80);
			record__submit(s, EV_LANE_CRITICAL);
			record__hand_over(ctx);
		}
	}
	if (config.scope & EV_SCOPE_TREE)
		bpf_map_delete_elem(&scope_processes, &tgid);
	return 0;
}
