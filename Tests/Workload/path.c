/* SPDX-License-Identifier: Apache-2.0 */
/* Files: the calls that change names, permissions, owners and lengths. */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A descriptor of a directory, or AT_FDCWD for "-". */
static int directory_of(const char *path)
{
	if (!strcmp(path, "-"))
		return AT_FDCWD;
	return must(open(path, O_PATH | O_DIRECTORY | O_CLOEXEC));
}

static int report(long result)
{
	truth_result(result);
	return 0;
}

static int do_rename(int count, char **a)
{
	return report(syscall(SYS_rename, a[0], a[1]));
}

static int do_renameat(int count, char **a)
{
	int from = directory_of(a[0]), to = directory_of(a[2]);

	return report(syscall(SYS_renameat, from, a[1], to, a[3]));
}

static int do_renameat2(int count, char **a)
{
	int from = directory_of(a[0]), to = directory_of(a[2]);

	return report(syscall(SYS_renameat2, from, a[1], to, a[3], (unsigned)number(a[4])));
}

static int do_unlink(int count, char **a)
{
	return report(syscall(SYS_unlink, a[0]));
}

static int do_unlinkat(int count, char **a)
{
	return report(syscall(SYS_unlinkat, directory_of(a[0]), a[1], (int)number(a[2])));
}

static int do_rmdir(int count, char **a)
{
	return report(syscall(SYS_rmdir, a[0]));
}

static int do_link(int count, char **a)
{
	return report(syscall(SYS_link, a[0], a[1]));
}

static int do_linkat(int count, char **a)
{
	int from = directory_of(a[0]), to = directory_of(a[2]);

	return report(syscall(SYS_linkat, from, a[1], to, a[3], (int)number(a[4])));
}

static int do_symlink(int count, char **a)
{
	return report(syscall(SYS_symlink, a[0], a[1]));
}

static int do_symlinkat(int count, char **a)
{
	return report(syscall(SYS_symlinkat, a[0], directory_of(a[1]), a[2]));
}

static int do_chmod(int count, char **a)
{
	return report(syscall(SYS_chmod, a[1], (mode_t)number(a[0])));
}

static int do_fchmodat(int count, char **a)
{
	return report(syscall(SYS_fchmodat, directory_of(a[1]), a[2], (mode_t)number(a[0])));
}

/* Of a descriptor that is open for reading only: opening it is no event. */
static int do_fchmod(int count, char **a)
{
	int fd = must(open(a[1], O_RDONLY | O_CLOEXEC));

	report(syscall(SYS_fchmod, fd, (mode_t)number(a[0])));
	truth_file(fd);
	return 0;
}

static int do_chown(int count, char **a)
{
	return report(syscall(SYS_chown, a[2], (uid_t)number(a[0]), (gid_t)number(a[1])));
}

static int do_lchown(int count, char **a)
{
	return report(syscall(SYS_lchown, a[2], (uid_t)number(a[0]), (gid_t)number(a[1])));
}

static int do_fchownat(int count, char **a)
{
	return report(syscall(SYS_fchownat, directory_of(a[2]), a[3], (uid_t)number(a[0]),
			      (gid_t)number(a[1]), (int)number(a[4])));
}

static int do_fchown(int count, char **a)
{
	int fd = must(open(a[2], O_RDONLY | O_CLOEXEC));

	report(syscall(SYS_fchown, fd, (uid_t)number(a[0]), (gid_t)number(a[1])));
	truth_file(fd);
	return 0;
}

static int do_truncate(int count, char **a)
{
	return report(syscall(SYS_truncate, a[1], number(a[0])));
}

/* Needs a descriptor for writing, so an event file.open comes before. */
static int do_ftruncate(int count, char **a)
{
	int fd = must(open(a[1], O_WRONLY | O_CLOEXEC));

	report(syscall(SYS_ftruncate, fd, number(a[0])));
	truth_file(fd);
	return 0;
}

const struct subcommand path_subcommands[] = {
	{ "rename", "FROM TO", 2, do_rename },
	{ "renameat", "DIRECTORY|- FROM DIRECTORY|- TO", 4, do_renameat },
	{ "renameat2", "DIRECTORY|- FROM DIRECTORY|- TO FLAGS", 5, do_renameat2 },
	{ "unlink", "PATH", 1, do_unlink },
	{ "unlinkat", "DIRECTORY|- PATH FLAGS", 3, do_unlinkat },
	{ "rmdir", "PATH", 1, do_rmdir },
	{ "link", "FROM TO", 2, do_link },
	{ "linkat", "DIRECTORY|- FROM DIRECTORY|- TO FLAGS", 5, do_linkat },
	{ "symlink", "TEXT PATH", 2, do_symlink },
	{ "symlinkat", "TEXT DIRECTORY|- PATH", 3, do_symlinkat },
	{ "chmod", "MODE PATH", 2, do_chmod },
	{ "fchmodat", "MODE DIRECTORY|- PATH", 3, do_fchmodat },
	{ "fchmod", "MODE PATH", 2, do_fchmod },
	{ "chown", "UID GID PATH", 3, do_chown },
	{ "lchown", "UID GID PATH", 3, do_lchown },
	{ "fchownat", "UID GID DIRECTORY|- PATH FLAGS", 5, do_fchownat },
	{ "fchown", "UID GID PATH", 3, do_fchown },
	{ "truncate", "LENGTH PATH", 2, do_truncate },
	{ "ftruncate", "LENGTH PATH", 2, do_ftruncate },
	{ NULL },
};
