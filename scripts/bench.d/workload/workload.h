/* SPDX-License-Identifier: Apache-2.0 */
/* What a workload is: prepared once, then run as often as the bench asks, so many operations each.
 */
#ifndef WORKLOAD_H
#define WORKLOAD_H

struct workload {
	const char *name;
	const char *arguments; /* for the usage line */
	int argument_count;    /* the least */
	int stays;	       /* 1: on one CPU, for moves cost more than what is measured */
	void (*prepare)(char **arguments);
	void (*run)(long operations);
};

extern const struct workload exec_workload, open_workload, write_workload, small_workload,
	terminal_workload, closed_workload, open_port_workload, unix_workload, getppid_workload,
	getpgid_workload, null_workload, zero_workload, command_workload, marker_workload,
	listen_workload;

/* Ends the workload with a message unless `good`. */
void check(int good, const char *what);

/* CPU `index`, counted from the last that may be used. */
void stay_on_cpu(int index);

/* Executes `program` with `arguments` in a child and waits for its end, which must be good. */
void run_program(const char *program, char *const *arguments);

#endif
