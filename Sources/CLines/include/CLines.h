/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLINES_H
#define CLINES_H

/*
 * Sixteen bytes of a line compared at once, by instructions that every x86-64 has and Swift has no
 * word for. Bit n of an answer is for byte n.
 */
typedef unsigned char lines_bytes __attribute__((ext_vector_type(16)));
typedef signed char lines_signs __attribute__((ext_vector_type(16)));
typedef char lines_mask __attribute__((ext_vector_type(16)));
typedef char lines_operand __attribute__((vector_size(16)));

static inline unsigned int lines_bits(lines_mask which)
{
	return (unsigned int)__builtin_ia32_pmovmskb128((lines_operand)which);
}

/* What does not stand for itself in a text: quotes, backslashes, control characters, and all
 * beyond ASCII, which as signed numbers are below zero. */
static inline unsigned int lines_text_marks(lines_bytes bytes)
{
	return lines_bits((bytes == '"') | (bytes == '\\') | ((lines_signs)bytes < 0x20));
}

/* What counts outside of texts for where an object ends: quotes, braces, control characters. */
static inline unsigned int lines_object_marks(lines_bytes bytes)
{
	return lines_bits((bytes == '"') | (bytes == '{') | (bytes == '}') | (bytes <= 0x1f));
}

/* How far somebody is who looks for the end of an object. */
struct lines_state {
	unsigned long position;
	/* Objects that are open; 0: the end was found, and the position is behind it. */
	unsigned long depth;
	/* Whether the position is in a text. */
	unsigned long in_text;
};

/*
 * Goes on as far as there is nothing but what stands for itself, 64 bytes at a time: up to the
 * end of the object, to a block with an escape or a byte that has to be looked at, or to where
 * fewer bytes are left. The position is at most the count.
 */
struct lines_state lines_pass_object(const void *bytes, unsigned long count,
				     struct lines_state state);

#endif
