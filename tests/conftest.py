# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make ``ansible_collections.hoody.cloud`` importable and forget the settings of whoever runs the tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLLECTIONS = ROOT / ".build" / "collections"
LINK = COLLECTIONS / "ansible_collections" / "hoody" / "cloud"
HOME = ROOT / ".build" / "home"  # has no ~/.hoody/config.json

if not LINK.exists():
    LINK.parent.mkdir(parents=True, exist_ok=True)
    LINK.symlink_to("../../../..")
sys.path.insert(0, str(COLLECTIONS))

for variable in [name for name in os.environ if name.startswith("HOODY_")]:
    del os.environ[variable]
HOME.mkdir(parents=True, exist_ok=True)
os.environ["HOME"] = str(HOME)
