/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lookback-workload SUBCOMMAND ARGUMENT...
 *
 * Each subcommand does exactly one thing that the sensor has to see (or must not see) and prints
 * what really happened, the truth, as one line of JSON. What it needs besides is either prepared by
 * its caller or makes no event.
 */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include <errno.h>
#include <stdint.h>
#include <sys/types.h>

/* Exit statuses of a workload that could not do its thing; no subcommand uses them itself. */
#define EXIT_SETUP 97
#define EXIT_USAGE 98

struct subcommand {
	const char *name;
	const char *arguments; /* for the usage message */
	int wanted;	       /* at least so many */
	int (*run)(int count, char **arguments);
};

/* Each ends with an entry without a name. */
extern const struct subcommand process_subcommands[];
extern const struct subcommand scope_subcommands[];
extern const struct subcommand net_subcommands[];
extern const struct subcommand listen_subcommands[];
extern const struct subcommand dns_subcommands[];
extern const struct subcommand module_subcommands[];
extern const struct subcommand open_subcommands[];
extern const struct subcommand write_subcommands[];
extern const struct subcommand path_subcommands[];
extern const struct subcommand tty_subcommands[];
extern const struct subcommand storm_subcommands[];
extern const struct subcommand cred_subcommands[];
extern const struct subcommand influence_subcommands[];
extern const struct subcommand system_subcommands[];
extern const struct subcommand container_subcommands[];
extern const struct subcommand login_subcommands[];
extern const struct subcommand repeat_subcommands[];
extern const struct subcommand change_subcommands[];

/* main.c */

/* Run the subcommand named by arguments[0], in this process. */
int dispatch(int count, char **arguments);
/* The path of this program. */
const char *own_path(void);
/* Become this program with subcommand `nothing`. Returns only if that failed. */
int exec_nothing(void);
/* fork with the same deadline in the child: nothing that a test starts outlives it. */
pid_t fork_workload(void);
/* Wait for a child; its status as of wait(2). */
int wait_for(pid_t pid);
/* A decimal number, or the end of the program. */
long number(const char *text);

/*
 * ways.c: connect and write by a way into the kernel: "64-bit" is libc's, "32-bit", "io_uring".
 */
int connect_this_way(const char *way, int fd, const void *address, unsigned int length);
ssize_t write_this_way(const char *way, int fd, const void *bytes, size_t count);

/* truth.c: fields of the line, in order; printed once, by main() or before an exec. */
void truth_number(const char *name, long long value);
void truth_text(const char *name, const char *text);
void truth_hex(const char *name, const void *bytes, size_t count);
/* "result": as the kernel gave it (negative errno), from a libc result with errno. */
void truth_result(long result);
/* "inode", "device", "type", "mode", "owner", "group" of what a descriptor refers to. */
void truth_file(int fd);
void truth_print(void);

/* What has to work before the thing can be done. */
#define must(call)                                                                                 \
	({                                                                                         \
		long long __result = (long long)(call);                                            \
		if (__result < 0)                                                                  \
			setup_failed(#call);                                                       \
		__result;                                                                          \
	})
void setup_failed(const char *what) __attribute__((noreturn));

#endif
