/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls that carry the moment they were made at, one for each lane: an exec and an unlink. The
 * reader of the sensor's output (arrivals.c) takes the moment they arrive at.
 */
#define _GNU_SOURCE
#include "workload.h"
#include "../clocks.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

static const char *tiny, *folder;
static int busy;

static void marker_prepare(char **arguments)
{
	tiny = arguments[0];
	folder = arguments[1];
	busy = arguments[2] && !strcmp(arguments[2], "busy");
}

/* A storm beside the marked calls, until it is over. */
static void *storm(void *over)
{
	char *arguments[] = { "tiny", "one", "two", "three", NULL };

	while (!__atomic_load_n((int *)over, __ATOMIC_RELAXED))
		run_program(tiny, arguments);
	return NULL;
}

static void mark_exec(void)
{
	char stamp[64];
	char *arguments[] = { "tiny", stamp, NULL };

	snprintf(stamp, sizeof(stamp), "exec-at-%lld;", clock_ns(CLOCK_REALTIME));
	run_program(tiny, arguments);
}

static void mark_unlink(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/file-at-%lld;", folder, clock_ns(CLOCK_REALTIME));
	check(unlink(path) < 0, "a file that should not be there");
}

static void marker_run(long operations)
{
	int over = 0;
	pthread_t thread;

	if (busy)
		check(!pthread_create(&thread, NULL, storm, &over), "a thread");
	for (long i = 0; i < operations; i++) {
		/* no multiple of the sensor's own intervals */
		usleep(2000 + i * 7919 % 1000);
		mark_unlink();
		usleep(1000 + i * 7919 % 1000);
		mark_exec();
	}
	if (busy) {
		__atomic_store_n(&over, 1, __ATOMIC_RELAXED);
		pthread_join(thread, NULL);
	}
}

const struct workload marker_workload = {
	"marker", "PROGRAM FOLDER [busy]", 2, 0, marker_prepare, marker_run,
};
