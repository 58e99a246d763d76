/* SPDX-License-Identifier: Apache-2.0 */
/* Processes: the least program there is with 17 arguments, by one or more threads at a time. */
#define _GNU_SOURCE
#include "workload.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define ARGUMENT_COUNT 17
#define WORKERS_MAX 64

static char text[ARGUMENT_COUNT][16];
static char *argument_list[ARGUMENT_COUNT + 1];
static const char *tiny;
static int workers;
static long for_each;

static void exec_prepare(char **arguments)
{
	workers = atoi(arguments[0]);
	tiny = arguments[1];
	check(workers > 0 && workers <= WORKERS_MAX, "the number of workers");
	for (int i = 0; i < ARGUMENT_COUNT; i++) {
		snprintf(text[i], sizeof(text[i]), "--argument=%02d", i);
		argument_list[i] = text[i];
	}
}

static void *work(void *index)
{
	stay_on_cpu((intptr_t)index);
	for (long i = 0; i < for_each; i++)
		run_program(tiny, argument_list);
	return NULL;
}

/* Threads and not processes: those would be events that nobody asked for. */
static void exec_run(long operations)
{
	pthread_t threads[WORKERS_MAX];

	for_each = operations / workers;
	for (int i = 0; i < workers; i++)
		check(!pthread_create(&threads[i], NULL, work, (void *)(intptr_t)i), "a thread");
	for (int i = 0; i < workers; i++)
		pthread_join(threads[i], NULL);
}

const struct workload exec_workload = {
	"exec", "WORKERS PROGRAM", 2, 0, exec_prepare, exec_run,
};
