# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make bench`` runs, outside of pytest, which would make more importable than it has."""

from __future__ import annotations

import subprocess
import sys

from tests.emulator.process import ROOT

# All of it is imported; what takes least is measured, once.
CODE = """
from tests.benchmark.__main__ import inventory
inventory.measure(inventory.size, 2, 1)
"""


def test_the_benchmark_runs() -> None:
    result = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert not result.returncode, result.stderr
    assert "2 containers, 3 keyed_groups and 2 compose" in result.stdout
    assert "requests: 1 when cold, 1 of them at once, 0 when warm" in result.stdout
