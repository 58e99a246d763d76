// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Paths: the walk, joining a caller's path, watched prefixes and names. */
#include "path.bpf.h"
#include "syscall.bpf.h"

/*
 * Components and mount points of a path; deeper ones are cut at the front, visibly. In two loops,
 * the inner one a global function: the verifier's work is their sum and not their product.
 */
#define PATH_FLIGHTS_MAX 32
#define PATH_FLIGHT_STEPS 16
/* Deeper control groups are cut at the front, visibly; more than systemd and runtimes nest. */
#define CGROUP_LEVELS_MAX 64

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 4096);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct ev_watch_key);
	__type(value, u32);
} watched_paths SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct ev_watch_name);
	__type(value, u32);
} watched_names SEC(".maps");

/* Nothing resolved yet. */
static __always_inline void walk__begin(struct walker *w)
{
	w->start = EV_PATH_MAX;
	w->end = EV_PATH_MAX;
	w->start_cut = 0;
}

/* A walk without a component was of the root itself. */
static __always_inline void walk__end(struct walker *w)
{
	if (w->start == EV_PATH_MAX) {
		w->start = EV_PATH_MAX - 1;
		w->buffer[EV_PATH_MAX - 1] = '/';
	}
}

/*
 * One step up; 1: the walk is over. A global function with its state in the map value: the kernel
 * verifies it once, and not once for every turn of the loop.
 */
__noinline int walk__step(u32 slot)
{
	struct walker *w = walker__slot(slot);
	struct dentry *dentry, *parent, *mount_root;
	const unsigned char *name;
	struct vfsmount *vfsmount;
	u64 length, start;

	if (!w)
		return 1;
	dentry = (struct dentry *)w->dentry;
	vfsmount = (struct vfsmount *)w->vfsmount;
	if (w->dentry == w->root_dentry && w->vfsmount == w->root_vfsmount)
		return 1;
	parent = BPF_CORE_READ(dentry, d_parent);
	mount_root = BPF_CORE_READ(vfsmount, mnt_root);
	if (dentry == mount_root) {
		struct mount *mount =
			(void *)((u64)vfsmount - bpf_core_field_offset(struct mount, mnt));
		struct mount *above = BPF_CORE_READ(mount, mnt_parent);

		if (mount == above)
			return 1; /* the root of the namespace, or of a detached mount */
		w->dentry = (u64)BPF_CORE_READ(mount, mnt_mountpoint);
		w->vfsmount = (u64)above + bpf_core_field_offset(struct mount, mnt);
		return 0;
	}
	length = BPF_CORE_READ(dentry, d_name.len);
	name = BPF_CORE_READ(dentry, d_name.name);
	if (length > 255)
		length = 255;
	start = w->start - (length + 1);
	bound(start);
	if (start > EV_PATH_MAX) { /* below zero: no room left */
		w->start_cut = 1;
		return 1;
	}
	w->buffer[start] = '/';
	bound(length);
	length &= 255;
	bpf_probe_read_kernel(&w->buffer[start + 1], length, name);
	w->start = start;
	w->dentry = (u64)parent;
	return dentry == parent; /* a file without a directory: memfd:name */
}

/* Some steps up; 1: the walk is over. */
__noinline int walk__flight(u32 slot)
{
	for (int i = 0; i < PATH_FLIGHT_STEPS; i++)
		if (walk__step(slot))
			return 1;
	return 0;
}

__noinline int path__resolve(u32 slot, u64 dentry, u64 vfsmount, u64 root_dentry, u64 root_vfsmount)
{
	struct walker *w = walker__slot(slot);

	if (!w)
		return -1;
	w->dentry = dentry;
	w->vfsmount = vfsmount;
	w->root_dentry = root_dentry;
	w->root_vfsmount = root_vfsmount;
	walk__begin(w);
	if (!dentry || !vfsmount)
		return -1;
	w->cut = 1;
	for (int i = 0; i < PATH_FLIGHTS_MAX; i++) {
		if (walk__flight(slot)) {
			w->cut = w->start_cut;
			break;
		}
	}
	walk__end(w);
	return 0;
}

/* One control group up, by the walker's dentry; 1: this was the root. */
__noinline int cgroup__step(u32 slot)
{
	struct walker *w = walker__slot(slot);
	struct kernfs_node *node, *parent;
	u64 start;
	long n;

	if (!w)
		return 1;
	node = (struct kernfs_node *)w->dentry;
	parent = compat__kernfs_parent(node);
	if (!parent)
		return 1;
	/* its length is not known before: behind the path first, then in front of it */
	n = bpf_probe_read_kernel_str(&w->buffer[2 * EV_PATH_MAX], 256, BPF_CORE_READ(node, name));
	if (n <= 1)
		return 1;
	start = w->start - n; /* with a slash and without the NUL */
	bound(start);
	if (start > EV_PATH_MAX) {
		w->start_cut = 1;
		return 1;
	}
	w->buffer[start] = '/';
	n -= 1;
	n &= 255;
	bpf_probe_read_kernel(&w->buffer[start + 1], n, &w->buffer[2 * EV_PATH_MAX]);
	w->start = start;
	w->dentry = (u64)parent;
	return 0;
}

__noinline int path__resolve_cgroup(u32 slot, u64 node)
{
	struct walker *w = walker__slot(slot);

	if (!w)
		return -1;
	w->dentry = node;
	walk__begin(w);
	w->cut = 1;
	if (!node)
		return -1;
	for (int i = 0; i < CGROUP_LEVELS_MAX; i++) {
		if (cgroup__step(slot)) {
			w->cut = w->start_cut;
			break;
		}
	}
	walk__end(w);
	return 0;
}

/* The directory where a relative path starts, ending at EV_PATH_MAX; its failure leaves it empty.
 */
static __always_inline void walk__base(u32 slot, struct walker *w, s32 dirfd)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct file *file;

	if (dirfd == AT_FDCWD) {
		path__resolve_for(slot, task, BPF_CORE_READ(task, fs, pwd.dentry),
				  BPF_CORE_READ(task, fs, pwd.mnt));
		return;
	}
	file = fd__file(dirfd);
	if (file)
		path__resolve_file(slot, task, file);
}

__noinline int path__resolve_user(u32 slot, s32 dirfd, u64 user_path)
{
	struct walker *w = walker__slot(slot);
	char first = 0;
	long n;

	if (!w)
		return -1;
	w->start = EV_PATH_MAX;
	w->end = EV_PATH_MAX;
	w->cut = 0;
	if (bpf_probe_read_user(&first, 1, (void *)user_path))
		return -1;
	if (first == '/' || dirfd == EV_NO_BASE) {
		n = bpf_probe_read_user_str(&w->buffer[EV_PATH_MAX], EV_PATH_MAX,
					    (void *)user_path);
		if (n <= 0)
			return -1;
		w->end = EV_PATH_MAX + n - 1;
		return 0;
	}
	walk__base(slot, w, dirfd);
	if (!first)
		return 0; /* AT_EMPTY_PATH: the directory or file itself */
	n = bpf_probe_read_user_str(&w->buffer[EV_PATH_MAX + 1], EV_PATH_MAX, (void *)user_path);
	if (n <= 0)
		return -1;
	w->buffer[EV_PATH_MAX] = '/';
	w->end = EV_PATH_MAX + n;
	if (w->start == EV_PATH_MAX - 1)
		w->start = EV_PATH_MAX; /* below the root: one slash is enough */
	return 0;
}

__noinline int path__store(u32 slot, u32 field)
{
	struct scratch *s = scratch__slot(slot);
	struct walker *w = walker__slot(slot);
	u64 used, start, length, at = field;
	struct ev_str *str;

	if (!s || !w)
		return -1;
	used = s->used;
	start = w->start;
	length = w->end - start;
	bound(length);
	if (length > 2 * EV_PATH_MAX)
		return -1;
	bound(start);
	if (start > EV_PATH_MAX)
		return -1;
	bound(used);
	if (used > EV_RECORD_MAX - 2 * EV_PATH_MAX)
		return -1;
	bpf_probe_read_kernel(s->record + used, length, &w->buffer[start]);
	bound(at);
	str = (struct ev_str *)(s->record + (at & 511));
	str->off = used;
	str->len = length;
	str->full = length + w->cut;
	s->used = used + length;
	return 0;
}

__noinline int path__watch_flags(u32 slot)
{
	struct walker *w = walker__slot(slot);
	u64 start, length;
	u32 *flags;

	if (!w)
		return 0;
	start = w->start;
	length = w->end - start;
	bound(start);
	if (start > EV_PATH_MAX || !watch_key__fill(&w->key, &w->buffer[start], length))
		return 0;
	flags = bpf_map_lookup_elem(&watched_paths, &w->key);
	return flags ? *flags : 0;
}

/* What a walk needs of a directory entry; the fields stand side by side in all kernels so far. */
struct entry {
	u64 parent;
	u32 hash; /* of the name and the parent: of no use here */
	u32 length;
	u64 name;
};

static __always_inline void entry__read(struct entry *e, struct dentry *d)
{
	u64 at = bpf_core_field_offset(d->d_parent);

	if (!READS_ARE_DIRECT &&
	    bpf_core_field_offset(d->d_name.len) == at + __builtin_offsetof(struct entry, length) &&
	    bpf_core_field_offset(d->d_name.name) == at + __builtin_offsetof(struct entry, name)) {
		bpf_probe_read_kernel(e, sizeof(*e), (void *)d + at);
		return;
	}
	e->parent = (u64)BPF_CORE_READ(d, d_parent);
	e->length = BPF_CORE_READ(d, d_name.len);
	e->name = (u64)BPF_CORE_READ(d, d_name.name);
}

/* Can it be one of watched_names? First bytes and length say of nearly all names that they cannot.
 */
static __always_inline bool entry__may_be_watched(const struct entry *e)
{
	u64 first = 0;
	u32 bit;

	memory__read(&first, sizeof(first), (void *)e->name);
	bit = ev_watch_filter_bit(first, e->length);
	return config.watched_names[(bit / 64) % EV_WATCH_FILTER_WORDS] & (1ULL << (bit % 64));
}

/*
 * Most opens are for reading, and a walk for each of them would cost every program on the host half
 * a microsecond. A secret is known by its own name or by that of a directory not far above.
 */
__noinline int path__is_secret_name(u64 dentry)
{
	for (int i = 0; i < 3; i++) {
		struct ev_watch_name key = {};
		struct entry e = {};

		entry__read(&e, (struct dentry *)dentry);
		if (entry__may_be_watched(&e)) {
			bpf_probe_read_kernel_str(key.name, sizeof(key.name), (void *)e.name);
			if (bpf_map_lookup_elem(&watched_names, &key))
				return 1;
		}
		if (e.parent == dentry)
			break;
		dentry = e.parent;
	}
	return 0;
}
