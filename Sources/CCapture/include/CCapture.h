/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CCAPTURE_H
#define CCAPTURE_H

/*
 * Attaches a loaded BPF program to code in a file, in all processes that have it mapped: libbpf
 * does the same, but only for one thread. Returns a descriptor, and detaches when that is closed;
 * or a negative errno. The type is that of the kernel's uprobe events, the bit the one that asks
 * for the function's return, or 0.
 */
int capture_attach_to_code(int type, int program, const char *path, unsigned long offset,
			   unsigned long return_bit);

/* The part of Linux-PAM's struct pam_handle that bpf/login.bpf.c reads, in its place. */
struct capture_login {
	const void *unread[5];
	const char *service;
	const char *user;
	const char *remote;
	const char *remote_user;
	const char *tty;
};

/*
 * These stand for functions of Linux-PAM: called in the same way, they do nothing and refuse all,
 * as PAM_AUTH_ERR or PAM_SESSION_ERR. Programs that are attached to them can be seen to run without
 * anybody logging in.
 */
int capture_stand_in_pam_authenticate(const struct capture_login *login);
int capture_stand_in_pam_acct_mgmt(const struct capture_login *login);
int capture_stand_in_pam_open_session(const struct capture_login *login);
int capture_stand_in_pam_close_session(const struct capture_login *login);

#endif
