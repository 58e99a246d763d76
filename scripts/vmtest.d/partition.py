# SPDX-License-Identifier: Apache-2.0
"""Writes a partition table for the file system at 1 MiB of a disk image: partition.py IMAGE

The kernel finds it as PARTUUID=4c4f4f4b-01.
"""

import os
import struct
import sys

FIRST = 2048
IDENTITY = 0x4C4F4F4B

path = sys.argv[1]
with open(path, "r+b") as image:
    # mke2fs takes the size for that of the file system and lets the file end with its last block used
    sectors = (os.path.getsize(path) + 511) // 512
    image.seek(FIRST * 512 + 1024)
    superblock = image.read(1024)
    blocks, log_size = struct.unpack_from("<I", superblock, 4)[0], superblock[24]
    length = blocks << (log_size + 1)
    image.truncate(max(sectors, FIRST + length) * 512)
    image.seek(440)
    image.write(struct.pack("<IH", IDENTITY, 0))
    image.write(struct.pack("<B3sB3sII", 0, b"\0\2\0", 0x83, b"\xff\xff\xff", FIRST, length))
    image.seek(510)
    image.write(b"\x55\xaa")
