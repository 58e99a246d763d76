/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Containers, as their runtimes describe them: made in user space, in the form of every record. */
#ifndef EV_CONTAINER_H
#define EV_CONTAINER_H

#include "ev_header.h"

/* Bytes of each text about a container, and of all labels; what is longer is cut. */
#define EV_CONTAINER_TEXT_MAX 1024
#define EV_CONTAINER_LABELS_MAX 8448

/* Kind container.info. */
struct ev_container_info {
	struct ev_header h;
	__u32 owner;	/* the user whose it is; EV_UNSET: root's */
	__u32 left_out; /* names and labels too long or too many to be kept */
	struct ev_str id;
	struct ev_str runtime;
	struct ev_str name;
	struct ev_str image;
	struct ev_str image_id;
	struct ev_str labels; /* NUL-separated: key=value */
	struct ev_str created;
	struct ev_str pod_name;
	struct ev_str pod_namespace;
	struct ev_str pod_id;
};
EV_ASSERT_LAYOUT(ev_container_info, pod_id, 216);

#endif
