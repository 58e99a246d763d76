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

#endif
