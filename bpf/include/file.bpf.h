/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What the file programs share: which files count, and what identifies one. */
#ifndef FILE_BPF_H
#define FILE_BPF_H

#include "device.bpf.h"
#include "path.bpf.h"
#include "syscall.bpf.h"

/* File systems where a write is a message to the kernel; user space prints the same list. */
static __always_inline bool file_system__is_pseudo(u64 magic)
{
	switch (magic) {
	case PROC_SUPER_MAGIC:
	case SYSFS_MAGIC:
	case CGROUP_SUPER_MAGIC:
	case CGROUP2_SUPER_MAGIC:
	case TRACEFS_MAGIC:
	case DEBUGFS_MAGIC:
	case SECURITYFS_MAGIC:
	case SELINUX_MAGIC:
	case BPF_FS_MAGIC:
	case BINFMTFS_MAGIC:
	case CONFIGFS_MAGIC:
	case PSTOREFS_MAGIC:
	case EFIVARFS_MAGIC:
		return true;
	}
	return false;
}

/* Regular files outside the pseudo file systems, block devices, the memory devices. */
static __always_inline bool file__is_recorded(struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	u32 type = BPF_CORE_READ(inode, i_mode) & S_IFMT;

	if (type == S_IFREG)
		return !file_system__is_pseudo(BPF_CORE_READ(inode, i_sb, s_magic));
	if (type == S_IFBLK)
		return true;
	return type == S_IFCHR && device__is_memory(BPF_CORE_READ(inode, i_rdev));
}

/* What fchmod, fchown and ftruncate may change: anything with a name outside the pseudo systems. */
static __always_inline bool file__is_nameable(struct file *file)
{
	u32 type = BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT;

	return type != S_IFSOCK && type != S_IFIFO &&
	       !file_system__is_pseudo(BPF_CORE_READ(file, f_inode, i_sb, s_magic));
}

/* Do flags of open ask for more than to read? */
static __always_inline bool open_flags__write(u64 flags)
{
	return flags & (O_ACCMODE | O_CREAT | O_TRUNC | O_TMPFILE_BIT);
}

static __always_inline void file__fill_id(struct ev_file_id *id, struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);

	id->inode = BPF_CORE_READ(inode, i_ino);
	id->device = BPF_CORE_READ(inode, i_sb, s_dev);
	id->mode = BPF_CORE_READ(inode, i_mode);
	id->owner = BPF_CORE_READ(inode, i_uid.val);
	id->group = BPF_CORE_READ(inode, i_gid.val);
}

#endif
