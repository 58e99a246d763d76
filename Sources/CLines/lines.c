/* SPDX-License-Identifier: Apache-2.0 */
#include <CLines.h>
#include <string.h>

#define BLOCK 64

/* Bit n for byte n of a block. */
struct marks {
	unsigned long quotes;
	unsigned long opening;
	unsigned long closing;
	/* Backslashes, control characters, and all beyond ASCII. */
	unsigned long special;
};

static struct marks marks_of(const unsigned char *block)
{
	struct marks marks = { 0 };

	for (int part = 0; part < BLOCK; part += 16) {
		lines_bytes bytes;

		memcpy(&bytes, block + part, sizeof(bytes));
		marks.quotes |= (unsigned long)lines_bits(bytes == '"') << part;
		marks.opening |= (unsigned long)lines_bits(bytes == '{') << part;
		marks.closing |= (unsigned long)lines_bits(bytes == '}') << part;
		marks.special |=
			(unsigned long)lines_bits((bytes == '\\') | ((lines_signs)bytes < 0x20))
			<< part;
	}
	return marks;
}

/* Each bit becomes the sum, without carry, of itself and all below: what is between quotes, the
 * first one included. */
static unsigned long sums_of(unsigned long bits)
{
	for (int shift = 1; shift < BLOCK; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

struct lines_state lines_pass_object(const void *bytes, unsigned long count,
				     struct lines_state state)
{
	const unsigned char *line = bytes;

	while (state.depth && count - state.position >= BLOCK) {
		struct marks marks = marks_of(line + state.position);
		unsigned long inside, braces;

		if (marks.special)
			break;
		inside = sums_of(marks.quotes) ^ (state.in_text ? ~0ul : 0);
		braces = (marks.opening | marks.closing) & ~inside;
		state.in_text = inside >> (BLOCK - 1);
		for (; braces; braces &= braces - 1) {
			unsigned long lowest = braces & -braces;

			if (marks.opening & lowest) {
				state.depth++;
			} else if (!--state.depth) {
				state.position += (unsigned long)__builtin_ctzl(braces) + 1;
				return state;
			}
		}
		state.position += BLOCK;
	}
	return state;
}
