/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CCOMPRESSION_SHIM_H
#define CCOMPRESSION_SHIM_H

#include <zlib.h>
#include <zstd.h>

#endif
