/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <CCapture.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A descriptor that only names what is at the path. */
static int name_in_root(int root, const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd;
	int attempts = 8;

	/* EAGAIN: somebody renamed something meanwhile, ".." may lead out. Whoever does that all
	 * the time is not waited for. */
	do
		fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
	while (fd < 0 && (errno == EINTR || errno == EAGAIN) && --attempts);
	return fd < 0 ? -errno : (int)fd;
}

static int open_named(int named)
{
	struct stat status;
	char path[32];
	int fd;

	if (fstat(named, &status))
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", named);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int capture_open_file_in_root(int root, const char *path)
{
	int named = name_in_root(root, path);
	int fd;

	if (named < 0)
		return named;
	fd = open_named(named);
	close(named);
	return fd;
}
