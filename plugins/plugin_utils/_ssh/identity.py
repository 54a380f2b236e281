# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""One SSH key that ssh may offer, and no other: where its halves lie for as long as a play runs."""

from __future__ import annotations

import base64
import contextlib
import os
import tempfile
from pathlib import Path

_BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----"
_END = "-----END OPENSSH PRIVATE KEY-----"
# More than any key; a file that was named by mistake need not be read to its end.
_MOST_READ = 65536


def public_half(path: Path) -> str | None:
    """The type and the key of the public half of a private key, or None where the file does not show it.

    A file in the format of OpenSSH does, also when it is protected by a passphrase; an older one does not.
    """
    try:
        with path.open(encoding="ascii") as file:
            text = file.read(_MOST_READ).strip()
        if not text.startswith(_BEGIN) or not text.endswith(_END):
            return None
        rest = base64.b64decode("".join(text[len(_BEGIN) : -len(_END)].split()))
        # PROTOCOL.key of OpenSSH: a magic, cipher, derivation, its options, the number of keys, the public half.
        rest = rest.removeprefix(b"openssh-key-v1\0")
        for _part in ("cipher", "derivation", "options"):
            _text, rest = _string(rest)
        public, _secret = _string(rest[4:])
        kind, _key = _string(public)
        return f"{kind.decode('ascii')} {base64.b64encode(public).decode('ascii')}"
    except (OSError, ValueError):
        return None


def _string(data: bytes) -> tuple[bytes, bytes]:
    """The first string of SSH's own encoding, and what follows it. Raises ValueError."""
    length = int.from_bytes(data[:4], "big")
    if len(data) < 4 + length:
        raise ValueError("it ends too early")
    return data[4 : 4 + length], data[4 + length :]


def offered(folder: Path, name: str, public_key: str, private_key: Path | None) -> Path:
    """A path for IdentityFile, in a private folder that goes when the run ends.

    ssh offers what stands in the file beside it that ends in ``.pub``, and signs with nothing else: with the private
    key that the path leads to only if it is the other half, and otherwise with that of an agent.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    public = folder / f"{name}.pub"
    if not public.exists() or public.read_text(encoding="ascii") != f"{public_key}\n":
        with tempfile.NamedTemporaryFile("w", dir=folder, encoding="ascii", delete=False) as file:
            file.write(f"{public_key}\n")
        # Forks may do this at once, and ssh may be reading.
        os.replace(file.name, public)
    if private_key is None:
        path.unlink(missing_ok=True)
    elif not path.is_symlink() or os.readlink(path) != str(private_key):
        link = folder / f"{name}.{os.getpid()}"
        with contextlib.suppress(FileNotFoundError):
            link.unlink()
        link.symlink_to(private_key)
        os.replace(link, path)
    return path
