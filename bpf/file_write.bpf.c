// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Writing: a record at the first write through a descriptor, a sum when the process is done with
 * it.
 *
 * The sums are kept by (process, descriptor), for that is what the exit of close still knows: the
 * file itself is gone by then. A descriptor that is shared by fork has a sum in each process that
 * writes, which is who wrote how much.
 */
#include "file.bpf.h"
#include "net.bpf.h"
#include "tty.bpf.h"

#include <bpf/bpf_tracing.h>

/*
 * Descriptors looked at when a process ends or execs; what is left is counted as lost. In two
 * loops, the inner one a global function: the verifier's work is their sum and not their product.
 * With perf buffers that one stops at each sum that it closes, for the record to be handed over.
 */
#define DESCRIPTORS_MAX 8192
#define DESCRIPTOR_BLOCK 64
#define DESCRIPTOR_TURNS_MAX (DESCRIPTORS_MAX / DESCRIPTOR_BLOCK)
#define DESCRIPTOR_STOPS_MAX 128

struct write_key {
	u32 tgid;
	s32 fd;
};

struct written {
	u64 file; /* to notice that the descriptor means another file by now */
	u64 process_start_ns;
	u64 bytes;
	u64 writes;
	u64 first_write_ns;
	struct ev_file_id id;
	u32 ignored; /* 1: outside the watched paths; remembered so that it is asked once */
	u32 length;
	u32 full;
	u8 path[EV_PATH_MAX];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct write_key);
	__type(value, struct written);
} written_files SEC(".maps");

/* How many entries of written_files a process has. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, u32); /* tgid */
	__type(value, s64);
} writers SEC(".maps");

/* Where an entry is put together; guarded by the scratch buffer's busy mark. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct written);
} written_draft SEC(".maps");

static __always_inline bool writes__are_wanted(void)
{
	return kind__wanted(EV_KIND_FILE_WRITE) || kind__wanted(EV_KIND_FILE_CLOSE);
}

static __always_inline void writers__add(u32 tgid, s64 change)
{
	s64 *count = bpf_map_lookup_elem(&writers, &tgid);

	if (count)
		__sync_fetch_and_add(count, change);
	else if (change > 0 && bpf_map_update_elem(&writers, &tgid, &change, BPF_ANY))
		loss__count(EV_KIND_FILE_CLOSE, EV_LOSS_TABLE_FULL);
}

/* The sum of one descriptor becomes a record; the entry goes. */
__noinline int file__close_written(u32 fd, u32 cause)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct write_key key = { .tgid = bpf_get_current_pid_tgid() >> 32, .fd = fd };
	struct written *w = bpf_map_lookup_elem(&written_files, &key);
	struct ev_file_close *c;
	struct scratch *s;
	u64 length;

	if (!w)
		return 0;
	if (w->process_start_ns != BPF_CORE_READ(task, group_leader, start_boottime)) {
		/* left behind by an earlier process with this pid */
		loss__count(EV_KIND_FILE_CLOSE, EV_LOSS_TABLE_FULL);
		bpf_map_delete_elem(&written_files, &key);
		return 0;
	}
	if (!w->ignored && kind__wanted(EV_KIND_FILE_CLOSE)) {
		s = record__begin(ev_file_close, EV_KIND_FILE_CLOSE);
		if (s) {
			c = (struct ev_file_close *)s->record;
			c->file = w->id;
			c->bytes = w->bytes;
			c->writes = w->writes;
			c->first_write_ns = w->first_write_ns;
			c->cause = cause;
			c->fd = fd;
			length = w->length;
			bound(length);
			if (length <= EV_PATH_MAX &&
			    !bpf_probe_read_kernel(s->record + sizeof(*c), length, w->path)) {
				c->path.off = sizeof(*c);
				c->path.len = length;
				c->path.full = w->full;
				s->used = sizeof(*c) + length;
			}
			record__submit(s, EV_LANE_BULK);
		}
	}
	bpf_map_delete_elem(&written_files, &key);
	writers__add(key.tgid, -1);
	return 1;
}

/* The first write: who, what, where; and the start of the sum. */
static __always_inline void write__first(struct write_key *key, struct file *file, u64 bytes,
					 u32 method)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct scratch *s = record__acquire(SLOT_EVENT, EV_KIND_FILE_WRITE);
	struct ev_file_write *f;
	struct walker *walker;
	struct written *w;
	u64 length, start;
	u32 zero = 0;

	if (!s)
		return;
	w = bpf_map_lookup_elem(&written_draft, &zero);
	walker = walker__slot(SLOT_EVENT);
	if (!w || !walker)
		goto drop;
	path__resolve_file(SLOT_EVENT, task, file);
	w->file = (u64)file;
	w->process_start_ns = BPF_CORE_READ(task, group_leader, start_boottime);
	w->bytes = bytes;
	w->writes = method != EV_WRITE_MAPPED;
	w->first_write_ns = bpf_ktime_get_boot_ns();
	w->ignored = !(path__watch_flags(SLOT_EVENT) & EV_WATCH_WRITE);
	file__fill_id(&w->id, file);
	start = walker->start;
	length = EV_PATH_MAX - start;
	bound(start);
	bound(length);
	if (start > EV_PATH_MAX || length > EV_PATH_MAX)
		goto drop;
	bpf_probe_read_kernel(w->path, length, &walker->buffer[start]);
	w->length = length;
	w->full = length + walker->cut;
	if (bpf_map_update_elem(&written_files, key, w, BPF_ANY))
		loss__count(EV_KIND_FILE_CLOSE, EV_LOSS_TABLE_FULL);
	else
		writers__add(key->tgid, 1);
	if (w->ignored || !kind__wanted(EV_KIND_FILE_WRITE))
		goto drop;
	if (!record__start(s, SLOT_EVENT, EV_KIND_FILE_WRITE, sizeof(*f), (u64)task))
		return;
	f = (struct ev_file_write *)s->record;
	f->file = w->id;
	f->bytes = bytes;
	f->method = method;
	f->fd = key->fd;
	path__store(SLOT_EVENT, FIELD(ev_file_write, path));
	record__submit(s, EV_LANE_BULK);
	return;
drop:
	record__drop(s);
}

static __always_inline void write__account(const struct call *call, s32 fd, struct file *file,
					   u64 bytes, u32 method)
{
	struct write_key key = { .tgid = bpf_get_current_pid_tgid() >> 32, .fd = fd };
	struct written *w = bpf_map_lookup_elem(&written_files, &key);

	if (w && w->file == (u64)file) {
		/* adding nothing would be compiled to an instruction that 5.10 does not have */
		if (method != EV_WRITE_MAPPED) {
			__sync_fetch_and_add(&w->bytes, bytes);
			__sync_fetch_and_add(&w->writes, 1);
		}
		return;
	}
	if (!call__is_native() || !scope__includes_current())
		return;
	if (w) {
		file__close_written(fd, EV_CLOSED_UNSEEN);
		record__hand_over(call->ctx);
	}
	write__first(&key, file, bytes, method);
}

/* write, writev, pwrite64, pwritev, pwritev2: the type of file decides who looks. */
SYSCALL_EXIT(write_by_type, write, writev, pwrite64, pwritev, pwritev2)
{
	u64 pieces = call->number == EV_SYS_writev ? call->args[2] : 0;
	struct inode *inode;
	struct file *file;
	u32 type, rdev;

	if (call->result <= 0)
		return 0;
	file = fd__file_quickly(call->args[0]);
	inode = BPF_CORE_READ(file, f_inode);
	type = BPF_CORE_READ(inode, i_mode) & S_IFMT;
	if (type == S_IFCHR) {
		rdev = BPF_CORE_READ(inode, i_rdev);
		if (device__is_terminal(rdev)) {
			if (config.terminals_by_call && call__is_native())
				tty__writes(call->ctx, (u64)file, call->args[1], pieces,
					    call->result);
			return 0;
		}
		if (!device__is_memory(rdev))
			return 0;
	} else if (type == S_IFSOCK) {
		if ((config.sockets_by_call & EV_SOCKETS_WRITE) && socket__is_to_server(file) &&
		    call__is_native())
			dns__transferred(EV_KIND_DNS_QUESTION, (u64)file, call->args[1], pieces,
					 call->result);
		return 0;
	} else if (type != S_IFREG && type != S_IFBLK) {
		return 0; /* a pipe */
	}
	if (writes__are_wanted() && file__is_recorded(file))
		write__account(call, call->args[0], file, call->result, EV_WRITE_CALL);
	return 0;
}

/* sendfile, splice, copy_file_range: the kernel moves the bytes. */
SYSCALL_EXIT(file_write_moved, sendfile64, splice, copy_file_range)
{
	struct file *file;
	s32 fd;

	if (call->result <= 0)
		return 0;
	fd = call->number == EV_SYS_sendfile ? call->args[0] : call->args[2];
	file = fd__file(fd);
	if (file && file__is_recorded(file))
		write__account(call, fd, file, call->result, EV_WRITE_SENDFILE);
	return 0;
}

/* A shared writable mapping of a file: what is stored through it is seen by no call. */
SYSCALL_EXIT(file_write_mapped, mmap)
{
	struct file *file;
	s32 fd = call->args[4];

	if ((call->result < 0 && call->result > -4096) || (call->args[3] & MAP_ANONYMOUS) ||
	    !(call->args[2] & PROT_WRITE) || (call->args[3] & MAP_TYPE) == MAP_PRIVATE)
		return 0;
	file = fd__file(fd);
	if (file && file__is_recorded(file))
		write__account(call, fd, file, 0, EV_WRITE_MAPPED);
	return 0;
}

/* Close the sum of one descriptor; `only_closed`: unless it still means the same file. */
__noinline int descriptor__close(u32 fd, u32 cause, u32 only_closed)
{
	struct write_key key = { .tgid = bpf_get_current_pid_tgid() >> 32, .fd = fd };
	struct written *w = bpf_map_lookup_elem(&written_files, &key);

	if (!w || (only_closed && w->file == (u64)fd__file(fd)))
		return 0;
	return file__close_written(fd, cause);
}

/* Close the sums of a block of descriptors: how many were looked at; 0: there is none left. */
__noinline int descriptors__close_some(u32 first, u32 last, u32 cause, u32 only_closed)
{
	u32 tgid = bpf_get_current_pid_tgid() >> 32;
	s64 *left = bpf_map_lookup_elem(&writers, &tgid);

	if (!left)
		return 0;
	for (u32 i = 0; i < DESCRIPTOR_BLOCK; i++) {
		if (*left <= 0 || first + i > last)
			return 0;
		if (descriptor__close(first + i, cause, only_closed) &&
		    config.capture == EV_CAPTURE_PERF)
			return i + 1;
	}
	return DESCRIPTOR_BLOCK;
}

static __always_inline void descriptors__close(void *ctx, u32 first, u32 last, u32 cause,
					       u32 only_closed)
{
	u32 stops = config.capture == EV_CAPTURE_PERF ? DESCRIPTOR_STOPS_MAX : 0;

	for (u32 i = 0; i < DESCRIPTOR_TURNS_MAX + stops; i++) {
		int seen = descriptors__close_some(first, last, cause, only_closed);

		if (seen <= 0)
			break;
		record__hand_over(ctx);
		first += seen;
	}
}

SYSCALL_EXIT(file_close, close, dup2, dup3, close_range)
{
	s64 result = call->result;
	u64 number = call->number;
	struct write_key key = { .tgid = bpf_get_current_pid_tgid() >> 32 };
	u32 cause = EV_CLOSED_BY_CLOSE;

	if (number == EV_SYS_close_range) {
		if (result || (call->args[2] & CLOSE_RANGE_CLOEXEC) || !call__is_native())
			return 0;
		descriptors__close(call->ctx, call->args[0], call->args[1], EV_CLOSED_BY_CLOSE,
				   true);
		return 0;
	}
	key.fd = call->args[0];
	if (number == EV_SYS_dup2 || number == EV_SYS_dup3) {
		if (result < 0 || call->args[0] == call->args[1])
			return 0;
		key.fd = call->args[1];
		cause = EV_CLOSED_BY_DUP;
	}
	/* close(2) frees the descriptor whatever it returns */
	if (!bpf_map_lookup_elem(&written_files, &key) || !call__is_native())
		return 0;
	file__close_written(key.fd, cause);
	return 0;
}

/* Close-on-exec has been done by the time of this tracepoint. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(file_close_exec, struct task_struct *task)
{
	descriptors__close(ctx, 0, DESCRIPTORS_MAX, EV_CLOSED_BY_EXEC, true);
	return 0;
}

/* The files are closed just after this tracepoint. */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(file_close_exit, struct task_struct *task)
{
	u32 tgid = bpf_get_current_pid_tgid() >> 32;
	s64 *left;

	if (BPF_CORE_READ(task, signal, live.counter) != 0)
		return 0;
	descriptors__close(ctx, 0, DESCRIPTORS_MAX, EV_CLOSED_BY_EXIT, false);
	left = bpf_map_lookup_elem(&writers, &tgid);
	if (!left)
		return 0;
	if (*left > 0) /* descriptors above DESCRIPTORS_MAX, or too many */
		loss__add(EV_KIND_FILE_CLOSE, EV_LOSS_TABLE_FULL, *left);
	bpf_map_delete_elem(&writers, &tgid);
	return 0;
}
