# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a container as a snapshot has them, which lie beside it and go with it; or as another one has them.

What the files service remembers is none of them: it outlives a restoration as it outlives a deletion.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .house import remove_folder

_SNAPSHOTS = "snapshots"
#: What a house keeps from one start to the next, as far as it has that; and what an overlay makes of the first.
_PARTS = ("own", "upper", "plain")
_MADE_ANEW = ("work", "merged")


def kept_files(container: Path, snapshot: str) -> Path:
    """Where those of a snapshot lie."""
    return container / _SNAPSHOTS / snapshot


def keep_files(container: Path, snapshot: str) -> None:
    """Copy them. A container that nobody has entered has none."""
    kept = kept_files(container, snapshot)
    remove_folder(kept)
    kept.mkdir(mode=0o700, parents=True)
    _copy(container, kept)


def drop_files(container: Path, snapshot: str) -> None:
    """Forget them."""
    remove_folder(kept_files(container, snapshot))


def put_files(container: Path, origin: Path, rest: Path) -> None:
    """Put these into a container. What was there instead is moved to ``rest``, as programs may still have it open."""
    rest.mkdir(mode=0o700)
    container.mkdir(mode=0o700, exist_ok=True)
    for name in (*_PARTS, *_MADE_ANEW):
        if (container / name).exists():
            (container / name).rename(rest / name)
    _copy(origin, container)


def _copy(source: Path, target: Path) -> None:
    """With owners, modes and what an overlay notes beside a file."""
    parts = [source / name for name in _PARTS if (source / name).exists()]
    if not parts:
        return
    copying = subprocess.run(["cp", "-a", "--", *parts, target], stderr=subprocess.PIPE, text=True, check=False)
    if copying.returncode:
        # Who serves should hear of it.
        print(f"A snapshot or a copy is not complete: {copying.stderr.strip()}", file=sys.stderr, flush=True)
