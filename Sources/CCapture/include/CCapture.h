/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CCAPTURE_H
#define CCAPTURE_H

/*
 * Opens a regular file below a directory for reading, links followed as if that were the root and
 * without those of /proc that lead anywhere. What it is gets looked at before it is opened: opening
 * a device or a pipe would be an action. Returns a negative errno where that fails; the descriptor
 * is closed on exec.
 */
int capture_open_file_in_root(int root, const char *path);

#endif
