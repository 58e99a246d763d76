/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Everything that crosses from the kernel to user space. */
#ifndef CEVENTABI_H
#define CEVENTABI_H

#include "ev_bpf.h"
#include "ev_config.h"
#include "ev_connects.h"
#include "ev_cred.h"
#include "ev_degrade.h"
#include "ev_container.h"
#include "ev_file.h"
#include "ev_header.h"
#include "ev_influence.h"
#include "ev_kexec.h"
#include "ev_memory.h"
#include "ev_login.h"
#include "ev_module.h"
#include "ev_mount.h"
#include "ev_namespace.h"
#include "ev_net.h"
#include "ev_process.h"
#include "ev_sensor.h"
#include "ev_sink.h"
#include "ev_syscalls.h"
#include "ev_throttle.h"
#include "ev_tty.h"

#endif
