# SPDX-License-Identifier: GPL-3.0-or-later
"""The oldest Python that the modules run with, and what is said to an older one."""

from __future__ import annotations

import json
import sys


def too_old(what_there_is: str) -> str:
    """The sentence for a Python that the modules cannot run with. The argument says which one it is."""
    return (
        f"The modules of hoody.cloud need Python 3.9 or newer, and {what_there_is}: set ansible_python_interpreter to "
        "a newer one, or run the task on the controller with delegate_to: localhost."
    )


def refuse_older() -> None:
    """End a module that runs with an older Python."""
    if sys.version_info < (3, 9):  # noqa: UP036 - modules run with whatever Python a host has
        answer = {"failed": True, "msg": too_old(f"{sys.executable} is {sys.version.split()[0]}")}
        sys.stdout.write(json.dumps(answer))
        raise SystemExit(1)
