# SPDX-License-Identifier: GPL-3.0-or-later
"""The states that containers can be in, for whoever asks for some of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

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
