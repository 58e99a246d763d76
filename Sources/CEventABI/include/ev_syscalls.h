/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * System calls whose exit is looked at, by their numbers on x86-64
 * (arch/x86/entry/syscalls/syscall_64.tbl).
 */
#ifndef EV_SYSCALLS_H
#define EV_SYSCALLS_H

#define EV_SYS_read 0
#define EV_SYS_write 1
#define EV_SYS_open 2
#define EV_SYS_close 3
#define EV_SYS_mmap 9
#define EV_SYS_ioctl 16
#define EV_SYS_pwrite64 18
#define EV_SYS_readv 19
#define EV_SYS_writev 20
#define EV_SYS_dup2 33
#define EV_SYS_sendfile 40
#define EV_SYS_socket 41
#define EV_SYS_connect 42
#define EV_SYS_accept 43
#define EV_SYS_sendto 44
#define EV_SYS_recvfrom 45
#define EV_SYS_sendmsg 46
#define EV_SYS_recvmsg 47
#define EV_SYS_bind 49
#define EV_SYS_listen 50
#define EV_SYS_execve 59
#define EV_SYS_kill 62
#define EV_SYS_truncate 76
#define EV_SYS_ftruncate 77
#define EV_SYS_rename 82
#define EV_SYS_rmdir 84
#define EV_SYS_creat 85
#define EV_SYS_link 86
#define EV_SYS_unlink 87
#define EV_SYS_symlink 88
#define EV_SYS_chmod 90
#define EV_SYS_fchmod 91
#define EV_SYS_chown 92
#define EV_SYS_fchown 93
#define EV_SYS_lchown 94
#define EV_SYS_ptrace 101
#define EV_SYS_setuid 105
#define EV_SYS_setgid 106
#define EV_SYS_setreuid 113
#define EV_SYS_setregid 114
#define EV_SYS_setresuid 117
#define EV_SYS_setresgid 119
#define EV_SYS_capset 126
#define EV_SYS_rt_sigqueueinfo 129
#define EV_SYS_pivot_root 155
#define EV_SYS_mount 165
#define EV_SYS_umount2 166
#define EV_SYS_init_module 175
#define EV_SYS_delete_module 176
#define EV_SYS_tkill 200
#define EV_SYS_tgkill 234
#define EV_SYS_kexec_load 246
#define EV_SYS_openat 257
#define EV_SYS_fchownat 260
#define EV_SYS_unlinkat 263
#define EV_SYS_renameat 264
#define EV_SYS_linkat 265
#define EV_SYS_symlinkat 266
#define EV_SYS_fchmodat 268
#define EV_SYS_unshare 272
#define EV_SYS_splice 275
#define EV_SYS_accept4 288
#define EV_SYS_dup3 292
#define EV_SYS_pwritev 296
#define EV_SYS_rt_tgsigqueueinfo 297
#define EV_SYS_recvmmsg 299
#define EV_SYS_sendmmsg 307
#define EV_SYS_setns 308
#define EV_SYS_process_vm_writev 311
#define EV_SYS_finit_module 313
#define EV_SYS_renameat2 316
#define EV_SYS_memfd_create 319
#define EV_SYS_kexec_file_load 320
#define EV_SYS_bpf 321
#define EV_SYS_execveat 322
#define EV_SYS_copy_file_range 326
#define EV_SYS_pwritev2 328
#define EV_SYS_pidfd_send_signal 424
#define EV_SYS_io_uring_setup 425
#define EV_SYS_move_mount 429
#define EV_SYS_close_range 436
#define EV_SYS_openat2 437
#define EV_SYS_fchmodat2 452
#define EV_SYS_LIMIT 512

#endif
