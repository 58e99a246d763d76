/* SPDX-License-Identifier: Apache-2.0 */
/* A command, as often as asked: a build. */
#include "workload.h"

static char **command;

static void command_prepare(char **arguments)
{
	command = arguments;
}

static void command_run(long operations)
{
	for (long i = 0; i < operations; i++)
		run_program(command[0], command);
}

const struct workload command_workload = {
	"command", "PROGRAM [ARGUMENT]…", 1, 0, command_prepare, command_run,
};
