// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Degradation: what is left out while the sensor is over a limit of its own, step by step.
 *
 * As with a budget it is asked when a record is finished, for what its program notes for later ones
 * is needed all the same. User space says by kind which step leaves a record out; what of a kind is
 * left out sooner, or never, is seen here. The critical lane is never asked about.
 */
#include "file.bpf.h"

/* Prefixes of the paths of files that no step leaves out; user space sets the number of entries. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct ev_watch_key);
	__type(value, u32);
} kept_paths SEC(".maps");

/* Does the path in this field of the slot's record begin with a kept prefix? */
__noinline int path__is_kept(u32 slot, u32 field)
{
	struct scratch *s = scratch__slot(slot);
	struct walker *w = walker__slot(slot);
	u64 at = field, from, length;
	struct ev_str *path;

	if (!config.degrades || !s || !w)
		return 0;
	bound(at);
	path = (struct ev_str *)(s->record + (at & 511));
	from = path->off;
	length = path->len;
	bound(from);
	if (!length || from > EV_RECORD_MAX - EV_WATCH_PATH_MAX)
		return 0;
	return watch_key__fill(&w->key, s->record + from, length) &&
	       bpf_map_lookup_elem(&kept_paths, &w->key);
}

static __always_inline bool file__is_kept(u32 slot, const struct ev_header *h)
{
	switch (h->kind) {
	case EV_KIND_FILE_OPEN:
		return path__is_kept(slot, FIELD(ev_file_open, path));
	case EV_KIND_FILE_WRITE:
		return path__is_kept(slot, FIELD(ev_file_write, path));
	case EV_KIND_FILE_CLOSE:
		return path__is_kept(slot, FIELD(ev_file_close, path));
	default:
		return path__is_kept(slot, FIELD(ev_file_path, path)) ||
		       path__is_kept(slot, FIELD(ev_file_path, target));
	}
}

/* Is the slot's finished record one that the steps in force leave out? */
__noinline int degrade__withholds(u32 slot)
{
	struct scratch *s = scratch__slot(slot);
	u32 in_force = control.step, step;
	const struct ev_header *h;
	u64 kind;

	if (!config.degrades || !s)
		return 0;
	h = (struct ev_header *)s->record;
	kind = h->kind;
	bound(kind);
	if (kind >= EV_KIND_LIMIT)
		return 0;
	step = config.degrade_step[kind];
	if (!step)
		return 0;
	if (kind == EV_KIND_FILE_OPEN && !open_flags__write(((struct ev_file_open *)h)->open_flags))
		return in_force >= EV_STEP_FILE_READS && !((struct ev_file_open *)h)->secret;
	if (kind == EV_KIND_NET_CONNECT && ((struct ev_net *)h)->socket.family == AF_UNIX)
		return in_force >= EV_STEP_NETWORK;
	if (step > in_force)
		return 0;
	return step != EV_STEP_FILES || !file__is_kept(slot, h);
}
