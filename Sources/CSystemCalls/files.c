/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <CSystemCalls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef STATX_ATTR_MOUNT_ROOT
#define STATX_ATTR_MOUNT_ROOT 0x2000 /* Linux 5.8 */
#endif

int system_name_directory(int directory, const char *path)
{
	int fd = openat(directory, path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int name(int directory, const char *path, __u64 resolve)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = resolve | RESOLVE_NO_MAGICLINKS,
	};
	long fd;
	int attempts = 8;

	/* EAGAIN: somebody renamed something meanwhile, ".." may lead out. Whoever does that all
	 * the time is not waited for. */
	do
		fd = syscall(SYS_openat2, directory, path, &how, sizeof(how));
	while (fd < 0 && (errno == EINTR || errno == EAGAIN) && --attempts);
	return fd < 0 ? -errno : (int)fd;
}

int system_name_in_root(int root, const char *path)
{
	return name(root, path, RESOLVE_IN_ROOT);
}

int system_name_beneath(int directory, const char *path)
{
	return name(directory, path, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
}

int system_open_named(int named)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", named);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int system_open_file_in_root(int root, const char *path)
{
	int named = system_name_in_root(root, path);
	struct stat status;
	int fd;

	if (named < 0)
		return named;
	if (fstat(named, &status))
		fd = -errno;
	else if (!S_ISREG(status.st_mode))
		fd = -EINVAL;
	else
		fd = system_open_named(named);
	close(named);
	return fd;
}

int system_is_mount_root(int directory)
{
	struct statx status;

	if (statx(directory, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, 0, &status))
		return -errno;
	return !!(status.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}

__s64 system_birth_time(int file)
{
	struct statx status;

	if (statx(file, "", AT_EMPTY_PATH, STATX_BTIME, &status))
		return 0;
	return status.stx_mask & STATX_BTIME ? status.stx_btime.tv_sec : 0;
}

static int open_namespace(int process, const char *path)
{
	int fd = openat(process, path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int system_mount_owner(int process, __u64 *number)
{
	struct stat status;
	int mounts, owner, result = 0;

	mounts = open_namespace(process, "ns/mnt");
	if (mounts < 0)
		return mounts;
	owner = ioctl(mounts, NS_GET_USERNS);
	if (owner < 0 || fstat(owner, &status))
		result = -errno;
	else
		*number = status.st_ino;
	if (owner >= 0)
		close(owner);
	close(mounts);
	return result;
}

int system_namespace_owner(int process, __u32 *uid)
{
	int users = open_namespace(process, "ns/user");
	int result;

	if (users < 0)
		return users;
	result = ioctl(users, NS_GET_OWNER_UID, uid) ? -errno : 0;
	close(users);
	return result;
}

int system_is_made_up(int file)
{
	struct statfs info;

	if (fstatfs(file, &info))
		return -errno;
	switch ((unsigned long)info.f_type) {
	case PROC_SUPER_MAGIC:
	case SYSFS_MAGIC:
	case TRACEFS_MAGIC:
	case DEBUGFS_MAGIC:
		return 1;
	}
	return 0;
}

int system_lock_file(int file, __u32 *owner)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	*owner = 0;
	if (!fcntl(file, F_SETLK, &lock))
		return 0;
	if (errno != EAGAIN && errno != EACCES)
		return -errno;
	if (!fcntl(file, F_GETLK, &lock) && lock.l_type != F_UNLCK)
		*owner = (__u32)lock.l_pid;
	return -EAGAIN;
}
