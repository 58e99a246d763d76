/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The image of a process: for execs and for the snapshot of running processes. */
#ifndef IMAGE_BPF_H
#define IMAGE_BPF_H

#include "compat.bpf.h"
#include "path.bpf.h"

/* include/linux/mount.h: a mount that only the kernel sees, as that of memfd files. */
#define MNT_INTERNAL 0x4000

/* What the image file is: identity, permissions, and whether it still has a name. */
static __always_inline void exe__fill(struct ev_process_exec *e, struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);

	e->inode = BPF_CORE_READ(inode, i_ino);
	e->device = BPF_CORE_READ(inode, i_sb, s_dev);
	e->mode = BPF_CORE_READ(inode, i_mode);
	e->owner = BPF_CORE_READ(inode, i_uid.val);
	e->group = BPF_CORE_READ(inode, i_gid.val);
	if (BPF_CORE_READ(inode, i_nlink) == 0) {
		e->traits |= EV_EXE_DELETED;
		if (BPF_CORE_READ(file, f_path.mnt, mnt_flags) & MNT_INTERNAL) {
			/* memfd:NAME never had a name in a directory that it could have lost */
			e->traits &= ~EV_EXE_DELETED;
			e->traits |= EV_EXE_MEMFD;
		}
	}
}

/*
 * The control group: that of the v2 hierarchy, or where nothing is in that (v1, and hybrid hosts)
 * that of the pids controller, which every container runtime uses.
 */
static __always_inline void cgroup__store(u32 slot, struct task_struct *task)
{
	struct css_set *set = BPF_CORE_READ(task, cgroups);
	struct kernfs_node *node = BPF_CORE_READ(set, dfl_cgrp, kn);
	struct cgroup_subsys_state *pids = NULL;

	if (!compat__kernfs_parent(node) &&
	    bpf_core_enum_value_exists(enum cgroup_subsys_id, pids_cgrp_id)) {
		u64 at = bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id);

		memory__read(&pids, sizeof(pids),
			     (void *)((u64)set + bpf_core_field_offset(set->subsys) +
				      at * sizeof(pids)));
		if (pids)
			node = BPF_CORE_READ(pids, cgroup, kn);
	}
	if (!path__resolve_cgroup(slot, (u64)node))
		path__store(slot, FIELD(ev_process_exec, cgroup));
}

/* Who leads the session and the process group. */
static __always_inline void leaders__fill(struct ev_process_exec *e, struct task_struct *task)
{
	e->session = BPF_CORE_READ(task, signal, pids[PIDTYPE_SID], numbers[0].nr);
	e->process_group = BPF_CORE_READ(task, signal, pids[PIDTYPE_PGID], numbers[0].nr);
}

/* In which namespaces it is, beside those in the header. */
static __always_inline void image__fill_namespaces(struct ev_process_exec *e,
						   struct task_struct *task)
{
	struct nsproxy *all = BPF_CORE_READ(task, nsproxy);
	struct pid *pid = BPF_CORE_READ(task, thread_pid);

	e->user_ns = BPF_CORE_READ(task, cred, user_ns, ns.inum);
	e->net_ns = BPF_CORE_READ(all, net_ns, ns.inum);
	e->uts_ns = BPF_CORE_READ(all, uts_ns, ns.inum);
	e->ipc_ns = BPF_CORE_READ(all, ipc_ns, ns.inum);
	e->cgroup_ns = BPF_CORE_READ(all, cgroup_ns, ns.inum);
	if (pid)
		e->pid_ns_pid = BPF_CORE_READ(pid__own(pid), nr);
}

static __always_inline void exe__store_paths(u32 slot, struct task_struct *task, struct file *file)
{
	if (file) {
		path__resolve_file(slot, task, file);
		path__store(slot, FIELD(ev_process_exec, exe));
	}
	path__resolve_for(slot, task, BPF_CORE_READ(task, fs, pwd.dentry),
			  BPF_CORE_READ(task, fs, pwd.mnt));
	path__store(slot, FIELD(ev_process_exec, cwd));
	cgroup__store(slot, task);
}

#endif
