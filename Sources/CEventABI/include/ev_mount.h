/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Mounts: attached, detached, and the root changed for another one. */
#ifndef EV_MOUNT_H
#define EV_MOUNT_H

#include "ev_header.h"

/* ev_mount.call */
#define EV_MOUNT_BY_MOUNT 0u
#define EV_MOUNT_BY_MOVE_MOUNT 1u

#define EV_MOUNT_TYPE_MAX 64

/* Kinds mount.attach, mount.detach and mount.pivot. */
struct ev_mount {
	struct ev_header h;
	__u32 mount_flags; /* MS_*, MOVE_MOUNT_*, MNT_* and UMOUNT_* */
	__s32 result;
	__u32 call; /* EV_MOUNT_BY_* */
	__u32 pad;
	struct ev_str source; /* device or name; of mount.pivot: where the old root goes */
	struct ev_str target;
	struct ev_str type; /* of the file system */
};
EV_ASSERT_LAYOUT(ev_mount, type, 168);

#endif
