/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arrivals < PIPE
 *
 * Reads a sensor's output to its end and prints, as JSON, how many nanoseconds after their call the
 * marked events (workload/marker.c) arrived here.
 */
#include "clocks.h"

#include <string.h>
#include <unistd.h>

#define MARKS_MAX 100000
#define ROOM (1 << 20)

struct marks {
	const char *name;
	const char *prefix;
	long long last; /* later events of the same process carry its stamp again */
	long long after[MARKS_MAX];
	int count;
};

static struct marks marks[] = { { .name = "exec", .prefix = "exec-at-" },
				{ .name = "file", .prefix = "file-at-" } };

static void look(struct marks *m, const char *text, long long now)
{
	size_t length = strlen(m->prefix);

	while ((text = strstr(text, m->prefix))) {
		long long at = atoll(text + length);

		text += length;
		if (at <= m->last || m->count == MARKS_MAX)
			continue;
		m->last = at;
		m->after[m->count++] = now - at;
	}
}

int main(void)
{
	static char text[ROOM + 1];
	size_t kept = 0;
	ssize_t got;

	while ((got = read(STDIN_FILENO, text + kept, ROOM - kept)) > 0) {
		long long now = clock_ns(CLOCK_REALTIME);
		char *end;

		kept += got;
		text[kept] = 0;
		end = strrchr(text, '\n');
		if (!end && kept < ROOM)
			continue;
		if (end)
			*end = 0;
		for (unsigned i = 0; i < sizeof(marks) / sizeof(*marks); i++)
			look(&marks[i], text, now);
		kept = end ? text + kept - end - 1 : 0;
		if (end)
			memmove(text, end + 1, kept);
	}
	for (unsigned i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		printf("%s\"%s\":[", i ? "," : "{", marks[i].name);
		for (int j = 0; j < marks[i].count; j++)
			printf("%s%lld", j ? "," : "", marks[i].after[j]);
		printf("]");
	}
	puts("}");
	return 0;
}
