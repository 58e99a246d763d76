// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Namespaces that are entered, and left for new ones. Those of a new process are in its exec. */
#include "cred.bpf.h"
#include "syscall.bpf.h"

/* After the call: what the thread has now. */
static __always_inline void namespaces__fill(struct ev_namespaces *n, struct task_struct *task)
{
	struct nsproxy *proxy = BPF_CORE_READ(task, nsproxy);

	n->mnt = BPF_CORE_READ(proxy, mnt_ns, ns.inum);
	n->net = BPF_CORE_READ(proxy, net_ns, ns.inum);
	n->user = BPF_CORE_READ(task, real_cred, user_ns, ns.inum);
	n->pid_for_children = BPF_CORE_READ(proxy, pid_ns_for_children, ns.inum);
	n->uts = BPF_CORE_READ(proxy, uts_ns, ns.inum);
	/* the others can be left out of a kernel */
	if (bpf_core_type_exists(struct ipc_namespace))
		n->ipc = BPF_CORE_READ(proxy, ipc_ns, ns.inum);
	if (bpf_core_type_exists(struct cgroup_namespace))
		n->cgroup = BPF_CORE_READ(proxy, cgroup_ns, ns.inum);
	if (bpf_core_type_exists(struct time_namespace))
		n->time_for_children = BPF_CORE_READ(proxy, time_ns_for_children, ns.inum);
}

static __always_inline int namespace__record(u32 kind, u32 types, u32 entered, s64 result)
{
	struct ev_namespace *n;
	struct scratch *s;

	if (!kind__wanted(kind) || !scope__includes_current())
		return 0;
	s = record__begin(ev_namespace, kind);
	if (!s)
		return 0;
	n = (struct ev_namespace *)s->record;
	n->types = types;
	n->entered = entered;
	n->result = result;
	namespaces__fill(&n->now, (struct task_struct *)bpf_get_current_task());
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

/* A descriptor of a namespace says itself of which type it is; with a pidfd the flags say it. */
SYSCALL_EXIT(namespace_enter, setns)
{
	struct file *file = fd__file(call->args[0]);
	u32 types = call->args[1], entered = 0;

	if (!call__is_native())
		return 0;
	if (file && BPF_CORE_READ(file, f_inode, i_sb, s_magic) == NSFS_MAGIC) {
		struct ns_common *ns = BPF_CORE_READ(file, f_inode, i_private);

		types = compat__namespace_type(ns);
		entered = BPF_CORE_READ(ns, inum);
	}
	namespace__record(EV_KIND_NAMESPACE_ENTER, types, entered, call->result);
	record__hand_over(call->ctx);
	if (!call->result && (types & CLONE_NEWUSER))
		credentials__compare(EV_CRED_SETNS, (u32)bpf_get_current_pid_tgid());
	return 0;
}

SYSCALL_EXIT(namespace_leave, unshare)
{
	u32 types = call->args[0] & CLONE_NEW_ANY;

	/* what else is not shared any more, as the working directory, is nobody's business */
	if (!types || !call__is_native())
		return 0;
	namespace__record(EV_KIND_NAMESPACE_LEAVE, types, 0, call->result);
	record__hand_over(call->ctx);
	if (!call->result && (types & CLONE_NEWUSER))
		credentials__compare(EV_CRED_UNSHARE, (u32)bpf_get_current_pid_tgid());
	return 0;
}
