/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Kernel modules: loaded, unloaded, or tried. */
#ifndef EV_MODULE_H
#define EV_MODULE_H

#include "ev_header.h"

#define EV_MODULE_FROM_MEMORY 0u /* init_module */
#define EV_MODULE_FROM_FILE 1u	 /* finit_module */

struct ev_module_load {
	struct ev_header h;
	__u64 inode; /* of the file; 0 for init_module */
	__u64 bytes; /* of the image */
	__u32 device;
	__u32 load_flags; /* MODULE_INIT_* of finit_module */
	__s32 result;
	__u32 method;	    /* EV_MODULE_FROM_* */
	struct ev_str name; /* empty where the kernel did not get so far */
	struct ev_str params;
	struct ev_str path;
};
EV_ASSERT_LAYOUT(ev_module_load, path, 184);

struct ev_module_unload {
	struct ev_header h;
	__s32 result;
	__u32 unload_flags; /* O_NONBLOCK, O_TRUNC */
	struct ev_str name;
};
EV_ASSERT_LAYOUT(ev_module_unload, name, 144);

#define EV_MODULE_NAME_MAX 64
#define EV_MODULE_PARAMS_MAX 4096

#endif
