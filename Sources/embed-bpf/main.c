/* SPDX-License-Identifier: Apache-2.0 */
/*
 * embed-bpf OUTPUT.swift OBJECT.o ...
 *
 * Links BPF objects into one with libbpf's own linker (which also drops the debug sections) and
 * writes it as a Swift string in base64: a string literal compiles a hundred times faster than an
 * array of bytes. Runs during the build only.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *what, const char *path)
{
	fprintf(stderr, "embed-bpf: %s %s: %s\n", what, path, strerror(errno));
	return 1;
}

static void write_base64(FILE *out, const unsigned char *bytes, size_t size)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < size; i += 3) {
		size_t left = size - i;
		unsigned group = bytes[i] << 16 | (left > 1 ? bytes[i + 1] << 8 : 0) |
				 (left > 2 ? bytes[i + 2] : 0);

		fputc(digits[group >> 18], out);
		fputc(digits[group >> 12 & 63], out);
		fputc(left > 1 ? digits[group >> 6 & 63] : '=', out);
		fputc(left > 2 ? digits[group & 63] : '=', out);
	}
}

int main(int count, char **arguments)
{
	char linked[4096];
	struct bpf_linker *linker;
	unsigned char *bytes;
	long size;
	FILE *file;

	if (count < 3) {
		fputs("usage: embed-bpf OUTPUT.swift OBJECT.o ...\n", stderr);
		return 2;
	}
	snprintf(linked, sizeof(linked), "%s.o", arguments[1]);
	linker = bpf_linker__new(linked, NULL);
	if (!linker)
		return fail("cannot create", linked);
	for (int i = 2; i < count; i++)
		if (bpf_linker__add_file(linker, arguments[i], NULL))
			return fail("cannot link", arguments[i]);
	if (bpf_linker__finalize(linker))
		return fail("cannot finish", linked);
	bpf_linker__free(linker);

	file = fopen(linked, "rb");
	if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0 ||
	    fseek(file, 0, SEEK_SET))
		return fail("cannot read", linked);
	bytes = malloc(size);
	if (!bytes || fread(bytes, 1, size, file) != (size_t)size)
		return fail("cannot read", linked);
	fclose(file);

	file = fopen(arguments[1], "w");
	if (!file)
		return fail("cannot write", arguments[1]);
	fputs("/// The linked BPF object of `bpf/`, in base64. Made by the build.\n"
	      "let embeddedBPFObject: StaticString = \"",
	      file);
	write_base64(file, bytes, size);
	fputs("\"\n", file);
	if (fclose(file))
		return fail("cannot write", arguments[1]);
	return 0;
}
