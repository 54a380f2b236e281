# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether this machine can have the inside of containers."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from .house import House, HouseError, remove_folder


class NotPossible(Exception):
    """One sentence that says what is missing."""


async def _built(folder: Path, *, overlay: bool) -> None:
    house = House(folder, overlay=overlay)
    try:
        await house.begin("probe")
        if not house.root.is_folder("/etc") or await house.run("true"):
            raise HouseError("a command cannot enter")
    finally:
        house.end()
        await house.gone()
        remove_folder(folder)


def overlay_works(folder: Path) -> bool:
    """Build a house below this folder: whether with an overlay. Raises NotPossible where there is no way."""
    if sys.platform != "linux":
        raise NotPossible("The inside of containers needs Linux.")
    if missing := [name for name in ("nsenter", "bash") if not shutil.which(name)]:
        raise NotPossible(f"The inside of containers needs {' and '.join(missing)}, which this machine does not have.")
    reason: Exception | None = None
    for overlay in (True, False):
        try:
            asyncio.run(_built(folder / "probe", overlay=overlay))
        except (HouseError, OSError) as error:
            reason = error
        else:
            return overlay
    raise NotPossible(
        f"The inside of containers needs root or user namespaces, and this machine refuses them ({reason})."
    ) from reason


def reason_against() -> str | None:
    """Why ``--inside`` would be refused here; None where it works."""
    with tempfile.TemporaryDirectory(prefix="hoody-inside-") as folder:
        try:
            overlay_works(Path(folder))
        except NotPossible as reason:
            return str(reason)
    return None
