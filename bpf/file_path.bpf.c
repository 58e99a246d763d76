// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Calls that change names and permissions. The kernel keeps no path of them that could be read when
 * they return: what the caller named is joined to the directory where it starts, and marked so.
 * Where a call takes a descriptor, everything is read from its file.
 */
#include "file.bpf.h"

struct path_call {
	u64 path;
	u64 target;
	s64 result;
	u64 length;
	s32 dirfd;
	s32 target_dirfd;
	s32 fd; /* instead of a path; -1: none */
	u32 flags;
	u32 mode;
	u32 owner;
	u32 group;
	bool has_target;
};

#define PATH_CALL(name_, call_)                                                                    \
	struct path_call name_ = { .dirfd = AT_FDCWD,                                              \
				   .target_dirfd = AT_FDCWD,                                       \
				   .fd = -1,                                                       \
				   .owner = EV_UNSET,                                              \
				   .group = EV_UNSET,                                              \
				   .result = (call_)->result }

static __always_inline int path_call__record(u32 kind, struct path_call *c)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct ev_file_path *p;
	struct file *file = NULL;
	struct scratch *s;

	if (!call__is_native() || !scope__includes_current())
		return 0;
	if (c->fd >= 0) {
		file = fd__file(c->fd);
		if (!file || !file__is_nameable(file))
			return 0;
	}
	s = record__acquire(SLOT_EVENT, kind);
	if (!s)
		return 0;
	if (file)
		path__resolve_file(SLOT_EVENT, task, file);
	else if (path__resolve_user(SLOT_EVENT, c->dirfd, c->path))
		goto drop;
	if (!(path__watch_flags(SLOT_EVENT) & EV_WATCH_WRITE) && !c->has_target)
		goto drop;
	if (!record__start(s, SLOT_EVENT, kind, sizeof(*p), (u64)task))
		return 0;
	p = (struct ev_file_path *)s->record;
	p->result = c->result;
	p->length = c->length;
	p->call_flags = c->flags;
	p->mode = c->mode;
	p->owner = c->owner;
	p->group = c->group;
	if (file)
		file__fill_id(&p->file, file);
	else
		p->h.flags |= EV_CALLER_PATH;
	path__store(SLOT_EVENT, FIELD(ev_file_path, path));
	if (c->has_target) {
		u32 watched = path__watch_flags(SLOT_EVENT);

		p->h.flags |= EV_CALLER_TARGET;
		if (path__resolve_user(SLOT_EVENT, c->target_dirfd, c->target)) {
			if (!(watched & EV_WATCH_WRITE))
				goto drop;
		} else {
			watched |= path__watch_flags(SLOT_EVENT);
			if (!(watched & EV_WATCH_WRITE))
				goto drop;
			path__store(SLOT_EVENT, FIELD(ev_file_path, target));
		}
	}
	record__submit(s, EV_LANE_BULK);
	return 0;
drop:
	record__drop(s);
	return 0;
}

/* (path, target), or with directories: (dirfd, path, dirfd, target). */
static __always_inline void path_call__read_two(struct path_call *c, const struct call *call,
						bool with_directories)
{
	c->has_target = true;
	if (!with_directories) {
		c->path = call->args[0];
		c->target = call->args[1];
		return;
	}
	c->dirfd = call->args[0];
	c->path = call->args[1];
	c->target_dirfd = call->args[2];
	c->target = call->args[3];
}

SYSCALL_EXIT(file_rename, rename, renameat, renameat2)
{
	PATH_CALL(c, call);

	path_call__read_two(&c, call, call->number != EV_SYS_rename);
	if (call->number == EV_SYS_renameat2)
		c.flags = call->args[4];
	return path_call__record(EV_KIND_FILE_RENAME, &c);
}

SYSCALL_EXIT(file_unlink, unlink, unlinkat, rmdir)
{
	PATH_CALL(c, call);

	if (call->number == EV_SYS_unlinkat) {
		c.dirfd = call->args[0];
		c.path = call->args[1];
		c.flags = call->args[2];
	} else {
		c.path = call->args[0];
		if (call->number == EV_SYS_rmdir)
			c.flags = AT_REMOVEDIR;
	}
	return path_call__record(EV_KIND_FILE_UNLINK, &c);
}

SYSCALL_EXIT(file_link, link, linkat)
{
	PATH_CALL(c, call);

	path_call__read_two(&c, call, call->number != EV_SYS_link);
	if (call->number == EV_SYS_linkat)
		c.flags = call->args[4];
	return path_call__record(EV_KIND_FILE_LINK, &c);
}

/* The path is the link that is made; the target is its text. */
SYSCALL_EXIT(file_symlink, symlink, symlinkat)
{
	PATH_CALL(c, call);

	c.has_target = true;
	c.target_dirfd = EV_NO_BASE;
	c.target = call->args[0];
	c.path = call->args[1];
	if (call->number == EV_SYS_symlinkat) {
		c.dirfd = call->args[1];
		c.path = call->args[2];
	}
	return path_call__record(EV_KIND_FILE_SYMLINK, &c);
}

SYSCALL_EXIT(file_chmod, chmod, fchmod, fchmodat, fchmodat2)
{
	u64 number = call->number;
	PATH_CALL(c, call);

	c.path = call->args[0];
	c.mode = call->args[1];
	if (number == EV_SYS_fchmod) {
		c.fd = call->args[0];
	} else if (number != EV_SYS_chmod) {
		c.dirfd = call->args[0];
		c.path = call->args[1];
		c.mode = call->args[2];
		if (number == EV_SYS_fchmodat2)
			c.flags = call->args[3];
	}
	c.mode &= 07777;
	return path_call__record(EV_KIND_FILE_CHMOD, &c);
}

SYSCALL_EXIT(file_chown, chown, fchown, lchown, fchownat)
{
	u64 number = call->number;
	PATH_CALL(c, call);

	c.path = call->args[0];
	c.owner = call->args[1];
	c.group = call->args[2];
	if (number == EV_SYS_fchown) {
		c.fd = call->args[0];
	} else if (number == EV_SYS_lchown) {
		c.flags = AT_SYMLINK_NOFOLLOW;
	} else if (number == EV_SYS_fchownat) {
		c.dirfd = call->args[0];
		c.path = call->args[1];
		c.owner = call->args[2];
		c.group = call->args[3];
		c.flags = call->args[4];
	}
	return path_call__record(EV_KIND_FILE_CHOWN, &c);
}

SYSCALL_EXIT(file_truncate, truncate, ftruncate)
{
	PATH_CALL(c, call);

	c.path = call->args[0];
	c.length = call->args[1];
	if (call->number == EV_SYS_ftruncate)
		c.fd = call->args[0];
	return path_call__record(EV_KIND_FILE_TRUNCATE, &c);
}
