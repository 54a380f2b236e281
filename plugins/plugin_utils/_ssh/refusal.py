# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""A sentence in the place of a connection."""

from __future__ import annotations

import re

_NOT_TOLD = r"[^\w .,:;()/~@+=-]"


class Refused(Exception):
    """There is no way to a container, or not surely to this one. The text is a sentence."""


def refusal(sentence: str) -> list[str]:
    """Arguments with which ssh connects to nothing and says why, so that Ansible calls the host unreachable.

    Of the sentence, what could mean something to a shell is left out. A shared connection is not used either.
    """
    told = re.sub(_NOT_TOLD, "_", sentence)
    return [
        *("-o", f"ProxyCommand=sh -c 'echo \"{told}\" >&2'"),
        *("-o", "ControlPath=none"),
        *("-o", "LogLevel=QUIET"),
    ]
