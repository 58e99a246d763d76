/* SPDX-License-Identifier: Apache-2.0 */
/* Where a subcommand runs: each of these changes that and runs the rest in the same process. */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int in_directory(int count, char **arguments)
{
	must(chdir(arguments[0]));
	return dispatch(count - 1, arguments + 1);
}

static int as_user(int count, char **arguments)
{
	uid_t uid = number(arguments[0]), gid = number(arguments[1]);

	must(setgroups(0, NULL));
	must(setresgid(gid, gid, gid));
	must(setresuid(uid, uid, uid));
	return dispatch(count - 2, arguments + 2);
}

static int on_processor(int count, char **arguments)
{
	cpu_set_t processors;

	CPU_ZERO(&processors);
	CPU_SET(number(arguments[0]), &processors);
	must(sched_setaffinity(0, sizeof(processors), &processors));
	return dispatch(count - 1, arguments + 1);
}

static int in_new_network(int count, char **arguments)
{
	must(unshare(CLONE_NEWNET));
	return dispatch(count, arguments);
}

/* A fresh network namespace with its loopback interface up. */
static int in_new_loopback(int count, char **arguments)
{
	struct ifreq interface = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd;

	must(unshare(CLONE_NEWNET));
	fd = must(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	must(ioctl(fd, SIOCSIFFLAGS, &interface));
	close(fd);
	return dispatch(count, arguments);
}

/* A fresh mount namespace with an empty tmpfs on a directory. */
static int in_new_mount(int count, char **arguments)
{
	unsigned long flags = strcmp(arguments[1], "ro") ? 0 : MS_RDONLY;
	struct stat s;

	must(unshare(CLONE_NEWNS));
	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	must(mount("lookback", arguments[0], "tmpfs", flags, NULL));
	must(stat("/proc/self/ns/mnt", &s));
	truth_number("mount_namespace", s.st_ino);
	return dispatch(count - 2, arguments + 2);
}

/* A fresh mount namespace in which the host's /etc is another directory. */
static int with_etc(int count, char **arguments)
{
	must(unshare(CLONE_NEWNS));
	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	must(mount(arguments[0], "/etc", NULL, MS_BIND, NULL));
	return dispatch(count - 1, arguments + 1);
}

/* In the mount namespace of this process, one file in place of another. */
static int with_file(int count, char **arguments)
{
	must(mount(arguments[0], arguments[1], NULL, MS_BIND, NULL));
	return dispatch(count - 2, arguments + 2);
}

/* In the mount namespace of this process, a directory seen through a file system of layers. */
static int with_layers(int count, char **arguments)
{
	char options[1024];

	snprintf(options, sizeof(options), "lowerdir=%s,upperdir=%s/upper,workdir=%s/work",
		 arguments[0], arguments[1], arguments[1]);
	must(mount("lookback", arguments[0], "overlay", 0, options));
	return dispatch(count - 2, arguments + 2);
}

/* As another program: this one again. */
static int again(int count, char **arguments)
{
	char *words[64] = { "lookback-workload" };

	for (int i = 0; i < count && i < 62; i++)
		words[i + 1] = arguments[i];
	must(execv(own_path(), words));
	return EXIT_SETUP;
}

static int in_new_root(int count, char **arguments)
{
	must(chroot(arguments[0]));
	must(chdir("/"));
	return dispatch(count - 1, arguments + 1);
}

static int in_cgroup(int count, char **arguments)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", arguments[0]);
	fd = must(open(path, O_WRONLY | O_CLOEXEC));
	must(write(fd, "0", 1));
	close(fd);
	return dispatch(count - 1, arguments + 1);
}

/*
 * In a process whose parent has exited: a grandchild that waits until another process has become
 * its parent. Its own truth is not printed.
 */
static int as_orphan(int count, char **arguments)
{
	pid_t child = fork_workload();

	if (!child) {
		pid_t parent = getpid();

		if (!fork_workload()) {
			while (getppid() == parent)
				usleep(1000);
			_exit(dispatch(count, arguments));
		}
		_exit(0);
	}
	wait_for(child);
	truth_number("child", child);
	return 0;
}

/* Not before standard input has ended: the test decides when. */
static int after_input(int count, char **arguments)
{
	char byte;

	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return dispatch(count, arguments);
}

/*
 * A moment in the stream: one event of each family whose events share a lane, all failing on a path
 * that is not there.
 */
static int marker(int count, char **arguments)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", arguments[0]);
	connect(must(socket(AF_UNIX, SOCK_STREAM, 0)), (struct sockaddr *)&address,
		sizeof(address));
	open(arguments[0], O_WRONLY);
	return 0;
}

const struct subcommand scope_subcommands[] = {
	{ "in", "DIRECTORY SUBCOMMAND...", 2, in_directory },
	{ "as", "UID GID SUBCOMMAND...", 3, as_user },
	{ "on-processor", "NUMBER SUBCOMMAND...", 2, on_processor },
	{ "in-new-network", "SUBCOMMAND...", 1, in_new_network },
	{ "in-new-loopback", "SUBCOMMAND...", 1, in_new_loopback },
	{ "in-new-mount", "DIRECTORY rw|ro SUBCOMMAND...", 3, in_new_mount },
	{ "with-etc", "DIRECTORY SUBCOMMAND...", 2, with_etc },
	{ "with-file", "FILE PLACE SUBCOMMAND...", 3, with_file },
	{ "with-layers", "DIRECTORY SCRATCH SUBCOMMAND...", 3, with_layers },
	{ "again", "SUBCOMMAND...", 1, again },
	{ "in-new-root", "DIRECTORY SUBCOMMAND...", 2, in_new_root },
	{ "in-cgroup", "DIRECTORY SUBCOMMAND...", 2, in_cgroup },
	{ "after-input", "SUBCOMMAND...", 1, after_input },
	{ "marker", "PATH", 1, marker },
	{ "as-orphan", "SUBCOMMAND...", 1, as_orphan },
	{ NULL },
};
