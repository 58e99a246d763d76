/* SPDX-License-Identifier: Apache-2.0 */
/* The table of subcommands, and what they share. */
#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Longer than any test waits; the storms need most. */
#define DEADLINE_SECONDS 300

static const struct subcommand *const families[] = {
	process_subcommands,   scope_subcommands,  net_subcommands,	  listen_subcommands,
	dns_subcommands,       module_subcommands, open_subcommands,	  write_subcommands,
	path_subcommands,      tty_subcommands,	   storm_subcommands,	  cred_subcommands,
	influence_subcommands, system_subcommands, container_subcommands, login_subcommands,
	repeat_subcommands,    change_subcommands,
};
#define FAMILY_COUNT (sizeof(families) / sizeof(families[0]))

static int usage(void)
{
	dprintf(STDERR_FILENO, "usage: lookback-workload SUBCOMMAND ARGUMENT...\n");
	for (size_t i = 0; i < FAMILY_COUNT; i++)
		for (const struct subcommand *s = families[i]; s->name; s++)
			dprintf(STDERR_FILENO, "  %s %s\n", s->name, s->arguments);
	return EXIT_USAGE;
}

int dispatch(int count, char **arguments)
{
	if (count < 1)
		return usage();
	for (size_t i = 0; i < FAMILY_COUNT; i++)
		for (const struct subcommand *s = families[i]; s->name; s++)
			if (!strcmp(s->name, arguments[0]) && count - 1 >= s->wanted)
				return s->run(count - 1, arguments + 1);
	return usage();
}

const char *own_path(void)
{
	static char path[4096];

	if (!path[0])
		must(readlink("/proc/self/exe", path, sizeof(path) - 1));
	return path;
}

int exec_nothing(void)
{
	char *const arguments[] = { "lookback-workload", "nothing", NULL };

	return execv(own_path(), arguments);
}

/* LOOKBACK_TIME_FACTOR: how many times slower than hardware this machine is. */
static unsigned int deadline_seconds(void)
{
	const char *factor = getenv("LOOKBACK_TIME_FACTOR");

	return DEADLINE_SECONDS * (factor ? number(factor) : 1);
}

pid_t fork_workload(void)
{
	pid_t pid = must(fork());

	if (!pid)
		alarm(deadline_seconds()); /* a child does not inherit it */
	return pid;
}

int wait_for(pid_t pid)
{
	int status;

	must(waitpid(pid, &status, 0));
	return status;
}

long number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 0);

	if (!*text || *end) {
		errno = EINVAL;
		setup_failed(text);
	}
	return value;
}

int main(int count, char **arguments)
{
	int status;

	alarm(deadline_seconds());
	truth_number("pid", getpid());
	status = dispatch(count - 1, arguments + 1);
	if (status != EXIT_USAGE)
		truth_print();
	return status;
}
