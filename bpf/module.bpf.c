// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Kernel modules: init_module, finit_module, delete_module, tried or done. On a kernel without
 * modules the calls still arrive here and return -ENOSYS.
 */
#include "path.bpf.h"
#include "syscall.bpf.h"

#include <bpf/bpf_tracing.h>

struct module_name {
	u8 text[EV_MODULE_NAME_MAX];
};

/* The name of the module that a thread is loading: the kernel tells it before the call returns. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 256);
	__type(key, u64); /* pid_tgid */
	__type(value, struct module_name);
} module_names SEC(".maps");

/* Fired once the image is accepted, before its init function runs. Not on kernels without modules.
 */
SEC("tp_btf/module_load")
int BPF_PROG(module_load_name, struct module *module)
{
	struct module_name name = {};
	u64 key = bpf_get_current_pid_tgid();

	bpf_core_read_str(name.text, sizeof(name.text), &module->name);
	bpf_map_update_elem(&module_names, &key, &name, BPF_ANY);
	return 0;
}

SYSCALL_EXIT(module_load, init_module, finit_module)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u64 key = bpf_get_current_pid_tgid();
	struct module_name *name;
	struct ev_module_load *m;
	struct scratch *s;
	u64 params;

	if (!call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_module_load, EV_KIND_MODULE_LOAD);
	if (!s)
		return 0;
	m = (struct ev_module_load *)s->record;
	m->result = call->result;
	m->h.flags = EV_CALLER_ARGS;
	if (call->number == EV_SYS_finit_module) {
		struct file *file = fd__file(call->args[0]);

		m->method = EV_MODULE_FROM_FILE;
		m->load_flags = call->args[2];
		params = call->args[1];
		if (file) {
			struct inode *inode = BPF_CORE_READ(file, f_inode);

			m->inode = BPF_CORE_READ(inode, i_ino);
			m->device = BPF_CORE_READ(inode, i_sb, s_dev);
			m->bytes = BPF_CORE_READ(inode, i_size);
			path__resolve_file(SLOT_EVENT, task, file);
			path__store(SLOT_EVENT, FIELD(ev_module_load, path));
		}
	} else {
		m->method = EV_MODULE_FROM_MEMORY;
		m->bytes = call->args[1];
		params = call->args[2];
	}
	record__user_string(SLOT_EVENT, FIELD(ev_module_load, params), params,
			    EV_MODULE_PARAMS_MAX);
	name = bpf_map_lookup_elem(&module_names, &key);
	if (name) {
		record__kernel_string(SLOT_EVENT, FIELD(ev_module_load, name),
				      as_number(name->text), EV_MODULE_NAME_MAX);
		bpf_map_delete_elem(&module_names, &key);
	}
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

SYSCALL_EXIT(module_unload, delete_module)
{
	struct ev_module_unload *m;
	struct scratch *s;

	if (!call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_module_unload, EV_KIND_MODULE_UNLOAD);
	if (!s)
		return 0;
	m = (struct ev_module_unload *)s->record;
	m->result = call->result;
	m->unload_flags = call->args[1];
	m->h.flags = EV_CALLER_PATH;
	record__user_string(SLOT_EVENT, FIELD(ev_module_unload, name), call->args[0],
			    EV_MODULE_NAME_MAX);
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}
