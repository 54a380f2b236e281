# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""The types that every layer speaks of."""

from __future__ import annotations

from typing import Any

#: An object as JSON has it.
Json = dict[str, Any]
