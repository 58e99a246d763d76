/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials: the calls that set them, by their numbers and so without the C library's help. */
#define _GNU_SOURCE
#include "workload.h"

#include <linux/capability.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
	const char *name;
	long number;
} calls[] = {
	{ "setuid", SYS_setuid }, { "setreuid", SYS_setreuid }, { "setresuid", SYS_setresuid },
	{ "setgid", SYS_setgid }, { "setregid", SYS_setregid }, { "setresgid", SYS_setresgid },
};

static int set_ids(int count, char **arguments)
{
	long ids[3] = { -1, -1, -1 };

	for (int i = 1; i < count && i <= 3; i++)
		ids[i - 1] = number(arguments[i]);
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (strcmp(calls[i].name, arguments[0]))
			continue;
		truth_result(syscall(calls[i].number, ids[0], ids[1], ids[2]));
		return 0;
	}
	return EXIT_USAGE;
}

/* A line of /proc/self/status: sixteen digits. */
static void truth_capabilities(const char *field, const char *name)
{
	char line[256], digits[32];
	FILE *status = fopen("/proc/self/status", "re");

	if (!status)
		setup_failed("/proc/self/status");
	while (fgets(line, sizeof(line), status))
		if (!strncmp(line, field, strlen(field)) &&
		    sscanf(line + strlen(field), "%31s", digits) == 1)
			truth_text(name, digits);
	fclose(status);
}

/* Take one capability out of those in effect, leave it permitted. */
static int drop_capability(int count, char **arguments)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];
	long bit = number(arguments[0]);

	truth_capabilities("CapEff:", "before");
	truth_capabilities("CapPrm:", "permitted");
	must(syscall(SYS_capget, &header, data));
	data[bit / 32].effective &= ~(1u << (bit % 32));
	truth_result(syscall(SYS_capset, &header, data));
	truth_capabilities("CapEff:", "after");
	return 0;
}

/* Ask for a capability that is not permitted. */
static int ask_capability(int count, char **arguments)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { .permitted = ~0, .effective = ~0 } };

	truth_result(syscall(SYS_capset, &header, data));
	return 0;
}

static pthread_barrier_t started;

static void *wait_for_all(void *unused)
{
	pthread_barrier_wait(&started);
	pause();
	return NULL;
}

/* By the C library, which has every thread make the call. */
static int set_ids_of_threads(int count, char **arguments)
{
	long threads = number(arguments[0]), uid = number(arguments[1]);
	pthread_t thread;

	must(-pthread_barrier_init(&started, NULL, threads + 1));
	for (long i = 0; i < threads; i++)
		must(-pthread_create(&thread, NULL, wait_for_all, NULL));
	pthread_barrier_wait(&started);
	truth_result(setresuid(uid, uid, uid));
	return 0;
}

static void *set_own_ids(void *ids)
{
	must(syscall(SYS_setresuid, *(long *)ids, *(long *)ids, *(long *)ids));
	truth_number("thread", syscall(SYS_gettid));
	truth_print();
	exec_nothing();
	setup_failed("exec_nothing");
}

/* One thread alone becomes another user, and execs: then it is the process. */
static int exec_from_changed_thread(int count, char **arguments)
{
	long uid = number(arguments[0]);
	pthread_t thread;

	own_path();
	must(-pthread_create(&thread, NULL, set_own_ids, &uid));
	pthread_join(thread, NULL);
	return EXIT_SETUP;
}

const struct subcommand cred_subcommands[] = {
	{ "set-ids", "CALL ID [ID [ID]]", 2, set_ids },
	{ "drop-capability", "NUMBER", 1, drop_capability },
	{ "ask-capability", "", 0, ask_capability },
	{ "set-ids-of-threads", "THREADS UID", 2, set_ids_of_threads },
	{ "exec-from-changed-thread", "UID", 1, exec_from_changed_thread },
	{ NULL },
};
