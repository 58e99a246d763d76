// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Mounts. mount, umount2 and pivot_root name everything by strings of the caller, marked so; only
 * move_mount of a descriptor leaves a mount behind that tells where it is, and what.
 */
#include "path.bpf.h"
#include "syscall.bpf.h"

static __always_inline struct scratch *mount__begin(u32 kind, const struct call *call, u32 flags)
{
	struct ev_mount *m;
	struct scratch *s;

	if (!call__is_native() || !scope__includes_current())
		return NULL;
	s = record__begin(ev_mount, kind);
	if (!s)
		return NULL;
	m = (struct ev_mount *)s->record;
	m->result = call->result;
	m->mount_flags = flags;
	return s;
}

/* A path of the caller, joined to where it starts. */
static __always_inline void mount__store_path(struct scratch *s, u32 field, u32 flag, s32 dirfd,
					      u64 path)
{
	if (path__resolve_user(SLOT_EVENT, dirfd, path))
		return;
	((struct ev_mount *)s->record)->h.flags |= flag;
	path__store(SLOT_EVENT, field);
}

/* Without the magic number of old in the high half, which the kernel ignores as well. */
static __always_inline u32 mount__flags(u32 flags)
{
	return (flags & MS_MGC_MSK) == MS_MGC_VAL ? flags & ~MS_MGC_MSK : flags;
}

SYSCALL_EXIT(mount_attach, mount, move_mount)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	bool moves = call->number == EV_SYS_move_mount;
	u32 flags = moves ? call->args[4] : mount__flags(call->args[3]);
	struct file *file = NULL;
	struct ev_mount *m;
	struct scratch *s;

	s = mount__begin(EV_KIND_MOUNT_ATTACH, call, flags);
	if (!s)
		return 0;
	m = (struct ev_mount *)s->record;
	if (!moves) {
		m->call = EV_MOUNT_BY_MOUNT;
		m->h.flags = EV_CALLER_ARGS;
		/* a device, a directory or any name: as it was given */
		record__user_string(SLOT_EVENT, FIELD(ev_mount, source), call->args[0],
				    EV_PATH_MAX);
		record__user_string(SLOT_EVENT, FIELD(ev_mount, type), call->args[2],
				    EV_MOUNT_TYPE_MAX);
		mount__store_path(s, FIELD(ev_mount, target), EV_CALLER_PATH, AT_FDCWD,
				  call->args[1]);
		record__submit(s, EV_LANE_CRITICAL);
		return 0;
	}
	m->call = EV_MOUNT_BY_MOVE_MOUNT;
	if (flags & MOVE_MOUNT_F_EMPTY_PATH)
		file = fd__file(call->args[0]);
	if (file) {
		struct vfsmount *vfsmount = BPF_CORE_READ(file, f_path.mnt);
		struct mount *mount =
			(void *)((u64)vfsmount - bpf_core_field_offset(struct mount, mnt));

		record__kernel_string(SLOT_EVENT, FIELD(ev_mount, source),
				      (u64)BPF_CORE_READ(mount, mnt_devname), EV_PATH_MAX);
		record__kernel_string(SLOT_EVENT, FIELD(ev_mount, type),
				      (u64)BPF_CORE_READ(vfsmount, mnt_sb, s_type, name),
				      EV_MOUNT_TYPE_MAX);
	} else {
		mount__store_path(s, FIELD(ev_mount, source), EV_CALLER_ARGS, call->args[0],
				  call->args[1]);
	}
	if (file && call->result >= 0) {
		path__resolve_file(SLOT_EVENT, task, file);
		path__store(SLOT_EVENT, FIELD(ev_mount, target));
	} else {
		mount__store_path(s, FIELD(ev_mount, target), EV_CALLER_PATH, call->args[2],
				  call->args[3]);
	}
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

SYSCALL_EXIT(mount_detach, umount)
{
	struct scratch *s = mount__begin(EV_KIND_MOUNT_DETACH, call, call->args[1]);

	if (!s)
		return 0;
	mount__store_path(s, FIELD(ev_mount, target), EV_CALLER_PATH, AT_FDCWD, call->args[0]);
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}

/*
 * Names as they were given: where they start from is not known any more, the working directory may
 * have been moved along with the root.
 */
SYSCALL_EXIT(mount_pivot, pivot_root)
{
	struct scratch *s = mount__begin(EV_KIND_MOUNT_PIVOT, call, 0);

	if (!s)
		return 0;
	((struct ev_mount *)s->record)->h.flags = EV_CALLER_PATH | EV_CALLER_TARGET;
	record__user_string(SLOT_EVENT, FIELD(ev_mount, target), call->args[0], EV_PATH_MAX);
	record__user_string(SLOT_EVENT, FIELD(ev_mount, source), call->args[1], EV_PATH_MAX);
	record__submit(s, EV_LANE_CRITICAL);
	return 0;
}
