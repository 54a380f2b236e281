# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""The states that containers can be in, for whoever asks for some of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.hoody.cloud.plugins.module_utils._container.model import LEAVING, SETTLED
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import plain

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
