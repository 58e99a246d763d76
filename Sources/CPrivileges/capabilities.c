/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <CPrivileges.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Numbers of capabilities, more than there are. */
enum { CAPABILITY_LIMIT = 64 };

int privileges_held(__u64 *mask)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data))
		return -errno;
	*mask = data[0].effective | (__u64)data[1].effective << 32;
	return 0;
}

int privileges_try(__u64 mask)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	int word;

	if (syscall(SYS_capget, &header, data))
		return -errno;
	for (word = 0; word < _LINUX_CAPABILITY_U32S_3; word++) {
		data[word].permitted &= (__u32)(mask >> 32 * word);
		data[word].effective = data[word].permitted;
		data[word].inheritable = 0;
	}
	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

int privileges_keep(__u64 mask)
{
	int number;

	/* First, for it takes CAP_SETPCAP. EINVAL: this kernel has no more. */
	for (number = 0; number < CAPABILITY_LIMIT; number++) {
		int is_in = prctl(PR_CAPBSET_READ, number);

		if (is_in < 0)
			break;
		if (is_in && prctl(PR_CAPBSET_DROP, number))
			return -errno;
	}
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
		return -errno;
	return privileges_try(mask);
}

int privileges_forbid_gain(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}

static int open_event(struct perf_event_attr *attributes, int cpu)
{
	long event;

	attributes->size = sizeof(*attributes);
	event = syscall(SYS_perf_event_open, attributes, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	if (event < 0)
		return -errno;
	close(event);
	return 0;
}

int privileges_open_event(void)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
	};

	return open_event(&attributes, sched_getcpu());
}

int privileges_ask_probe(int type)
{
	struct perf_event_attr attributes = {
		.type = (__u32)type,
		.config1 = (__u64)(unsigned long)"",
	};

	return open_event(&attributes, sched_getcpu());
}

int privileges_ask_map(void)
{
	union bpf_attr attributes;
	__u64 key = 0;

	memset(&attributes, 0, sizeof(attributes));
	attributes.map_fd = (__u32)-1;
	attributes.next_key = (__u64)(unsigned long)&key;
	return syscall(SYS_bpf, BPF_MAP_GET_NEXT_KEY, &attributes, sizeof(attributes)) ? -errno : 0;
}
