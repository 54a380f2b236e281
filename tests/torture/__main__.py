# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fleets under fire, for as long as one likes: ``make torture ARGS="--minutes 30 --seed 7"``.

``make torture ARGS=--every-request`` instead breaks every operation at every request in every way, under each
combination of the switches, which takes an hour or so; a part of an operation's name behind it takes only those.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.integration.every_request import exhaust

from .battle import Battle


def main() -> int:
    """Fight one battle after the other; the first that is lost ends the program, with the seed that repeats it."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument(
        "--minutes", type=float, default=10.0, help="no battle begins after that (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=None, help="the seed of the first battle (default: a random one)")
    parser.add_argument("--containers", type=int, default=200, help="the size of the fleets (default: %(default)s)")
    parser.add_argument("--every-request", nargs="?", const="", metavar="NAME", help="break each request instead")
    options = parser.parse_args()
    if options.every_request is not None:
        wrong = 0
        for told in exhaust(options.every_request):
            print(told.line, flush=True)
            wrong += told.wrong
        return min(wrong, 1)
    seed = random.randrange(10**6) if options.seed is None else options.seed
    end = time.monotonic() + options.minutes * 60
    while True:
        print(f"seed {seed}: ", end="", flush=True)
        with tempfile.TemporaryDirectory(prefix="hoody-torture-") as folder:
            print(Battle(seed, options.containers, Path(folder)).fight(), flush=True)
        seed += 1
        if time.monotonic() > end:
            return 0


if __name__ == "__main__":
    sys.exit(main())
