# SPDX-License-Identifier: GPL-3.0-or-later
"""Points in time: as numbers, as texts."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

#: Seconds reach this in the year 5138, so anything above has to be milliseconds.
_MILLISECONDS_FROM = 100_000_000_000


def seconds_of(value: Any) -> float | None:
    """A point in time in seconds since 1970; None for what is none. A text without a zone is one in UTC."""
    if isinstance(value, bool) or value is None:
        return None
    with suppress(ValueError):
        # Python 3.9 does not know the Z.
        parsed = datetime.fromisoformat(str(value).strip().replace("Z", "+00:00"))
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=timezone.utc)).timestamp()
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    seconds = number / 1000 if number >= _MILLISECONDS_FROM else number
    return seconds if 0 < seconds < _MILLISECONDS_FROM else None


def moment(seconds: float) -> str:
    """A time as a text, such as 2026-11-22T19:40:56Z."""
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
