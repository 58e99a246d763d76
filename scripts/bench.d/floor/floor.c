/* SPDX-License-Identifier: Apache-2.0 */
/*
 * floor OBJECT
 *
 * Loads floor.bpf.c and counts its records until SIGINT; prints what came and what was lost.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DRAIN_INTERVAL_US 10000

static volatile sig_atomic_t over;
static unsigned long records;

static const struct {
	unsigned number;
	const char *program;
} exits[] = {
	{ SYS_connect, "floor_connect" }, { SYS_write, "floor_transfer" },
	{ SYS_read, "floor_transfer" },	  { SYS_openat, "floor_open" },
	{ SYS_open, "floor_open" },
};

static void check(int good, const char *what)
{
	if (!good) {
		perror(what);
		exit(1);
	}
}

static void end(int signal)
{
	(void)signal;
	over = 1;
}

static int count(void *context, void *record, size_t size)
{
	(void)context, (void)record, (void)size;
	records++;
	return 0;
}

/* Programs of the table are jumped to, not attached. */
static void fill_table(struct bpf_object *object)
{
	int table = bpf_object__find_map_fd_by_name(object, "exits");

	for (unsigned i = 0; i < sizeof(exits) / sizeof(*exits); i++) {
		struct bpf_program *program =
			bpf_object__find_program_by_name(object, exits[i].program);
		int fd = bpf_program__fd(program);

		check(!bpf_map_update_elem(table, &exits[i].number, &fd, BPF_ANY), "the table");
	}
}

static unsigned long long lost(struct bpf_object *object)
{
	struct bpf_map *bss = bpf_object__find_map_by_name(object, "floor.bss");
	unsigned long long value = 0;
	unsigned zero = 0;

	check(bss && !bpf_map_lookup_elem(bpf_map__fd(bss), &zero, &value), "the counter");
	return value;
}

int main(int argument_count, char **arguments)
{
	static const char *const attached[] = { "floor_exec", "floor_fork", "floor_exit",
						"floor_state", "floor_dispatch" };
	struct sigaction action = { .sa_handler = end };
	struct bpf_object *object;
	struct ring_buffer *ring;

	if (argument_count != 2) {
		fputs("usage: floor OBJECT\n", stderr);
		return 2;
	}
	sigaction(SIGINT, &action, NULL);
	object = bpf_object__open_file(arguments[1], NULL);
	check(object && !bpf_object__load(object), arguments[1]);
	fill_table(object);
	for (unsigned i = 0; i < sizeof(attached) / sizeof(*attached); i++)
		check(!!bpf_program__attach(bpf_object__find_program_by_name(object, attached[i])),
		      attached[i]);
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "ring"), count, NULL, NULL);
	check(!!ring, "the ring");
	while (!over) {
		usleep(DRAIN_INTERVAL_US);
		ring_buffer__consume(ring);
	}
	printf("{\"records\":%lu,\"lost\":%llu}\n", records, lost(object));
	return 0;
}
