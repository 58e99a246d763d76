/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logins: a program that asks for a password is run in a terminal, and answered; one that does
 * without the library notes what it does.
 */
#define _GNU_SOURCE
#include "workload.h"

#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

/* Until the program has ended; EIO as well while it has its terminal hung up and opened anew. */
static int has_ended(pid_t child, int *status)
{
	return must(waitpid(child, status, WNOHANG)) == child;
}

/* Answers every question for a password with the line, as soon as it is asked. */
static int talk(int master, pid_t child, const char *line, size_t length)
{
	static const char question[] = "assword:";
	char shown[4096];
	size_t bytes = 0;
	int status, asked = 0;

	for (;;) {
		ssize_t n = read(master, shown + bytes, sizeof(shown) - bytes);

		if (n <= 0) {
			if (has_ended(child, &status))
				break;
			usleep(1000);
			continue;
		}
		bytes += n;
		if (memmem(shown, bytes, question, strlen(question))) {
			must(write(master, line, length));
			asked++;
			bytes = 0;
		}
		if (bytes == sizeof(shown))
			bytes = 0;
	}
	truth_number("asked", asked);
	return status;
}

/* The password is a line of standard input: arguments are recorded, it must not be. */
static int answer(int count, char **arguments)
{
	char line[256], name[64];
	ssize_t length = must(read(STDIN_FILENO, line, sizeof(line)));
	int master, slave;
	pid_t child;

	must(openpty(&master, &slave, name, NULL, NULL));
	child = fork_workload();
	if (!child) {
		close(master);
		must(setsid());
		must(ioctl(slave, TIOCSCTTY, 0));
		for (int fd = 0; fd <= STDERR_FILENO; fd++)
			must(dup2(slave, fd));
		if (slave > STDERR_FILENO)
			close(slave);
		execv(arguments[0], arguments);
		_exit(EXIT_SETUP);
	}
	close(slave);
	truth_text("terminal", name);
	truth_number("child", child);
	truth_number("status", talk(master, child, line, length));
	return 0;
}

/*
 * One record in a file, as a program has it that lets people in; then it stays until its standard
 * input ends.
 */
static int note_login(int count, char **arguments)
{
	struct utmp record = { .ut_type = number(arguments[1]), .ut_pid = getpid() };
	struct timeval now;
	char end;

	must(gettimeofday(&now, NULL));
	record.ut_tv.tv_sec = now.tv_sec;
	record.ut_tv.tv_usec = now.tv_usec;
	strncpy(record.ut_user, arguments[2], sizeof(record.ut_user));
	strncpy(record.ut_line, arguments[3], sizeof(record.ut_line));
	strncpy(record.ut_host, arguments[4], sizeof(record.ut_host));
	must(access(arguments[0], W_OK)); /* the call says nothing of that */
	updwtmp(arguments[0], &record);
	truth_number("seconds", now.tv_sec);
	truth_number("microseconds", now.tv_usec);
	truth_print();
	while (must(read(STDIN_FILENO, &end, 1)))
		;
	return 0;
}

const struct subcommand login_subcommands[] = {
	{ "answer", "PROGRAM ARGUMENT...", 1, answer },
	{ "note-login", "FILE TYPE USER LINE HOST", 5, note_login },
	{ NULL },
};
