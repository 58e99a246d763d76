/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel modules: calls that no kernel lets succeed, because the image is no module. */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int init_module_from_memory(int count, char **arguments)
{
	char image[1000] = "no module";

	truth_result(syscall(SYS_init_module, image, sizeof(image), arguments[0]));
	truth_number("size", sizeof(image));
	return 0;
}

static int init_module_from_file(int count, char **arguments)
{
	int fd = must(open(arguments[0], O_RDONLY | O_CLOEXEC));

	truth_result(syscall(SYS_finit_module, fd, arguments[1], (int)number(arguments[2])));
	truth_file(fd);
	truth_number("size", must(lseek(fd, 0, SEEK_END)));
	return 0;
}

static int delete_module_by_name(int count, char **arguments)
{
	truth_result(syscall(SYS_delete_module, arguments[0], O_NONBLOCK));
	return 0;
}

const struct subcommand module_subcommands[] = {
	{ "init-module", "PARAMETERS", 1, init_module_from_memory },
	{ "finit-module", "PATH PARAMETERS FLAGS", 3, init_module_from_file },
	{ "delete-module", "NAME", 1, delete_module_by_name },
	{ NULL },
};
