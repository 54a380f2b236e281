# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the event source, which nobody has checked before: ansible-rulebook passes on what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .._api.errors import InputError
from .._api.settings import Settings, resolve
from .._api.sources import SETTINGS
from .._text.similar import option_meant

#: What ansible-rulebook adds.
FEEDBACK_QUEUE = "eda_feedback_queue"
_OF_SOURCE = frozenset({"state_file", "event_type", "start", "interval", "feedback", "feedback_timeout"})
_SHARED = frozenset(setting.name for setting in SETTINGS if setting.name != "api_retries")


class SourceOptions(NamedTuple):
    """What was asked for. ``feedback`` is where the rules say what they have seen, None where nobody waits for that."""

    settings: Settings
    state_file: str | None
    patterns: list[str]
    old: bool
    interval: float
    feedback: Any
    feedback_timeout: float


def source_options(args: Mapping[str, Any]) -> SourceOptions:
    """The options of a source. Raises InputError or SettingsError."""
    for name in sorted(args.keys() - _SHARED - _OF_SOURCE - {FEEDBACK_QUEUE}):
        hint = option_meant(name, sorted(_SHARED | _OF_SOURCE))
        raise InputError(f"The source hoody.cloud.events has no option {name}.{hint}")
    if args.get("start") not in (None, "now", "oldest"):
        raise InputError("start must be now or oldest.")
    if args.get("feedback") and args.get(FEEDBACK_QUEUE) is None:
        raise InputError("feedback needs ansible-rulebook 1.3 or newer and its option --persistence-id.")
    asked = args.get("event_type") or ["*"]
    return SourceOptions(
        # The pauses after a failure are those of the source, and there is no last try.
        resolve({**{name: args[name] for name in sorted(_SHARED & args.keys())}, "api_retries": 0}),
        args.get("state_file"),
        [str(item) for item in (asked if isinstance(asked, list) else [asked])],
        args.get("start") == "oldest",
        _seconds(args, "interval", 10.0),
        args.get(FEEDBACK_QUEUE),
        _seconds(args, "feedback_timeout", 120.0),
    )


def _seconds(args: Mapping[str, Any], name: str, default: float) -> float:
    try:
        seconds = float(args.get(name, default))
    except (TypeError, ValueError):
        seconds = -1.0
    if not 0.1 <= seconds <= 86400:
        raise InputError(f"{name} must be a number of seconds from 0.1 to 86400.")
    return seconds
