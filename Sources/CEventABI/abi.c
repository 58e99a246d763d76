/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* No code: this file has the host's compiler check the asserts as well. */
#include "CEventABI.h"
