/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <CSystemCalls.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A server has its client's connection among its first descriptors. */
enum { DESCRIPTORS = 64 };

int system_open_process(__u32 process)
{
	long fd = syscall(SYS_pidfd_open, process, 0);

	return fd < 0 ? -errno : (int)fd;
}

/* Only sockets are borrowed: to hold another's terminal or lock for a moment could be felt. */
static int is_socket(__u32 process, int fd)
{
	static const char prefix[] = "socket:";
	char path[48], target[sizeof(prefix)];

	snprintf(path, sizeof(path), "/proc/%u/fd/%d", process, fd);
	return readlink(path, target, sizeof(target)) == sizeof(target) &&
	       !memcmp(target, prefix, sizeof(prefix) - 1);
}

static int peer_of(int socket, __u8 address[16], __u16 *port)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} peer;
	socklen_t size = sizeof(peer), type_size = sizeof(int);
	int type;

	if (getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &type_size) || type != SOCK_STREAM ||
	    getpeername(socket, &peer.any, &size))
		return 0;
	switch (peer.any.sa_family) {
	case AF_INET:
		memcpy(address, &peer.in.sin_addr, 4);
		*port = ntohs(peer.in.sin_port);
		return AF_INET;
	case AF_INET6:
		memcpy(address, &peer.in6.sin6_addr, 16);
		*port = ntohs(peer.in6.sin6_port);
		return AF_INET6;
	}
	return 0;
}

int system_stream_peer(__u32 process, int process_fd, __u8 address[16], __u16 *port)
{
	int fd, family = 0;

	for (fd = 0; fd < DESCRIPTORS && !family; fd++) {
		long socket;

		if (!is_socket(process, fd))
			continue;
		socket = syscall(SYS_pidfd_getfd, process_fd, fd, 0);
		if (socket < 0)
			continue; /* closed meanwhile */
		family = peer_of(socket, address, port);
		close(socket);
	}
	return family;
}

int system_accept(int socket)
{
	int fd = accept4(socket, NULL, NULL, SOCK_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int system_socket_peer(int socket, __u32 *uid, __u32 *process)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size))
		return -errno;
	*uid = peer.uid;
	*process = (__u32)peer.pid;
	return 0;
}
