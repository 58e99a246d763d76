/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CPRIVILEGES_H
#define CPRIVILEGES_H

#include <linux/types.h>

/*
 * What a process may ask of the kernel, and how it gives most of that up. All return a negative
 * errno where the kernel refuses.
 */

/* Leaves this thread those capabilities of the mask that it has, and no other: bits as in
 * linux/capability.h. Nothing of it is inherited, and nothing can be had again by executing a
 * program: the bounding set and the ambient set are empty. */
int privileges_keep(__u64 mask);

/* What this thread has (effective). */
int privileges_held(__u64 *mask);

/* The same for this thread alone and without the sets that cannot be filled again: to be tried on a
 * thread that ends. */
int privileges_try(__u64 mask);

/* From now on no program that is executed brings rights with it. */
int privileges_forbid_gain(void);

/* From now on all threads of this process may make only those system calls that a sensor makes
 * which records: see filter.c. Needs privileges_forbid_gain(). */
int privileges_filter_calls(void);

/* Does one thing that the filter forbids, in a way that harms nobody where it is let. Returns 0
 * where the kernel let it, else a negative errno; -ENOENT past the last one. */
int privileges_attempt(int number, const char **name);

/* Opens what programs output events of this CPU to and closes it again, and attaches nothing. */
int privileges_open_event(void);

/* Asks for a probe in a file that has no name, by the type of such events: -EINVAL where probes may
 * be made. */
int privileges_ask_probe(int type);

/* Asks for the first key of a map by a descriptor that is none: -EBADF where bpf(2) may be called.
 */
int privileges_ask_map(void);

#endif
