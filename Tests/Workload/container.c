/* SPDX-License-Identifier: Apache-2.0 */
/* A container, as runtimes make them. */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void write_file(const char *path, const char *text)
{
	int fd = must(open(path, O_WRONLY | O_CLOEXEC));

	must(write(fd, text, strlen(text)));
	close(fd);
}

static void enter_cgroup(const char *directory)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/cgroup.procs", directory);
	write_file(path, "0");
}

/* The host's 0 stays 0, for it has to make the mounts; others are 100000 more on the host. */
static void write_maps(pid_t pid)
{
	static const char *const names[] = { "uid_map", "gid_map" };
	char path[64];

	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "/proc/%d/%s", pid, names[i]);
		write_file(path, "0 0 1\n1 100001 65535\n");
	}
}

/* Leaves the host's namespaces; the maps are for somebody to write who has not. */
static void unshare_mapped(void)
{
	int left[2];
	pid_t mapper;
	char byte;

	must(pipe(left));
	mapper = fork_workload();
	if (!mapper) {
		must(read(left[0], &byte, 1));
		write_maps(getppid());
		_exit(0);
	}
	must(unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID));
	must(write(left[1], "", 1));
	if (wait_for(mapper))
		setup_failed("writing the maps");
	close(left[0]);
	close(left[1]);
}

/* Makes a directory the root, with what programs need from the host where there is a place for it.
 */
static void enter_root(const char *root)
{
	static const char *const shared[] = { "usr", "lib", "lib64", "bin", "proc" };
	char from[16], to[4096];
	struct stat s;

	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	must(mount(root, root, NULL, MS_BIND, NULL));
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
		snprintf(from, sizeof(from), "/%s", shared[i]);
		snprintf(to, sizeof(to), "%s/%s", root, shared[i]);
		if (!lstat(to, &s) && S_ISDIR(s.st_mode))
			must(mount(from, to, NULL, MS_BIND | MS_REC, NULL));
	}
	must(chdir(root));
	must(syscall(SYS_pivot_root, ".", "."));
	must(umount2(".", MNT_DETACH));
	must(chdir("/"));
}

/*
 * In a cgroup, in namespaces of users, mounts and processes, and in a root of its own a program of
 * the host runs as the first process: this one needs libraries that are anywhere.
 */
static int in_container(int count, char **arguments)
{
	uid_t uid = number(arguments[2]);
	pid_t child;
	int status;

	enter_cgroup(arguments[1]);
	unshare_mapped();
	enter_root(arguments[0]);
	child = fork_workload();
	if (!child) {
		must(setgroups(0, NULL));
		must(setresgid(uid, uid, uid));
		must(setresuid(uid, uid, uid));
		/* The alarm does not end a first process. */
		must(prctl(PR_SET_PDEATHSIG, SIGKILL));
		must(execv(arguments[3], arguments + 3));
	}
	truth_number("child", child);
	status = wait_for(child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_SETUP;
}

const struct subcommand container_subcommands[] = {
	{ "in-container", "ROOT CGROUP UID PROGRAM ARGUMENT...", 4, in_container },
	{ NULL },
};
