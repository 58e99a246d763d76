/* SPDX-License-Identifier: Apache-2.0 */
/* The line of JSON. It is put together without stdio, which would buffer it across a fork. */
#include "workload.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static char line[256 * 1024] = "{";
static size_t used = 1;

static void append(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void append(const char *format, ...)
{
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(line + used, sizeof(line) - used, format, arguments);
	va_end(arguments);
	if (n < 0 || (size_t)n >= sizeof(line) - used)
		setup_failed("the line of truth is too long");
	used += n;
}

static void name_field(const char *name)
{
	append("%s\"%s\":", used > 1 ? "," : "", name);
}

void truth_number(const char *name, long long value)
{
	name_field(name);
	append("%lld", value);
}

void truth_text(const char *name, const char *text)
{
	name_field(name);
	append("\"");
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p == '"' || *p == '\\')
			append("\\%c", *p);
		else if (*p < 0x20 || *p >= 0x7f)
			setup_failed("the truth is text in ASCII; use truth_hex");
		else
			append("%c", *p);
	}
	append("\"");
}

void truth_hex(const char *name, const void *bytes, size_t count)
{
	name_field(name);
	append("\"");
	for (size_t i = 0; i < count; i++)
		append("%02x", ((const unsigned char *)bytes)[i]);
	append("\"");
}

void truth_result(long result)
{
	truth_number("result", result < 0 ? -errno : 0);
}

static const char *type_name(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return "regular";
	case S_IFBLK:
		return "block";
	case S_IFCHR:
		return "character";
	case S_IFDIR:
		return "directory";
	case S_IFIFO:
		return "fifo";
	case S_IFLNK:
		return "symlink";
	default:
		return "socket";
	}
}

void truth_file(int fd)
{
	struct stat s;
	char text[32];

	must(fstat(fd, &s));
	truth_number("inode", s.st_ino);
	snprintf(text, sizeof(text), "%u:%u", major(s.st_dev), minor(s.st_dev));
	truth_text("device", text);
	truth_text("type", type_name(s.st_mode));
	snprintf(text, sizeof(text), "%04o", s.st_mode & 07777);
	truth_text("mode", text);
	truth_number("owner", s.st_uid);
	truth_number("group", s.st_gid);
}

void truth_print(void)
{
	append("}\n");
	if (write(STDOUT_FILENO, line, used) != (ssize_t)used)
		_exit(EXIT_SETUP);
	used = 1;
}

void setup_failed(const char *what)
{
	dprintf(STDERR_FILENO, "lookback-workload: %s: %s\n", what, strerror(errno));
	_exit(EXIT_SETUP);
}
