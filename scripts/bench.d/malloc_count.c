/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For LD_PRELOAD: counts allocations in the first 8 bytes of the file $MALLOC_COUNT_FILE, which
 * the bench reads while the process runs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static unsigned long before_start;
static unsigned long *counter = &before_start;

static void counted(void)
{
	__atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

__attribute__((constructor)) static void share(void)
{
	const char *path = getenv("MALLOC_COUNT_FILE");
	unsigned long *shared;
	int fd;

	if (!path)
		return;
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (shared == MAP_FAILED)
		return;
	*shared += before_start;
	counter = shared;
}

void *malloc(size_t size)
{
	counted();
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	counted();
	return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	counted();
	return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size)
{
	counted();
	return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	counted();
	return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size)
{
	void *bytes;

	counted();
	bytes = __libc_memalign(alignment, size);
	if (!bytes)
		return ENOMEM;
	*result = bytes;
	return 0;
}
