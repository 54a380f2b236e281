# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of the API, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

#: The parser in C, where there is one, takes a tenth of the time.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _described(name: str) -> dict[str, Any]:
    with Path(__file__).with_name(name).open(encoding="utf-8") as text:
        described: dict[str, Any] = yaml.load(text, Loader=_Loader)
        return described


DESCRIPTION = _described("openapi.yaml")
#: Its second part, which goes deeper where both describe one operation.
SECOND = _described("openapi-2.yaml")
