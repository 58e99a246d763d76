// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Budgets: how many records of the bulk lane a process, or the tasks in a cgroup, may have made in
 * a second.
 *
 * It is asked when a record is finished and would be handed over: what its program notes for later
 * ones (whose a connection is, the sum of what is written to a file) is noted all the same. A
 * record that is withheld is counted, as lost by its kind, and as withheld by who was over the
 * budget. CPUs that ask at the same moment each find the other's counted: a budget is kept but for
 * as many records as there are CPUs.
 */
#include "spending.bpf.h"

/* Whoever is forgotten for want of room has the whole of a budget again. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, struct ev_budget_key);
	__type(value, struct spending);
} spendings SEC(".maps");

/* Who is over a budget; user space takes out who keeps to it again. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct ev_budget_key);
	__type(value, struct ev_throttled);
} throttled SEC(".maps");

/* Where an entry is put together; guarded by the holder of the slot's scratch buffer. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SLOT_COUNT);
	__type(key, u32);
	__type(value, struct ev_throttled);
} throttled_drafts SEC(".maps");

/* Is one record more too much? */
static __always_inline bool spending__is_over(const struct ev_budget_key *key, u64 limit, u64 now)
{
	struct spending *spending = bpf_map_lookup_elem(&spendings, key);
	struct spending first = { .second_ns = now, .records = 1 };

	if (spending)
		return spending__add(spending, now).records > limit;
	bpf_map_update_elem(&spendings, key, &first, BPF_ANY);
	return false;
}

/* Note one more record of `key` as withheld. False: there is no room to say whose it was. */
static __always_inline bool throttled__note(u32 slot, const struct ev_budget_key *key,
					    const struct ev_header *h)
{
	struct ev_throttled *known = bpf_map_lookup_elem(&throttled, key);
	struct ev_throttled *draft;

	if (!known) {
		draft = bpf_map_lookup_elem(&throttled_drafts, &slot);
		if (!draft)
			return false;
		draft->first = *h;
		draft->count = 1;
		draft->last_ns = h->boot_ns;
		if (!bpf_map_update_elem(&throttled, key, draft, BPF_NOEXIST))
			return true;
		/* another CPU was first, or there is no room */
		known = bpf_map_lookup_elem(&throttled, key);
		if (!known)
			return false;
	}
	__sync_fetch_and_add(&known->count, 1);
	known->last_ns = h->boot_ns;
	return true;
}

static __always_inline bool budget__is_exceeded(u32 slot, const struct ev_budget_key *key,
						const struct ev_header *h)
{
	u64 limit = key->budget == EV_BUDGET_PROCESS ? config.budgets[EV_BUDGET_PROCESS]
						     : config.budgets[EV_BUDGET_CGROUP];

	return spending__is_over(key, limit, h->boot_ns) && throttled__note(slot, key, h);
}

/* Is the slot's finished record one too many? Of two budgets the process's is asked first. */
__noinline int budget__withholds(u32 slot)
{
	struct scratch *s = scratch__slot(slot);
	struct ev_budget_key key = {};
	struct ev_header *h;

	if (!s)
		return 0;
	h = (struct ev_header *)s->record;
	/* nobody's, as the end of a connection that was there before */
	if (!h->task.tgid)
		return 0;
	if (config.budgets[EV_BUDGET_PROCESS]) {
		key.id = h->task.tgid;
		key.start_ns = h->task.start_ns;
		key.budget = EV_BUDGET_PROCESS;
		if (budget__is_exceeded(slot, &key, h))
			return 1;
	}
	if (config.budgets[EV_BUDGET_CGROUP]) {
		key.id = h->task.cgroup_id;
		key.start_ns = 0;
		key.budget = EV_BUDGET_CGROUP;
		return budget__is_exceeded(slot, &key, h);
	}
	return 0;
}
