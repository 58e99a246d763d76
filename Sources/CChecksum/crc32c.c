/* SPDX-License-Identifier: Apache-2.0 */
#include <CChecksum.h>
#include <string.h>

/* The polynomial 0x1edc6f41, lowest bit first. */
#define POLYNOMIAL 0x82f63b78u

/* tables[n][byte]: what a byte does to the checksum when n more have come ("slicing by 8"). */
static __u32 tables[8][256];

static void fill_tables(void)
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

/*
 * The instruction takes three cycles, and one can begin in each: three stretches are gone through
 * at a time. behind[n][byte]: what byte n of a checksum has become a stretch of zeros later.
 */
#define STRETCH 2048ul
static __u32 behind[4][256];

static void fill_behind(void)
{
	__u32 bits[32];

	for (int bit = 0; bit < 32; bit++) {
		bits[bit] = 1u << bit;
		for (unsigned long n = 0; n < STRETCH; n++)
			bits[bit] = bits[bit] >> 8 ^ tables[0][bits[bit] & 0xff];
	}
	for (int n = 0; n < 4; n++)
		for (__u32 byte = 0; byte < 256; byte++)
			for (int bit = 0; bit < 8; bit++)
				behind[n][byte] ^= byte >> bit & 1 ? bits[8 * n + bit] : 0;
}

__attribute__((constructor)) static void look_for_instruction(void)
{
	unsigned int a, b, c, d;

	fill_tables();
	fill_behind();
	has_instruction = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_2);
}

static unsigned long long a_stretch_behind(unsigned long long crc)
{
	return behind[0][crc & 0xff] ^ behind[1][crc >> 8 & 0xff] ^ behind[2][crc >> 16 & 0xff] ^
	       behind[3][crc >> 24 & 0xff];
}

static unsigned long long word_at(const __u8 *place)
{
	unsigned long long word;

	memcpy(&word, place, 8);
	return word;
}

__attribute__((target("sse4.2"))) static __u32 by_instruction(__u32 before, const __u8 *next,
							      unsigned long count)
{
	unsigned long long crc = (__u32)~before;

	for (; count >= 3 * STRETCH; count -= 3 * STRETCH, next += 3 * STRETCH) {
		unsigned long long second = 0, third = 0;

		for (unsigned long n = 0; n < STRETCH; n += 8) {
			crc = __builtin_ia32_crc32di(crc, word_at(next + n));
			second = __builtin_ia32_crc32di(second, word_at(next + STRETCH + n));
			third = __builtin_ia32_crc32di(third, word_at(next + 2 * STRETCH + n));
		}
		crc = a_stretch_behind(crc) ^ second;
		crc = a_stretch_behind(crc) ^ third;
	}
	for (; count >= 8; count -= 8, next += 8)
		crc = __builtin_ia32_crc32di(crc, word_at(next));
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

__attribute__((constructor)) static void fill(void)
{
	fill_tables();
}

__u32 checksum_crc32c(__u32 before, const void *bytes, unsigned long count)
{
	return checksum_crc32c_portable(before, bytes, count);
}

#endif
