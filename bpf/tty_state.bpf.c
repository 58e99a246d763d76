// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* How terminals are set: their size, and whether they show and edit what is typed. */
#include "ioctl.bpf.h"
#include "tty.bpf.h"

/* Read when the call is over, from the slave: what is set at a master is set there, too. */
__noinline int tty__set(u32 kind, s32 fd)
{
	struct file *file = fd__file(fd);
	struct ev_tty_state *t;
	struct tty_struct *tty;
	struct scratch *s;
	bool is_master;
	u32 rdev;

	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFCHR)
		return 0;
	rdev = BPF_CORE_READ(file, f_inode, i_rdev);
	is_master = device__is_master(rdev);
	if (!is_master && !device__is_terminal(rdev))
		return 0;
	tty = file__tty(file);
	if (is_master)
		tty = BPF_CORE_READ(tty, link);
	if (!tty || !scope__includes_current())
		return 0;
	s = record__begin(ev_tty_state, kind);
	if (!s)
		return 0;
	t = (struct ev_tty_state *)s->record;
	t->device = tty__device(tty);
	t->session = tty__session(tty);
	t->lflag = BPF_CORE_READ(tty, termios.c_lflag);
	t->rows = BPF_CORE_READ(tty, winsize.ws_row);
	t->columns = BPF_CORE_READ(tty, winsize.ws_col);
	record__submit(s, EV_LANE_BULK);
	return 0;
}
