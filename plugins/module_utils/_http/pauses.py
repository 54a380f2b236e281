# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to pause before asking again: a little at first, and longer the longer it takes."""

from __future__ import annotations

import random
from typing import NamedTuple

# A pause that has grown this often is the longest by far, and the number is one that a float can hold.
_MOST_GROWTH = 64


class Pauses(NamedTuple):
    """Pauses in seconds, from the ``first``, each ``factor`` times the one before (more than 1), to the ``longest``.

    ``jitter`` is the share, from 0 to 1, by which chance may shorten a pause, so that those who were turned away
    together do not come back together.
    """

    first: float
    factor: float
    longest: float
    jitter: float = 0.0

    def nth(self, number: int) -> float:
        """The pause of this number, counted from 1."""
        return self._shortened(self.first * self.factor ** min(number - 1, _MOST_GROWTH))

    def after(self, waited: float) -> float:
        """The pause when so many seconds were waited already, for one who does not count: as long as ``nth`` has it."""
        return self._shortened(self.first + waited * (self.factor - 1))

    def _shortened(self, seconds: float) -> float:
        chance = random.uniform(1 - self.jitter, 1) if self.jitter else 1.0
        return min(seconds * chance, self.longest)
