// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * BPF programs that are loaded and attached. What the kernel made of them is read from the program
 * behind the descriptor; where there is none (refused) the caller's attributes are all there is.
 */
#include "ioctl.bpf.h"

/* union bpf_attr (include/uapi/linux/bpf.h), by command, as far as it is read */
struct user_prog_load {
	u32 prog_type;
	u32 insn_cnt;
	u64 insns;
	u64 license;
	u32 log[4];
	u32 kern_version;
	u32 prog_flags;
	char prog_name[EV_BPF_NAME_MAX];
};
struct user_prog_attach {
	u32 target_fd;
	u32 attach_bpf_fd;
	u32 attach_type;
};
struct user_link_create {
	u32 prog_fd;
	u32 target_fd;
	u32 attach_type;
};
struct user_raw_tracepoint_open {
	u64 name;
	u32 prog_fd;
};

/* The descriptor of a program or link, by the names that the kernel gives to their files. */
#define PREFIX_PROGRAM 0x6f72702d667062ULL /* bpf-pro */
#define PREFIX_LINK 0x6e696c5f667062ULL	   /* bpf_lin */
#define PREFIX_BYTES 7

static __always_inline void *fd__private_data(s32 fd, u64 expected)
{
	struct file *file = fd__file(fd);
	u64 prefix = 0;

	if (!file)
		return NULL;
	bpf_probe_read_kernel(&prefix, PREFIX_BYTES,
			      BPF_CORE_READ(file, f_path.dentry, d_name.name));
	return prefix == expected ? BPF_CORE_READ(file, private_data) : NULL;
}

static __always_inline struct ev_bpf *bpf_event__begin(struct scratch *s, u32 method, s64 result)
{
	struct ev_bpf *b = (struct ev_bpf *)s->record;

	b->type = EV_UNSET;
	b->attach_type = EV_UNSET;
	b->method = method;
	b->result = result < 0 ? result : 0;
	b->fd = -1;
	return b;
}

static __always_inline void program__fill(struct ev_bpf *b, struct bpf_prog *program)
{
	struct bpf_prog_aux *aux = BPF_CORE_READ(program, aux);
	const char *function = BPF_CORE_READ(aux, attach_func_name);

	bpf_core_read(&b->tag, sizeof(b->tag), &program->tag);
	b->tag = __builtin_bswap64(b->tag);
	b->id = BPF_CORE_READ(aux, id);
	b->type = BPF_CORE_READ(program, type);
	b->instructions = BPF_CORE_READ(program, len);
	record__kernel_string(SLOT_EVENT, FIELD(ev_bpf, name),
			      (u64)aux + bpf_core_field_offset(aux->name), EV_BPF_NAME_MAX);
	if (function)
		record__kernel_string(SLOT_EVENT, FIELD(ev_bpf, function), (u64)function,
				      EV_BPF_FUNCTION_MAX);
}

static __always_inline int program__loaded(const struct call *call)
{
	struct bpf_prog *program = NULL;
	struct user_prog_load attr = {};
	struct ev_bpf *b;
	struct scratch *s;

	if (!kind__wanted(EV_KIND_BPF_LOAD) || !call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_bpf, EV_KIND_BPF_LOAD);
	if (!s)
		return 0;
	b = bpf_event__begin(s, EV_BPF_PROG_LOAD, call->result);
	if (call->result >= 0) {
		b->fd = call->result;
		program = fd__private_data(b->fd, PREFIX_PROGRAM);
	}
	if (program) {
		program__fill(b, program);
	} else if (!bpf_probe_read_user(&attr, sizeof(attr), (void *)call->args[1])) {
		b->h.flags = EV_CALLER_ARGS;
		b->type = attr.prog_type;
		b->instructions = attr.insn_cnt;
		record__user_string(SLOT_EVENT, FIELD(ev_bpf, name),
				    call->args[1] +
					    __builtin_offsetof(struct user_prog_load, prog_name),
				    EV_BPF_NAME_MAX);
	}
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

static __always_inline int program__attached(const struct call *call)
{
	struct user_raw_tracepoint_open raw = {};
	struct user_prog_attach attach = {};
	struct user_link_create create = {};
	struct bpf_prog *program = NULL;
	struct bpf_link *link = NULL;
	u32 method = call->args[0];
	s32 program_fd = -1;
	struct ev_bpf *b;
	struct scratch *s;
	long failed;

	if (!kind__wanted(EV_KIND_BPF_ATTACH) || !call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_bpf, EV_KIND_BPF_ATTACH);
	if (!s)
		return 0;
	b = bpf_event__begin(s, method, call->result);
	if (method == EV_BPF_PROG_ATTACH) {
		failed = bpf_probe_read_user(&attach, sizeof(attach), (void *)call->args[1]);
		program_fd = attach.attach_bpf_fd;
		b->attach_type = attach.attach_type;
	} else if (method == EV_BPF_LINK_CREATE) {
		failed = bpf_probe_read_user(&create, sizeof(create), (void *)call->args[1]);
		program_fd = create.prog_fd;
		b->attach_type = create.attach_type;
	} else {
		failed = bpf_probe_read_user(&raw, sizeof(raw), (void *)call->args[1]);
		program_fd = raw.prog_fd;
	}
	if (failed) {
		if (call->result >= 0)
			loss__count(EV_KIND_BPF_ATTACH, EV_LOSS_READ);
		program_fd = -1;
		b->attach_type = EV_UNSET;
	}
	if (call->result >= 0 && method != EV_BPF_PROG_ATTACH) {
		b->fd = call->result;
		link = fd__private_data(b->fd, PREFIX_LINK);
	}
	b->h.flags = EV_CALLER_DATA;
	if (link) {
		b->link_id = BPF_CORE_READ(link, id);
		program = BPF_CORE_READ(link, prog);
	} else {
		/* which one it was is the caller's word */
		program = fd__private_data(program_fd, PREFIX_PROGRAM);
		b->h.flags |= EV_CALLER_ARGS;
	}
	if (program)
		program__fill(b, program);
	if (raw.name) {
		b->h.flags |= EV_CALLER_TARGET;
		record__user_string(SLOT_EVENT, FIELD(ev_bpf, function), raw.name,
				    EV_BPF_FUNCTION_MAX);
	}
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

SYSCALL_EXIT(bpf_call, bpf)
{
	switch ((u32)call->args[0]) {
	case EV_BPF_PROG_LOAD:
		return program__loaded(call);
	case EV_BPF_PROG_ATTACH:
	case EV_BPF_RAW_TRACEPOINT_OPEN:
	case EV_BPF_LINK_CREATE:
		return program__attached(call);
	}
	return 0;
}

__noinline int perf_event__attached(s32 program_fd, s64 result)
{
	struct bpf_prog *program;
	struct ev_bpf *b;
	struct scratch *s;

	if (!scope__includes_current())
		return 0;
	s = record__begin(ev_bpf, EV_KIND_BPF_ATTACH);
	if (!s)
		return 0;
	b = bpf_event__begin(s, EV_BPF_PERF_EVENT, result);
	program = fd__private_data(program_fd, PREFIX_PROGRAM);
	if (program)
		program__fill(b, program);
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}
