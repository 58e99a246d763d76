/* SPDX-License-Identifier: Apache-2.0 */
/* The same calls by other ways into the kernel: the 32-bit entry, and io_uring. */
#define _GNU_SOURCE
#include "workload.h"

#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* arch/x86/entry/syscalls/syscall_32.tbl */
#define WRITE_32 4
#define CONNECT_32 362

/* A 32-bit call takes addresses of 32 bits. */
static void *low_copy(const void *bytes, size_t count)
{
	void *low = mmap(NULL, count, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	if (low == MAP_FAILED)
		setup_failed("mmap below 4 GiB");
	return memcpy(low, bytes, count);
}

static long call_32(long number, long a, const void *b, size_t c)
{
	long result;

	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(number), "b"(a), "c"(low_copy(b, c)), "d"(c)
		     : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
}

/* One request through a ring of its own; its result. */
static long by_io_uring(const struct io_uring_sqe *request)
{
	struct io_uring_params p = {};
	int ring = must(syscall(SYS_io_uring_setup, 1, &p));
	char *queues, *requests;
	unsigned int head, tail;
	struct io_uring_cqe *done;
	size_t size;

	if (!(p.features & IORING_FEAT_SINGLE_MMAP))
		setup_failed("io_uring with one mapping");
	/* one mapping for both queues; not a page more than there is */
	size = p.cq_off.cqes + p.cq_entries * sizeof(*done);
	if (size < p.sq_off.array + p.sq_entries * sizeof(unsigned int))
		size = p.sq_off.array + p.sq_entries * sizeof(unsigned int);
	queues = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
		      IORING_OFF_SQ_RING);
	requests = mmap(NULL, p.sq_entries * sizeof(*request), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);
	if (queues == MAP_FAILED || requests == MAP_FAILED)
		setup_failed("mmap of io_uring");
	memcpy(requests, request, sizeof(*request));
	tail = *(unsigned int *)(queues + p.sq_off.tail);
	((unsigned int *)(queues + p.sq_off.array))[tail & 0] = 0;
	__atomic_store_n((unsigned int *)(queues + p.sq_off.tail), tail + 1, __ATOMIC_RELEASE);
	must(syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0));
	head = __atomic_load_n((unsigned int *)(queues + p.cq_off.head), __ATOMIC_ACQUIRE);
	done = (struct io_uring_cqe *)(queues + p.cq_off.cqes) + (head & (p.cq_entries - 1));
	return done->res;
}

static long from_kernel(long result)
{
	if (result >= 0)
		return result;
	errno = -result;
	return -1;
}

int connect_this_way(const char *way, int fd, const void *address, unsigned int length)
{
	struct io_uring_sqe request = {
		.opcode = IORING_OP_CONNECT, .fd = fd, .addr = (uint64_t)address, .off = length
	};

	if (!strcmp(way, "32-bit"))
		return from_kernel(call_32(CONNECT_32, fd, address, length));
	if (!strcmp(way, "io_uring"))
		return from_kernel(by_io_uring(&request));
	return connect(fd, address, length);
}

ssize_t write_this_way(const char *way, int fd, const void *bytes, size_t count)
{
	struct io_uring_sqe request = { .opcode = IORING_OP_WRITE,
					.fd = fd,
					.addr = (uint64_t)bytes,
					.len = count,
					.off = (uint64_t)-1 };

	if (!strcmp(way, "32-bit"))
		return from_kernel(call_32(WRITE_32, fd, bytes, count));
	if (!strcmp(way, "io_uring"))
		return from_kernel(by_io_uring(&request));
	return write(fd, bytes, count);
}
