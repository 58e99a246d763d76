/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Files: opened, written, closed after writing, and changes to names and permissions. */
#ifndef EV_FILE_H
#define EV_FILE_H

#include "ev_header.h"

struct ev_file_id {
	__u64 inode;  /* 0: not known on this rung */
	__u32 device; /* (major << 20 | minor) */
	__u32 mode;   /* type and permissions */
	__u32 owner;
	__u32 group;
};
EV_ASSERT_LAYOUT(ev_file_id, group, 24);

struct ev_file_open {
	struct ev_header h;
	struct ev_file_id file;
	__u32 open_flags;  /* O_* as asked for */
	__u32 create_mode; /* permissions asked for; only with O_CREAT or O_TMPFILE */
	__s32 result;	   /* 0 or a negative errno */
	__s32 fd;	   /* -1 on failure */
	__u32 created;	   /* 1: this open made the file */
	__u32 secret;	   /* 1: the file is on the list of watched secrets */
	struct ev_str path;
};
EV_ASSERT_LAYOUT(ev_file_open, path, 184);

#define EV_WRITE_CALL 0u     /* write, pwrite, writev, ... */
#define EV_WRITE_SENDFILE 1u /* sendfile, splice, copy_file_range: the kernel moved the bytes */
#define EV_WRITE_MAPPED 2u   /* a shared writable mapping: later writes are not seen */

/* The first write through one descriptor by one process. */
struct ev_file_write {
	struct ev_header h;
	struct ev_file_id file;
	__u64 bytes;  /* of this first write */
	__u32 method; /* EV_WRITE_* */
	__s32 fd;
	struct ev_str path;
};
EV_ASSERT_LAYOUT(ev_file_write, path, 176);

#define EV_CLOSED_BY_CLOSE 0u
#define EV_CLOSED_BY_DUP 1u  /* dup2 or dup3 onto the descriptor */
#define EV_CLOSED_BY_EXEC 2u /* close-on-exec */
#define EV_CLOSED_BY_EXIT 3u
#define EV_CLOSED_UNSEEN 4u /* found closed later, e.g. by io_uring */

/* A process is done with a descriptor that it wrote through: the sum of its writes. */
struct ev_file_close {
	struct ev_header h;
	struct ev_file_id file;
	__u64 bytes;
	__u64 writes;
	__u64 first_write_ns; /* since boot */
	__u32 cause;	      /* EV_CLOSED_BY_* */
	__s32 fd;
	struct ev_str path; /* as at the first write */
};
EV_ASSERT_LAYOUT(ev_file_close, path, 192);

/*
 * Kinds file.rename, file.unlink, file.link, file.symlink, file.chmod, file.chown, file.truncate:
 * calls that name files by path. A relative path of the caller is joined to the resolved directory
 * where it starts.
 */
struct ev_file_path {
	struct ev_header h;
	struct ev_file_id file; /* known where the call takes a descriptor */
	__u64 length;		/* truncate: the new length */
	__s32 result;
	__u32 call_flags; /* RENAME_*, AT_* */
	__u32 mode;	  /* chmod: the permissions asked for */
	__u32 owner;	  /* chown; EV_UNSET: left as it is */
	__u32 group;	  /* chown; EV_UNSET: left as it is */
	__u32 pad;
	struct ev_str path;
	struct ev_str target;
};
EV_ASSERT_LAYOUT(ev_file_path, target, 200);

#endif
