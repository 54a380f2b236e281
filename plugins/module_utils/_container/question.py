# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be asked of containers: some states, and live information. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .._api.errors import InputError
from .._text.plain import plain
from .model import LEAVING, SETTLED

#: What is known of any revision of the API (API notes 5.10).
KNOWN = frozenset({*SETTLED, *LEAVING, "creating", "provisioning", "copying", "claiming"})


def unknown_statuses(wanted: Iterable[str], there: Iterable[str]) -> str | None:
    """A warning about states that no revision of the API knows and no container has, or None.

    Who asks for a misspelt one gets nothing at every run, which looks as if all were well.
    """
    present = {status for status in there if status}
    unknown = sorted(set(wanted) - KNOWN - present)
    if not unknown:
        return None
    return (
        f"No container has the status {' or '.join(repr(status) for status in unknown)}, and the API is not known to "
        f"have it. There are: {plain(', '.join(sorted(present)), 300) or 'no containers at all'}."
    )


def runtime_query(value: Any) -> str | None:
    """The query value: true, or a JSON object that names what is wanted."""
    if isinstance(value, dict):
        return json.dumps(value, separators=(",", ":"))
    word = str(value if value is not None else "").strip().lower()
    if word in ("", "false", "no"):
        return None
    if word in ("true", "yes"):
        return "true"
    raise InputError("The option runtime must be true, false, or a dictionary such as {displays: true}.")
