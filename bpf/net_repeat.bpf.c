// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Repeated connects: those of a process to the same place, with the same result. In a second so
 * many of them are told one by one; the others are added up.
 *
 * A sum is of one second, and is added to in that second alone. User space takes it out when that
 * has been over for a while and no program can still be at it: so nothing is added to a sum that is
 * told already.
 */
#include "net.bpf.h"
#include "spending.bpf.h"

#define REPEATS_MAX 8192

/*
 * How many there were of what has that hash; of what had the same place in the table before, as
 * many are told again. This says only what is told: sums are kept by what they are of.
 */
struct repeats {
	u64 hash;
	struct spending spending;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, REPEATS_MAX);
	__type(key, u32);
	__type(value, struct repeats);
} connect_repeats SEC(".maps");

/* What finds no room is told. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct ev_connects_key);
	__type(value, struct ev_connects_sum);
} connect_sums SEC(".maps");

struct connects_draft {
	struct ev_connects_key key;
	struct ev_connects_sum sum;
};

/* Where both are put together; guarded by the holder of the scratch buffer. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct connects_draft);
} connects_drafts SEC(".maps");

/* False: where it was to is not known, so that nobody knows whether it is the same. */
static __always_inline bool repeat__fill(struct ev_repeat *r, const struct scratch *s)
{
	const struct ev_net *n = (const struct ev_net *)s->record;
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u64 length = n->remote_path.len;

	bound(length);
	if ((!n->socket.remote.family && !length) || length > sizeof(r->path))
		return false;
	__builtin_memset(r, 0, sizeof(*r));
	r->remote = n->socket.remote;
	r->start_ns = BPF_CORE_READ(task, group_leader, start_boottime);
	r->tgid = bpf_get_current_pid_tgid() >> 32;
	r->result = n->result;
	r->net_ns = n->socket.net_ns;
	r->net_ns_life = n->socket.net_ns_life;
	r->family = n->socket.family;
	r->type = n->socket.type;
	r->protocol = n->socket.protocol;
	r->flags = n->h.flags;
	r->path_length = length;
	/* the path is all of the tail */
	return !length || !bpf_probe_read_kernel(r->path, length, s->record + sizeof(*n));
}

static __always_inline u64 repeat__hash(const struct ev_repeat *r)
{
	const u64 *words = (const u64 *)r;
	const u32 path = FIELD(ev_repeat, path_length) / sizeof(*words);
	u64 hash = 0;

	for (u32 i = 0; i < sizeof(*r) / sizeof(*words); i++) {
		if (i > path && !r->path_length)
			break;
		hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15ULL;
		hash ^= hash >> 32;
	}
	return hash;
}

/* The second that this one belongs to, and how many it makes in that. */
static __always_inline struct spending repeat__count(const struct ev_repeat *r, u64 now)
{
	u64 hash = repeat__hash(r);
	u32 index = hash % REPEATS_MAX;
	struct repeats *repeats = bpf_map_lookup_elem(&connect_repeats, &index);
	struct spending none = {};

	if (!repeats)
		return none;
	if (repeats->hash != hash) {
		repeats->spending.records = 0;
		repeats->spending.second_ns = now;
		repeats->hash = hash;
	}
	return spending__add(&repeats->spending, now);
}

/* A sum of one, the record in the scratch buffer. */
static __always_inline void sum__begin(struct ev_connects_sum *sum, const struct ev_repeat *r,
				       const struct ev_net *n)
{
	struct ev_net_connects *c = &sum->record;

	__builtin_memset(sum, 0, sizeof(*sum));
	c->h = n->h;
	c->h.kind = EV_KIND_NET_CONNECTS;
	c->h.size = sizeof(*c) + r->path_length;
	c->socket = n->socket;
	__builtin_memset(&c->socket.local, 0, sizeof(c->socket.local));
	c->count = 1;
	c->from_ns = n->h.boot_ns;
	c->to_ns = n->h.boot_ns;
	c->result = n->result;
	if (r->path_length) {
		c->remote_path = n->remote_path;
		c->remote_path.off = sizeof(*c);
		__builtin_memcpy(sum->path, r->path, sizeof(sum->path));
	}
}

/* False: there is no room. */
static __always_inline bool sum__add(struct connects_draft *d, const struct ev_net *n)
{
	struct ev_connects_sum *known = bpf_map_lookup_elem(&connect_sums, &d->key);

	if (!known) {
		header__fill(SLOT_EVENT, bpf_get_current_task());
		sum__begin(&d->sum, &d->key.repeat, n);
		if (!bpf_map_update_elem(&connect_sums, &d->key, &d->sum, BPF_NOEXIST))
			return true;
		/* another CPU was first, or there is no room */
		known = bpf_map_lookup_elem(&connect_sums, &d->key);
		if (!known)
			return false;
	}
	__sync_fetch_and_add(&known->record.count, 1);
	/* another CPU may have taken its time before, and have come second */
	if (known->record.to_ns < n->h.boot_ns)
		known->record.to_ns = n->h.boot_ns;
	return true;
}

__noinline int connect__is_summed(void)
{
	struct connects_draft *d;
	struct spending spent;
	struct scratch *s;
	struct ev_net *n;
	u32 only = 0;

	if (!config.connect_repeats)
		return 0;
	d = bpf_map_lookup_elem(&connects_drafts, &only);
	s = scratch__slot(SLOT_EVENT);
	if (!d || !s || !repeat__fill(&d->key.repeat, s))
		return 0;
	n = (struct ev_net *)s->record;
	spent = repeat__count(&d->key.repeat, n->h.boot_ns);
	d->key.second_ns = spent.second_ns;
	return spent.records > config.connect_repeats && sum__add(d, n);
}
