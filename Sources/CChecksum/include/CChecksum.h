/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CCHECKSUM_H
#define CCHECKSUM_H

#include <linux/types.h>

/*
 * CRC-32C (Castagnoli; RFC 3720, appendix B.4), by the processor's own instruction where it has
 * one. Begin with 0, or with the checksum of what is before.
 */
__u32 checksum_crc32c(__u32 before, const void *bytes, unsigned long count);

/* The same on any processor. */
__u32 checksum_crc32c_portable(__u32 before, const void *bytes, unsigned long count);

#endif
