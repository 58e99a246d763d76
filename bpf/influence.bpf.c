// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* What one process does to another: tracing it, writing into its memory, signalling it. */
#include "target.bpf.h"

#include <bpf/bpf_tracing.h>

/* Numbers of processes are below 2^22: six bits a level, and a turn for the end. */
#define XA_LEVELS_MAX 5
#define XA_SLOT_BITS 6
#define XA_SLOT_MASK ((1u << XA_SLOT_BITS) - 1)

/* include/linux/xarray.h: xa_is_node */
static __always_inline bool xa_entry__is_node(u64 entry)
{
	return (entry & 3) == 2 && entry > 4096;
}

/* As idr_find: what the namespace of the caller has under the number. */
static __always_inline struct pid *namespace__pid(struct pid_namespace *ns, u32 number)
{
	u64 entry = (u64)BPF_CORE_READ(ns, idr.idr_rt.xa_head);

	for (int i = 0; i < XA_LEVELS_MAX && xa_entry__is_node(entry); i++) {
		struct xa_node *node = (struct xa_node *)(entry - 2);
		u32 shift = BPF_CORE_READ(node, shift) & 31;
		u64 slot = number >> shift;

		if (!i && slot > XA_SLOT_MASK)
			return NULL; /* above all that there are */
		slot &= XA_SLOT_MASK;
		memory__read(&entry, sizeof(entry),
			     (void *)((u64)node + bpf_core_field_offset(node->slots) +
				      slot * sizeof(void *)));
		if (!shift)
			break;
	}
	return xa_entry__is_node(entry) ? NULL : (struct pid *)entry;
}

__noinline u64 task__numbered(u32 number)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct pid *own = BPF_CORE_READ(task, thread_pid);
	struct upid *upid;
	struct pid *pid;
	u64 at;

	if (!own)
		return 0;
	pid = namespace__pid(BPF_CORE_READ(pid__own(own), ns), number);
	if (!pid)
		return 0;
	/* what was found is gone meanwhile, or no pid at all, unless it has this number here */
	upid = (void *)((u64)pid + bpf_core_field_offset(pid->numbers) +
			BPF_CORE_READ(own, level) * bpf_core_type_size(struct upid));
	if ((u32)BPF_CORE_READ(upid, nr) != number)
		return 0;
	at = (u64)BPF_CORE_READ(pid, tasks[PIDTYPE_PID].first);
	return at ? at - bpf_core_field_offset(task->pid_links) : 0;
}

SYSCALL_EXIT(process_trace, ptrace)
{
	struct ev_process_trace *t;
	struct scratch *s;
	u32 request;

	/* what else is asked for presumes one of these */
	switch ((u32)call->args[0]) {
	case PTRACE_TRACEME:
		request = EV_TRACE_ME;
		break;
	case PTRACE_ATTACH:
		request = EV_TRACE_ATTACH;
		break;
	case PTRACE_SEIZE:
		request = EV_TRACE_SEIZE;
		break;
	default:
		return 0;
	}
	if (!call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_process_trace, EV_KIND_PROCESS_TRACE);
	if (!s)
		return 0;
	t = (struct ev_process_trace *)s->record;
	t->request = request;
	t->result = call->result;
	if (request == EV_TRACE_ME)
		target__fill(&t->target, (struct task_struct *)bpf_get_current_task());
	else
		target__fill_numbered(&t->target, call->args[1]);
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

SYSCALL_EXIT(process_inject, process_vm_writev)
{
	struct ev_process_inject *i;
	struct scratch *s;

	if (!call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_process_inject, EV_KIND_PROCESS_INJECT);
	if (!s)
		return 0;
	i = (struct ev_process_inject *)s->record;
	if (call->result < 0)
		i->result = call->result;
	else
		i->bytes = call->result;
	target__fill_numbered(&i->target, call->args[0]);
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

/* By default it ends or stops a process; what is ignored or continues one does no harm. */
static __always_inline bool signal__is_harmful(u32 number)
{
	return number && number != SIGCHLD && number != SIGCONT && number != SIGURG &&
	       number != SIGWINCH;
}

/*
 * Is the current task in a call that sends signals? Timers and terminals send some in the name of
 * whoever is running; and what a siginfo says of itself is up to the sender.
 */
static __always_inline bool signal__is_sent_by_call(void)
{
	struct call call;

	call__read_task(&call, NULL, 0);
	if (!call__is_native()) {
		switch (call.number) {
		case EV_SYS32_kill:
		case EV_SYS32_rt_sigqueueinfo:
		case EV_SYS32_tkill:
		case EV_SYS32_tgkill:
		case EV_SYS32_rt_tgsigqueueinfo:
		case EV_SYS_pidfd_send_signal: /* has the same number */
			return true;
		}
		return false;
	}
	switch (call.number) {
	case EV_SYS_kill:
	case EV_SYS_rt_sigqueueinfo:
	case EV_SYS_tkill:
	case EV_SYS_tgkill:
	case EV_SYS_rt_tgsigqueueinfo:
	case EV_SYS_pidfd_send_signal:
		return true;
	}
	return false;
}

/* Once for each process that a signal goes to: a group, or all, are as many records. */
SEC("tp_btf/signal_generate")
int BPF_PROG(process_signal, int number, struct kernel_siginfo *info, struct task_struct *task,
	     int group, int outcome)
{
	struct task_struct *sender = (struct task_struct *)bpf_get_current_task();
	struct ev_process_signal *p;
	struct scratch *s;

	/* 0 and 1 stand for senders within the kernel (SEND_SIG_NOINFO, SEND_SIG_PRIV) */
	if (!signal__is_harmful(number) || (u64)info <= 1)
		return 0;
	if (BPF_CORE_READ(task, real_cred, uid.val) == BPF_CORE_READ(sender, real_cred, uid.val))
		return 0;
	if (!signal__is_sent_by_call() || !scope__includes_current())
		return 0;
	s = record__begin(ev_process_signal, EV_KIND_PROCESS_SIGNAL);
	if (!s)
		return 0;
	p = (struct ev_process_signal *)s->record;
	p->signal = number;
	p->outcome = outcome;
	target__fill(&p->target, task);
	record__submit(s, EV_LANE_CRITICAL);
	record__hand_over(ctx);
	return 0;
}

/* Refused: nothing was generated. Whom it was meant for is the number that was named. */
SYSCALL_EXIT(process_signal_refused, kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo,
	     pidfd_send_signal)
{
	struct ev_process_signal *p;
	struct scratch *s;
	bool by_thread;
	u32 number;

	if (call->result != -EPERM)
		return 0;
	by_thread = call->number == EV_SYS_tgkill || call->number == EV_SYS_rt_tgsigqueueinfo;
	number = by_thread ? call->args[2] : call->args[1];
	if (!signal__is_harmful(number) || !call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_process_signal, EV_KIND_PROCESS_SIGNAL);
	if (!s)
		return 0;
	p = (struct ev_process_signal *)s->record;
	p->signal = number;
	p->result = call->result;
	if (call->number == EV_SYS_pidfd_send_signal)
		p->target.uid = EV_UNSET; /* a descriptor, no number */
	else
		target__fill_numbered(&p->target, by_thread ? call->args[1] : call->args[0]);
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}
