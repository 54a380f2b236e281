# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the Hoody API: a real HTTP server with a seeded world, switches and faults.

Start it from the repository root with ``python -m tests.emulator``.
"""

from __future__ import annotations
