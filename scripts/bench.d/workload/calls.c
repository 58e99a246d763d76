/* SPDX-License-Identifier: Apache-2.0 */
/* System calls that nobody watches: what an attached sensor costs those who have nothing to tell.
 */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int device;

static void open_null(char **arguments)
{
	(void)arguments;
	device = open("/dev/null", O_WRONLY | O_CLOEXEC);
	check(device >= 0, "/dev/null");
}

static void open_zero(char **arguments)
{
	(void)arguments;
	device = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	check(device >= 0, "/dev/zero");
}

static void getppid_run(long operations)
{
	for (long i = 0; i < operations; i++)
		syscall(SYS_getppid);
}

static void getpgid_run(long operations)
{
	for (long i = 0; i < operations; i++)
		syscall(SYS_getpgid, 0);
}

static void null_run(long operations)
{
	static const char bytes[64];

	for (long i = 0; i < operations; i++)
		check(write(device, bytes, sizeof(bytes)) == sizeof(bytes), "write");
}

static void zero_run(long operations)
{
	char bytes[64];

	for (long i = 0; i < operations; i++)
		check(read(device, bytes, sizeof(bytes)) == sizeof(bytes), "read");
}

const struct workload getppid_workload = { "getppid", "", 0, 1, NULL, getppid_run };
const struct workload getpgid_workload = { "getpgid", "", 0, 1, NULL, getpgid_run };
const struct workload null_workload = { "null", "", 0, 1, open_null, null_run };
const struct workload zero_workload = { "zero", "", 0, 1, open_zero, zero_run };
