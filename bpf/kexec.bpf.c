// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Another kernel made ready to take this one's place: kexec_load, kexec_file_load, tried or done.
 */
#include "path.bpf.h"
#include "syscall.bpf.h"

static __always_inline void kexec__store_path(u32 field, s32 fd)
{
	struct file *file = fd__file(fd);

	if (file &&
	    !path__resolve_file(SLOT_EVENT, (struct task_struct *)bpf_get_current_task(), file))
		path__store(SLOT_EVENT, field);
}

SYSCALL_EXIT(kexec_load, kexec_load, kexec_file_load)
{
	struct ev_kexec *k;
	struct scratch *s;

	if (!call__is_native() || !scope__includes_current())
		return 0;
	s = record__begin(ev_kexec, EV_KIND_KEXEC_LOAD);
	if (!s)
		return 0;
	k = (struct ev_kexec *)s->record;
	k->result = call->result;
	if (call->number == EV_SYS_kexec_load) {
		k->method = EV_KEXEC_FROM_MEMORY;
		k->segments = call->args[1];
		k->kexec_flags = call->args[3];
	} else {
		k->method = EV_KEXEC_FROM_FILE;
		k->kexec_flags = call->args[4];
		k->h.flags = EV_CALLER_ARGS;
		kexec__store_path(FIELD(ev_kexec, path), call->args[0]);
		kexec__store_path(FIELD(ev_kexec, initrd), call->args[1]);
		/* what was refused before it was read may not be in memory, or nowhere */
		if (record__user_string(SLOT_EVENT, FIELD(ev_kexec, command_line), call->args[3],
					EV_KEXEC_COMMAND_LINE_MAX) &&
		    !call->result && call->args[2])
			loss__count(EV_KIND_KEXEC_LOAD, EV_LOSS_READ);
	}
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}
