# SPDX-License-Identifier: Apache-2.0
"""The seal of what the databases keep, a second time: a sum over a name and the bytes that are kept under it."""

import struct

WORD = 2**64 - 1


def mixed(total, word):
    product = (total ^ word) * 0xD6E8FEB86659FD93 & WORD
    return product ^ product >> 29


def seal(name, content):
    """As the function of that name in SQL; a text has another seal than a blob of the same bytes."""
    is_text = isinstance(content, str)
    data = content.encode() if is_text else content
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 & WORD
    words = len(data) // 32 * 4
    sums = [value + lane & WORD for lane in range(4)]
    for place, word in enumerate(struct.unpack_from(f"<{words}Q", data)):
        sums[place % 4] = mixed(sums[place % 4], word)
    for rest in (*sums, *data[8 * words :], len(data)):
        value = mixed(value, rest)
    return struct.unpack("<q", struct.pack("<Q", value ^ WORD if is_text else value))[0]
