/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CSYSTEMCALLS_H
#define CSYSTEMCALLS_H

#include <linux/types.h>

/*
 * Looking at files below a directory that somebody hostile may have filled. All return a negative
 * errno where the call fails; descriptors are closed on exec.
 */

/* A descriptor that only names a directory (O_PATH). */
int system_name_directory(int directory, const char *path);

/* A descriptor that only names what is at the path, links followed as if root were the root and
 * without those of /proc that lead anywhere. Nothing is opened: opening a device or a pipe would
 * be an action. */
int system_name_in_root(int root, const char *path);

/* The same, but follows no link, nor leaves the file system: what others have mounted or linked
 * there is not looked at. */
int system_name_beneath(int directory, const char *path);

/* Opens what a descriptor names, for reading, without waiting for leases. */
int system_open_named(int named);

/* Both for a regular file below a root: what it is gets looked at before it is opened. */
int system_open_file_in_root(int root, const char *path);

/* Whether a directory is the root of a mount (1) or not (0). */
int system_is_mount_root(int directory);

/* Whether a file is in a file system that the kernel makes up as it is read (1) or not (0). */
int system_is_made_up(int file);

/* When a file was made, in seconds since 1970; 0 where its file system does not keep that. */
__s64 system_birth_time(int file);

/* Locks an open file for this process, and not for its children as flock(2) would. -EAGAIN: another
 * process has it, whose number is told (0: of another namespace). */
int system_lock_file(int file, __u32 *owner);

/* The number of the user namespace that a process's mount namespace belongs to; processes are named
 * by their directory in /proc. */
int system_mount_owner(int process, __u64 *number);

/* The user who made the user namespace of a process, as this process's own namespace numbers them.
 */
int system_namespace_owner(int process, __u32 *uid);

/* A descriptor of a process by its number (pidfd_open(2)). */
int system_open_process(__u32 process);

/* Who is connected to the first stream socket of the internet among a process's descriptors, by
 * pidfd_getfd(2): its process is given by both number and descriptor. Returns the address family,
 * or 0 if there is no such socket; the address has 4 or 16 bytes, the port is a number. */
int system_stream_peer(__u32 process, int process_fd, __u8 address[16], __u16 *port);

/* accept4(2), for Swift does not see it. */
int system_accept(int socket);

/* Who is at the other end of a socket of the unix family (SO_PEERCRED), as this process's
 * namespaces number them. */
int system_socket_peer(int socket, __u32 *uid, __u32 *process);

/* From now on names of hosts are looked up in /etc/hosts and at the servers of /etc/resolv.conf,
 * and nowhere else: whatever else /etc/nsswitch.conf names is a library that would be loaded into
 * the process, which a statically linked one cannot do safely. */
int system_look_up_hosts_itself(void);

#endif
