/* SPDX-License-Identifier: Apache-2.0 */
/*
 * embed-bpf OUTPUT.swift NAME=OBJECT.o ...
 *
 * Writes each BPF object as a Swift string in base64, which compiles a hundred times faster than an
 * array of bytes; before that libbpf's own linker drops the debug sections. Runs during the build
 * only.
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

/* The object as the linker leaves it; NULL: it has been said why not. */
static unsigned char *linked_object(const char *path, long *size)
{
	struct bpf_linker *linker;
	unsigned char *bytes;
	char linked[4096];
	FILE *file;

	snprintf(linked, sizeof(linked), "%s.linked", path);
	linker = bpf_linker__new(linked, NULL);
	if (!linker || bpf_linker__add_file(linker, path, NULL) || bpf_linker__finalize(linker)) {
		fail("cannot link", path);
		return NULL;
	}
	bpf_linker__free(linker);

	file = fopen(linked, "rb");
	if (!file || fseek(file, 0, SEEK_END) || (*size = ftell(file)) < 0 ||
	    fseek(file, 0, SEEK_SET)) {
		fail("cannot read", linked);
		return NULL;
	}
	bytes = malloc(*size);
	if (!bytes || fread(bytes, 1, *size, file) != (size_t)*size) {
		fail("cannot read", linked);
		return NULL;
	}
	fclose(file);
	return bytes;
}

int main(int count, char **arguments)
{
	FILE *file;

	if (count < 3) {
		fputs("usage: embed-bpf OUTPUT.swift NAME=OBJECT.o ...\n", stderr);
		return 2;
	}
	file = fopen(arguments[1], "w");
	if (!file)
		return fail("cannot write", arguments[1]);
	fputs("// BPF objects in base64. Made by the build.\n", file);
	for (int i = 2; i < count; i++) {
		char *path = strchr(arguments[i], '=');
		unsigned char *bytes;
		long size;

		if (!path) {
			fprintf(stderr, "embed-bpf: %s is not NAME=OBJECT.o\n", arguments[i]);
			return 2;
		}
		*path++ = 0;
		bytes = linked_object(path, &size);
		if (!bytes)
			return 1;
		fprintf(file, "let %s: StaticString = \"", arguments[i]);
		write_base64(file, bytes, size);
		fputs("\"\n", file);
		free(bytes);
	}
	if (fclose(file))
		return fail("cannot write", arguments[1]);
	return 0;
}
