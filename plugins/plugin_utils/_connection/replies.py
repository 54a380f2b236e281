# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What the terminal service says of a command. Pure."""

from __future__ import annotations

import base64
import binascii
import signal
from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from .errors import Refused

#: What a shell calls a command that a signal has ended is this plus the number of the signal.
_BY_SIGNAL = 128
_RUNS = frozenset({"pending", "queued", "running"})


class Ended(NamedTuple):
    """A command that ran to its end."""

    code: int
    stdout: bytes
    stderr: bytes


def is_raw(reply: Json) -> bool:
    """Whether a service knows the raw mode: older ones ignore the word and answer with text (G.5)."""
    return isinstance(reply.get("stdout_b64"), str)


def raw_result(reply: Json, limit: int) -> Ended:
    """The result of a command in raw mode, which had ``limit`` seconds."""
    if reply.get("timed_out") is True or reply.get("status") == "timed_out":
        raise timed_out(limit)
    if reply.get("stdout_truncated") is True or reply.get("stderr_truncated") is True:
        raise Refused("The terminal service cut the output of the command, so its end is lost.")
    code, killer = reply.get("exit_code"), reply.get("signal")
    if not isinstance(code, int) or isinstance(code, bool):
        code = _BY_SIGNAL + _number(killer) if killer is not None else None
    if code is None:
        raise Refused("The terminal service did not return how the command ended.")
    return Ended(code, _bytes(reply.get("stdout_b64")), _bytes(reply.get("stderr_b64")))


def timed_out(limit: int) -> Refused:
    """The error of a command that had more to do."""
    return Refused(f"The command was ended because it took longer than command_timeout, which is {limit} s.")


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(text or "", validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise Refused("The terminal service answered with output that cannot be read.") from None


def _number(killer: Any) -> int:
    """The number of a signal, which may be given by its name. One that nobody knows counts as KILL."""
    if isinstance(killer, int) and not isinstance(killer, bool) and 0 < killer < _BY_SIGNAL:
        return killer
    name = str(killer).upper()
    known = signal.Signals.__members__
    return int(known.get(name) or known.get(f"SIG{name}") or signal.SIGKILL)


def command_id(reply: Json) -> str:
    """The id by which the result of a command in a terminal is asked for. Text or number (G.2)."""
    identity = str(reply.get("command_id") or "")
    if not identity.isascii() or not identity.replace("-", "").isalnum():
        raise Refused("The terminal service did not return the id of the command.")
    return identity


def is_over(reply: Json) -> bool:
    """Whether a command in a terminal has ended, whatever came of it."""
    return isinstance(reply.get("status"), str) and reply["status"] not in _RUNS
