/* SPDX-License-Identifier: Apache-2.0 */
/* Lists every BPF program that is loaded: one JSON object a line, with what the verifier did. */
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long bpf(int command, union bpf_attr *attributes)
{
	return syscall(SYS_bpf, command, attributes, sizeof(*attributes));
}

int main(void)
{
	unsigned id = 0;

	for (;;) {
		struct bpf_prog_info info = {};
		union bpf_attr a = {};
		long fd;

		a.start_id = id;
		if (bpf(BPF_PROG_GET_NEXT_ID, &a))
			return 0;
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
		if (!bpf(BPF_OBJ_GET_INFO_BY_FD, &a))
			printf("{\"id\":%u,\"name\":\"%.16s\",\"loaded_ns\":%llu,"
			       "\"verified\":%u,\"translated_bytes\":%u,\"machine_bytes\":%u}\n",
			       info.id, info.name, info.load_time, info.verified_insns,
			       info.xlated_prog_len, info.jited_prog_len);
		close(fd);
	}
}
