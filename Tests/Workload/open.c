/* SPDX-License-Identifier: Apache-2.0 */
/* Files: the calls that open them. */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
	const char *name;
	int value;
} open_flags[] = {
	{ "O_RDONLY", O_RDONLY },     { "O_WRONLY", O_WRONLY },	    { "O_RDWR", O_RDWR },
	{ "O_CREAT", O_CREAT },	      { "O_EXCL", O_EXCL },	    { "O_TRUNC", O_TRUNC },
	{ "O_APPEND", O_APPEND },     { "O_CLOEXEC", O_CLOEXEC },   { "O_TMPFILE", O_TMPFILE },
	{ "O_NONBLOCK", O_NONBLOCK }, { "O_NOFOLLOW", O_NOFOLLOW },
};

/* Names with commas between them. */
static int flags_of(const char *names)
{
	int flags = 0;

	while (*names) {
		size_t length = strcspn(names, ",");
		size_t i, known = sizeof(open_flags) / sizeof(open_flags[0]);

		for (i = 0; i < known; i++)
			if (strlen(open_flags[i].name) == length &&
			    !strncmp(open_flags[i].name, names, length))
				break;
		if (i == known) {
			errno = EINVAL;
			setup_failed(names);
		}
		flags |= open_flags[i].value;
		names += length;
		names += *names == ',';
	}
	return flags;
}

/* A descriptor of a directory, or AT_FDCWD for "-". */
static int directory_of(const char *path)
{
	if (!strcmp(path, "-"))
		return AT_FDCWD;
	return must(open(path, O_PATH | O_DIRECTORY | O_CLOEXEC));
}

static int report(long fd)
{
	truth_result(fd);
	if (fd >= 0) {
		truth_number("fd", fd);
		truth_file(fd);
	}
	return 0;
}

static int do_open(int count, char **arguments)
{
	return report(
		syscall(SYS_open, arguments[2], flags_of(arguments[0]), (int)number(arguments[1])));
}

static int do_openat(int count, char **arguments)
{
	int dir = directory_of(arguments[2]);

	return report(syscall(SYS_openat, dir, arguments[3], flags_of(arguments[0]),
			      (int)number(arguments[1])));
}

static int do_openat2(int count, char **arguments)
{
	struct open_how how = { .flags = flags_of(arguments[0]), .mode = number(arguments[1]) };
	int dir = directory_of(arguments[2]);

	return report(syscall(SYS_openat2, dir, arguments[3], &how, sizeof(how)));
}

static int do_creat(int count, char **arguments)
{
	return report(syscall(SYS_creat, arguments[1], (int)number(arguments[0])));
}

static void *open_in_thread(void *path)
{
	truth_number("thread", syscall(SYS_gettid));
	report(open(path, O_WRONLY));
	return NULL;
}

static int open_from_thread(int count, char **arguments)
{
	pthread_t thread;

	must(-pthread_create(&thread, NULL, open_in_thread, arguments[0]));
	pthread_join(thread, NULL);
	return 0;
}

/* Directory below directory, 201 bytes each, till no absolute path could name the file in it. */
static int open_below_limit(int count, char **arguments)
{
	char name[201];

	memset(name, 'n', 200);
	name[200] = 0;
	must(chdir(arguments[0]));
	for (long left = number(arguments[1]); left > 0; left--) {
		must(mkdir(name, 0755));
		must(chdir(name));
	}
	return report(open("file", O_WRONLY | O_CREAT, 0644));
}

/* Files that are the kernel talking: written, but no data anywhere. */
static int write_pseudo_files(int count, char **arguments)
{
	static const char *const paths[] = {
		"/proc/self/comm",
		"/proc/self/oom_score_adj",
		"/dev/null",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		int fd = must(open(paths[i], O_WRONLY));

		must(write(fd, "0", 1));
		close(fd);
	}
	return 0;
}

const struct subcommand open_subcommands[] = {
	{ "open", "FLAGS MODE PATH", 3, do_open },
	{ "openat", "FLAGS MODE DIRECTORY|- PATH", 4, do_openat },
	{ "openat2", "FLAGS MODE DIRECTORY|- PATH", 4, do_openat2 },
	{ "creat", "MODE PATH", 2, do_creat },
	{ "open-from-thread", "PATH", 1, open_from_thread },
	{ "open-below-limit", "DIRECTORY DEPTH", 2, open_below_limit },
	{ "write-pseudo-files", "", 0, write_pseudo_files },
	{ NULL },
};
