# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""One SSH key that ssh may offer, and no other: where its halves lie for as long as a play runs."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from ansible_collections.hoody.cloud.plugins.module_utils._text.openssh import public_half

# More than any key; a file that was named by mistake need not be read to its end.
_MOST_READ = 65536


def shown_by(path: Path) -> str | None:
    """The public half of the private key in a file; None where it does not show it, as older formats do not."""
    try:
        with path.open(encoding="ascii") as file:
            found = public_half(file.read(_MOST_READ))
    except (OSError, ValueError):
        return None
    return found.key if found else None


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
