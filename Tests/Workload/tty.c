/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terminals: this process is the terminal emulator at the master's end; a child is the program at
 * the slave's.
 */
#define _GNU_SOURCE
#include "workload.h"

#include <fcntl.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <termios.h>
#include <unistd.h>

#define ROWS 43
#define COLUMNS 117

/* What was read at the master's end: all of it, and the bytes of each read. */
static char shown[131072];
static size_t shown_bytes;
static long reads;

static void set_mode(int slave, const char *mode)
{
	struct termios t;

	must(tcgetattr(slave, &t));
	if (!strcmp(mode, "raw"))
		cfmakeraw(&t);
	else if (!strcmp(mode, "secret"))
		t.c_lflag &= ~ECHO;
	must(tcsetattr(slave, TCSANOW, &t));
}

/* At most so much in one read: what one event holds. A slow reader finds more than that at a time.
 */
#define READ_MAX 16384

/* Until the slave's end is closed for good, which the master sees as EIO. */
static void read_master(int master)
{
	ssize_t n;

	for (;;) {
		size_t left = sizeof(shown) - shown_bytes;

		n = read(master, shown + shown_bytes, left < READ_MAX ? left : READ_MAX);
		if (n <= 0)
			return;
		shown_bytes += n;
		reads++;
	}
}

/* The child with the slave as its controlling terminal; the others' copies are closed. */
static pid_t start_program(const char *mode, int *master, void (*program)(int slave))
{
	struct winsize size = { .ws_row = ROWS, .ws_col = COLUMNS };
	char name[64];
	int slave;
	pid_t child;

	must(openpty(master, &slave, name, NULL, &size));
	set_mode(slave, mode);
	truth_text("device", name + strlen("/dev/"));
	truth_number("rows", ROWS);
	truth_number("columns", COLUMNS);
	child = fork_workload();
	if (!child) {
		close(*master);
		must(setsid());
		must(ioctl(slave, TIOCSCTTY, 0));
		program(slave);
		_exit(0);
	}
	close(slave);
	truth_number("child", child);
	return child;
}

static int finish(pid_t child, int master)
{
	read_master(master);
	truth_number("reads", reads);
	truth_hex("shown", shown, shown_bytes);
	wait_for(child);
	return 0;
}

static const char *way = "64-bit";

static void write_text(int slave)
{
	must(write_this_way(way, slave, "one\ntwo \x1b[1m\xff\n", 14));
}

static int tty_write(int count, char **arguments)
{
	int master;
	pid_t child;

	if (count > 1)
		way = arguments[1];
	child = start_program(arguments[0], &master, write_text);
	return finish(child, master);
}

static void write_parts(int slave)
{
	struct iovec parts[3] = { { "one ", 4 }, { "two ", 4 }, { "three", 5 } };

	must(writev(slave, parts, 3));
}

static int tty_writev(int count, char **arguments)
{
	int master;
	pid_t child = start_program("raw", &master, write_parts);

	return finish(child, master);
}

static size_t large;

static void write_large(int slave)
{
	char *bytes = malloc(large);

	for (size_t i = 0; i < large; i++)
		bytes[i] = 'a' + i % 26;
	truth_number("written", must(write(slave, bytes, large)));
}

static int tty_write_large(int count, char **arguments)
{
	int master;
	pid_t child;

	large = number(arguments[0]);
	child = start_program("raw", &master, write_large);
	return finish(child, master);
}

/* Prompts, reads what is typed, answers without it. */
static void ask(int slave)
{
	char line[256];

	must(write(slave, "Password: ", 10));
	must(read(slave, line, sizeof(line)));
	must(write(slave, "thanks\n", 7));
}

/*
 * Type a line that nobody else knows: it comes over standard input, for arguments are recorded. In
 * mode "cooked" the terminal echoes it, in mode "secret" it does not.
 */
static int tty_type(int count, char **arguments)
{
	char line[256];
	ssize_t length = must(read(STDIN_FILENO, line, sizeof(line)));
	int master;
	pid_t child = start_program(arguments[0], &master, ask);
	ssize_t n;

	/* typed when the prompt is there, as a person would */
	n = must(read(master, shown, sizeof(shown)));
	shown_bytes += n;
	reads++;
	must(write(master, line, length));
	return finish(child, master);
}

/* Set a terminal that nobody uses by one of its ends. */
static int tty_set(int count, char **arguments)
{
	struct winsize size = { .ws_row = ROWS, .ws_col = COLUMNS };
	int master, slave, end;
	char name[64];

	must(openpty(&master, &slave, name, NULL, NULL));
	truth_text("device", name + strlen("/dev/"));
	truth_number("rows", ROWS);
	truth_number("columns", COLUMNS);
	end = strcmp(arguments[0], "master") ? slave : master;
	if (!strcmp(arguments[1], "size"))
		must(ioctl(end, TIOCSWINSZ, &size));
	else
		set_mode(end, arguments[1]);
	return 0;
}

/* The leader of the terminal's session sets it. */
static void set_own(int slave)
{
	set_mode(slave, "secret");
}

static int tty_set_own(int count, char **arguments)
{
	int master;
	pid_t child = start_program("cooked", &master, set_own);

	return finish(child, master);
}

const struct subcommand tty_subcommands[] = {
	{ "tty-write", "cooked|raw|secret [64-bit|32-bit|io_uring]", 1, tty_write },
	{ "tty-writev", "", 0, tty_writev },
	{ "tty-write-large", "BYTES", 1, tty_write_large },
	{ "tty-type", "cooked|secret", 1, tty_type },
	{ "tty-set", "master|slave size|cooked|raw|secret", 2, tty_set },
	{ "tty-set-own", "", 0, tty_set_own },
	{ NULL },
};
