/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small host that changes: processes of a session of their own, which fork, exec, change users,
 * listen, connect and end. One step for each line of standard input; the step's number when it is
 * done.
 */
#define _GNU_SOURCE
#include "net.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NOBODY 65534

/* Whom an order is for, by the end of a channel on which it waits. */
struct actor {
	pid_t pid;
	int channel;
};

struct order {
	char what;
	int argument;
};

/* Descriptors that the answer to an order tells, or a process's number. */
static int follow(int channel, struct order order);

static _Noreturn void act(int channel)
{
	struct order order;

	while (read(channel, &order, sizeof(order)) == sizeof(order)) {
		int answer = follow(channel, order);

		must(write(channel, &answer, sizeof(answer)));
	}
	_exit(0);
}

static struct actor start(void)
{
	struct actor actor;
	int ends[2];

	must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends));
	actor.pid = fork_workload();
	if (!actor.pid) {
		close(ends[0]);
		act(ends[1]);
	}
	close(ends[1]);
	actor.channel = ends[0];
	return actor;
}

static int ask(struct actor actor, char what, int argument)
{
	struct order order = { .what = what, .argument = argument };
	int answer = -1;

	must(write(actor.channel, &order, sizeof(order)));
	if (read(actor.channel, &answer, sizeof(answer)) != sizeof(answer) && what != 'q')
		setup_failed("an actor's answer");
	return answer;
}

/* Like start(), but by an actor: the new one waits on the descriptor that is given. */
static int fork_on(int channel, int given)
{
	pid_t pid = fork_workload();

	if (!pid) {
		close(channel);
		act(given);
	}
	return pid;
}

static int listener(int type)
{
	union address a;
	socklen_t size = address_of(&a, "127.0.0.1", 0);
	int fd = must(socket(AF_INET, type, 0));

	must(bind(fd, &a.any, size));
	if (type == SOCK_STREAM)
		must(listen(fd, 8));
	return fd;
}

static int connected(int port)
{
	union address a;
	socklen_t size = address_of(&a, "127.0.0.1", port);
	int fd = must(socket(AF_INET, SOCK_STREAM, 0));

	if (connect(fd, &a.any, size))
		close(fd);
	return fd;
}

static int follow(int channel, struct order order)
{
	char text[16];

	switch (order.what) {
	case 'l':
		return listener(SOCK_STREAM);
	case 'u':
		return listener(SOCK_DGRAM);
	case 'p':
		return port_of(order.argument);
	case 'c':
		return connected(order.argument);
	case 'a':
		return must(accept(order.argument, NULL, NULL));
	case 'd':
		return must(dup(order.argument));
	case 'x':
		return close(order.argument);
	case 's':
		return must(setresuid(order.argument, order.argument, order.argument));
	case 'e':
		return must(setresuid(-1, order.argument, -1));
	case 'w':
		return must(chdir("/"));
	case 'f':
		return fork_on(channel, order.argument);
	case 'r':
		/* It answers when it is the other program. */
		snprintf(text, sizeof(text), "%d", channel);
		execl(own_path(), "lookback-workload", "change-on", text, "a b", "", NULL);
		setup_failed("execl");
	default:
		_exit(0);
	}
}

static int change_on(int count, char **arguments)
{
	int channel = number(arguments[0]);
	int answer = 0;

	must(write(channel, &answer, sizeof(answer)));
	act(channel);
}

/* Nothing of a process that has ended is left to be waited for. */
static void quit(struct actor actor, int is_own)
{
	ask(actor, 'q', 0);
	if (is_own)
		wait_for(actor.pid);
	close(actor.channel);
}

static void next(int step)
{
	char byte;

	if (step)
		dprintf(STDOUT_FILENO, "%d\n", step);
	while (must(read(STDIN_FILENO, &byte, 1)) == 1)
		if (byte == '\n')
			return;
}

static int change(int count, char **arguments)
{
	struct actor a, b, c, d;
	int listening, port, ours, theirs, again, other, mine, ends[2], step = 0;

	must(setsid());
	next(step++);
	/* The end for c is a's from its beginning. */
	must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends));
	a = start();
	next(step++);
	b = start();
	next(step++);
	listening = ask(a, 'l', 0);
	port = ask(a, 'p', listening);
	next(step++);
	theirs = ask(b, 'c', port);
	ours = ask(a, 'a', listening);
	next(step++);
	ask(b, 'r', 0);
	next(step++);
	ask(a, 's', NOBODY);
	next(step++);
	ask(b, 'w', 0);
	next(step++);
	c.pid = ask(a, 'f', ends[1]);
	c.channel = ends[0];
	close(ends[1]);
	next(step++);
	ask(a, 'u', 0);
	next(step++);
	ask(c, 'r', 0);
	next(step++);
	again = ask(b, 'd', theirs);
	next(step++);
	ask(b, 'x', theirs);
	next(step++);
	ask(b, 'x', again);
	ask(c, 'x', ours);
	ask(a, 'x', ours);
	next(step++);
	d = start();
	ask(d, 'e', NOBODY);
	next(step++);
	quit(b, 1);
	next(step++);
	mine = ask(c, 'c', port);
	other = ask(a, 'a', listening);
	next(step++);
	ask(a, 'r', 0);
	next(step++);
	/* Whose child it is now is told as soon as it does anything. */
	ask(c, 'x', listening);
	/* Both: what is closed on one side only is no connection to /proc, and one to events. */
	ask(c, 'x', mine);
	ask(a, 'x', other);
	quit(a, 1);
	ask(c, 'u', 0);
	next(step++);
	ask(d, 'c', 1);
	next(step++);
	quit(c, 0);
	next(step++);
	quit(d, 1);
	return 0;
}

const struct subcommand change_subcommands[] = {
	{ "change", "", 0, change },
	{ "change-on", "CHANNEL WORD...", 1, change_on },
	{},
};
