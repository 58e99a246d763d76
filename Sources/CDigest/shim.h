/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CDIGEST_SHIM_H
#define CDIGEST_SHIM_H

#include <nettle/hmac.h>
#include <nettle/sha2.h>

#endif
