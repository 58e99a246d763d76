/* SPDX-License-Identifier: Apache-2.0 */
/* Files: the calls that write into them, and the ways in which a written file is done with. */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char bytes[65536];

/* Opened on a descriptor that no other subcommand's truth has. */
static int open_for_writing(const char *path, int flags)
{
	int fd = must(open(path, O_WRONLY | flags, 0644));

	truth_number("fd", fd);
	truth_file(fd);
	return fd;
}

static long write_by(const char *how, int fd, size_t size, off_t at)
{
	struct iovec halves[2] = { { bytes, size / 2 }, { bytes, size - size / 2 } };

	if (!strcmp(how, "write"))
		return write(fd, bytes, size);
	if (!strcmp(how, "pwrite"))
		return pwrite(fd, bytes, size, at);
	if (!strcmp(how, "writev"))
		return writev(fd, halves, 2);
	if (!strcmp(how, "pwritev"))
		return pwritev(fd, halves, 2, at);
	if (!strcmp(how, "pwritev2"))
		return pwritev2(fd, halves, 2, at, 0);
	errno = EINVAL;
	setup_failed(how);
}

/* COUNT writes of SIZE bytes through one descriptor. */
static int write_many(int count, char **arguments)
{
	size_t size = number(arguments[2]);
	long writes = number(arguments[1]);
	int fd = open_for_writing(arguments[3], 0);

	for (long i = 0; i < writes; i++)
		must(write_by(arguments[0], fd, size, i * size));
	close(fd);
	return 0;
}

/* The kernel moves the bytes from one file to the other. */
static int move_bytes(int count, char **arguments)
{
	const char *how = arguments[0];
	size_t size = number(arguments[1]);
	int from = must(open(arguments[2], O_RDONLY | O_CLOEXEC));
	int to = open_for_writing(arguments[3], 0);

	if (!strcmp(how, "sendfile")) {
		truth_number("moved", must(sendfile(to, from, NULL, size)));
	} else if (!strcmp(how, "copy_file_range")) {
		truth_number("moved", must(copy_file_range(from, NULL, to, NULL, size, 0)));
	} else if (!strcmp(how, "splice")) {
		int pipe_ends[2];

		must(pipe2(pipe_ends, O_CLOEXEC));
		must(splice(from, NULL, pipe_ends[1], NULL, size, 0));
		truth_number("moved", must(splice(pipe_ends[0], NULL, to, NULL, size, 0)));
	} else {
		errno = EINVAL;
		setup_failed(how);
	}
	close(to);
	return 0;
}

/* A shared mapping that is written through; the file is as long as it has to be. */
static int write_mapped(int count, char **arguments)
{
	int fd = must(open(arguments[0], O_RDWR));
	char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (map == MAP_FAILED)
		setup_failed("mmap");
	memset(map, 'm', 4096);
	truth_number("fd", fd);
	truth_file(fd);
	munmap(map, 4096);
	close(fd);
	return 0;
}

/* Mappings that change no file: private, and shared for reading. */
static int map_harmlessly(int count, char **arguments)
{
	int fd = must(open(arguments[0], O_RDWR));
	char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);

	if (map == MAP_FAILED)
		setup_failed("mmap");
	map[0] = 'm';
	if (mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED)
		setup_failed("mmap");
	truth_number("fd", fd);
	return 0;
}

/* One write of five bytes; then the descriptor is closed in one of the ways that there are. */
static int close_by(int count, char **arguments)
{
	const char *cause = arguments[0];
	int fd = open_for_writing(arguments[1], O_CLOEXEC);
	int other = must(open("/proc/self/comm", O_RDONLY | O_CLOEXEC));

	must(write(fd, "bytes", 5));
	if (!strcmp(cause, "close")) {
		must(close(fd));
	} else if (!strcmp(cause, "dup2")) {
		must(dup2(other, fd));
	} else if (!strcmp(cause, "dup3")) {
		must(dup3(other, fd, O_CLOEXEC));
	} else if (!strcmp(cause, "close_range")) {
		must(syscall(SYS_close_range, fd, fd, 0));
	} else if (!strcmp(cause, "exec")) {
		truth_print();
		exec_nothing();
		setup_failed("exec_nothing");
	} else if (strcmp(cause, "exit")) {
		errno = EINVAL;
		setup_failed(cause);
	}
	return 0;
}

/* Five bytes before an exec and, through the same descriptor, five after it. */
static int write_across_exec(int count, char **arguments)
{
	int fd = open_for_writing(arguments[0], 0);
	char text[16];

	must(write(fd, "bytes", 5));
	snprintf(text, sizeof(text), "%d", fd);
	truth_print();
	execl(own_path(), "lookback-workload", "write-to", text, NULL);
	setup_failed("execl");
}

static int write_to(int count, char **arguments)
{
	must(write(number(arguments[0]), "bytes", 5));
	return 0;
}

/* Five bytes; the descriptor is closed when standard input has ended. */
static int write_and_wait(int count, char **arguments)
{
	int fd = open_for_writing(arguments[0], 0);
	char byte;

	must(write(fd, "bytes", 5));
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	close(fd);
	return 0;
}

/* The same file through two descriptors: two sums. */
static int write_twice(int count, char **arguments)
{
	int fd = open_for_writing(arguments[0], 0);
	int copy = must(dup(fd));

	truth_number("copy", copy);
	must(write(fd, "bytes", 5));
	must(write(copy, "more bytes", 10));
	must(dup2(fd, fd)); /* closes nothing */
	must(write(fd, "bytes", 5));
	return 0;
}

/* A child writes through the descriptor that its parent opened and never wrote through. */
static int write_inherited(int count, char **arguments)
{
	int fd = open_for_writing(arguments[0], O_CLOEXEC);
	pid_t child = fork_workload();

	if (!child) {
		must(write(fd, "bytes", 5));
		close(fd);
		_exit(0);
	}
	truth_number("child", child);
	wait_for(child);
	return 0;
}

const struct subcommand write_subcommands[] = {
	{ "write", "write|pwrite|writev|pwritev|pwritev2 COUNT SIZE PATH", 4, write_many },
	{ "move", "sendfile|copy_file_range|splice SIZE FROM TO", 4, move_bytes },
	{ "write-mapped", "PATH", 1, write_mapped },
	{ "map-harmlessly", "PATH", 1, map_harmlessly },
	{ "close-by", "close|dup2|dup3|close_range|exec|exit PATH", 2, close_by },
	{ "write-across-exec", "PATH", 1, write_across_exec },
	{ "write-to", "DESCRIPTOR", 1, write_to },
	{ "write-and-wait", "PATH", 1, write_and_wait },
	{ "write-twice", "PATH", 1, write_twice },
	{ "write-inherited", "PATH", 1, write_inherited },
	{ NULL },
};
