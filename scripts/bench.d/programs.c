/* SPDX-License-Identifier: Apache-2.0 */
/*
 * programs [--time]
 *
 * For each line on standard input, prints as one line of JSON every BPF program that is loaded:
 * what the verifier did and, with --time, how often it ran and for how long. The kernel takes these
 * times while this runs, and that costs.
 */
#include "clocks.h"

#include <linux/bpf.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long bpf(int command, union bpf_attr *attributes)
{
	return syscall(SYS_bpf, command, attributes, sizeof(*attributes));
}

static void list(void)
{
	const char *separator = "[";
	unsigned id = 0;

	for (;;) {
		struct bpf_prog_info info = {};
		union bpf_attr a = {};
		long fd;

		a.start_id = id;
		if (bpf(BPF_PROG_GET_NEXT_ID, &a))
			break;
		id = a.next_id;
		memset(&a, 0, sizeof(a));
		a.prog_id = id;
		fd = bpf(BPF_PROG_GET_FD_BY_ID, &a);
		if (fd < 0)
			continue; /* gone meanwhile */
		memset(&a, 0, sizeof(a));
		a.info.bpf_fd = fd;
		a.info.info_len = sizeof(info);
		a.info.info = (unsigned long)&info;
		if (!bpf(BPF_OBJ_GET_INFO_BY_FD, &a)) {
			printf("%s{\"id\":%u,\"name\":\"%.16s\",\"loaded_ns\":%llu,"
			       "\"verified\":%u,\"runs\":%llu,\"run_ns\":%llu}",
			       separator, info.id, info.name, info.load_time, info.verified_insns,
			       info.run_cnt, info.run_time_ns);
			separator = ",";
		}
		close(fd);
	}
	puts(*separator == '[' ? "[]" : "]");
	fflush(stdout);
}

int main(int count, char **arguments)
{
	if (count > 1 && !strcmp(arguments[1], "--time")) {
		union bpf_attr a = {};

		a.enable_stats.type = BPF_STATS_RUN_TIME;
		if (bpf(BPF_ENABLE_STATS, &a) < 0) {
			perror("the times of BPF programs");
			return 1;
		}
	}
	while (told_to_go())
		list();
	return 0;
}
