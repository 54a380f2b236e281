# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Realms (API notes 12)."""

from __future__ import annotations

from typing import NamedTuple

from ..wire.table import Table, member
from .values import unless_null


class Counted(NamedTuple):
    """The realms in use; ``counts`` is None when it was not asked for."""

    realm_ids: list[str]
    counts: dict[str, dict[str, int]] | None


REALMS = Table(
    "Realms",
    "API notes 12.",
    member("realm_ids", list[str]),
    member("total", int, lambda counted: len(counted.realm_ids)),
    member("usage", dict[str, dict[str, int]], unless_null("counts"), optional=True),
)
