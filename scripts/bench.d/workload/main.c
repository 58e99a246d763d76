/* SPDX-License-Identifier: Apache-2.0 */
/*
 * workload NAME [ARGUMENT]…
 *
 * Reads a number on each line of standard input, does so many of one thing as fast as it can and
 * prints what that took as JSON: operations, wall_ns, and cpu_ns of itself and its children. It
 * stays until standard input ends, so that the process tree it heads stays in scope.
 */
#define _GNU_SOURCE
#include "workload.h"
#include "../clocks.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct workload *const workloads[] = {
	&exec_workload,	    &open_workload,    &write_workload,	    &small_workload,
	&terminal_workload, &closed_workload,  &open_port_workload, &unix_workload,
	&getppid_workload,  &getpgid_workload, &null_workload,	    &zero_workload,
	&command_workload,  &marker_workload,  &listen_workload,
};

#define WORKLOAD_COUNT (sizeof(workloads) / sizeof(*workloads))

void check(int good, const char *what)
{
	if (!good) {
		perror(what);
		exit(1);
	}
}

void stay_on_cpu(int index)
{
	cpu_set_t allowed, one;
	int cpu = CPU_SETSIZE - 1;

	check(!sched_getaffinity(0, sizeof(allowed), &allowed), "sched_getaffinity");
	index %= CPU_COUNT(&allowed);
	for (;; cpu--)
		if (CPU_ISSET(cpu, &allowed) && !index--)
			break;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	check(!sched_setaffinity(0, sizeof(one), &one), "sched_setaffinity");
}

void run_program(const char *program, char *const *arguments)
{
	static char *environment[] = { "LANG=C", "PATH=/usr/bin:/bin", NULL };
	int status;
	pid_t child = vfork();

	check(child >= 0, "vfork");
	if (!child) {
		execve(program, arguments, environment);
		_exit(127);
	}
	while (waitpid(child, &status, 0) < 0)
		check(errno == EINTR, "waitpid");
	if (status) {
		fprintf(stderr, "%s: ended with status %d\n", program, status);
		exit(1);
	}
}

static int usage(void)
{
	fputs("usage:\n", stderr);
	for (unsigned i = 0; i < WORKLOAD_COUNT; i++)
		fprintf(stderr, "  workload %s %s\n", workloads[i]->name, workloads[i]->arguments);
	return 2;
}

int main(int count, char **arguments)
{
	const struct workload *workload = NULL;
	char line[32];

	for (unsigned i = 0; count > 1 && i < WORKLOAD_COUNT; i++)
		if (!strcmp(arguments[1], workloads[i]->name))
			workload = workloads[i];
	if (!workload || count - 2 < workload->argument_count)
		return usage();
	if (workload->stays)
		stay_on_cpu(0);
	if (workload->prepare)
		workload->prepare(arguments + 2);
	while (fgets(line, sizeof(line), stdin)) {
		long operations = atol(line);
		long long wall = wall_ns(), cpu = cpu_ns();

		workload->run(operations);
		cpu = cpu_ns() - cpu;
		wall = wall_ns() - wall;
		printf("{\"operations\":%ld,\"wall_ns\":%lld,\"cpu_ns\":%lld}\n", operations, wall,
		       cpu);
		fflush(stdout);
	}
	return 0;
}
