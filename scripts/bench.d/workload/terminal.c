/* SPDX-License-Identifier: Apache-2.0 */
/* A terminal: 64 bytes a write to the slave; the master is read after every 32 of them. */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define WRITE_SIZE 64
/* Less than the terminal holds: the writer never waits. */
#define BATCH 32

static int master, slave;
static char line[WRITE_SIZE];

static void terminal_prepare(char **arguments)
{
	struct termios settings;

	(void)arguments;
	master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	check(master >= 0 && !grantpt(master) && !unlockpt(master), "posix_openpt");
	slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	check(slave >= 0 && !tcgetattr(slave, &settings), "the slave");
	settings.c_oflag &= ~OPOST; /* as many bytes come out as went in */
	check(!tcsetattr(slave, TCSANOW, &settings), "tcsetattr");
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
}

static void terminal_run(long operations)
{
	while (operations) {
		long batch = operations < BATCH ? operations : BATCH;
		long left = batch * WRITE_SIZE;
		char shown[BATCH * WRITE_SIZE];

		for (long i = 0; i < batch; i++)
			check(write(slave, line, sizeof(line)) == sizeof(line), "write");
		while (left) {
			ssize_t got = read(master, shown, sizeof(shown));

			check(got > 0, "read");
			left -= got;
		}
		operations -= batch;
	}
}

const struct workload terminal_workload = {
	"terminal", "", 0, 1, terminal_prepare, terminal_run,
};
