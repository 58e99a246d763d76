// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Files opened for writing, created or truncated; secrets opened for reading. */
#include "file.bpf.h"

/* include/uapi/linux/openat2.h */
struct open_how {
	u64 flags;
	u64 mode;
	u64 resolve;
};

struct open_call {
	u64 path;
	u64 flags;
	u64 mode;
	s32 dirfd;
};

static __always_inline void open_call__read(struct open_call *c, const struct call *call)
{
	u64 number = call->number;

	c->dirfd = AT_FDCWD;
	if (number == EV_SYS_open) {
		c->path = call->args[0];
		c->flags = call->args[1];
		c->mode = call->args[2];
	} else if (number == EV_SYS_creat) {
		c->path = call->args[0];
		c->flags = O_CREAT | O_WRONLY | O_TRUNC;
		c->mode = call->args[1];
	} else {
		c->dirfd = call->args[0];
		c->path = call->args[1];
		c->flags = call->args[2];
		c->mode = call->args[3];
		if (number == EV_SYS_openat2) {
			struct open_how how = {};

			bpf_probe_read_user(&how, sizeof(how), (void *)call->args[2]);
			c->flags = how.flags;
			c->mode = how.mode;
		}
	}
}

SYSCALL_EXIT(file_open, open, creat, openat, openat2)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	s64 result = call->result;
	struct open_call open = {};
	struct file *file = NULL;
	struct ev_file_open *o;
	struct scratch *s;
	u32 watched, wanted;
	bool writes;

	open_call__read(&open, call);
	if (open.flags & O_PATH)
		return 0; /* a name for a file, no access to it */
	writes = open_flags__write(open.flags);
	if (result >= 0) {
		file = fd__file(result);
		if (!file__is_recorded(file))
			return 0;
		if (!writes && !config.files_everywhere &&
		    !path__is_secret_name((u64)BPF_CORE_READ(file, f_path.dentry)))
			return 0;
	} else if (writes) {
		if (result == -ENXIO)
			return 0; /* no such device, no reader of a pipe: no file was meant */
	} else if (result != -EACCES && result != -EPERM) {
		return 0; /* looking for a file that is not there */
	}
	if (!call__is_native() || !scope__includes_current())
		return 0;

	s = record__acquire(SLOT_EVENT, EV_KIND_FILE_OPEN);
	if (!s)
		return 0;
	if (file)
		path__resolve_file(SLOT_EVENT, task, file);
	else if (path__resolve_user(SLOT_EVENT, open.dirfd, open.path))
		goto drop;
	watched = path__watch_flags(SLOT_EVENT);
	wanted = writes ? EV_WATCH_WRITE : EV_WATCH_READ;
	if (!(watched & wanted))
		goto drop;
	if (!record__start(s, SLOT_EVENT, EV_KIND_FILE_OPEN, sizeof(*o), (u64)task))
		return 0;
	o = (struct ev_file_open *)s->record;
	o->open_flags = open.flags;
	if (open.flags & (O_CREAT | O_TMPFILE_BIT))
		o->create_mode = open.mode & 07777;
	o->secret = !!(watched & EV_WATCH_SECRET);
	o->fd = -1;
	if (file) {
		file__fill_id(&o->file, file);
		o->fd = result;
		o->created = !!(BPF_CORE_READ(file, f_mode) & FMODE_CREATED);
	} else {
		o->result = result;
		o->h.flags = EV_CALLER_PATH;
	}
	path__store(SLOT_EVENT, FIELD(ev_file_open, path));
	record__submit(s, EV_LANE_BULK);
	return 0;
drop:
	record__drop(s);
	return 0;
}
