/* SPDX-License-Identifier: Apache-2.0 */
#include <CChecksum.h>
#include <string.h>

/* The polynomial 0x1edc6f41, lowest bit first. */
#define POLYNOMIAL 0x82f63b78u

/* tables[n][byte]: what a byte does to the checksum when n more have come ("slicing by 8"). */
static __u32 tables[8][256];

__attribute__((constructor)) static void fill_tables(void)
{
	for (__u32 byte = 0; byte < 256; byte++) {
		__u32 crc = byte;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		tables[0][byte] = crc;
	}
	for (int n = 1; n < 8; n++)
		for (__u32 byte = 0; byte < 256; byte++) {
			__u32 crc = tables[n - 1][byte];

			tables[n][byte] = crc >> 8 ^ tables[0][crc & 0xff];
		}
}

__u32 checksum_crc32c_portable(__u32 before, const void *bytes, unsigned long count)
{
	const __u8 *next = bytes;
	__u32 crc = ~before;

	for (; count >= 8; count -= 8, next += 8) {
		__u32 low, high;

		memcpy(&low, next, 4);
		memcpy(&high, next + 4, 4);
		low ^= crc;
		crc = tables[7][low & 0xff] ^ tables[6][low >> 8 & 0xff] ^
		      tables[5][low >> 16 & 0xff] ^ tables[4][low >> 24] ^ tables[3][high & 0xff] ^
		      tables[2][high >> 8 & 0xff] ^ tables[1][high >> 16 & 0xff] ^
		      tables[0][high >> 24];
	}
	for (; count; count--, next++)
		crc = crc >> 8 ^ tables[0][(crc ^ *next) & 0xff];
	return ~crc;
}

#if defined(__x86_64__)

#include <cpuid.h>

static int has_instruction;

__attribute__((constructor)) static void look_for_instruction(void)
{
	unsigned int a, b, c, d;

	has_instruction = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_2);
}

__attribute__((target("sse4.2"))) static __u32 by_instruction(__u32 before, const __u8 *next,
							      unsigned long count)
{
	unsigned long long crc = ~before;

	for (; count >= 8; count -= 8, next += 8) {
		unsigned long long word;

		memcpy(&word, next, 8);
		crc = __builtin_ia32_crc32di(crc, word);
	}
	for (; count; count--, next++)
		crc = __builtin_ia32_crc32qi((__u32)crc, *next);
	return ~(__u32)crc;
}

__u32 checksum_crc32c(__u32 before, const void *bytes, unsigned long count)
{
	return has_instruction ? by_instruction(before, bytes, count)
			       : checksum_crc32c_portable(before, bytes, count);
}

#else

__u32 checksum_crc32c(__u32 before, const void *bytes, unsigned long count)
{
	return checksum_crc32c_portable(before, bytes, count);
}

#endif
