// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Credentials that change: by the calls that set ids and capabilities, by an exec, by a user
 * namespace of one's own. Recorded with what was before, and only where something did change; a
 * call that was refused is recorded with what it asked for.
 *
 * Credentials are a thread's. The C library has every thread of a process make the call, so there
 * is a record for each of them.
 */
#include "cred.bpf.h"
#include "syscall.bpf.h"

#include <bpf/bpf_tracing.h>

static __always_inline bool credentials__are_equal(const struct ev_credentials *a,
						   const struct ev_credentials *b)
{
	return a->effective == b->effective && a->permitted == b->permitted && a->uid == b->uid &&
	       a->euid == b->euid && a->suid == b->suid && a->gid == b->gid && a->egid == b->egid &&
	       a->sgid == b->sgid;
}

static __always_inline struct ev_cred_change *cred_change__begin(struct scratch *s, u32 call)
{
	struct ev_cred_change *c = (struct ev_cred_change *)s->record;
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();

	c->call = call;
	c->user_ns = BPF_CORE_READ(task, real_cred, user_ns, ns.inum);
	c->asked_uid = EV_UNSET;
	c->asked_euid = EV_UNSET;
	c->asked_suid = EV_UNSET;
	c->asked_gid = EV_UNSET;
	c->asked_egid = EV_UNSET;
	c->asked_sgid = EV_UNSET;
	return c;
}

__noinline int credentials__compare(u32 call, u32 was)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u32 pid = (u32)bpf_get_current_pid_tgid();
	struct ev_credentials now, before = {};
	struct ev_credentials *known;
	struct ev_cred_change *c;
	bool is_known = false;
	struct scratch *s;

	if (!kind__wanted(EV_KIND_CRED_CHANGE))
		return 0;
	credentials__read(&now, task);
	known = bpf_map_lookup_elem(&known_credentials, &was);
	if (known) {
		before = *known;
		is_known = true;
	}
	if (was != pid)
		bpf_map_delete_elem(&known_credentials, &was);
	if (is_known && was == pid && credentials__are_equal(&before, &now))
		return 0;
	if (bpf_map_update_elem(&known_credentials, &pid, &now, BPF_ANY))
		loss__count(EV_KIND_CRED_CHANGE, EV_LOSS_TABLE_FULL);
	/* an exec rarely changes any: without the ones before there is nothing to tell */
	if (is_known ? credentials__are_equal(&before, &now) : call == EV_CRED_EXEC)
		return 0;
	if (!scope__includes_current())
		return 0;
	s = record__begin(ev_cred_change, EV_KIND_CRED_CHANGE);
	if (!s)
		return 0;
	c = cred_change__begin(s, call);
	c->before = before;
	c->before_unknown = !is_known;
	c->after = now;
	c->gained = is_known ? now.effective & ~before.effective : 0;
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

/* A thread starts with those of its parent, or with all capabilities in its own user namespace. */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(cred_fork, struct task_struct *parent, struct task_struct *child)
{
	credentials__remember(child, child->pid, BPF_ANY);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(cred_exit, struct task_struct *task)
{
	u32 pid = task->pid;

	bpf_map_delete_elem(&known_credentials, &pid);
	return 0;
}

/* A thread that execs takes the number of the first one; until here it was known by `old_pid`. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(cred_exec, struct task_struct *task, int old_pid)
{
	credentials__compare(EV_CRED_EXEC, old_pid);
	record__hand_over(ctx);
	return 0;
}

/* What was asked for: the registers are what the kernel saw. */
static __always_inline void cred_call__ids(struct ev_cred_change *c, const struct call *call)
{
	switch (call->number) {
	case EV_SYS_setuid:
		c->asked_uid = call->args[0];
		break;
	case EV_SYS_setreuid:
		c->asked_uid = call->args[0];
		c->asked_euid = call->args[1];
		break;
	case EV_SYS_setresuid:
		c->asked_uid = call->args[0];
		c->asked_euid = call->args[1];
		c->asked_suid = call->args[2];
		break;
	case EV_SYS_setgid:
		c->asked_gid = call->args[0];
		break;
	case EV_SYS_setregid:
		c->asked_gid = call->args[0];
		c->asked_egid = call->args[1];
		break;
	case EV_SYS_setresgid:
		c->asked_gid = call->args[0];
		c->asked_egid = call->args[1];
		c->asked_sgid = call->args[2];
		break;
	}
}

static __always_inline u32 cred_call__name(u64 number)
{
	switch (number) {
	case EV_SYS_setuid:
		return EV_CRED_SETUID;
	case EV_SYS_setreuid:
		return EV_CRED_SETREUID;
	case EV_SYS_setresuid:
		return EV_CRED_SETRESUID;
	case EV_SYS_setgid:
		return EV_CRED_SETGID;
	case EV_SYS_setregid:
		return EV_CRED_SETREGID;
	case EV_SYS_setresgid:
		return EV_CRED_SETRESGID;
	default:
		return EV_CRED_CAPSET;
	}
}

/* Nothing has changed: the credentials at hand are those before. */
static __always_inline int cred_call__refused(const struct call *call, u32 name)
{
	struct ev_cred_change *c;
	struct scratch *s;

	if (!scope__includes_current())
		return 0;
	s = record__begin(ev_cred_change, EV_KIND_CRED_CHANGE);
	if (!s)
		return 0;
	c = cred_change__begin(s, name);
	credentials__read(&c->before, (struct task_struct *)bpf_get_current_task());
	cred_call__ids(c, call);
	c->result = call->result;
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

SYSCALL_EXIT(cred_set, setuid, setreuid, setresuid, setgid, setregid, setresgid, capset)
{
	u32 name = cred_call__name(call->number);

	if (!call__is_native())
		return 0;
	if (call->result < 0)
		return cred_call__refused(call, name);
	return credentials__compare(name, (u32)bpf_get_current_pid_tgid());
}
