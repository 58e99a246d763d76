/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLIBBPF_SHIM_H
#define CLIBBPF_SHIM_H

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/vfs.h>

/*
 * libbpf reports through a printf-like callback, and Swift cannot define a function that takes a
 * va_list from C: the line is formatted here.
 */
typedef void (*clibbpf_log_line)(int level, const char *line);

/* Inside a function: Swift links no variable of a header. */
static inline clibbpf_log_line *clibbpf_log_receiver(void)
{
	static clibbpf_log_line receiver;

	return &receiver;
}

static inline int clibbpf_print(enum libbpf_print_level level, const char *format,
				va_list arguments)
{
	char line[4096];

	vsnprintf(line, sizeof(line), format, arguments);
	if (*clibbpf_log_receiver())
		(*clibbpf_log_receiver())((int)level, line);
	return 0;
}

static inline void clibbpf_set_log_receiver(clibbpf_log_line receiver)
{
	*clibbpf_log_receiver() = receiver;
	libbpf_set_print(clibbpf_print);
}

/* The magic number of the file system that holds a path; negative where there is none. statfs is a
 * struct and a function of one name, which Swift does not see. */
static inline long clibbpf_file_system(const char *path)
{
	struct statfs info;

	return statfs(path, &info) ? -1 : (long)info.f_type;
}

#endif
