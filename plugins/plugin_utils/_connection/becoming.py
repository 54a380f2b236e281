# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""The password of another user, where there is no terminal at which a program could ask for it.

It goes ahead of stdin, and a shell inside hands it on only if the other user cannot be had without: else the program
that is run would read it. It is never part of a command line.
"""

from __future__ import annotations

import copy
from typing import Any

from .errors import Refused
from .replies import Ended

_PROBE = "true"


def with_password(command: str, become: Any, shell: Any) -> str:
    """The command, which reads the password from the first line of stdin."""
    probe = copy.copy(become).build_become_command(_PROBE, shell)
    return f"""IFS= read -r hoody_word
if ( {probe}
) </dev/null >/dev/null 2>&1
then {command}
else {{ printf '%s\\n' "$hoody_word"; cat; }} | {{ {command}
}}
fi"""


def without_prompt(ended: Ended, become: Any) -> Ended:
    """What a command gave, without what asked for the password. Raises Refused when the password was the trouble."""
    if ended.code and not become.check_success(ended.stdout):
        said = ended.stderr + ended.stdout
        if become.check_incorrect_password(said):
            raise Refused(f"Incorrect {become.name} password")
        if become.check_missing_password(said):
            raise Refused(f"Missing {become.name} password")
    prompt = become.prompt
    if become.expect_prompt() and isinstance(prompt, str):
        return ended._replace(stderr=ended.stderr.replace(prompt.encode(), b"", 1).lstrip(b" "))
    return ended
