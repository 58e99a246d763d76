/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

/* Macros with casts, which Swift does not import: SQLITE_STATIC and SQLITE_TRANSIENT. */
static inline int csqlite_bind_text_static(sqlite3_stmt *statement, int index, const char *bytes,
					   int count)
{
	/* A null pointer would be NULL, not a text without bytes. */
	return sqlite3_bind_text(statement, index, bytes ? bytes : "", count, SQLITE_STATIC);
}

static inline int csqlite_bind_text_copied(sqlite3_stmt *statement, int index, const char *bytes,
					   int count)
{
	return sqlite3_bind_text(statement, index, bytes, count, SQLITE_TRANSIENT);
}

static inline int csqlite_bind_blob_copied(sqlite3_stmt *statement, int index, const void *bytes,
					   int count)
{
	return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

#endif
