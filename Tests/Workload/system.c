/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts, namespaces, BPF programs, kexec, and descriptors of memory and rings. */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int make_memfd(int count, char **arguments)
{
	long fd = syscall(SYS_memfd_create, arguments[0], number(arguments[1]));

	truth_result(fd);
	truth_number("fd", fd);
	if (fd >= 0)
		truth_file(fd);
	return 0;
}

/* struct io_uring_params, of which only the flags matter here */
struct ring_parameters {
	uint32_t sq_entries;
	uint32_t cq_entries;
	uint32_t flags;
	uint32_t others[27];
};

static int make_io_uring(int count, char **arguments)
{
	struct ring_parameters parameters = { .flags = number(arguments[1]) };
	long fd = syscall(SYS_io_uring_setup, number(arguments[0]), &parameters);

	truth_result(fd);
	truth_number("fd", fd);
	truth_number("entries", parameters.sq_entries);
	return 0;
}

/* Before a call that changes it. */
static void truth_mount_namespace(void)
{
	struct stat s;

	must(stat("/proc/self/ns/mnt", &s));
	truth_number("namespace", s.st_ino);
}

static int do_mount(int count, char **arguments)
{
	truth_mount_namespace();
	truth_result(mount(arguments[0], arguments[1], arguments[2], number(arguments[3]), NULL));
	return 0;
}

/* By the newer calls: made first, and put somewhere then. */
static int mount_by_descriptor(int count, char **arguments)
{
	int context = must(syscall(SYS_fsopen, "tmpfs", 0)), mounted;

	must(syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "source", "lookback-new", 0));
	must(syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	mounted = must(syscall(SYS_fsmount, context, 0, 0));
	must(chdir(arguments[0]));
	truth_result(
		syscall(SYS_move_mount, mounted, "", AT_FDCWD, "below", MOVE_MOUNT_F_EMPTY_PATH));
	return 0;
}

static int move_mount_by_path(int count, char **arguments)
{
	truth_result(syscall(SYS_move_mount, AT_FDCWD, arguments[0], AT_FDCWD, arguments[1], 0));
	return 0;
}

static int unmount(int count, char **arguments)
{
	truth_result(umount2(arguments[0], number(arguments[1])));
	return 0;
}

static int pivot(int count, char **arguments)
{
	truth_result(syscall(SYS_pivot_root, arguments[0], arguments[1]));
	return 0;
}

static const struct {
	const char *name;
	int type;
} sorts[] = {
	{ "mnt", CLONE_NEWNS },	       { "net", CLONE_NEWNET }, { "user", CLONE_NEWUSER },
	{ "pid", CLONE_NEWPID },       { "uts", CLONE_NEWUTS }, { "ipc", CLONE_NEWIPC },
	{ "cgroup", CLONE_NEWCGROUP },
};
#define SORT_COUNT (sizeof(sorts) / sizeof(sorts[0]))

static int type_of(const char *name)
{
	for (size_t i = 0; i < SORT_COUNT; i++)
		if (!strcmp(sorts[i].name, name))
			return sorts[i].type;
	return number(name);
}

/* What this thread is in, by the names below /proc. */
static void truth_namespaces(void)
{
	static const char *const names[] = { "mnt", "net", "user",   "pid_for_children",
					     "uts", "ipc", "cgroup", "time_for_children" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[64];
		struct stat s;

		snprintf(path, sizeof(path), "/proc/self/ns/%s", names[i]);
		truth_number(names[i], stat(path, &s) ? 0 : s.st_ino);
	}
}

static int leave_namespaces(int count, char **arguments)
{
	int types = 0;

	for (int i = 0; i < count; i++)
		types |= type_of(arguments[i]);
	truth_result(unshare(types));
	truth_namespaces();
	return 0;
}

/* Away and back again. */
static int return_to_namespace(int count, char **arguments)
{
	char path[64];
	struct stat s;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/ns/%s", arguments[0]);
	fd = must(open(path, O_RDONLY | O_CLOEXEC));
	must(unshare(type_of(arguments[0])));
	must(fstat(fd, &s));
	truth_number("entered", s.st_ino);
	truth_result(setns(fd, 0));
	truth_namespaces();
	return 0;
}

/* All at once those of a process: this one's own. */
static int enter_own_namespaces(int count, char **arguments)
{
	int fd = must(syscall(SYS_pidfd_open, getpid(), 0));

	truth_result(setns(fd, type_of(arguments[0]) | type_of(arguments[1])));
	truth_namespaces();
	return 0;
}

static long bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

/* `return 0`, or a program that leaves the result open and is refused. */
static long load_program(int type, int attach_type, const char *name, int is_sound)
{
	struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	union bpf_attr attr = {
		.prog_type = type,
		.expected_attach_type = attach_type,
		.insns = (uintptr_t)(is_sound ? code : code + 1),
		.insn_cnt = is_sound ? 2 : 1,
		.license = (uintptr_t) "GPL",
	};

	/* before 5.11 programs count as locked memory; where this is not allowed they need not */
	setrlimit(RLIMIT_MEMLOCK, &all);
	strncpy(attr.prog_name, name, sizeof(attr.prog_name) - 1);
	return bpf(BPF_PROG_LOAD, &attr);
}

static void truth_program(int fd)
{
	struct bpf_prog_info info = {};
	union bpf_attr attr = {
		.info = { .bpf_fd = fd, .info_len = sizeof(info), .info = (uintptr_t)&info },
	};

	must(bpf(BPF_OBJ_GET_INFO_BY_FD, &attr));
	truth_number("id", info.id);
	truth_hex("tag", info.tag, sizeof(info.tag));
	truth_number("instructions", info.xlated_prog_len / sizeof(struct bpf_insn));
}

static int load_bpf(int count, char **arguments)
{
	int is_sound = !strcmp(arguments[0], "sound");
	long fd = load_program(BPF_PROG_TYPE_SOCKET_FILTER, 0, arguments[1], is_sound);

	truth_result(fd);
	truth_number("fd", fd);
	if (fd >= 0)
		truth_program(fd);
	return 0;
}

/* To its own network namespace, by a link: asked about sockets that nobody looks up. */
static int attach_by_link(int count, char **arguments)
{
	int fd = must(load_program(BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP, "by_link", 1));
	int namespace = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
	union bpf_attr attr = {
		.link_create = { .prog_fd = fd,
				 .target_fd = namespace,
				 .attach_type = BPF_SK_LOOKUP },
	};
	struct bpf_link_info info = {};
	long link;

	truth_program(fd);
	link = bpf(BPF_LINK_CREATE, &attr);
	truth_result(link);
	truth_number("fd", link);
	attr = (union bpf_attr){
		.info = { .bpf_fd = link, .info_len = sizeof(info), .info = (uintptr_t)&info },
	};
	must(bpf(BPF_OBJ_GET_INFO_BY_FD, &attr));
	truth_number("link", info.id);
	return 0;
}

static int attach_to_tracepoint(int count, char **arguments)
{
	int fd = must(load_program(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, "by_tracepoint", 1));
	union bpf_attr attr = {
		.raw_tracepoint = { .name = (uintptr_t)arguments[0], .prog_fd = fd },
	};
	long link;

	truth_program(fd);
	link = bpf(BPF_RAW_TRACEPOINT_OPEN, &attr);
	truth_result(link);
	truth_number("fd", link);
	return 0;
}

/* To a control group that is none: a program that is there, attached to nothing. */
static int attach_to_nothing(int count, char **arguments)
{
	int fd = must(load_program(BPF_PROG_TYPE_CGROUP_SKB, 0, "to_nothing", 1));
	union bpf_attr attr = {
		.target_fd = -1,
		.attach_bpf_fd = fd,
		.attach_type = BPF_CGROUP_INET_EGRESS,
	};

	truth_program(fd);
	truth_result(bpf(BPF_PROG_ATTACH, &attr));
	return 0;
}

/* By the command for performance events, to what is none. */
static int attach_by_ioctl(int count, char **arguments)
{
	int fd = must(load_program(BPF_PROG_TYPE_KPROBE, 0, "by_ioctl", 1));

	truth_program(fd);
	truth_result(ioctl(must(open("/dev/null", O_RDONLY)), PERF_EVENT_IOC_SET_BPF, fd));
	return 0;
}

/* With a flag that no kernel knows, and so refused whatever else is right. */
#define UNKNOWN_FLAG 0x40

static int kexec(int count, char **arguments)
{
	char line[] = "root=/dev/lookback quiet"; /* on the stack, and so in memory */

	if (!strcmp(arguments[0], "memory"))
		truth_result(syscall(SYS_kexec_load, 0, 17, NULL, UNKNOWN_FLAG | 1));
	else
		truth_result(syscall(SYS_kexec_file_load, must(open(arguments[0], O_RDONLY)),
				     must(open(arguments[1], O_RDONLY)), sizeof(line), line,
				     UNKNOWN_FLAG | 2));
	return 0;
}

const struct subcommand system_subcommands[] = {
	{ "memfd", "NAME FLAGS", 2, make_memfd },
	{ "io-uring", "ENTRIES FLAGS", 2, make_io_uring },
	{ "mount", "SOURCE DIRECTORY TYPE FLAGS", 4, do_mount },
	{ "mount-by-descriptor", "DIRECTORY", 1, mount_by_descriptor },
	{ "move-mount", "DIRECTORY DIRECTORY", 2, move_mount_by_path },
	{ "unmount", "DIRECTORY FLAGS", 2, unmount },
	{ "pivot", "DIRECTORY DIRECTORY", 2, pivot },
	{ "unshare", "TYPE...", 1, leave_namespaces },
	{ "return-to-namespace", "TYPE", 1, return_to_namespace },
	{ "enter-own-namespaces", "TYPE TYPE", 2, enter_own_namespaces },
	{ "bpf-load", "sound|refused NAME", 2, load_bpf },
	{ "bpf-link", "", 0, attach_by_link },
	{ "bpf-tracepoint", "NAME", 1, attach_to_tracepoint },
	{ "bpf-attach", "", 0, attach_to_nothing },
	{ "bpf-ioctl", "", 0, attach_by_ioctl },
	{ "kexec", "memory | KERNEL INITRD", 1, kexec },
	{ NULL },
};
