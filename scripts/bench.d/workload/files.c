/* SPDX-License-Identifier: Apache-2.0 */
/* Files: opened to read, written to, and many small ones made. */
#include "workload.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define WRITE_SIZE 64
/* Where writing goes back to the beginning: what is measured is no disk. */
#define FILE_WRITES 4096

static const char *folder;
static char path[4096];

static void name_file(char **arguments)
{
	folder = arguments[0];
	snprintf(path, sizeof(path), "%s/file", folder);
	check(!close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), path);
}

static void open_run(long operations)
{
	for (long i = 0; i < operations; i++) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);

		check(fd >= 0 && !close(fd), path);
	}
}

static void write_run(long operations)
{
	static const char bytes[WRITE_SIZE];
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	check(fd >= 0, path);
	for (long i = 0; i < operations; i++) {
		if (i % FILE_WRITES == 0)
			check(!lseek(fd, 0, SEEK_SET), "lseek");
		check(write(fd, bytes, sizeof(bytes)) == sizeof(bytes), "write");
	}
	check(!close(fd), "close");
}

static void small_run(long operations)
{
	char small[4096];

	for (long i = 0; i < operations; i++) {
		int fd;

		/* No O_TRUNC: ext4 would then flush on every close and hide all other costs. */
		snprintf(small, sizeof(small), "%s/small-%03ld", folder, i % 1000);
		fd = open(small, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		check(fd >= 0 && write(fd, small, WRITE_SIZE) == WRITE_SIZE && !close(fd), small);
	}
}

const struct workload open_workload = { "open", "FOLDER", 1, 1, name_file, open_run };
const struct workload write_workload = { "write", "FOLDER", 1, 1, name_file, write_run };
const struct workload small_workload = { "small", "FOLDER", 1, 1, name_file, small_run };
