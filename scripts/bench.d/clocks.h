/* SPDX-License-Identifier: Apache-2.0 */
/* Time of this process, and the signals that the bench and its workloads give each other. */
#ifndef CLOCKS_H
#define CLOCKS_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static inline long long clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* User and system time of the children that have been waited for: exact to a microsecond. */
static inline long long children_ns(void)
{
	struct rusage u;

	getrusage(RUSAGE_CHILDREN, &u);
	return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000000LL +
	       (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1000LL;
}

static inline long long cpu_ns(void)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID) + children_ns();
}

static inline long long wall_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

/* Waits for a line on standard input; 0 at its end. */
static inline int told_to_go(void)
{
	int c;

	do
		c = getchar();
	while (c != EOF && c != '\n');
	return c != EOF;
}

#endif
