// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Logins: what Linux-PAM is asked by the programs that let people in, and what it answers.
 *
 * The kernel knows nothing of logins, and files as btmp name only whom it was about. At the
 * library's functions the acting task is who tried, and the answer is the one that the program goes
 * by. Whom it is about stands in the library's memory: read when the function returns, since it may
 * have asked for the name meanwhile.
 */
#include "record.bpf.h"

#include <bpf/bpf_tracing.h>

/*
 * struct pam_handle (Linux-PAM, libpam/pam_private.h), the same since 1.0. Only this part of it is
 * ever read: before it are the password that was typed and the one before that.
 */
#define PAM_HANDLE_ITEMS 40
struct pam_items {
	u64 service;
	u64 user;
	u64 remote;
	u64 remote_user;
	u64 tty;
};

struct pam_call {
	u64 thread; /* pid_tgid */
	u64 stage;  /* EV_LOGIN_* */
};

/*
 * The programs are attached to a file for each container that shows it, and containers of one image
 * can show the same file of its file system: then they run as often for each call, first all at the
 * entry and then all at the return. By the stack they know it for one call.
 */
struct pam_call_state {
	u64 handle;
	u64 stack;
	u32 entered;
	u32 returned;
};

/*
 * Calls that have not returned. One that never does (its program was killed) is pushed out by the
 * next ones.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct pam_call);
	__type(value, struct pam_call_state);
} pam_calls SEC(".maps");

static __always_inline void pam__enter(u64 stage, u64 handle, u64 stack)
{
	struct pam_call call = { .thread = bpf_get_current_pid_tgid(), .stage = stage };
	struct pam_call_state fresh = { .handle = handle, .stack = stack, .entered = 1 };
	struct pam_call_state *state = bpf_map_lookup_elem(&pam_calls, &call);

	if (state && state->stack == stack && state->handle == handle && !state->returned)
		state->entered++; /* nobody else has this thread's */
	else
		bpf_map_update_elem(&pam_calls, &call, &fresh, BPF_ANY);
}

/*
 * The handle that the call began with; false: the call was told already. A call whose beginning was
 * pushed out, by 4096 others under way, is told all the same, without its handle: nobody shall be
 * able to hide it in a crowd.
 */
static __always_inline bool pam__leave(u32 kind, u64 stage, u64 *handle)
{
	struct pam_call call = { .thread = bpf_get_current_pid_tgid(), .stage = stage };
	struct pam_call_state *state = bpf_map_lookup_elem(&pam_calls, &call);
	bool is_first;

	if (!state) {
		loss__count(kind, EV_LOSS_TABLE_FULL);
		return true;
	}
	*handle = state->handle;
	is_first = !state->returned++;
	if (state->returned == state->entered)
		bpf_map_delete_elem(&pam_calls, &call);
	return is_first;
}

/* A string that is not there is none; one that cannot be read is missing, and that is counted. */
static __always_inline void pam__store(u32 kind, u32 field, u64 string)
{
	if (string && record__user_string(SLOT_EVENT, field, string, EV_LOGIN_TEXT_MAX))
		loss__count(kind, EV_LOSS_READ);
}

static __always_inline int pam__return(u32 kind, u64 stage, u32 result)
{
	struct pam_items items = {};
	struct ev_login *l;
	struct scratch *s;
	u64 handle = 0;

	if (!scope__includes_current() || !pam__leave(kind, stage, &handle))
		return 0;
	/* that the account may be used is no event: the session is */
	if (stage == EV_LOGIN_ACCOUNT && !result)
		return 0;
	s = record__begin(ev_login, kind);
	if (!s)
		return 0;
	l = (struct ev_login *)s->record;
	l->h.flags = EV_CALLER_ANSWER;
	l->stage = stage;
	l->result = result;
	l->success = !result;
	if (handle &&
	    bpf_probe_read_user(&items, sizeof(items), (void *)(handle + PAM_HANDLE_ITEMS)))
		loss__count(kind, EV_LOSS_READ);
	pam__store(kind, FIELD(ev_login, service), items.service);
	pam__store(kind, FIELD(ev_login, user), items.user);
	pam__store(kind, FIELD(ev_login, remote), items.remote);
	pam__store(kind, FIELD(ev_login, remote_user), items.remote_user);
	pam__store(kind, FIELD(ev_login, tty), items.tty);
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

/* The two programs of a function that takes the handle first: NAME at its return, NAME_enter. */
#define PAM_FUNCTION(name, kind, stage)                                                            \
	SEC("uprobe")                                                                              \
	int name##_enter(struct pt_regs *ctx)                                                      \
	{                                                                                          \
		pam__enter(stage, ctx->di, ctx->sp);                                               \
		return 0;                                                                          \
	}                                                                                          \
	SEC("uretprobe")                                                                           \
	int name(struct pt_regs *ctx)                                                              \
	{                                                                                          \
		pam__return(kind, stage, ctx->ax);                                                 \
		record__hand_over(ctx);                                                            \
		return 0;                                                                          \
	}

PAM_FUNCTION(auth_attempt, EV_KIND_AUTH_ATTEMPT, EV_LOGIN_AUTHENTICATE)
PAM_FUNCTION(auth_account, EV_KIND_AUTH_ATTEMPT, EV_LOGIN_ACCOUNT)
PAM_FUNCTION(session_open, EV_KIND_SESSION_OPEN, EV_LOGIN_OPEN)
PAM_FUNCTION(session_close, EV_KIND_SESSION_CLOSE, EV_LOGIN_CLOSE)
