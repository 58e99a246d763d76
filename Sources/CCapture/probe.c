/* SPDX-License-Identifier: Apache-2.0 */
#include <CCapture.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int capture_attach_to_code(int type, int program, const char *path, unsigned long offset,
			   unsigned long return_bit)
{
	struct perf_event_attr attributes = {
		.type = type,
		.size = sizeof(attributes),
		.config = return_bit,
		.config1 = (unsigned long)path,
		.config2 = offset,
	};
	/* of all processes, whatever processor they run on: the event is of the code, not of one */
	int event = syscall(SYS_perf_event_open, &attributes, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	int error;

	if (event < 0)
		return -errno;
	if (ioctl(event, PERF_EVENT_IOC_SET_BPF, program) ||
	    ioctl(event, PERF_EVENT_IOC_ENABLE, 0)) {
		error = errno;
		close(event);
		return -error;
	}
	return event;
}
