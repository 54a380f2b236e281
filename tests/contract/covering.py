# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Few settings of many switches, in which each pair of values of two switches is met."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

_CANDIDATES = 12


def pairwise(values: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows, each with a value for each name, such that every pair of values of two names is in one of them."""
    chance, names = random.Random(7), list(values)
    missing = {
        ((one, first), (other, second))
        for one, other in combinations(names, 2)
        for first in range(len(values[one]))
        for second in range(len(values[other]))
    }
    rows = []
    while missing:
        row = max((_row(values, missing, chance) for _try in range(_CANDIDATES)), key=lambda it: len(_new(it, missing)))
        missing -= _new(row, missing)
        rows.append({name: values[name][number] for name, number in row.items()})
    return rows


def _row(values: Mapping[str, Sequence[Any]], missing: set[Any], chance: random.Random) -> dict[str, int]:
    """A row that has a missing pair and, name by name, as many others as can be."""
    start = chance.choice(sorted(missing))
    row = dict(start)
    rest = [name for name in values if name not in row]
    chance.shuffle(rest)
    for name in rest:
        choices = list(range(len(values[name])))
        chance.shuffle(choices)
        row[name] = max(choices, key=lambda number: sum(_met(name, number, row, missing)))
    return {name: row[name] for name in values}


def _met(name: str, number: int, row: Mapping[str, int], missing: set[Any]) -> list[bool]:
    own = (name, number)
    return [(own, item) in missing or (item, own) in missing for item in row.items()]


def _new(row: Mapping[str, int], missing: set[Any]) -> set[Any]:
    return {pair for pair in combinations(row.items(), 2) if pair in missing}
