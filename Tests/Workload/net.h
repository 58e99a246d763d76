/* SPDX-License-Identifier: Apache-2.0 */
/* What the subcommands for sockets share; see net.c. */
#ifndef NET_H
#define NET_H

#include "workload.h"

#include <linux/if_packet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un un;
	struct sockaddr_ll ll;
};

/* An address text and a port, as IPv6 if there is a colon in it; the address's size. */
socklen_t address_of(union address *a, const char *text, int port);
/* A unix address: a path, or an abstract name if it begins with '@'. */
socklen_t unix_address_of(union address *a, const char *path);
/* The port that a socket is bound to. */
int port_of(int fd);
/* A socket bound to a port of the kernel's choice on an address. */
int bound_socket(const char *address, int type);
/* "network_namespace" */
void truth_network(void);

#endif
