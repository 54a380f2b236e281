# SPDX-License-Identifier: GPL-3.0-or-later
"""The private key of a container in a file: its public half is the container's ``ssh_public_key``.

It is made where it is missing. One that is to take the place of another waits beside it, in a file whose name ends in
``.new``, until the server has it. So whenever a run ends there is a file with the key that the server has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.errors import InputError
from .._engine.libraries import require_cryptography, without_ed25519
from .._engine.private_file import Held, PrivateFile
from .._text.openssh import PublicHalf, public_half
from .model import SSH_KEY, Desired
from .values import NEW_KEY

_OPTION = "ssh_key_file"
_MAKING = "Creating an SSH key"


def with_key(wanted: Desired) -> Desired:
    """What is wanted, with the key that the file has; NEW_KEY where it is yet to be made. Raises InputError."""
    if wanted.ssh_key_file is None or wanted.state == "absent":
        return wanted
    there = KeyFile(wanted.ssh_key_file).public()
    if there and not wanted.regenerate:
        return _wanting(wanted, there)
    require_cryptography(_MAKING)
    return _wanting(wanted, NEW_KEY)


def continued(wanted: Desired, current: Mapping[str, Any] | None, check_mode: bool) -> Desired:
    """The same where a run before was broken off when the server had a new key, and the file had not."""
    if wanted.ssh_key_file is None or wanted.state == "absent" or not SSH_KEY.seen(current or {}):
        return wanted
    file, key = KeyFile(wanted.ssh_key_file), SSH_KEY.seen(current or {})
    if file.coming() != key:
        return wanted
    if not check_mode:
        file.settle(key)
    return wanted if wanted.regenerate else _wanting(wanted, key)


def _wanting(wanted: Desired, key: str) -> Desired:
    return wanted._replace(fields={**wanted.fields, SSH_KEY.name: key})


class KeyFile:
    """The file of this path."""

    def __init__(self, path: str) -> None:
        self._file = PrivateFile(path, _OPTION)
        self._next = PrivateFile(f"{path}.new", _OPTION)

    def public(self) -> str | None:
        """The public half of the key; None without a file. Raises InputError for a file that is no usable key."""
        held = self._file.read()
        if held is None:
            return None
        path, half = self._file.path, _half_of(held)
        if half is None:
            raise InputError(
                f"The file {path} of {_OPTION} does not contain a private key: use another file, or delete it."
            )
        if half.protected:
            raise InputError(
                f"The key in the file {path} of {_OPTION} is protected by a passphrase, which a play cannot "
                f"enter: remove it with ssh-keygen -p -f {path}, or give the public key in {SSH_KEY.option_name}."
            )
        if held.mode & 0o077:
            raise InputError(
                f"The file {path} of {_OPTION} can be read by others (mode {held.mode:04o}), so ssh would not use it: "
                f"chmod 600 {path}"
            )
        return half.key

    def coming(self) -> str | None:
        """The public half of the key that is to take the place of this one; None without one."""
        held = self._next.read()
        half = _half_of(held) if held else None
        return half.key if half else None

    def make(self) -> str:
        """Make a key, beside the one that is there, and give its public half. One that was begun is used."""
        self._file.make_folder()
        there = self.public()
        text, key = _new_key()
        if there is None:
            return key if self._file.create(text) else self.public() or key
        begun = self.coming()
        if begun is None:
            self._next.write(text, self._file.read())
        return begun or key

    def settle(self, key: str) -> None:
        """The server has this key. If it was made beside another one, it takes its place."""
        if self.coming() == key:
            self._file.take_over(self._next)


def _half_of(held: Held) -> PublicHalf | None:
    """The public half of what a file holds; None where that is no private key."""
    found = public_half(held.text)
    if found or "PRIVATE KEY-----" not in held.text:
        return found
    # One of the older formats.
    require_cryptography("Reading a private key that is not in the format of OpenSSH")
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    try:
        key = serialization.load_pem_private_key(held.text.encode(), None)
        shown = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    except TypeError:
        return PublicHalf("", protected=True)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return PublicHalf(shown.decode("ascii"), protected=False)


def _new_key() -> tuple[str, str]:
    """A new private key as the text of a file, and its public half."""
    require_cryptography(_MAKING)
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        key = Ed25519PrivateKey.generate()
    except UnsupportedAlgorithm:
        raise without_ed25519(_MAKING) from None
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return secret.decode("ascii"), public.decode("ascii")
