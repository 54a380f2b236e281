# SPDX-License-Identifier: GPL-3.0-or-later
"""The types that every layer speaks of."""

from __future__ import annotations

from typing import Any

#: An object as JSON has it.
Json = dict[str, Any]
