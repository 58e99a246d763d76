# SPDX-License-Identifier: Apache-2.0
"""Takes the kernel proper (ELF) out of a vmlinuz: extract_vmlinux.py VMLINUZ VMLINUX

QEMU starts that one directly, so the guest does not spend its emulated seconds on unpacking it.
"""

import struct
import subprocess
import sys

# Of a payload's first bytes.
TOOLS = {
    b"\x28\xb5\x2f\xfd": ["zstd", "-dcq"],
    b"\x02\x21\x4c\x18": ["lz4", "-dcq"],
    b"\xfd7zX": ["xz", "-dcq"],
    b"\x1f\x8b": ["gzip", "-dcq"],
    b"BZh": ["bzip2", "-dcq"],
    b"\x7fELF": ["cat"],
}


def payload(image: bytes) -> bytes:
    """The compressed kernel, by the header of Documentation/arch/x86/boot.rst (2.08 and later)."""
    if image[0x202:0x206] != b"HdrS":
        raise ValueError("no x86 boot header")
    sectors = image[0x1F1] or 4
    offset, length = struct.unpack_from("<II", image, 0x248)
    start = (sectors + 1) * 512 + offset
    # The build appends the unpacked size.
    return image[start : start + length - 4]


def main() -> None:
    source, target = sys.argv[1:]
    with open(source, "rb") as file:
        compressed = payload(file.read())
    tool = next((t for magic, t in TOOLS.items() if compressed.startswith(magic)), None)
    if tool is None:
        raise ValueError(f"unknown compression {compressed[:4].hex()}")
    # xz and gzip warn of what follows; whether it is a kernel is asked below.
    kernel = subprocess.run(tool, input=compressed, stdout=subprocess.PIPE).stdout
    if not kernel.startswith(b"\x7fELF"):
        raise ValueError(f"{tool[0]} did not yield an ELF file")
    with open(target, "wb") as file:
        file.write(kernel)


try:
    main()
except (OSError, ValueError, struct.error) as error:
    sys.exit(f"{sys.argv[1]}: {error}")
