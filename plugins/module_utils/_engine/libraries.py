# SPDX-License-Identifier: GPL-3.0-or-later
"""Libraries that only some tasks need. They are loaded late, and what lacks them says so in one sentence."""

from __future__ import annotations

import sys

from .._api.errors import HoodyError


class MissingLibrary(HoodyError):
    """The library that knows Ed25519 is not installed, or does not know it."""


def require_cryptography(purpose: str) -> None:
    """Raise MissingLibrary unless Ed25519 can be used here. ``purpose`` begins the sentence."""
    try:
        import cryptography.hazmat.primitives.asymmetric.ed25519  # noqa: F401
    except ImportError:
        raise MissingLibrary(
            f"{purpose} needs the Python library cryptography, which cannot be imported by {sys.executable}: "
            "install it there."
        ) from None


def without_ed25519(purpose: str) -> MissingLibrary:
    """The error for a library that is there and does not offer Ed25519."""
    return MissingLibrary(
        f"{purpose} needs Ed25519, which the library cryptography of {sys.executable} does not offer here: "
        "the system may be in FIPS mode."
    )
