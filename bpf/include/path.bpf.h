/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Paths as the kernel holds them: a walk from a dentry up to the task's root, across mounts.
 *
 * Resolve first (the result stays in the CPU's walker), then ask or store it.
 */
#ifndef PATH_BPF_H
#define PATH_BPF_H

#include "record.bpf.h"

/* A dirfd for path__resolve_user: the text is no path in the file system (a symlink's content). */
#define EV_NO_BASE (-1000)

/* path.bpf.c */

/* Resolve what `struct path` (by its two pointers) names, as seen from the current task's root. */
int path__resolve(u32 slot, u64 dentry, u64 vfsmount, u64 root_dentry, u64 root_vfsmount);
/* Resolve a path of the caller: `dirfd` as for openat. Joined, not normalised. */
int path__resolve_user(u32 slot, s32 dirfd, u64 user_path);
/* Resolve the path of a control group from the root of its hierarchy, by its kernfs node. */
int path__resolve_cgroup(u32 slot, u64 node);
/* Copy the resolved path into the record. */
int path__store(u32 slot, u32 field);
/* EV_WATCH_* of the longest watched prefix of the resolved path. */
int path__watch_flags(u32 slot);
/* Is the file, or one of the two directories above, called like a watched secret? */
int path__is_secret_name(u64 dentry);

struct walker {
	u64 dentry;
	u64 vfsmount;
	u64 root_dentry;
	u64 root_vfsmount;
	u32 start; /* of the path in buffer */
	u32 end;
	u32 cut;       /* 1: components at the front are missing */
	u32 start_cut; /* 1: since the buffer was full */
	/*
	 * Walked components fill [start, EV_PATH_MAX) from the right; a caller's relative path is
	 * put behind them. The slack lets the verifier see that no write leaves the buffer.
	 */
	u8 buffer[3 * EV_PATH_MAX + 512];
	struct ev_watch_key key;
};

/* Nothing is walked in an interrupt. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOT_INTERRUPT);
	__type(key, u32);
	__type(value, struct walker);
} walkers __weak SEC(".maps");

static __always_inline struct walker *walker__slot(u32 slot)
{
	return bpf_map_lookup_elem(&walkers, &slot);
}

/*
 * The key by which a path is looked up in a table of prefixes: "/etc/shadow" and a NUL, so that the
 * prefix "/etc/shadow\0" means just this file. False: it cannot be; for the verifier.
 */
static __always_inline bool watch_key__fill(struct ev_watch_key *key, const u8 *path, u64 length)
{
	bound(length);
	if (length > EV_WATCH_PATH_MAX - 1)
		length = EV_WATCH_PATH_MAX - 1;
	bpf_probe_read_kernel(key->path, length, path);
	bound(length);
	if (length > EV_WATCH_PATH_MAX - 1)
		return false;
	key->path[length] = 0;
	key->bits = (length + 1) * 8;
	return true;
}

static __always_inline int path__resolve_for(u32 slot, struct task_struct *task, struct dentry *d,
					     struct vfsmount *m)
{
	return path__resolve(slot, (u64)d, (u64)m, (u64)BPF_CORE_READ(task, fs, root.dentry),
			     (u64)BPF_CORE_READ(task, fs, root.mnt));
}

static __always_inline int path__resolve_file(u32 slot, struct task_struct *task, struct file *f)
{
	return path__resolve_for(slot, task, BPF_CORE_READ(f, f_path.dentry),
				 BPF_CORE_READ(f, f_path.mnt));
}

#endif
