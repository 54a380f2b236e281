# SPDX-License-Identifier: GPL-3.0-or-later
"""What a private key in the format of OpenSSH says of itself without being opened. Pure, and without a library."""

from __future__ import annotations

import base64
from typing import NamedTuple

_BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----"
_END = "-----END OPENSSH PRIVATE KEY-----"
_MAGIC = b"openssh-key-v1\0"


class PublicHalf(NamedTuple):
    """The public half of a private key, its type and the key itself, and whether the other is behind a passphrase."""

    key: str
    protected: bool


def public_half(text: str) -> PublicHalf | None:
    """The public half of a private key; None for a text that is none, or that has another format."""
    text = text.strip()
    if not text.startswith(_BEGIN) or not text.endswith(_END):
        return None
    try:
        rest = base64.b64decode("".join(text[len(_BEGIN) : -len(_END)].split()), validate=True)
        if not rest.startswith(_MAGIC):
            return None
        # PROTOCOL.key of OpenSSH: cipher, derivation, its options, the number of keys, the public half.
        cipher, rest = _string(rest[len(_MAGIC) :])
        for _part in ("derivation", "options"):
            _text, rest = _string(rest)
        public, _secret = _string(rest[4:])
        kind = _string(public)[0].decode("ascii")
    except ValueError:
        return None
    return PublicHalf(f"{kind} {base64.b64encode(public).decode('ascii')}", cipher != b"none")


def _string(data: bytes) -> tuple[bytes, bytes]:
    """The first string in the encoding of SSH, and what follows it. Raises ValueError."""
    length = int.from_bytes(data[:4], "big")
    if len(data) < 4 + length:
        raise ValueError("it ends too early")
    return data[4 : 4 + length], data[4 + length :]
